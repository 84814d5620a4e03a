from __future__ import annotations

from rootward.causality.agent_runs.causes import Candidate, candidates_of
from rootward.causality.agent_runs.order import Order
from rootward.runs.model import AgentRun
from tests.causality.agent_runs.samples import NO_HISTORY, SIGNATURES, call, failing, run


def candidates(subject: AgentRun) -> tuple[Candidate, ...]:
    return candidates_of(Order(run=subject), NO_HISTORY, SIGNATURES)


def test_what_the_run_says_itself_strengthens_the_call_that_says_the_same() -> None:
    calls = (failing("c1", "Forbidden", status_code=403), call("c2", "other", "s3"))
    (plain,) = candidates(run(*calls))
    (told,) = candidates(run(*calls, error_message="403 Forbidden", error_type="PermissionError"))
    assert told.cause.score > plain.cause.score


def test_what_only_the_run_says_is_a_candidate_of_its_own() -> None:
    (one,) = candidates(
        run(call("c1"), error_type="GraphRecursionError", error_message="Recursion limit of 25 reached")
    )
    assert (one.cause.category, one.cause.evidence[0].kind) == ("planner_loop", "run")


def test_words_with_which_a_run_ends_are_no_second_cause_beside_one_that_is_known() -> None:
    ending = {"error_type": "ToolCallError", "error_message": "A tool refused its arguments"}
    refused = failing("c1", "Missing required field: 'customer_id'", error_class="ValidationError", status_code=400)
    (one,) = candidates(run(refused, **ending))
    assert one.cause.category == "tool_schema_mismatch"
    assert [found.cause.subcategory for found in candidates(run(call("c1"), **ending))] != []


def test_an_error_without_a_known_class_is_weak() -> None:
    (one,) = candidates(run(failing("c1", "the flux is inverted")))
    assert one.generic


def test_an_error_that_was_made_good_keeps_little_of_its_score() -> None:
    (one,) = candidates(run(failing("c1", "Forbidden", args=1), call("c2", args=1)))
    assert one.cause.recovered and one.cause.score < 0.1
    assert one.cause.evidence[-1].ref_id == "c2"
