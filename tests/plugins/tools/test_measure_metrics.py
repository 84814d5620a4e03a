"""One metric series, measured again."""

from __future__ import annotations

from rootward.events.presence import Presence
from rootward.evidence.recheck import recheck
from rootward.plugins.agents.metrics import MetricsAgent


async def test_every_citation_of_the_agent_holds_when_it_is_run_again(desk) -> None:  # type: ignore[no-untyped-def]
    found = await MetricsAgent().investigate(desk.task, desk)
    assert found.evidence
    checks = [await recheck(item, desk.call) for item in found.evidence]
    assert [check.verdict for check in checks] == ["holds"] * len(checks), checks


async def test_another_window_gives_another_value(desk) -> None:  # type: ignore[no-untyped-def]
    item = (await MetricsAgent().investigate(desk.task, desk)).evidence[0]
    start, end = item.query.arguments["before"]  # type: ignore[misc]
    calm = dict(item.query.arguments) | {"before": [start, (start + end) // 2], "after": [(start + end) // 2, end]}
    again = await desk.call("metrics.shift", calm)
    assert again.value["deviation"] != item.value["deviation"]


async def test_a_series_that_is_gone_is_absent(desk) -> None:  # type: ignore[no-untyped-def]
    item = (await MetricsAgent().investigate(desk.task, desk)).evidence[0]
    gone = await desk.call("metrics.shift", dict(item.query.arguments) | {"series_ids": ["0" * 16]})
    assert gone.presence is Presence.ABSENT and gone.value == {}
