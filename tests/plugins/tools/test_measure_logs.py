"""One message template, counted again."""

from __future__ import annotations

from rootward.events.presence import Presence
from rootward.evidence.recheck import recheck
from rootward.plugins.agents.logs import LogsAgent


async def test_every_citation_of_the_agent_holds_when_it_is_run_again(desk) -> None:  # type: ignore[no-untyped-def]
    found = await LogsAgent().investigate(desk.task, desk)
    assert found.evidence
    checks = [await recheck(item, desk.call) for item in found.evidence]
    assert [check.verdict for check in checks] == ["holds"] * len(checks), checks


async def test_an_earlier_picture_knows_less(desk) -> None:  # type: ignore[no-untyped-def]
    item = (await LogsAgent().investigate(desk.task, desk)).evidence[0]
    before = await desk.call("logs.shift", dict(item.query.arguments) | {"as_of": 0})
    assert before.presence is Presence.ABSENT


async def test_a_template_nobody_wrote_is_absent(desk) -> None:  # type: ignore[no-untyped-def]
    item = (await LogsAgent().investigate(desk.task, desk)).evidence[0]
    gone = await desk.call("logs.shift", dict(item.query.arguments) | {"template_id": "nothing"})
    assert gone.presence is Presence.ABSENT
