"""A run as its payload, read back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rootward.runs.payload import parse_run
from rootward.runs.sendable import payload_of
from rootward.runs.spans.run import run_of
from tests.runs.examples import INSUFFICIENT, SUFFICIENT
from tests.runs.spans.recorded import EVERY, span


@pytest.mark.parametrize("vocabulary", sorted(EVERY))
def test_a_run_of_spans_is_the_same_after_it_was_sent(vocabulary: str) -> None:
    run = run_of(EVERY[vocabulary](), over=True)
    assert run is not None
    assert parse_run(payload_of(run)) == run


def test_a_payload_is_the_same_after_it_was_read() -> None:
    for sent in (SUFFICIENT, INSUFFICIENT):
        run = parse_run(sent)
        assert parse_run(payload_of(run)) == run


def test_names_that_a_payload_cannot_hold_are_cut_and_empty_ones_are_said() -> None:
    run = run_of([span(1, 0, "", attributes={"gen_ai.operation.name": "chat", "error.type": "x" * 900})], over=True)
    assert run is not None
    read = parse_run(payload_of(replace(run, agent_name="a" * 900)))
    assert (len(read.agent_name), read.steps[0].error_type) == (500, "x" * 500)
    assert read.steps[0].name


def test_arguments_that_nobody_told_have_no_hash() -> None:
    call = {"call_id": "c", "step_id": "step-001", "tool_name": "t", "status": "success"}
    assert parse_run({**SUFFICIENT, "tool_calls": [call], "guardrail_events": []}).tool_calls[0].args_hash == ""
