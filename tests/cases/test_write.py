from __future__ import annotations

import sqlalchemy as sa

from rootward.cases import timeline
from rootward.cases.standing import Standing
from rootward.cases.write import write_standing
from rootward.schema import cases, changes
from tests.cases.conftest import MINUTE, START, Desk, firing, resolved


def test_nothing_to_write_writes_nothing(desk: Desk) -> None:
    desk.run(lambda c: write_standing(c, "acme", Standing(), START))
    assert desk.run(lambda c: c.execute(sa.select(sa.func.count()).select_from(changes)).scalar()) == 0


def test_a_batch_is_one_entry_for_each_thing_that_people_should_know(desk: Desk) -> None:
    batch = [firing(f"R{n}", "web", START + n, severity="critical" if n == 9 else "low") for n in range(20)]
    desk.take(*batch)
    [case] = desk.cases()
    entries = desk.run(lambda c: timeline.read(c, "acme", case.case_id, with_events=False))
    assert [(entry.kind, entry.text) for entry in entries] == [
        ("opened", "rule alert-firing opens a case"),
        ("grouped", "19 more events: 19 by entity"),
        ("severity", "Severity rose from low to critical"),
    ]


def test_a_repetition_moves_the_times_and_leaves_the_change_number(desk: Desk) -> None:
    desk.take(firing("A", "web", START))
    before = desk.cases()[0]
    desk.take(firing("A", "web", START + MINUTE, started=START))
    after = desk.cases()[0]
    assert after.seq == before.seq and after.updated_at == START + MINUTE and after.last_event_ts == START + MINUTE


def test_alerts_that_end_one_by_one_are_told_until_the_last(desk: Desk) -> None:
    desk.take(*(firing(f"R{n}", "web", START) for n in range(3)))
    desk.take(*(resolved(f"R{n}", "web", START + MINUTE, started=START) for n in range(2)))
    desk.take(resolved("R2", "web", START + 2 * MINUTE, started=START))
    [case] = desk.cases()
    entries = desk.run(lambda c: timeline.read(c, "acme", case.case_id, with_events=False))
    assert [(entry.kind, entry.text) for entry in entries if "resolved" in entry.kind] == [
        ("alert_resolved", "2 of its alerts are over"),
        ("alerts_resolved", "All its alerts are over; it may be resolved"),
    ]


def test_another_tenants_cases_are_never_touched(desk: Desk) -> None:
    desk.take(firing("A", "web", START))
    rows = desk.run(lambda c: c.execute(sa.select(cases.c.tenant)).scalars().all())
    assert rows == ["acme"]
