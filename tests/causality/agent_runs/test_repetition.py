from __future__ import annotations

from dataclasses import replace

from rootward.causality.agent_runs.order import Order
from rootward.causality.agent_runs.repetition import Loop, loops_in
from rootward.runs.model import AgentRun, Step
from tests.causality.agent_runs.samples import call, failing, run


def loops(subject: AgentRun) -> tuple[Loop, ...]:
    return loops_in(Order(run=subject))


def test_twice_is_a_check_and_three_times_a_circle() -> None:
    same = [call(f"c{n}", result_summary="x") for n in range(3)]
    assert loops(run(*same[:2])) == ()
    (loop,) = loops(run(*same))
    assert (loop.times, loop.call_id, loop.of_failing) == (3, "c0", False)


def test_other_arguments_are_another_call() -> None:
    assert loops(run(*(call(f"c{n}", args=n, result_summary="x") for n in range(5)))) == ()


def test_a_call_that_fails_each_time_is_marked() -> None:
    (loop,) = loops(run(*(failing(f"c{n}", f"no {n}") for n in range(3))))
    assert loop.of_failing


def test_the_same_words_of_an_agent_are_a_circle_and_short_ones_are_not() -> None:
    def said(words: str) -> AgentRun:
        return run(steps=tuple(Step(step_id=str(n), name="say", agent="a", output_summary=words) for n in range(3)))

    assert len(loops(said("I will look at the page again to find the answer to it."))) == 1
    assert loops(said("ok")) == ()


def test_counted_retries_are_a_circle() -> None:
    (loop,) = loops(run(call("c1", retries=3)))
    assert loop.times == 4
    assert loops(run(call("c1", retries=2))) == ()


def test_arguments_that_nobody_told_are_not_known_to_be_the_same() -> None:
    assert loops(run(*(replace(call(f"c{n}", result_summary=""), args=None, args_hash="") for n in range(5)))) == ()
