"""Operations and errors, measured again."""

from __future__ import annotations

from rootward.events.presence import Presence
from rootward.evidence.recheck import recheck
from rootward.plugins.agents.graph import GraphAgent


async def test_every_citation_of_the_agent_holds_when_it_is_run_again(desk) -> None:  # type: ignore[no-untyped-def]
    found = await GraphAgent().investigate(desk.task, desk)
    assert found.evidence
    checks = [await recheck(item, desk.call) for item in found.evidence]
    assert [check.verdict for check in checks] == ["holds"] * len(checks), checks


async def test_a_quiet_operation_can_be_measured_too(desk) -> None:  # type: ignore[no-untyped-def]
    items = (await GraphAgent().investigate(desk.task, desk)).evidence
    slow = next(item for item in items if item.kind == "trace.self_time")
    quiet = await desk.call("spans.shift", dict(slow.query.arguments) | {"observer": "service:web"})
    assert quiet.presence is Presence.FOUND and quiet.value["ratio"] < 1.2


async def test_what_no_span_shows_is_absent(desk) -> None:  # type: ignore[no-untyped-def]
    items = (await GraphAgent().investigate(desk.task, desk)).evidence
    failed = next(item for item in items if item.kind == "trace.error_origin")
    gone = await desk.call("spans.errors", dict(failed.query.arguments) | {"entity": "service:other"})
    assert gone.presence is Presence.ABSENT and "service:pay" in gone.summary
