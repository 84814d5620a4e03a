"""The changes agent."""

from __future__ import annotations

from rootward.causality.stated import changes_in
from rootward.plugins.agents.changes import ChangesAgent


async def test_changes_and_kills_are_evidence(desk) -> None:  # type: ignore[no-untyped-def]
    found = await ChangesAgent().investigate(desk.task, desk)
    assert [(item.kind, item.query.tool) for item in found.evidence] == [
        ("change.deploy", "changes.describe"), ("event.killed", "events.count"),
    ]  # fmt: skip
    assert changes_in(found.evidence)[0].numbers == (("pool_size", 20.0, 2.0),)
    assert found.blind == ()


async def test_without_changes_none_can_be_blamed(empty_desk) -> None:  # type: ignore[no-untyped-def]
    found = await ChangesAgent().investigate(empty_desk.task, empty_desk)
    assert [item.what for item in found.blind] == ["changes"]
