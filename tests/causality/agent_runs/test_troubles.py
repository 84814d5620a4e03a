from __future__ import annotations

from rootward.causality.agent_runs.order import Order
from rootward.causality.agent_runs.troubles import Trouble, failed, troubles_of
from rootward.runs.model import GuardrailEvent, Step
from tests.causality.agent_runs.samples import call, failing, run


def found(*calls: object, **given: object) -> tuple[Trouble, ...]:
    return troubles_of(Order(run=run(*calls, **given)))  # type: ignore[arg-type]


def test_a_call_fails_by_its_status_its_class_its_code_or_the_form_of_its_result() -> None:
    assert failed(call("a", status="timeout"))
    assert failed(call("a", error_class="X"))
    assert failed(call("a", status_code=500))
    assert failed(call("a", result_summary="Error: no"))
    assert not failed(call("a", status_code=200, result_summary="An article about errors"))


def test_what_came_later_is_noticed() -> None:
    same, tool, last = found(
        failing("c1", "x", args=1), call("c2", args=1), failing("c3", "y", args=2), call("c4", args=3),
        failing("c5", "z", args=4),
    )  # fmt: skip
    assert (same.same_later, tool.same_later, tool.tool_later) == ("c2", None, "c4")
    assert last.last and not same.last


def test_calls_whose_arguments_nobody_told_are_not_the_same_call() -> None:
    (one,) = found(failing("c1", "x", args_hash=""), call("c2", args_hash=""))
    assert (one.same_later, one.tool_later) == (None, "c2")


def test_a_step_that_fails_because_of_its_call_is_told_once() -> None:
    steps = (Step(step_id="s1", name="look up", status="failure"),)
    assert [one.call_id for one in found(failing("c1", "x"), steps=steps)] == ["c1"]
    assert [one.step_id for one in found(call("c1", step="s0"), steps=steps)] == ["s1"]


def test_a_guardrail_speaks_for_itself_only_beside_calls_that_did_not_fail() -> None:
    guard = GuardrailEvent(event_id="g", type="content_safety", call_id="c1")
    assert [one.said.source for one in found(call("c1"), guardrail_events=(guard,))] == ["guardrail"]
    assert [one.said.source for one in found(failing("c1", "x"), guardrail_events=(guard,))] == ["call"]


def test_the_runs_own_error_is_one_of_them() -> None:
    (one,) = found(error_type="RecursionError", error_message="limit of 25 reached")
    assert (one.said.source, one.said.error, one.evidence[0].ref_id) == ("run", "recursion error", "r1")
