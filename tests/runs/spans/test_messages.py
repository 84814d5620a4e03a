"""Messages in the shapes that vendors write."""

from __future__ import annotations

import json

import pytest

from rootward.kit.canonical import JSON
from rootward.runs.spans.messages import Request, decoded, last_said, messages_of, text_of, unflattened

CALL = Request(call_id="c1", name="search", arguments={"q": "x"})
SHAPES: dict[str, JSON] = {
    "opentelemetry": {"role": "assistant", "parts": [
        {"type": "text", "content": "Let me see."},
        {"type": "tool_call", "id": "c1", "name": "search", "arguments": {"q": "x"}}]},
    "openai": {"role": "assistant", "content": "Let me see.", "tool_calls": [
        {"id": "c1", "type": "function", "function": {"name": "search", "arguments": '{"q": "x"}'}}]},
    "anthropic": {"role": "assistant", "content": [
        {"type": "text", "text": "Let me see."},
        {"type": "tool_use", "id": "c1", "name": "search", "input": {"q": "x"}}]},
    "openinference": {"message": {"role": "assistant", "content": "Let me see.", "tool_calls": [
        {"tool_call": {"id": "c1", "function": {"name": "search", "arguments": '{"q": "x"}'}}}]}},
    "traceloop": {"role": "assistant", "content": "Let me see.", "tool_calls": [
        {"id": "c1", "name": "search", "arguments": '{"q": "x"}'}]},
    "langchain": {"lc": 1, "type": "constructor", "kwargs": {"type": "ai", "content": "Let me see.", "tool_calls": [
        {"id": "c1", "name": "search", "args": {"q": "x"}}]}},
}  # fmt: skip


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_every_shape_says_the_same(shape: str) -> None:
    (found,) = messages_of([SHAPES[shape]])
    assert (found.role, found.text, found.requests) == ("assistant", "Let me see.", (CALL,))
    assert messages_of(json.dumps([SHAPES[shape]])) == [found]


@pytest.mark.parametrize(
    "message",
    [
        {"role": "tool", "tool_call_id": "c1", "content": "nothing"},
        {"role": "tool", "parts": [{"type": "tool_call_response", "id": "c1", "response": "nothing"}]},
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "c1", "content": "nothing"}]},
    ],
)
def test_an_answer_of_a_tool_is_found_by_the_id_of_its_call(message: dict[str, JSON]) -> None:
    (found,) = messages_of([message])
    assert found.answers == (("c1", "nothing"),)


def test_what_is_no_message_is_text_or_its_json() -> None:
    assert text_of("plain") == "plain"
    assert text_of(None) == ""
    assert text_of({"b": 1, "a": [2]}) == '{"a":[2],"b":1}'
    assert text_of('{"b": 1}') == '{"b":1}'
    assert decoded("{broken") == "{broken"
    assert text_of([{"role": "user", "content": "hello"}]) == "hello"
    said = messages_of([{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}])
    assert (last_said(said, "user"), last_said(said, "tool")) == ("a", "")


def test_flattened_lists_are_put_together_in_the_order_of_their_numbers() -> None:
    pairs: list[tuple[str, JSON]] = [("10.role", "user"), ("2.role", "system"), ("2.content", "x")]
    assert unflattened(pairs) == [{"role": "system", "content": "x"}, {"role": "user"}]
    assert unflattened([("x.role", "user")]) == []
    assert unflattened([("0", "text"), ("0.role", "user")]) == [{"role": "user"}]


def test_what_is_nested_deeper_than_messages_are_holds_none() -> None:
    deep: JSON = {"role": "user", "content": "x"}
    for _ in range(500):
        deep = [deep]
    assert messages_of(deep) == []
    for _ in range(300):
        deep = {"message": deep} if isinstance(deep, dict) else {"message": {"content": "x"}}
    assert len(messages_of(deep)) == 1
