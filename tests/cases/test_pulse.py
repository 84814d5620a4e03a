from __future__ import annotations

from collections.abc import Sequence

from rootward.cases import lifecycle
from rootward.cases.open import open_case
from rootward.cases.pulse import MOST_EVENTS, PARTS, Pulse, pulses
from rootward.kit import clock
from rootward.kit.db import Connection
from rootward.schema import cases
from tests.cases.conftest import MINUTE, START, Desk, firing

HOUR = 60 * MINUTE


def _of(desk: Desk, *case_ids: str, now: int) -> list[Pulse]:
    return desk.run(lambda c: pulses(c, "acme", case_ids, now=now))


def _counted(counts: Sequence[int]) -> dict[int, int]:
    return {place: number for place, number in enumerate(counts) if number}


def test_events_are_counted_in_parts_of_the_time_from_the_first_until_now(desk: Desk) -> None:
    desk.take(firing("A", "web", START), firing("B", "web", START + MINUTE))
    desk.take(firing("C", "web", START + 12 * MINUTE))
    [case] = desk.cases()
    [one] = _of(desk, case.case_id, now=START + 24 * MINUTE - 1)
    assert (one.since, one.until, len(one.counts)) == (START, START + 24 * MINUTE - 1, PARTS)
    assert _counted(one.counts) == {0: 1, 1: 1, 12: 1}


def test_a_resolved_case_ends_when_it_was_resolved(desk: Desk) -> None:
    desk.take(firing("A", "web", START), firing("B", "web", START + MINUTE))
    [case] = desk.cases()
    with clock.fixed(START + HOUR):
        desk.run(lambda c: lifecycle.move(c, "acme", case.case_id, "resolved", actor="ann", reason="it is over"))
    for now in (START + 2 * HOUR, START + 90 * HOUR):
        [one] = _of(desk, case.case_id, now=now)
        assert (one.until, _counted(one.counts)) == (START + HOUR, {0: 2})


def test_a_case_that_was_closed_unresolved_ends_with_its_last_event(desk: Desk) -> None:
    desk.take(firing("A", "web", START), firing("B", "web", START + MINUTE))
    [case] = desk.cases()
    desk.run(lambda c: lifecycle.move(c, "acme", case.case_id, "closed", actor="ann", reason="noise"))
    [one] = _of(desk, case.case_id, now=START + HOUR)
    assert (one.until, _counted(one.counts)) == (START + MINUTE, {0: 1, PARTS - 1: 1})


def test_an_event_of_the_future_is_in_the_last_part(desk: Desk) -> None:
    desk.take(firing("A", "web", START))
    [case] = desk.cases()
    for now in (START - HOUR, START):
        [one] = _of(desk, case.case_id, now=now)
        assert (one.until, sum(one.counts)) == (START, 1)


def test_they_come_in_the_order_asked_for_once_and_only_of_the_tenant(desk: Desk) -> None:
    desk.take(firing("A", "web", START), firing("Z", "mail", START + HOUR))
    one, other = (case.case_id for case in desk.cases())
    found = _of(desk, other, "case_none", one, other, now=START + 2 * HOUR)
    assert [item.case_id for item in found] == [other, one]
    assert desk.run(lambda c: pulses(c, "other", [one], now=START), tenant="other") == []


def test_the_cases_of_the_fewest_events_are_counted_until_they_are_too_many_together(desk: Desk) -> None:
    for place, service in enumerate(("web", "mail", "archive")):
        desk.take(firing(f"Rule{place}", service, START + place * HOUR))
    ids = [case.case_id for case in desk.cases()]

    def have(connection: Connection) -> None:
        for case_id, events in zip(ids, (MOST_EVENTS, 1, MOST_EVENTS - 1), strict=True):
            changed = cases.update().where(cases.c.tenant == "acme", cases.c.case_id == case_id)
            connection.execute(changed.values(event_count=events))

    desk.run(have)
    found = _of(desk, *ids, now=START + 3 * HOUR)
    assert [sum(one.counts) for one in found] == [0, 1, 1]
    assert (found[0].counts, len(found[1].counts)) == ((), PARTS)
    [alone] = _of(desk, ids[0], now=START + 3 * HOUR)
    assert sum(alone.counts) == 1


def test_a_case_that_nothing_happened_in_has_empty_parts(desk: Desk) -> None:
    made = desk.run(
        lambda c: open_case(
            c, "acme", kind="request", title="t", severity="info", entity="", actor="ann", reason="asked", ts=START
        )
    )
    [one] = _of(desk, made.case_id, now=START + HOUR)
    assert (one.until, one.counts) == (START + HOUR, (0,) * PARTS)
