"""Tool calls, guardrail events and tool definitions of a trace."""

from __future__ import annotations

import json

import pytest

from rootward.events.model import SpanItem
from rootward.kit.canonical import JSON
from rootward.runs.model import ToolCall
from rootward.runs.spans.calls import calls_of, guardrails_of, tools_of
from rootward.runs.spans.tree import tree_of
from tests.runs.spans.recorded import span

TOOL: dict[str, JSON] = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "search"}


def calls(*spans: SpanItem) -> list[ToolCall]:
    return calls_of(tree_of(spans).nodes)


def asked(number: int, at: int, call_id: str, answers: list[dict[str, JSON]] | None = None) -> SpanItem:
    out = [{"role": "assistant", "tool_calls": [
        {"id": call_id, "function": {"name": "search", "arguments": json.dumps({"q": call_id})}}]}]  # fmt: skip
    said: dict[str, JSON] = {"gen_ai.operation.name": "chat", "gen_ai.output.messages": json.dumps(out),
                             "gen_ai.input.messages": json.dumps(answers or [])}  # fmt: skip
    return span(number, 0, "chat", at, attributes=said)


def test_a_call_without_a_span_is_answered_by_the_next_message() -> None:
    answer: list[dict[str, JSON]] = [{"role": "tool", "tool_call_id": "c1", "content": "found"}]
    first, second = calls(asked(1, 0, "c1"), asked(2, 20, "c2", answer))
    assert (first.call_id, first.status, first.result_summary, first.args) == ("c1", "success", "found", {"q": "c1"})
    assert (second.call_id, second.status) == ("c2", "unknown")


def test_a_call_with_a_span_is_not_counted_again_for_its_message() -> None:
    (call,) = calls(asked(1, 0, "c1"), span(2, 0, "execute_tool search", 20,
                                            attributes=TOOL | {"gen_ai.tool.call.id": "c1"}))  # fmt: skip
    assert (call.args, call.step_id) == ({"q": "c1"}, f"{2:016x}")


def test_one_call_that_two_instrumentations_saw_is_one_call() -> None:
    client: dict[str, JSON] = {"mcp.method.name": "tools/call", "gen_ai.tool.name": "search"}
    other: dict[str, JSON] = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "inner"}
    found = calls(span(1, 0, "execute_tool search", 0, 50, attributes=TOOL),
                  span(2, 1, "tools/call search", 1, 40, attributes=client),
                  span(3, 2, "tools/call search", 2, 30, attributes=client),
                  span(4, 3, "execute_tool inner", 3, 9, attributes=other))  # fmt: skip
    assert [call.tool_name for call in found] == ["search", "inner"]


@pytest.mark.parametrize("result", ['{"isError": true, "content": []}', '{"status": "error", "content": "no"}'])
def test_a_tool_that_answers_with_an_error_field_has_failed(result: str) -> None:
    (call,) = calls(span(1, 0, "x", attributes=TOOL | {"gen_ai.tool.call.result": result}))
    assert call.status == "failure"
    (call,) = calls(span(1, 0, "x", attributes=TOOL | {"gen_ai.tool.call.result": '{"error": null, "status": "ok"}'}))
    assert call.status == "success"


def test_the_input_of_a_recorded_function_is_opened_where_its_arguments_lie() -> None:
    def arguments(given: JSON) -> JSON:
        (call,) = calls(span(1, 0, "x", attributes={"traceloop.span.kind": "tool",
                                                   "traceloop.entity.input": json.dumps(given)}))  # fmt: skip
        return call.args

    assert arguments({"args": [], "kwargs": {"q": 1}}) == {"q": 1}
    assert arguments({"args": [1], "kwargs": {}}) == [1]
    assert arguments({"inputs": {"q": 1}, "tags": []}) == {"q": 1}
    assert arguments({"q": 1, "input": {"r": 2}}) == {"q": 1, "input": {"r": 2}}


def test_equal_arguments_have_equal_hashes_in_any_order_of_their_names() -> None:
    first, second = calls(
        span(1, 0, "x", 0, attributes=TOOL | {"gen_ai.tool.call.arguments": '{"a": 1, "b": 2}'}),
        span(2, 0, "x", 1, attributes=TOOL | {"gen_ai.tool.call.arguments": '{"b": 2, "a": 1}'}),
    )
    assert first.args_hash == second.args_hash != ""


@pytest.mark.parametrize(
    ("attributes", "error", "kind"),
    [
        ({"openinference.span.kind": "GUARDRAIL"}, "", None),
        ({"openinference.span.kind": "GUARDRAIL"}, "blocked", "other"),
        ({"openinference.span.kind": "GUARDRAIL", "output.value": '{"passed": false}'}, "", "policy_block"),
        ({"langfuse.observation.type": "guardrail", "guardrail.triggered": True}, "", "policy_block"),
        ({"gen_ai.operation.name": "chat", "gen_ai.response.finish_reasons": ["content_filter"]}, "", "policy_block"),
        ({**TOOL, "gen_ai.agent.tool.disposition": "deny"}, "", "policy_block"),
        ({"gen_ai.operation.name": "chat", "gen_ai.response.finish_reasons": ["stop"]}, "", None),
    ],
)
def test_a_guardrail_is_an_event_when_it_spoke_up(attributes: dict[str, JSON], error: str, kind: str | None) -> None:
    found = guardrails_of(tree_of([span(1, 0, "check", error=error, attributes=attributes)]).nodes)
    assert [event.type for event in found] == ([kind] if kind else [])


def test_tools_are_read_as_every_vendor_defines_them() -> None:
    schema: JSON = {"type": "object"}
    chat: dict[str, JSON] = {"gen_ai.operation.name": "chat"}
    spans = [
        span(1, 0, "chat", 1, attributes=chat | {"gen_ai.tool.definitions": json.dumps(
            [{"type": "function", "name": "a", "parameters": schema}])}),
        span(2, 0, "chat", 2, attributes=chat | {"mlflow.chat.tools": json.dumps(
            [{"type": "function", "function": {"name": "b", "parameters": schema}}])}),
        span(3, 0, "chat", 3, attributes=chat | {"ai.prompt.tools": [json.dumps(
            {"type": "function", "name": "c", "inputSchema": schema})]}),
        span(4, 0, "chat", 4, attributes=chat | {"llm.request.functions.0.name": "d",
                                                 "llm.request.functions.0.parameters": '{"type": "object"}'}),
        span(5, 0, "chat", 5, attributes=chat | {"gen_ai.tool.definitions": json.dumps(
            [{"name": "a", "parameters": {"changed": True}}, {"no": "name"}, 5])}),
    ]  # fmt: skip
    assert {tool.name: tool.schema for tool in tools_of(tree_of(spans).nodes)} == dict.fromkeys("abcd", schema)


def test_calls_without_ids_are_matched_with_what_was_asked_for_in_order() -> None:
    tool: dict[str, JSON] = {"openinference.span.kind": "TOOL", "tool.name": "search"}
    found = calls(
        asked(1, 0, "c1"), asked(2, 20, "c2"), span(3, 0, "search", 10, attributes=tool | {"input.value": "c1"}),
        span(4, 0, "search", 30, attributes=dict(tool)), span(5, 0, "search", 40, attributes=dict(tool)),
    )  # fmt: skip
    assert [call.args for call in found] == [{"q": "c1"}, {"q": "c2"}, None]


def test_a_request_that_two_instrumentations_saw_is_one() -> None:
    (call,) = calls(asked(1, 0, "c1"), asked(2, 0, "c1"), span(3, 0, "execute_tool search", 10, attributes=TOOL))
    assert call.args == {"q": "c1"}


def test_the_recorded_call_of_a_langchain_tool_is_opened() -> None:
    given = {"input_str": "{'q': 1}", "tags": [], "metadata": {}, "inputs": {"q": 1}, "kwargs": {"color": "green"}}
    (call,) = calls(span(1, 0, "x", attributes=TOOL | {"gen_ai.tool.call.arguments": json.dumps(given)}))
    assert call.args == {"q": 1}
    (call,) = calls(span(1, 0, "x", attributes=TOOL | {"gen_ai.tool.call.arguments": '{"input": {"q": 1}}'}))
    assert call.args == {"input": {"q": 1}}
