"""Spans as instrumentations write them, one small trace for each vocabulary: an agent asks a model, the model asks for
a tool, the tool fails."""

from __future__ import annotations

import json
from typing import Any

from rootward.events.model import SpanItem
from rootward.kit.canonical import JSON

TRACE = "5b8efff798038103d269b633813fc60c"
BEGAN = 1_795_000_000_000_000_000
MS = 1_000_000


def span(
    number: int, parent: int, name: str, at_ms: int = 0, for_ms: int = 10, *, error: str = "", status: str = "",
    attributes: dict[str, JSON] | None = None, trace: str = TRACE, entity: str = "service:shop-agent",
) -> SpanItem:  # fmt: skip
    """Span `number` under span `parent` (0: none); `error` is the message of a failed one."""
    said: Any = status or ("error" if error else "unset")
    return SpanItem(
        ts=BEGAN + at_ms * MS, duration_ns=for_ms * MS, trace_id=trace, span_id=f"{number:016x}",
        parent_id=f"{parent:016x}" if parent else "", entity=entity, name=name, kind="internal", status=said,
        message=error, attributes=dict(attributes or {}),
    )  # fmt: skip


def genai() -> list[SpanItem]:
    """OpenTelemetry, present names, with content."""
    said = [{"role": "user", "parts": [{"type": "text", "content": "Where is order 12345?"}]}]
    asked = [{
        "role": "assistant", "finish_reason": "tool_calls",
        "parts": [{"type": "tool_call", "id": "call_1", "name": "lookup", "arguments": {"order": "12345"}}],
    }]  # fmt: skip
    tools = [{"type": "function", "name": "lookup", "description": "Finds an order",
              "parameters": {"type": "object", "required": ["customer"]}}]  # fmt: skip
    return [
        span(1, 0, "invoke_agent support", 0, 900, error="no order", attributes={
            "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "support", "gen_ai.agent.version": "3",
            "gen_ai.conversation.id": "conv-7", "error.type": "LookupFailed", "gen_ai.usage.input_tokens": 120,
            "gen_ai.usage.output_tokens": 30, "deployment.environment.name": "prod",
        }),
        span(2, 1, "chat gpt-4o", 10, 300, attributes={
            "gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai", "gen_ai.request.model": "gpt-4o",
            "gen_ai.response.model": "gpt-4o-2024-08-06", "gen_ai.response.finish_reasons": ["tool_calls"],
            "gen_ai.usage.input_tokens": 120, "gen_ai.usage.output_tokens": 30,
            "gen_ai.system_instructions": json.dumps([{"type": "text", "content": "You help customers."}]),
            "gen_ai.input.messages": json.dumps(said), "gen_ai.output.messages": json.dumps(asked),
            "gen_ai.tool.definitions": json.dumps(tools),
        }),
        span(3, 1, "execute_tool lookup", 400, 350, error="Missing required field: 'customer'", attributes={
            "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "lookup", "gen_ai.tool.call.id": "call_1",
            "gen_ai.tool.call.arguments": json.dumps({"order": "12345"}), "error.type": "ValidationError",
        }),
        span(4, 3, "POST /orders", 410, 300, error="", status="error",
             attributes={"http.response.status_code": 400}),
    ]  # fmt: skip


def genai_without_content() -> list[SpanItem]:
    """The same with content capture off."""
    content = ("messages", "arguments", "instructions", "definitions")
    return [
        span(int(one.span_id, 16), int(one.parent_id or "0", 16), one.name, (one.ts - BEGAN) // MS,
             one.duration_ns // MS, error=one.message, status=one.status,
             attributes={name: value for name, value in one.attributes.items() if not name.endswith(content)})
        for one in genai()
    ]  # fmt: skip


def former_genai() -> list[SpanItem]:
    """OpenTelemetry before the names changed: `gen_ai.system`, prompt_tokens, messages as span events."""
    return [
        span(1, 0, "chat gpt-4", 0, 300, attributes={
            "gen_ai.system": "openai", "gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-4",
            "gen_ai.usage.prompt_tokens": 12, "gen_ai.usage.completion_tokens": 5,
            "gen_ai.events": [
                {"name": "gen_ai.system.message", "content": "You help customers."},
                {"name": "gen_ai.user.message", "content": "Where is order 12345?"},
                {"name": "gen_ai.choice", "finish_reason": "tool_calls", "message": {
                    "role": "assistant", "tool_calls": [
                        {"id": "call_1", "type": "function",
                         "function": {"name": "lookup", "arguments": "{\"order\": \"12345\"}"}}]}},
            ],
        }),
    ]  # fmt: skip


def openinference() -> list[SpanItem]:
    return [
        span(1, 0, "AgentExecutor", 0, 900, error="failed", attributes={
            "openinference.span.kind": "AGENT", "agent.name": "support", "input.value": "Where is order 12345?",
            "session.id": "conv-7", "exception.type": "ValueError", "exception.message": "no order",
        }),
        span(2, 1, "ChatOpenAI", 10, 300, attributes={
            "openinference.span.kind": "LLM", "llm.model_name": "gpt-4o", "llm.token_count.prompt": 120,
            "llm.token_count.completion": 30, "llm.cost.total": 0.002,
            "llm.input_messages.0.message.role": "system",
            "llm.input_messages.0.message.content": "You help customers.",
            "llm.input_messages.1.message.role": "user",
            "llm.input_messages.1.message.content": "Where is order 12345?",
            "llm.output_messages.0.message.role": "assistant",
            "llm.output_messages.0.message.tool_calls.0.tool_call.id": "call_1",
            "llm.output_messages.0.message.tool_calls.0.tool_call.function.name": "lookup",
            "llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments": "{\"order\": \"12345\"}",
            "llm.tools.0.tool.json_schema": json.dumps(
                {"type": "function", "function": {"name": "lookup", "parameters": {"required": ["customer"]}}}),
        }),
        span(3, 1, "lookup", 400, 350, error="ValidationError: customer", attributes={
            "openinference.span.kind": "TOOL", "tool.name": "lookup", "tool_call.id": "call_1",
            "tool.parameters": json.dumps({"order": {"type": "string"}}),
            "input.value": json.dumps({"order": "12345"}), "input.mime_type": "application/json",
            "exception.type": "ValidationError", "exception.message": "customer is required",
        }),
        span(4, 1, "Retriever", 800, 20, attributes={
            "openinference.span.kind": "RETRIEVER", "input.value": "returns policy",
            "retrieval.documents.0.document.id": "a", "retrieval.documents.0.document.score": 0.9,
            "retrieval.documents.1.document.id": "b",
        }),
    ]  # fmt: skip


def langfuse() -> list[SpanItem]:
    shared: dict[str, JSON] = {"langfuse.environment": "prod", "session.id": "conv-7", "langfuse.release": "r9"}
    return [
        span(1, 0, "support", 0, 900, attributes=shared | {
            "langfuse.observation.type": "agent", "langfuse.trace.name": "support",
            "langfuse.observation.input": "Where is order 12345?", "langfuse.observation.level": "ERROR",
            "langfuse.observation.status_message": "no order",
        }),
        span(2, 1, "answer", 10, 300, attributes=shared | {
            "langfuse.observation.type": "generation", "langfuse.observation.model.name": "gpt-4o",
            "langfuse.observation.prompt.name": "support", "langfuse.observation.prompt.version": 4,
            "langfuse.observation.usage_details": json.dumps({"input": 120, "output": 30, "total": 150}),
            "langfuse.observation.cost_details": json.dumps({"input": 0.001, "output": 0.001, "total": 0.002}),
            "langfuse.observation.output": json.dumps({"role": "assistant", "content": "Let me see."}),
        }),
        span(3, 1, "lookup", 400, 350, attributes=shared | {
            "langfuse.observation.type": "tool", "langfuse.observation.input": json.dumps({"order": "12345"}),
            "langfuse.observation.level": "ERROR", "langfuse.observation.status_message": "customer is required",
        }),
        span(4, 0, "GET /health", 5, 1, attributes=shared),
    ]  # fmt: skip


def traceloop() -> list[SpanItem]:
    shared: dict[str, JSON] = {"traceloop.workflow.name": "order_support",
                               "traceloop.association.properties.session_id": "conv-7"}  # fmt: skip
    return [
        span(1, 0, "order_support.workflow", 0, 900, attributes=shared | {
            "traceloop.span.kind": "workflow", "traceloop.entity.name": "order_support",
            "traceloop.entity.input": json.dumps({"args": ["Where is order 12345?"], "kwargs": {}}),
        }),
        span(2, 1, "support.agent", 5, 800, error="no order", attributes=shared | {
            "traceloop.span.kind": "agent", "traceloop.entity.name": "support",
        }),
        span(3, 2, "openai.chat", 10, 300, attributes=shared | {
            "llm.request.type": "chat", "gen_ai.system": "OpenAI", "gen_ai.request.model": "gpt-4o",
            "gen_ai.usage.prompt_tokens": 120, "gen_ai.usage.completion_tokens": 30, "llm.usage.total_tokens": 150,
            "gen_ai.prompt.0.role": "user", "gen_ai.prompt.0.content": "Where is order 12345?",
            "gen_ai.completion.0.role": "assistant", "gen_ai.completion.0.finish_reason": "tool_calls",
            "gen_ai.completion.0.tool_calls.0.id": "call_1", "gen_ai.completion.0.tool_calls.0.name": "lookup",
            "gen_ai.completion.0.tool_calls.0.arguments": "{\"order\": \"12345\"}",
            "llm.request.functions.0.name": "lookup",
            "llm.request.functions.0.parameters": json.dumps({"required": ["customer"]}),
        }),
        span(4, 2, "lookup.tool", 400, 350, error="customer is required", attributes=shared | {
            "traceloop.span.kind": "tool", "traceloop.entity.name": "lookup",
            "traceloop.entity.input": json.dumps({"args": [], "kwargs": {"order": "12345"}}),
        }),
        span(5, 2, "SELECT orders", 410, 5, attributes=shared),
    ]  # fmt: skip


def vercel() -> list[SpanItem]:
    return [
        span(1, 0, "ai.generateText", 0, 900, attributes={
            "ai.operationId": "ai.generateText", "ai.telemetry.functionId": "support", "ai.model.id": "gpt-4o",
            "ai.usage.promptTokens": 120, "ai.usage.completionTokens": 30, "ai.prompt": "Where is order 12345?",
        }),
        span(2, 1, "ai.generateText.doGenerate", 10, 300, attributes={
            "ai.operationId": "ai.generateText.doGenerate", "gen_ai.request.model": "gpt-4o",
            "gen_ai.usage.input_tokens": 120, "gen_ai.usage.output_tokens": 30, "ai.model.id": "gpt-4o",
            "ai.response.finishReason": "tool-calls",
        }),
        span(3, 1, "ai.toolCall", 400, 350, error="customer is required", attributes={
            "ai.operationId": "ai.toolCall", "ai.toolCall.name": "lookup", "ai.toolCall.id": "call_1",
            "ai.toolCall.args": "{\"order\": \"12345\"}",
        }),
    ]  # fmt: skip


EVERY = {
    "genai": genai, "genai_without_content": genai_without_content, "former_genai": former_genai,
    "openinference": openinference, "langfuse": langfuse, "traceloop": traceloop, "vercel": vercel,
}  # fmt: skip


def otlp(spans: list[SpanItem]) -> dict[str, Any]:
    """The spans as an exporter sends them in OTLP/JSON; the messages of an agent go as span events."""
    return {"resourceSpans": [{
        "resource": {"attributes": [_pair("service.name", "shop-agent")]},
        "scopeSpans": [{"scope": {"name": "test"}, "spans": [_sent(one) for one in spans]}],
    }]}  # fmt: skip


def _sent(one: SpanItem) -> dict[str, Any]:
    attributes = dict(one.attributes)
    events: Any = attributes.pop("gen_ai.events", [])
    told = {name: attributes.pop(name) for name in ("exception.type", "exception.message") if name in attributes}
    events = [*events, {"name": "exception", **told}] if told else events
    return {
        "traceId": one.trace_id, "spanId": one.span_id, "parentSpanId": one.parent_id, "name": one.name, "kind": 1,
        "startTimeUnixNano": str(one.ts), "endTimeUnixNano": str(one.ts + one.duration_ns),
        "status": {"code": {"unset": 0, "ok": 1, "error": 2}[one.status], "message": one.message},
        "attributes": [_pair(name, value) for name, value in attributes.items()],
        "events": [
            {"name": event["name"], "timeUnixNano": str(one.ts),
             "attributes": [_pair(name, value) for name, value in event.items() if name != "name"]}
            for event in events
        ],
    }  # fmt: skip


def _pair(name: str, value: JSON) -> dict[str, Any]:
    return {"key": name, "value": _value(value)}


def _value(value: JSON) -> dict[str, Any]:
    if isinstance(value, dict):
        return {"kvlistValue": {"values": [_pair(name, inner) for name, inner in value.items()]}}
    if isinstance(value, list):
        return {"arrayValue": {"values": [_value(inner) for inner in value]}}
    kinds: list[tuple[type, str]] = [
        (bool, "boolValue"),
        (int, "intValue"),
        (float, "doubleValue"),
        (str, "stringValue"),
    ]
    return next(({name: value} for kind, name in kinds if isinstance(value, kind)), {})
