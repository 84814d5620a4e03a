from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rootward.cases import lifecycle, timeline
from rootward.cases.lifecycle import TRANSITIONS
from rootward.cases.merge import merge
from rootward.cases.model import STATES, TERMINAL, Case, CaseState
from rootward.cases.open import open_case
from rootward.cases.read import by_id
from rootward.errors import BadInput, Conflict, NotFound
from rootward.kit import clock
from rootward.kit.db import Connection
from tests.cases.conftest import MINUTE, START, Desk


def opened(desk: Desk, title: str = "Slow") -> Case:
    return desk.run(
        lambda c: open_case(
            c, "acme", kind="incident", title=title, severity="high", entity="service:web", actor="mara",
            reason="asked", ts=START,
        )
    )  # fmt: skip


def moved(desk: Desk, case: Case, *states: CaseState) -> Case:
    def unit(connection: Connection) -> Case:
        found = case
        for state in states:
            found = lifecycle.move(connection, "acme", case.case_id, state, actor="mara", reason="so")
        return found

    return desk.run(unit)


def test_a_case_goes_the_whole_way_and_its_timeline_tells_it(desk: Desk) -> None:
    case = opened(desk)
    way: list[CaseState] = [
        "investigating", "diagnosed", "awaiting_approval", "repairing", "verifying", "resolved", "closed",
    ]  # fmt: skip
    case = moved(desk, case, *way)
    assert case.state == "closed" and case.resolved_at == START
    entries = desk.run(lambda c: timeline.read(c, "acme", case.case_id))
    assert [entry.body.get("to") for entry in entries] == [None, *way]
    assert entries[-1].text == "resolved → closed: so" and entries[-1].actor == "mara" and case.seq == entries[-1].seq


def test_a_transition_that_is_not_allowed_is_named(desk: Desk) -> None:
    case = opened(desk)
    with pytest.raises(Conflict, match="INC-1 cannot go from open to verifying") as refused:
        moved(desk, case, "verifying")
    assert refused.value.facts["transition"] == "open → verifying"


def test_nobody_moves_a_case_into_merged_or_into_a_state_that_there_is_not(desk: Desk) -> None:
    case = opened(desk)
    for state in ("merged", "done"):
        with pytest.raises(BadInput, match=state):
            moved(desk, case, state)  # type: ignore[arg-type]


def test_what_may_be_moved_is_what_the_table_allows(desk: Desk) -> None:
    case = opened(desk)
    may = {to for to in STATES if desk.run(lambda c, to=to: lifecycle.may_move(c, "acme", case.case_id, to))}  # type: ignore[misc]
    assert may == TRANSITIONS["open"]


def test_from_every_state_there_is_a_way_to_the_end() -> None:
    for state in STATES:
        reached, frontier = {state}, {state}
        while frontier:
            frontier = {to for one in frontier for to in TRANSITIONS[one]} - reached
            reached |= frontier
        assert reached & TERMINAL


def test_another_tenants_case_is_not_there(desk: Desk) -> None:
    case = opened(desk)
    with pytest.raises(NotFound):
        desk.run(lambda c: lifecycle.acknowledge(c, "other", case.case_id, actor="eve"), tenant="other")


def test_the_first_to_acknowledge_stays_on_record_until_it_is_taken_back(desk: Desk) -> None:
    ref = opened(desk).case_id
    desk.run(lambda c: lifecycle.acknowledge(c, "acme", ref, actor="mara"))
    case = desk.run(lambda c: lifecycle.acknowledge(c, "acme", ref, actor="jonas"))
    assert (case.acknowledged_by, case.acknowledged_at) == ("mara", START)
    for _ in range(2):
        case = desk.run(lambda c: lifecycle.unacknowledge(c, "acme", ref, actor="mara"))
    assert case.acknowledged_by is None and case.acknowledged_at is None
    kinds = [entry.kind for entry in desk.run(lambda c: timeline.read(c, "acme", case.case_id))]
    assert kinds == ["opened", "acknowledged", "unacknowledged"]


def test_a_case_is_given_to_a_person_and_to_nobody(desk: Desk) -> None:
    ref = opened(desk).case_id
    for to in ("mara", "mara", None):
        case = desk.run(lambda c, to=to: lifecycle.assign(c, "acme", ref, to=to, actor="jonas"))  # type: ignore[misc]
        assert case.assigned_to == to
    texts = [entry.text for entry in desk.run(lambda c: timeline.read(c, "acme", ref))]
    assert texts[1:] == ["Assigned to mara", "No longer assigned to mara"]


def test_a_case_is_commented_on_also_when_it_is_closed_but_not_when_it_is_merged(desk: Desk) -> None:
    case, other = opened(desk), opened(desk, "Other")

    def say(text: str) -> Case:
        return desk.run(lambda c: lifecycle.comment(c, "acme", case.case_id, text=text, actor="mara"))

    assert say("Seen since the deploy") == case
    closed = desk.run(lambda c: lifecycle.move(c, "acme", case.case_id, "closed", actor="mara", reason="done"))
    assert say("It was the deploy") == closed
    said = [entry for entry in desk.run(lambda c: timeline.read(c, "acme", case.case_id)) if entry.kind == "comment"]
    assert [(entry.actor, entry.text) for entry in said] == [
        ("mara", "Seen since the deploy"), ("mara", "It was the deploy")
    ]  # fmt: skip
    third = opened(desk, "Third")
    desk.run(lambda c: merge(c, "acme", other.case_id, into=third.case_id, actor="x", reason="y"))
    with pytest.raises(Conflict, match="the case it went into"):
        desk.run(lambda c: lifecycle.comment(c, "acme", other.case_id, text="x", actor="mara"))


def test_a_snooze_ends_in_the_future_and_can_be_ended_early(desk: Desk) -> None:
    ref = opened(desk).case_id

    def snooze(until: int) -> Case:
        return desk.run(lambda c: lifecycle.snooze(c, "acme", ref, until=until, actor="mara", reason="known"))

    with pytest.raises(BadInput, match="that time is over"):
        snooze(START)
    assert snooze(START + MINUTE).snoozed_until == START + MINUTE
    for _ in range(2):
        case = desk.run(lambda c: lifecycle.wake(c, "acme", ref, actor="mara"))
    assert case.snoozed_until is None
    assert [e.kind for e in desk.run(lambda c: timeline.read(c, "acme", ref))] == [
        "opened",
        "snoozed",
        "woken",
    ]


ACTIONS = [*STATES, "acknowledge", "unacknowledge", "assign", "snooze", "wake", "merge"]


def act(connection: Connection, case_id: str, other: str, action: str) -> None:
    if action in STATES:
        lifecycle.move(connection, "acme", case_id, action, actor="x", reason="y")
    elif action == "merge":
        merge(connection, "acme", case_id, into=other, actor="x", reason="y")
    elif action == "assign":
        lifecycle.assign(connection, "acme", case_id, to="x", actor="y")
    elif action == "snooze":
        lifecycle.snooze(connection, "acme", case_id, until=clock.now_ns() + 1, actor="x", reason="y")
    else:
        getattr(lifecycle, action)(connection, "acme", case_id, actor="x")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(ACTIONS), max_size=12))
def test_a_terminal_case_never_changes_whatever_is_tried(desk: Desk, actions: list[str]) -> None:
    case, other = opened(desk), opened(desk, "Other")
    for action in actions:
        before = desk.run(lambda c: by_id(c, "acme", case.case_id))
        try:
            desk.run(lambda c, action=action: act(c, case.case_id, other.case_id, action))  # type: ignore[misc]
        except (Conflict, BadInput):
            assert desk.run(lambda c: by_id(c, "acme", case.case_id)) == before
            continue
        after = desk.run(lambda c: by_id(c, "acme", case.case_id))
        assert not before.is_terminal
        assert after.state == before.state or after.state in TRANSITIONS[before.state]
