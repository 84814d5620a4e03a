"""Changes and happenings, read again."""

from __future__ import annotations

from rootward.events.presence import Presence
from rootward.evidence.recheck import recheck
from rootward.plugins.agents.changes import ChangesAgent


async def test_every_citation_of_the_agent_holds_when_it_is_run_again(desk) -> None:  # type: ignore[no-untyped-def]
    found = await ChangesAgent().investigate(desk.task, desk)
    assert found.evidence
    checks = [await recheck(item, desk.call) for item in found.evidence]
    assert [check.verdict for check in checks] == ["holds"] * len(checks), checks


async def test_a_change_is_found_by_its_ingest_id_and_time_only(desk) -> None:  # type: ignore[no-untyped-def]
    item = (await ChangesAgent().investigate(desk.task, desk)).evidence[0]
    arguments = dict(item.query.arguments)
    assert (await desk.call("changes.describe", arguments | {"ref": "other"})).presence is Presence.ABSENT
    assert (await desk.call("changes.describe", arguments | {"at": 5})).presence is Presence.ABSENT


async def test_happenings_outside_the_window_are_absent(desk) -> None:  # type: ignore[no-untyped-def]
    item = (await ChangesAgent().investigate(desk.task, desk)).evidence[1]
    start = int(str(item.query.arguments["start"]))
    gone = await desk.call("events.count", dict(item.query.arguments) | {"end": start + 1})
    assert gone.presence is Presence.ABSENT
