from __future__ import annotations

import sqlalchemy as sa

from rootward.cases.silence import find_silent, list_seen, seen
from rootward.packs.builtin import builtin
from rootward.packs.load import load_body
from rootward.schema import changes
from tests.cases.conftest import MINUTE, SECOND, START, Desk

HOUR = 60 * MINUTE


def hear(desk: Desk, source: str, *times: int) -> list[bool]:
    return [desk.run(lambda c, t=t: seen(c, "acme", source, ts=t, items=5, now=t)) for t in times]  # type: ignore[misc]


def silent(desk: Desk, now: int, **silence: object) -> list[str]:
    pack = load_body({"name": "t", "version": "1", "cases": {"silence": silence}}) if silence else builtin()
    return [one.source for one in desk.run(lambda c: find_silent(c, "acme", pack, now=now))]


def test_a_source_is_counted_and_its_rhythm_learned(desk: Desk) -> None:
    hear(desk, "k8s", *(START + n * 10 * SECOND for n in range(30)))
    [one] = desk.run(lambda c: list_seen(c, "acme"))
    assert one.items == 150 and one.first_seen == START and one.last_seen == START + 290 * SECOND
    assert one.mean_gap_ns == 10 * SECOND and one.silent_since is None


def test_a_source_that_stops_is_noticed_once_and_again_only_after_it_came_back(desk: Desk) -> None:
    times = [START + n * MINUTE for n in range(120)]
    hear(desk, "k8s", *times)
    assert silent(desk, times[-1] + 9 * MINUTE) == []
    late = times[-1] + 11 * MINUTE
    assert silent(desk, late) == ["k8s"]
    assert silent(desk, late + HOUR) == []
    assert desk.run(lambda c: list_seen(c, "acme"))[0].silent_since == times[-1]
    before = desk.run(lambda c: list_seen(c, "acme"))[0].mean_gap_ns
    assert hear(desk, "k8s", late + 2 * HOUR, late + 2 * HOUR + MINUTE) == [True, False]
    after = desk.run(lambda c: list_seen(c, "acme"))[0]
    assert after.silent_since is None and after.mean_gap_ns == before
    assert silent(desk, late + 4 * HOUR) == ["k8s"]
    told = desk.run(lambda c: c.execute(sa.select(changes.c.body).where(changes.c.kind == "source")).scalars().all())
    assert [body["verb"] for body in told] == ["silent", "back", "silent"]


def test_a_slow_source_may_be_quiet_for_longer(desk: Desk) -> None:
    times = [START + n * HOUR for n in range(24)]
    hear(desk, "nightly", *times)
    assert silent(desk, times[-1] + 9 * HOUR) == []
    assert silent(desk, times[-1] + 11 * HOUR) == ["nightly"]


def test_a_file_that_was_sent_once_is_not_a_source_that_fell_silent(desk: Desk) -> None:
    hear(desk, "file", *(START + n * SECOND for n in range(20)))
    assert silent(desk, START + 24 * HOUR) == []


def test_the_pack_says_how_long_and_whom_to_leave_alone(desk: Desk) -> None:
    hear(desk, "k8s", START, START + MINUTE)
    assert silent(desk, START + 5 * MINUTE, minimum="1m", factor=2, observed="1m", ignore=["k8s"]) == []
    assert silent(desk, START + 5 * MINUTE, minimum="1m", factor=2, observed="1m") == ["k8s"]


def test_every_tenant_has_its_own_sources(desk: Desk) -> None:
    hear(desk, "k8s", START, START + 2 * HOUR)
    assert desk.run(lambda c: list_seen(c, "other"), tenant="other") == []
    found = desk.run(lambda c: find_silent(c, "other", builtin(), now=START + 100 * HOUR), tenant="other")
    assert found == []
