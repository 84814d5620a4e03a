from __future__ import annotations

from rootward.causality.agent_runs.order import Order
from rootward.runs.model import Step
from tests.causality.agent_runs.samples import call, run


def test_calls_stand_in_the_order_of_their_steps_and_times() -> None:
    subject = run(call("late", step="s3"), call("b", step="s1", started_at=None), call("a", step="s1"))
    assert [one.call_id for one in Order(run=subject).calls] == ["b", "a", "late"]
    timed = run(call("b", step="s1", started_at=20), call("a", step="s1", started_at=10))
    assert [one.call_id for one in Order(run=timed).calls] == ["a", "b"]


def test_what_a_tool_reports_is_no_act() -> None:
    asked = Step(step_id="a", name="ask", agent="worker")
    told = Step(step_id="t", name="told", agent="shell", kind="tool")
    assert Order(run=run(steps=(asked, told))).last_act == 0
    assert Order(run=run(steps=(Step(step_id="a", name="x"), Step(step_id="b", name="y")))).last_act == 1


def test_who_acted_is_the_step_its_parent_or_the_run() -> None:
    steps = (
        Step(step_id="p", name="delegate", agent="planner"),
        Step(step_id="c", name="think", parent_id="p"),
        Step(step_id="o", name="other", parent_id="o"),
    )
    order = Order(run=run(steps=steps))
    assert [order.agent(step_id) for step_id in ("p", "c", "o", "absent", None)] == [
        "planner", "planner", "worker", "worker", "worker",
    ]  # fmt: skip
    assert order.place("c") == 1
    assert order.place("absent") == 3
    assert order.step("absent") is None
