"""Fingerprint: failures of one kind are alike whatever the numbers in their messages."""

from __future__ import annotations

from dataclasses import replace

from rootward.runs.fingerprint import shape_of, signature_of
from rootward.runs.payload import parse_run
from tests.runs.examples import INSUFFICIENT, SUFFICIENT

RUN = parse_run(SUFFICIENT)


def test_the_last_failed_call_says_what_kind_of_failure_it_is() -> None:
    assert signature_of(RUN) == "order_lookup_api · ValidationError · 400 · Missing required field: …"


def test_what_is_quoted_and_counted_makes_no_difference() -> None:
    calls = [replace(call, error_message="no order 'A-1' after 30s") for call in RUN.tool_calls]
    others = [replace(call, error_message="no order 'B-22' after 31s") for call in RUN.tool_calls]
    one, two = (replace(RUN, tool_calls=tuple(part)) for part in (calls, others))
    assert signature_of(one) == signature_of(two)
    assert signature_of(replace(one, tool_calls=(replace(calls[0], status_code=500),))) != signature_of(one)


def test_without_calls_the_run_itself_speaks_and_a_success_says_nothing() -> None:
    assert signature_of(parse_run(INSUFFICIENT)) == "failure · Internal Server Error"
    failed = replace(RUN.steps[0], status="failure", error_type="ParseError")
    assert signature_of(replace(RUN, tool_calls=(), steps=(failed,))) == "Plan customer inquiry · ParseError"
    assert signature_of(replace(RUN, status="success")) is None


def test_a_shape_is_what_was_done_in_which_order_and_a_repetition_counts_once() -> None:
    again = replace(RUN, tool_calls=(*RUN.tool_calls, RUN.tool_calls[-1]))
    assert shape_of(again) == shape_of(RUN)
    assert shape_of(replace(RUN, tool_calls=RUN.tool_calls[::-1][:2])) != shape_of(RUN)
    assert shape_of(replace(RUN, tool_calls=())) != shape_of(RUN)
