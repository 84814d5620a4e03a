from __future__ import annotations

from rootward.causality.agent_runs.conversation import Conversation
from rootward.causality.agent_runs.parameters import SIGN_WEIGHTS
from rootward.causality.agent_runs.signs import REASONS, SIGNS, signs_of
from tests.causality.agent_runs.samples import LED, TABLE, said


def test_every_sign_has_a_weight_and_a_reason() -> None:
    assert set(SIGNS) == set(SIGN_WEIGHTS) == set(REASONS)


def test_an_assumption_is_a_sign_and_the_same_words_in_the_task_are_not() -> None:
    found = signs_of(Conversation(run=TABLE))
    assert "assumes" in found[4]
    opening = said(("A", "Assume that pi is 3. What is the area?"), ("B", "It is 12."), ("C", "Fine."))
    assert "assumes" not in signs_of(Conversation(run=opening))[0]


def test_what_the_end_concludes_is_traced_to_where_it_was_said_first() -> None:
    assert [place for place, signs in signs_of(Conversation(run=TABLE)).items() if "origin" in signs] == [4]
    numbers = said(("A", "Plan."), ("B", "I count 4711."), ("C", "Hm."), ("D", "So it is 4711."))
    assert [place for place, signs in signs_of(Conversation(run=numbers)).items() if "origin" in signs] == [1]


def test_a_run_that_ends_in_vain_points_to_whoever_tried_last() -> None:
    talk = said(
        ("A", "Plan."), ("B", "```x```"), ("Shell", "exitcode: 1 (failed)\nNameError"), ("C", "```y```"),
        ("Shell", "exitcode: 1 (failed)\nNameError"),
    )  # fmt: skip
    found = signs_of(Conversation(run=talk))
    assert [place for place, signs in found.items() if "last_vain" in signs] == [3]
    assert [place for place, signs in found.items() if "first_code" in signs] == [1]
    mended = said(*((step.agent, step.output_summary) for step in talk.steps), ("B", "Never mind."))
    assert all("last_vain" not in signs for signs in signs_of(Conversation(run=mended)).values())


def test_a_coordinated_run_has_the_order_of_its_work_as_signs() -> None:
    found = signs_of(Conversation(run=LED))
    assert found[3] == {"first_worker"}
    assert found[6] == {"second_worker", "last_worker"}
    assert found[1] == {"coordinates"}


def test_a_result_between_two_sayings_is_a_check() -> None:
    found = signs_of(Conversation(run=TABLE))
    assert "unchecked" in found[5] and "unchecked" not in found[4]
