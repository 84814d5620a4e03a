"""Payload: what is read is what was sent, and what is wrong is named with its value."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.errors import BadInput
from rootward.kit import clock
from rootward.kit.canonical import sha256_hex
from rootward.runs.payload import parse_run
from tests.runs.examples import INSUFFICIENT, SUFFICIENT, changed

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def test_every_field_of_an_example_is_read() -> None:
    run = parse_run(SUFFICIENT)
    assert (run.run_id, run.agent_version, run.error_type) == ("run-001-sufficient", "2.1.0", "ToolCallError")
    assert run.started_at == clock.parse_ns("2024-01-15T10:30:00Z")
    assert run.correlation_ids == ("req-456", "session-789")
    assert [step.latency_ms for step in run.steps] == [5000, 10000, 10000, 20000]
    call = run.tool_calls[0]
    assert (call.error_class, call.status_code, call.retries) == ("ValidationError", 400, 2)
    assert call.args == {"order_number": "12345", "include_items": True}
    assert run.guardrail_events[0].call_id == "call-001"
    assert run.cost.total_cost_usd == 0.0245
    assert parse_run(INSUFFICIENT).error_type is None


def test_a_latency_that_is_missing_is_computed_and_one_that_is_given_stays() -> None:
    step = changed(SUFFICIENT["steps"][0], latency_ms=None)
    call = SUFFICIENT["tool_calls"][0] | {"started_at": "2024-01-15T10:30:05Z", "ended_at": "2024-01-15T10:30:06.5Z"}
    run = parse_run(
        changed(
            SUFFICIENT, steps=[step, *SUFFICIENT["steps"][1:]],
            tool_calls=[call, changed(call, call_id="call-9", latency_ms=None)],
        )
    )  # fmt: skip
    assert run.steps[0].latency_ms == 5000
    assert [one.latency_ms for one in run.tool_calls] == [350, 1500]


def test_what_a_sender_leaves_out_stays_unknown() -> None:
    least = parse_run({"agent_name": "a", "status": "success", "started_at": "2024-01-15T10:30:00+02:00"})
    assert (least.ended_at, least.error_type, least.cost.total_cost_usd, least.steps) == (None, None, None, ())
    assert least.run_id.startswith("run_")


def test_arguments_without_a_hash_are_hashed() -> None:
    call = changed(SUFFICIENT["tool_calls"][0], args_hash=None)
    run = parse_run(changed(SUFFICIENT, tool_calls=[call]))
    assert run.tool_calls[0].args_hash == sha256_hex(call["args_json"])


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("status", "exploded", "status"),
        ("agent_name", "", "agent_name"),
        ("agent_name", None, "agent_name"),
        ("colour", "blue", "colour"),
        ("started_at", "2024-01-15T10:30:00", "started_at"),
        ("started_at", "yesterday", "started_at"),
        ("ended_at", "2024-01-15T10:29:59Z", "ended_at"),
        ("steps", [SUFFICIENT["steps"][0] | {"retries": -1}], "steps[0].retries"),
        ("steps", [SUFFICIENT["steps"][0] | {"mood": "bad"}], "steps[0].mood"),
        ("steps", [SUFFICIENT["steps"][0], SUFFICIENT["steps"][0]], "steps[1].step_id"),
        ("steps", [SUFFICIENT["steps"][0] | {"parent_id": "step-9"}], "steps[0].parent_id"),
        ("tool_calls", [SUFFICIENT["tool_calls"][0] | {"step_id": "step-9"}], "tool_calls[0].step_id"),
        ("tool_calls", [SUFFICIENT["tool_calls"][0] | {"status_code": "400"}], "tool_calls[0].status_code"),
        ("guardrail_events", [SUFFICIENT["guardrail_events"][0] | {"type": "mood"}], "guardrail_events[0].type"),
        ("guardrail_events", [SUFFICIENT["guardrail_events"][0] | {"call_id": "call-9"}],
         "guardrail_events[0].call_id"),
        ("cost", {"total_cost_usd": -1}, "cost.total_cost_usd"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(field: str, value: Any, named: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_run(changed(SUFFICIENT, **{field: value}))
    assert refused.value.facts["field"] == named
    assert named in refused.value.message


@given(VALUES)
def test_anything_else_is_refused_and_never_crashes(value: Any) -> None:
    with pytest.raises(BadInput):
        parse_run(value)


@given(st.sampled_from(sorted(SUFFICIENT)), VALUES)
def test_one_field_of_any_value_is_read_or_named(field: str, value: Any) -> None:
    try:
        parse_run(SUFFICIENT | {field: value})
    except BadInput as refused:
        assert str(refused.facts["field"]).startswith(field) or field in ("steps", "tool_calls", "started_at")
