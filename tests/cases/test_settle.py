from __future__ import annotations

import sqlalchemy as sa

from rootward.cases import lifecycle
from rootward.cases.settle import settle
from rootward.packs.load import load_body
from rootward.packs.model import Pack
from rootward.schema import case_keys
from tests.cases.conftest import MINUTE, START, Desk, event, firing, resolved

OPENING = {"name": "alert", "events": ["AlertFiring", "Odd"], "title": "{entity.service}"}


def pack(**correlate: object) -> Pack:
    return load_body({"name": "t", "version": "1", "cases": {"opens": [OPENING], "correlate": correlate}})


def settled(desk: Desk, now: int) -> list[str]:
    return desk.run(lambda c: settle(c, "acme", desk.pack, now=now))


def test_a_case_is_resolved_when_its_alerts_have_been_over_long_enough(desk: Desk) -> None:
    desk.pack = pack(resolve_after="30m")
    [one] = desk.take(firing("A", "web", START))
    desk.take(firing("B", "web", START + MINUTE))
    desk.take(resolved("A", "web", START + 2 * MINUTE, started=START))
    assert settled(desk, START + 60 * MINUTE) == []
    desk.take(resolved("B", "web", START + 61 * MINUTE, started=START + MINUTE))
    assert settled(desk, START + 90 * MINUTE) == []
    assert settled(desk, START + 92 * MINUTE) == [one.case_id]
    assert settled(desk, START + 95 * MINUTE) == []
    assert desk.cases()[0].state == "resolved"


def test_a_case_without_alerts_that_end_is_left_to_people(desk: Desk) -> None:
    desk.pack = pack(resolve_after="30m")
    desk.take(event("Odd", START, {"service": "web"}))
    assert settled(desk, START + 600 * MINUTE) == []


def test_a_case_that_somebody_works_on_is_left_alone(desk: Desk) -> None:
    desk.pack = pack(resolve_after="30m")
    [one] = desk.take(firing("A", "web", START))
    desk.take(resolved("A", "web", START + MINUTE, started=START))
    desk.run(lambda c: lifecycle.move(c, "acme", one.case_id, "investigating", actor="x", reason="y"))
    assert settled(desk, START + 600 * MINUTE) == []


def test_without_a_time_in_the_pack_nothing_is_resolved(desk: Desk) -> None:
    desk.pack = pack()
    desk.take(firing("A", "web", START))
    desk.take(resolved("A", "web", START + MINUTE, started=START))
    assert settled(desk, START + 600 * MINUTE) == []


def test_what_waited_in_vain_is_forgotten(desk: Desk) -> None:
    opening = OPENING | {"threshold": {"events": 5, "within": "10m"}}
    desk.pack = load_body({"name": "t", "version": "1", "cases": {"opens": [opening]}})
    desk.take(event("Odd", START, {"service": "web"}))

    def waiting() -> int:
        query = sa.select(sa.func.count()).select_from(case_keys)
        return int(desk.run(lambda c: c.execute(query).scalar_one()))

    settled(desk, START + 9 * MINUTE)
    assert waiting() == 1
    settled(desk, START + 11 * MINUTE)
    assert waiting() == 0
