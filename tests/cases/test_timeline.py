from __future__ import annotations

import sqlalchemy as sa

from rootward.cases import timeline
from rootward.schema import changes
from tests.cases.conftest import SECOND, START, Desk, firing


def test_entries_and_events_are_one_story_in_order_of_time(desk: Desk) -> None:
    desk.take(firing("A", "web", START), firing("B", "web", START + 2 * SECOND), at=START + 3 * SECOND)
    [case] = desk.cases()
    desk.run(
        lambda c: timeline.append(c, "acme", case.case_id, kind="note", actor="mara", text="hm", at=START + SECOND)
    )
    entries = desk.run(lambda c: timeline.read(c, "acme", case.case_id))
    assert [entry.kind for entry in entries] == ["event", "note", "event", "opened", "grouped"]
    assert entries[0].body["rule"] == "new" and entries[0].actor == "alertmanager" and entries[0].ref
    assert entries[2].body["reason"] == "the same entity service:web, 2 s after INC-1"


def test_pages_meet_without_gap_or_overlap(desk: Desk) -> None:
    desk.take(*(firing(f"A{n}", "web", START + (n // 3) * SECOND) for n in range(10)), at=START + SECOND)
    [case] = desk.cases()
    whole = desk.run(lambda c: timeline.read(c, "acme", case.case_id))
    paged: list[timeline.Entry] = []

    def next_page() -> list[timeline.Entry]:
        after = paged[-1].cursor if paged else None
        return desk.run(lambda c: timeline.read(c, "acme", case.case_id, after=after, limit=3))

    while page := next_page():
        paged += page
    assert paged == whole and len(whole) == 12


def test_an_entry_is_told_to_those_who_follow(desk: Desk) -> None:
    seq = desk.run(lambda c: timeline.append(c, "acme", "case_x", kind="note", actor="mara", text="hm", body={"a": 1}))
    row = desk.run(lambda c: c.execute(sa.select(changes).where(changes.c.seq == seq)).mappings().one())
    assert (row["kind"], row["ref"]) == ("case", "case_x")
    assert row["body"] == {"kind": "note", "actor": "mara", "text": "hm", "body": {"a": 1}}


def test_another_tenants_story_is_empty(desk: Desk) -> None:
    desk.take(firing("A", "web", START))
    [case] = desk.cases()
    assert desk.run(lambda c: timeline.read(c, "other", case.case_id), tenant="other") == []
