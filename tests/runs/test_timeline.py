"""Timeline: parts stand where they happened, and where nobody said when, with their step."""

from __future__ import annotations

from dataclasses import replace

from rootward.runs.payload import parse_run
from rootward.runs.timeline import timeline_of
from tests.runs.examples import SUFFICIENT

RUN = parse_run(SUFFICIENT)


def test_a_call_that_says_when_it_began_stands_there() -> None:
    late = replace(RUN.tool_calls[0], started_at=RUN.steps[3].started_at)
    ids = [entry["event_id"] for entry in timeline_of(replace(RUN, tool_calls=(late,)))]
    assert ids[-2:] == ["step-004", "call-001"]


def test_without_any_times_the_order_of_sending_holds() -> None:
    steps = tuple(replace(step, started_at=None) for step in RUN.steps)
    told = timeline_of(replace(RUN, started_at=None, steps=steps, tool_calls=(), guardrail_events=()))
    assert [entry["event_id"] for entry in told] == [step.step_id for step in RUN.steps]
    assert {entry["timestamp"] for entry in told} == {None}
