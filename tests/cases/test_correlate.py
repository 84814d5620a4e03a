from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.cases.apply import apply
from rootward.cases.correlate import Near, decide, flaps_with, is_new_start
from rootward.cases.rules import Rules, rules_of
from rootward.cases.standing import AlertState, Decision, LiveCase, Neighbour, Standing
from rootward.cases.symptom import Resolution, Symptom, read_symptom
from rootward.events.model import Event
from rootward.packs.builtin import builtin
from rootward.packs.load import load_body
from tests.cases.conftest import MINUTE, SECOND, START, firing, resolved

RULES = rules_of(builtin())


class Floor:
    """Events decided one after the other, without a database."""

    def __init__(self, rules: Rules = RULES, near: Near | None = None) -> None:
        self.rules, self.near, self.standing, self.made = rules, near or {}, Standing(), 0

    def feed(self, event: Event) -> Decision:
        found = read_symptom(event, self.rules)
        assert found is not None
        decision = decide(found, self.standing, self.rules, self.near)
        apply(found, decision, self.standing, self.rules, self._number)
        return decision

    def _number(self, kind: str) -> tuple[str, str]:
        self.made += 1
        return f"case_{self.made:04d}", f"INC-{self.made}"

    @property
    def case(self) -> LiveCase:
        return self.standing.cases["case_0001"]


def test_deciding_changes_nothing() -> None:
    floor = Floor()
    floor.feed(firing("A", "web", START))
    found = read_symptom(firing("B", "web", START + SECOND), RULES)
    assert isinstance(found, Symptom)
    before = repr(floor.standing)
    assert decide(found, floor.standing, RULES, {}).verb == "join"
    assert repr(floor.standing) == before


def test_the_score_falls_to_half_at_the_end_of_the_window() -> None:
    scores = []
    for minutes in (0, 5, 10, 15):
        floor = Floor()
        floor.feed(firing("A", "web", START))
        scores.append(floor.feed(firing("B", "web", START + minutes * MINUTE)).score)
    assert scores == [0.9, 0.75, 0.6, 0.45]


def test_an_event_that_is_late_joins_by_its_own_time() -> None:
    floor = Floor()
    floor.feed(firing("A", "web", START))
    assert floor.feed(firing("B", "web", START - 5 * MINUTE)).verb == "join"
    assert floor.case.first_ts == START - 5 * MINUTE
    assert floor.feed(firing("C", "web", START - 60 * MINUTE)).verb == "open"


def test_a_case_older_than_its_span_takes_only_what_surely_belongs_to_it() -> None:
    floor = Floor()
    floor.feed(firing("A", "web", START, ids={"deployment": "d"}))
    for step in range(1, 100):  # somebody keeps it alive for more than a day
        floor.feed(firing("B", "web", START + step * 15 * MINUTE, started=START + 15 * MINUTE))
    late = START + 99 * 15 * MINUTE
    assert floor.feed(firing("C", "web", late)).verb == "open"
    floor = Floor()
    floor.feed(firing("A", "web", START, group="g"))
    assert floor.feed(firing("C", "mail", START + 23 * 60 * MINUTE, group="g")).verb == "join"


def test_a_resolved_or_closed_case_takes_nothing_in() -> None:
    for state in ("resolved", "closed"):
        floor = Floor()
        floor.feed(firing("A", "web", START))
        floor.case.state = state
        decision = floor.feed(firing("B", "web", START + SECOND))
        assert (decision.verb, decision.recurrence_of) == ("open", None)


def test_what_was_closed_while_it_still_fires_is_not_opened_by_a_repeat() -> None:
    floor = Floor()
    floor.feed(firing("A", "web", START))
    floor.case.state = "closed"
    assert floor.feed(firing("A", "web", START + MINUTE, started=START)).verb == "ignore"


def test_events_of_a_merged_case_go_where_it_went() -> None:
    floor = Floor()
    floor.feed(firing("A", "web", START))
    floor.feed(firing("B", "mail", START))
    floor.case.state, floor.case.merged_into = "merged", "case_0002"
    assert floor.feed(firing("C", "web", START + SECOND)).case_id == "case_0002"


def test_nearer_neighbours_are_surer() -> None:
    near: Near = {"service:web": [Neighbour("service:b", 2, "two steps"), Neighbour("service:a", 1, "one step")]}
    floor = Floor(near=near)
    floor.feed(firing("B", "b", START))
    floor.feed(firing("A", "a", START))
    decision = floor.feed(firing("W", "web", START))
    assert (decision.case_id, decision.score) == ("case_0002", 0.7) and "one step" in decision.reason


def test_neighbours_further_than_the_pack_allows_do_not_count() -> None:
    body = {"opens": [{"name": "a", "events": ["AlertFiring"], "title": "t"}], "correlate": {"hops": 1}}
    rules = rules_of(load_body({"name": "t", "version": "1", "cases": body}))
    floor = Floor(rules, {"service:web": [Neighbour("service:b", 2, "far")]})
    floor.feed(firing("B", "b", START))
    assert floor.feed(firing("W", "web", START)).verb == "open"


def test_a_rule_that_may_not_be_used_is_not() -> None:
    opening = {"name": "a", "events": ["AlertFiring"], "title": "t", "join_by": ["repeat"]}
    rules = rules_of(load_body({"name": "t", "version": "1", "cases": {"opens": [opening]}}))
    floor = Floor(rules)
    floor.feed(firing("A", "web", START))
    assert floor.feed(firing("B", "web", START)).verb == "open"
    assert floor.feed(firing("A", "web", START)).verb == "repeat"


@pytest.mark.parametrize(
    ("status", "ts", "started", "is_new"),
    [
        ("firing", 20, 10, False),
        ("firing", 20, 15, True),
        ("resolved", 31, 10, True),
        ("resolved", 25, 10, False),
        ("resolved", 25, 15, True),
    ],
)
def test_a_new_start_is_told_from_a_repetition(status: str, ts: int, started: int, is_new: bool) -> None:
    state = AlertState(status=status, starts_at=START + 10, last_ts=START + 30, case_id=None)  # type: ignore[arg-type]
    found = read_symptom(firing("A", "web", START + ts, started=START + started), RULES)
    assert isinstance(found, Symptom)
    assert is_new_start(found, state) == is_new


def test_flapping_counts_changes_within_its_window_only() -> None:
    window = RULES.windows["flapping"]
    assert not flaps_with([START - window - 1] * 10, START, RULES)
    assert not flaps_with([START - 1] * 2, START, RULES)
    assert flaps_with([START - 1] * 3, START, RULES)


def test_the_end_of_an_earlier_firing_ends_nothing() -> None:
    floor = Floor()
    floor.feed(firing("A", "web", START))
    late = resolved("A", "web", START - MINUTE, started=START - 2 * MINUTE)
    assert floor.feed(late).verb == "ignore"
    assert floor.feed(resolved("A", "web", START + MINUTE, started=START)).verb == "resolve"
    assert floor.feed(resolved("A", "web", START + MINUTE, started=START)).verb == "ignore"


def test_the_end_of_an_alert_of_a_closed_case_is_noted_and_goes_nowhere() -> None:
    floor = Floor()
    floor.feed(firing("A", "web", START))
    floor.case.state = "closed"
    decision = floor.feed(resolved("A", "web", START + MINUTE, started=START))
    assert (decision.verb, decision.case_id) == ("resolve", None)
    assert floor.standing.alerts["alertmanager:A/web"].status == "resolved"


ALERTS = st.tuples(
    st.sampled_from(["A", "B", "C"]), st.sampled_from(["web", "mail", ""]), st.integers(0, 200), st.booleans()
)


@given(st.lists(ALERTS, max_size=40))
def test_every_decision_explains_itself_and_nothing_is_lost(alerts: list[tuple[str, str, int, bool]]) -> None:
    floor = Floor()
    fed = 0
    for name, service, minute, over in alerts:
        ts = START + minute * MINUTE
        made = resolved(name, service, ts, started=ts) if over else firing(name, service, ts)
        found = read_symptom(made, RULES)
        assert isinstance(found, Resolution if over else Symptom)
        decision = floor.feed(made)
        assert decision.reason and 0 <= decision.score <= 1
        fed += decision.case_id is not None or decision.verb == "open"
        again = replace(made)
        if made.id in floor.standing.linked:
            assert floor.feed(again).verb == "ignore"
    assert sum(case.events for case in floor.standing.cases.values()) == fed
    links = [(link.case_id, link.event_id) for link in floor.standing.links]
    assert len(links) == len(set(links)) and all(link.reason and link.key for link in floor.standing.links)
