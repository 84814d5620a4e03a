"""Phoenix's spans."""

from __future__ import annotations

from rootward.plugins.sources.exported_phoenix import is_span, span_in
from tests.plugins.sources.exports import PHOENIX


def test_nested_attributes_become_the_flat_ones_that_they_were() -> None:
    said = span_in(PHOENIX[1]).attributes
    assert said["llm.token_count.prompt"] == 120
    assert said["llm.input_messages.0.message.content"] == "Where is order 12345?"
    assert said["llm.output_messages.0.message.tool_calls.0.tool_call.function.name"] == "lookup"
    assert said["openinference.span.kind"] == "LLM"


def test_a_table_has_a_column_for_each_attribute() -> None:
    row = {"context.trace_id": "a", "context.span_id": "1", "name": "x", "start_time": 1_795_176_000_000,
           "end_time": 1_795_176_000_100, "status_code": "OK", "attributes.input.value": "hello", "span_kind": "TOOL",
           "parent_id": None}  # fmt: skip
    assert is_span(row)
    told = span_in(row)
    assert (told.trace_id, told.span_id, told.parent_id, told.attributes) == (
        "a", "1", "", {"input.value": "hello", "openinference.span.kind": "TOOL"},
    )  # fmt: skip
    assert not is_span({"context": {"trace_id": "a"}, "start_time": 1})


def test_the_last_exception_is_told() -> None:
    event = {"name": "exception", "timestamp": "x", "attributes": {"exception": {"type": "A", "message": "no"}}}
    said = span_in(PHOENIX[2] | {"events": [event]}).attributes
    assert (said["exception.type"], said["exception.message"]) == ("A", "no")
