"""Traces in every vocabulary as agent runs, in any order and in any batches."""

from __future__ import annotations

import json
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.events.model import SpanItem
from rootward.runs.model import AgentRun, Cost
from rootward.runs.spans.run import run_of
from tests.runs.spans.recorded import (
    BEGAN,
    EVERY,
    MS,
    TRACE,
    former_genai,
    genai,
    genai_without_content,
    langfuse,
    openinference,
    span,
    traceloop,
    vercel,
)


def run(spans: list[SpanItem], *, over: bool = False) -> AgentRun:
    found = run_of(spans, over=over)
    assert found is not None
    return found


@pytest.mark.parametrize("vocabulary", ["genai", "openinference", "langfuse", "traceloop", "vercel"])
def test_every_vocabulary_tells_the_same_failure(vocabulary: str) -> None:
    found = run(EVERY[vocabulary]())
    assert found.run_id == found.trace_id == TRACE
    assert (found.agent_name, found.model.startswith("gpt-4o"), found.task) == (
        "support", True, "Where is order 12345?",
    )  # fmt: skip
    call = next(one for one in found.tool_calls if one.tool_name == "lookup")
    assert (call.status, call.args) == ("failure", {"order": "12345"})
    assert "customer" in (call.error_message or "")
    assert (found.cost.tokens_prompt, found.cost.tokens_completion) == (120, 30)
    assert [step.kind for step in found.steps if step.kind in ("agent", "llm", "tool")] == ["agent", "llm", "tool"]
    assert {step.agent for step in found.steps if step.kind != "step"} == {"support"}


def test_the_present_conventions_say_everything() -> None:
    found = run(genai())
    assert (found.status, found.error_type, found.error_message) == ("failure", "LookupFailed", "no order")
    assert (found.agent_version, found.environment, found.correlation_ids) == ("3", "prod", ("conv-7",))
    assert (found.started_at, found.ended_at) == (BEGAN, BEGAN + 900 * MS)
    (call,) = found.tool_calls
    assert (call.error_class, call.status_code, call.latency_ms) == ("ValidationError", 400, 350)
    assert [tool.name for tool in found.tools] == ["lookup"]
    assert found.tools[0].schema == {"type": "object", "required": ["customer"]}
    chat = found.steps[1]
    assert (chat.finish_reason, chat.model, chat.input_summary) == (
        "tool_calls", "gpt-4o-2024-08-06", "Where is order 12345?",
    )  # fmt: skip
    assert chat.prompt_hash and found.prompt_hash == chat.prompt_hash


def test_without_content_structure_errors_and_counts_remain() -> None:
    found, full = run(genai_without_content()), run(genai())
    assert [(step.kind, step.status, step.agent, step.parent_id) for step in found.steps] == [
        (step.kind, step.status, step.agent, step.parent_id) for step in full.steps
    ]
    (call,) = found.tool_calls
    assert (call.tool_name, call.error_class, call.status_code, call.args, call.args_hash) == (
        "lookup", "ValidationError", 400, None, "",
    )  # fmt: skip
    assert (found.cost, found.task, found.tools, found.prompt_hash) == (full.cost, "", (), None)


def test_what_a_model_asked_for_is_a_call_even_where_no_span_carried_it_out() -> None:
    (call,) = run(former_genai()).tool_calls
    assert (call.call_id, call.tool_name, call.args, call.status) == ("call_1", "lookup", {"order": "12345"}, "unknown")
    found = run(former_genai())
    assert (found.cost.tokens_prompt, found.cost.tokens_completion) == (12, 5)
    assert (found.steps[0].finish_reason, found.task) == ("tool_calls", "Where is order 12345?")


def test_openinference_defines_a_tool_beside_its_call_and_counts_documents() -> None:
    found = run(openinference())
    assert {tool.name: tool.schema for tool in found.tools} == {"lookup": {"required": ["customer"]}}
    retrieval = next(call for call in found.tool_calls if call.kind == "retrieval")
    assert (retrieval.tool_name, retrieval.result_count, retrieval.args) == ("Retriever", 2, "returns policy")
    assert found.cost.total_cost_usd == pytest.approx(0.002)
    assert (found.error_type, found.error_message) == ("ValueError", "no order")


@pytest.mark.parametrize(
    ("output", "count"), [("[]", 0), ('{"documents": [1, 2, 3]}', 3), (None, None), ("text", None)]
)
def test_an_empty_retrieval_leaves_no_document_behind_and_is_told_from_its_output(
    output: str | None, count: int | None
) -> None:
    said = {"openinference.span.kind": "RETRIEVER"} | ({} if output is None else {"output.value": output})
    (call,) = run([span(1, 0, "search", attributes=dict(said))]).tool_calls
    assert call.result_count == count


def test_langfuse_levels_fail_and_its_prompt_has_a_version() -> None:
    found = run(langfuse())
    assert (found.status, found.error_message, found.agent_version) == ("failure", "no order", "r9")
    answer = next(step for step in found.steps if step.kind == "llm")
    newer = [
        replace(one, attributes=dict(one.attributes) | {"langfuse.observation.prompt.version": 5})
        if one.name == "answer" else one
        for one in langfuse()
    ]  # fmt: skip
    assert answer.prompt_hash is not None
    assert next(step for step in run(newer).steps if step.kind == "llm").prompt_hash != answer.prompt_hash
    assert answer.cost.total_cost_usd == pytest.approx(0.002)


def test_names_handed_down_to_every_span_make_no_step_of_a_service_span() -> None:
    assert "SELECT orders" not in [step.name for step in run(traceloop()).steps]
    assert "GET /health" not in [step.name for step in run(langfuse()).steps]
    assert run_of([span(1, 0, "GET /", attributes={"session.id": "s", "gen_ai.conversation.id": "c"})]) is None
    assert run_of([]) is None


def test_what_an_agent_counts_for_all_its_models_is_not_counted_twice() -> None:
    found = run(vercel())
    assert (found.cost.tokens_prompt, found.cost.tokens_completion) == (120, 30)
    lone = [one for one in vercel() if one.name != "ai.generateText.doGenerate"]
    assert run(lone).cost.tokens_prompt == 120


def test_a_model_that_was_asked_again_and_answered_has_not_failed() -> None:
    chat = {"gen_ai.operation.name": "chat", "gen_ai.request.model": "m"}
    spans = [
        span(1, 0, "POST /ask", 0, 100, attributes={"http.request.method": "POST"}),
        span(2, 1, "chat m", 1, 10, error="slow down", attributes=chat | {"error.type": "429"}),
        span(3, 1, "chat m", 20, 10, attributes=dict(chat)),
    ]
    found = run(spans)
    assert (found.status, found.agent_name) == ("success", "shop-agent")
    assert (found.steps[0].status, found.steps[0].error_type) == ("failure", None)
    failed = replace(spans[0], status="error")
    assert run([failed, *spans[1:]]).status == "failure"


def test_an_exception_that_was_handled_is_no_failure() -> None:
    said = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "t", "exception.type": "KeyError"}
    (call,) = run([span(1, 0, "execute_tool t", attributes=dict(said))]).tool_calls
    assert (call.status, call.error_class) == ("success", None)


@pytest.mark.parametrize("error", ["timeout", "TimeoutError", "httpx.ReadTimeout", "asyncio.exceptions.TimeoutError"])
def test_a_timeout_is_told_from_its_type(error: str) -> None:
    said = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "t", "error.type": error}
    found = run([span(1, 0, "execute_tool t", error="late", attributes=dict(said))])
    assert (found.status, found.tool_calls[0].status) == ("timeout", "timeout")


def test_a_run_goes_on_until_all_that_is_missing_has_come_or_it_is_over() -> None:
    root, chat, tool, http = genai()
    assert run([chat, tool]).status == "running"
    assert run([chat, tool]).ended_at is None
    assert run([root, chat, http]).status == "running"  # the span over `http` has not come
    assert run([root, chat, tool, http]).status == "failure"
    assert run([chat, tool], over=True).status == "failure"
    assert run([chat], over=True).status == "success"


def test_a_span_that_comes_twice_counts_once_and_the_later_end_counts() -> None:
    spans = genai()
    longer = replace(spans[1], duration_ns=spans[1].duration_ns + MS)
    assert run([*spans, spans[0], spans[2]]) == run(spans)
    assert run([longer, *spans]) == run([*spans, longer])
    assert run([*spans, longer]).steps[1].ended_at == longer.ts + longer.duration_ns


def test_hand_offs_are_steps_of_another_agent() -> None:
    agent = {"gen_ai.operation.name": "invoke_agent"}
    found = run([
        span(1, 0, "invoke_agent triage", 0, 100, attributes=agent | {"gen_ai.agent.name": "triage"}),
        span(2, 1, "execute_tool transfer_to_billing", 10, 1, attributes={
            "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "transfer_to_billing"}),
        span(3, 1, "invoke_agent billing", 20, 50, attributes=agent | {"gen_ai.agent.name": "billing"}),
        span(4, 3, "chat m", 21, 5, attributes={"gen_ai.operation.name": "chat"}),
    ])  # fmt: skip
    assert [step.agent for step in found.steps] == ["triage", "triage", "billing", "billing"]
    assert found.agent_name == "triage"


def test_a_circle_of_parents_is_cut_and_every_span_is_kept() -> None:
    chat = {"gen_ai.operation.name": "chat"}
    found = run([span(1, 2, "a", 0, attributes=dict(chat)), span(2, 1, "b", 1, attributes=dict(chat)),
                 span(3, 3, "c", 2, attributes=dict(chat))])  # fmt: skip
    assert [step.name for step in found.steps] == ["a", "b", "c"]
    assert found.status == "running"


def test_ten_thousand_spans_in_a_chain_take_linear_time() -> None:
    chat = {"gen_ai.operation.name": "chat", "gen_ai.usage.input_tokens": 1}
    spans = [span(n, n - 1, "chat", n, 20_000 - n, attributes=dict(chat)) for n in range(1, 10_001)]
    began = time.process_time()
    found = run(spans[::-1])
    assert time.process_time() - began < 20
    assert (len(found.steps), found.cost.tokens_prompt, found.status) == (10_000, 1, "success")


@given(st.sampled_from(sorted(EVERY)), st.randoms(use_true_random=False), st.lists(st.integers(0, 4), max_size=4))
def test_any_order_and_any_repetition_give_the_same_run(vocabulary: str, chance: object, again: list[int]) -> None:
    spans = EVERY[vocabulary]()
    shuffled = [*spans, *(spans[place % len(spans)] for place in again)]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert run_of(shuffled) == run_of(spans)


NAMES = st.sampled_from([
    "gen_ai.operation.name", "openinference.span.kind", "gen_ai.input.messages", "gen_ai.output.messages",
    "input.value", "output.value", "gen_ai.tool.definitions", "llm.output_messages.0.message.content",
    "gen_ai.completion.0",
    "gen_ai.completion.0.tool_calls.0.name", "gen_ai.prompt.x.role", "gen_ai.events", "error.type",
    "gen_ai.usage.input_tokens", "langfuse.observation.usage_details", "http.response.status_code",
    "retrieval.documents", "gen_ai.response.finish_reasons", "gen_ai.tool.call.arguments", "gen_ai.tool.name",
    "tool.parameters",
])  # fmt: skip
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=8),
    st.sampled_from(["chat", "execute_tool", "AGENT", "1e999", "nan", "[[[", '{"role": 1}', '[{"role": "user"}]']),
)  # fmt: skip
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["role", "content", "parts", "type", "tool_calls", "function", "name", "message", "kwargs",
                             "data", "messages", "id", "arguments", "gen_ai.event.content", "finish_reason"]),
            inner, max_size=4,
        ),
        inner.map(json.dumps),
    ),
    max_leaves=8,
)  # fmt: skip


@given(
    st.lists(st.tuples(st.integers(1, 4), st.integers(0, 5), st.dictionaries(NAMES, VALUES, max_size=6)), max_size=5)
)
def test_whatever_a_span_says_gives_a_run_or_none_and_its_ids_are_unique(
    given_spans: list[tuple[int, int, dict[str, object]]],
) -> None:
    spans = [span(number, parent, "s", number, attributes=said) for number, parent, said in given_spans]  # type: ignore[arg-type]
    found = run_of(spans)
    if found is None:
        return
    assert run_of(spans[::-1]) == found
    assert len({step.step_id for step in found.steps}) == len(found.steps)
    assert len({call.call_id for call in found.tool_calls}) == len(found.tool_calls)
    assert {call.step_id for call in found.tool_calls} <= {step.step_id for step in found.steps}


def test_an_agent_that_is_only_made_has_not_run() -> None:
    made = span(1, 0, "create_agent a", attributes={"gen_ai.operation.name": "create_agent", "gen_ai.agent.name": "a"})
    assert run_of([made]) is None


def test_a_message_that_only_repeats_the_type_says_nothing() -> None:
    said = {"gen_ai.operation.name": "execute_tool", "exception.type": "ValueError"}
    (call,) = run([span(1, 0, "execute_tool t", error="ValueError", attributes=dict(said))]).tool_calls
    assert (call.error_class, call.error_message) == ("ValueError", None)


def test_what_no_database_could_keep_is_not_in_a_run() -> None:
    said: dict[str, object] = {
        "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "t",
        "gen_ai.tool.call.arguments": '{"a": "\\u0000"}',
        "gen_ai.usage.input_tokens": 10**15, "gen_ai.usage.cost": "1e300", "http.request.resend_count": 1e300,
    }  # fmt: skip
    found = run([span(1, 0, "execute_tool t", attributes=dict(said))])  # type: ignore[arg-type]
    assert found.tool_calls[0].args == {"a": "\ufffd"}
    assert (found.cost, found.tool_calls[0].retries, found.steps[0].retries) == (Cost(), 0, 0)
