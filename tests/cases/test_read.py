from __future__ import annotations

from functools import partial

import pytest

from rootward.cases import lifecycle
from rootward.cases.read import CaseFilter, Sort, by_id, facets, find, get
from rootward.errors import BadInput, Conflict, NotFound
from rootward.kit import clock
from rootward.schema import topology_edges
from tests.cases.conftest import MINUTE, START, Desk, firing


@pytest.fixture
def filled(desk: Desk) -> Desk:
    for number in range(7):
        ts = START + number * 60 * MINUTE
        severity = "critical" if number % 2 else "low"
        with clock.fixed(ts):
            desk.take(firing(f"Rule{number}", f"s{number % 3}", ts, severity=severity))  # type: ignore[arg-type]
    return desk


def test_a_case_is_found_by_id_number_and_beginning(filled: Desk) -> None:
    case = filled.cases()[2]
    unique = next(
        case.case_id[:length]
        for length in range(5, 40)
        if sum(one.case_id.startswith(case.case_id[:length]) for one in filled.cases()) == 1
    )
    for ref in (case.case_id, "INC-3", "inc-3", unique, unique.removeprefix("case_")):
        assert filled.run(lambda c, ref=ref: get(c, "acme", ref)) == case  # type: ignore[misc]


def test_a_beginning_is_found_also_where_the_database_sorts_by_a_language(filled: Desk) -> None:
    if not filled.database.is_sqlite:
        by_language = 'ALTER TABLE cases ALTER COLUMN case_id TYPE text COLLATE "en-x-icu"'
        filled.run(lambda c: c.exec_driver_sql(by_language) and None)
    last = filled.cases()[-1]
    others = [one.case_id for one in filled.cases()[:-1]]
    unique = next(last.case_id[:n] for n in range(5, 40) if not any(one.startswith(last.case_id[:n]) for one in others))
    assert filled.run(lambda c: get(c, "acme", unique)) == last


@pytest.mark.parametrize("ref", ["", "INC-99", "case_zzz", "%", "INC-", "inc"])
def test_what_is_not_there_is_not_found(filled: Desk, ref: str) -> None:
    with pytest.raises(NotFound):
        filled.run(lambda c: get(c, "acme", ref))


def test_a_beginning_that_several_share_is_refused(filled: Desk) -> None:
    with pytest.raises(Conflict, match="several"):
        filled.run(lambda c: get(c, "acme", "case_0"))


def test_another_tenants_cases_are_not_there(filled: Desk) -> None:
    case = filled.cases()[0]
    for look in (get, by_id):
        for ref in (case.case_id, "INC-1"):
            with pytest.raises(NotFound):
                filled.run(lambda c, look=look, ref=ref: look(c, "other", ref), tenant="other")  # type: ignore[misc]
    assert filled.run(lambda c: find(c, "other").items, tenant="other") == ()


def test_pages_run_from_the_newest_to_the_oldest(filled: Desk) -> None:
    numbers, cursor = [], ""
    while True:
        page = filled.run(lambda c, cursor=cursor: find(c, "acme", limit=3, cursor=cursor))  # type: ignore[misc]
        numbers += [case.number for case in page.items]
        cursor = page.next_cursor
        if not cursor:
            break
    assert numbers == [f"INC-{number}" for number in range(7, 0, -1)]


def test_a_cursor_of_somebody_else_is_refused(filled: Desk) -> None:
    for cursor in ("nonsense", "W10", "!!"):
        with pytest.raises(BadInput, match="cursor"):
            filled.run(lambda c, cursor=cursor: find(c, "acme", cursor=cursor))  # type: ignore[misc]


def test_filters_narrow_and_facets_count_the_same(filled: Desk) -> None:
    first, second = filled.cases()[:2]
    filled.run(lambda c: lifecycle.move(c, "acme", first.case_id, "closed", actor="mara", reason="noise"))
    filled.run(lambda c: lifecycle.assign(c, "acme", second.case_id, to="mara", actor="mara"))
    expected = {
        CaseFilter(severities=("critical",)): 3,
        CaseFilter(states=("closed",)): 1,
        CaseFilter(active=True): 6,
        CaseFilter(kinds=("incident",)): 7,
        CaseFilter(kinds=("request",)): 0,
        CaseFilter(entity="service:s0"): 3,
        CaseFilter(text="rule4 ON"): 1,
        CaseFilter(text="%"): 0,
        CaseFilter(text="inc-7"): 1,
        CaseFilter(assigned_to="mara"): 1,
        CaseFilter(since=START + 60 * MINUTE, until=START + 180 * MINUTE): 2,
    }
    for wanted, count in expected.items():
        found = filled.run(lambda c, wanted=wanted: find(c, "acme", wanted).items)  # type: ignore[misc]
        assert len(found) == count, wanted
        counted = filled.run(lambda c, wanted=wanted: facets(c, "acme", wanted))  # type: ignore[misc]
        assert sum(counted["state"].values()) == count and sum(counted["entity"].values()) == count
    assert filled.run(lambda c: facets(c, "acme"))["severity"] == {"low": 4, "critical": 3}


def test_cases_are_found_and_counted_by_source_and_by_the_team_that_owns_what_they_are_about(desk: Desk) -> None:
    desk.declare(
        ("group:payments", "owns", "service:pay"), ("group:payments", "owns", "service:web"),
        ("group:web", "owns", "service:web"), ("group:idle", "owns", "service:quiet"),
        ("repository:acme/pay", "owns", "service:pay"), ("group:web", "depends_on", "service:pay"),
    )  # fmt: skip
    for place, service in enumerate(("pay", "web", "mail")):
        desk.take(firing(f"Rule{place}", service, START + place * 60 * MINUTE))
    counted = desk.run(lambda c: facets(c, "acme"))
    assert counted["source"] == {"alertmanager": 3}
    assert counted["team"] == {"group:payments": 2, "group:web": 1}
    expected = {
        CaseFilter(teams=("group:payments",)): ["INC-2", "INC-1"],
        CaseFilter(teams=("group:web",)): ["INC-2"],
        CaseFilter(teams=("group:web", "group:payments")): ["INC-2", "INC-1"],
        CaseFilter(teams=("group:idle",)): [],
        CaseFilter(teams=("repository:acme/pay",)): [],
        CaseFilter(sources=("alertmanager",)): ["INC-3", "INC-2", "INC-1"],
        CaseFilter(sources=("jira",)): [],
    }
    for wanted, numbers in expected.items():
        found = desk.run(lambda c, wanted=wanted: find(c, "acme", wanted).items)  # type: ignore[misc]
        assert [case.number for case in found] == numbers, wanted
        counted = desk.run(lambda c, wanted=wanted: facets(c, "acme", wanted))  # type: ignore[misc]
        assert sum(counted["state"].values()) == len(numbers)


def test_another_tenants_teams_own_nothing_here(desk: Desk) -> None:
    row = {"src": "group:web", "dst": "service:web", "relation": "owns", "origin": "pack", "bucket": 0, "seq": 0}
    desk.run(lambda c: c.execute(topology_edges.insert(), {"tenant": "other", **row}) and None, tenant="other")
    desk.take(firing("A", "web", START))
    assert desk.run(lambda c: facets(c, "acme"))["team"] == {}
    assert desk.run(lambda c: find(c, "acme", CaseFilter(teams=("group:web",))).items) == ()


def test_the_most_severe_or_the_last_changed_may_come_first(filled: Desk) -> None:
    third = filled_id(filled, "INC-3")
    with clock.fixed(START + 100 * 60 * MINUTE):
        filled.run(lambda c: lifecycle.acknowledge(c, "acme", third, actor="mara"))

    def listed(sort: Sort) -> list[str]:
        numbers, cursor = [], ""
        while True:
            page = filled.run(partial(find, tenant="acme", limit=2, cursor=cursor, sort=sort))
            numbers += [case.number for case in page.items]
            cursor = page.next_cursor
            if not cursor:
                return numbers

    assert listed("severity") == ["INC-6", "INC-4", "INC-2", "INC-7", "INC-5", "INC-3", "INC-1"]
    assert listed("updated") == ["INC-3", "INC-7", "INC-6", "INC-5", "INC-4", "INC-2", "INC-1"]
    page = filled.run(lambda c: find(c, "acme", limit=2, sort="severity"))
    with pytest.raises(BadInput, match="another order"):
        filled.run(lambda c: find(c, "acme", cursor=page.next_cursor, sort="newest"))


def test_owners_are_counted_and_nobodys_cases_are_found(filled: Desk) -> None:
    third = filled_id(filled, "INC-3")
    filled.run(lambda c: lifecycle.assign(c, "acme", third, to="mara", actor="mara"))
    counted = filled.run(lambda c: facets(c, "acme"))
    assert (counted["assigned_to"], counted["cause_kind"]) == ({"mara": 1}, {})
    assert list(counted["entity"].values()) == [3, 2, 2]
    assert len(filled.cases(assigned_to="-")) == 6
    assert [case.number for case in filled.cases(assigned_to="mara")] == ["INC-3"]


def filled_id(desk: Desk, number: str) -> str:
    return next(case.case_id for case in desk.cases() if case.number == number)
