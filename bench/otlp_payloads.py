"""OTLP payloads: runs of a support agent as an exporter sends them, in protobuf and in OpenInference's words.

Each run has 20 spans: an agent, six rounds of a model and a tool or retrieval, HTTP calls under the tools. Spans come
in the order in which they end, of several agents at once, in batches of the size that SDKs use.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span

__all__ = ["SPANS_A_RUN", "Payloads", "payloads"]

SPANS_A_RUN = 20
BATCH, AT_ONCE = 512, 24
_MS = 1_000_000
_WORDS = ("order", "customer", "refund", "shipping", "policy", "address", "invoice", "account", "status", "delay")


@dataclass(frozen=True)
class Payloads:
    bodies: list[bytes]
    spans: int
    traces: list[str]


def payloads(runs: int, seed: int = 7) -> Payloads:
    """Bodies of about 512 spans, `runs` runs in all; the same for the same seed but for their times."""
    chance = random.Random(seed)
    now = time.time_ns()
    traces, bodies, batch = [], [], list[Span]()
    for first in range(0, runs, AT_ONCE):
        together = []
        for number in range(first, min(first + AT_ONCE, runs)):
            trace = chance.randbytes(16)
            traces.append(trace.hex())
            together += list(_run(chance, trace, number, now - chance.randrange(60_000) * _MS))
        batch += sorted(together, key=lambda span: span.end_time_unix_nano % (10**11))
        while len(batch) >= BATCH or (batch and first + AT_ONCE >= runs):
            bodies.append(_request(batch[:BATCH]))
            batch = batch[BATCH:]
    return Payloads(bodies, runs * SPANS_A_RUN, traces)


def _run(chance: random.Random, trace: bytes, number: int, began: int) -> Iterator[Span]:
    failed = number % 20 == 0
    agent = _span(chance, trace, b"", "support agent", began, 9_000, {
        "openinference.span.kind": "AGENT", "agent.name": "support", "input.value": _text(chance, 12),
        "output.value": _text(chance, 30), "session.id": f"session-{number % 500}",
    }, error="the order was not found" if failed else "")  # fmt: skip
    for turn in range(6):
        at = began + turn * 1_400 * _MS
        call = f"call_{number}_{turn}"
        tool = "search_orders" if turn % 3 else "search_policies"
        arguments = json.dumps({"query": _text(chance, 3), "limit": turn})
        yield _span(chance, trace, agent.span_id, "ChatCompletion", at, 800, {
            "openinference.span.kind": "LLM", "llm.model_name": "gpt-4o", "llm.provider": "openai",
            "llm.token_count.prompt": 300 + turn * 200, "llm.token_count.completion": 40 + turn,
            "llm.invocation_parameters": '{"temperature": 0.1}',
            "llm.input_messages.0.message.role": "system", "llm.input_messages.0.message.content": _SYSTEM,
            "llm.input_messages.1.message.role": "user", "llm.input_messages.1.message.content": _text(chance, 40),
            "llm.output_messages.0.message.role": "assistant",
            "llm.output_messages.0.message.tool_calls.0.tool_call.id": call,
            "llm.output_messages.0.message.tool_calls.0.tool_call.function.name": tool,
            "llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments": arguments,
        })  # fmt: skip
        bad = failed and turn == 5
        done = _span(chance, trace, agent.span_id, tool, at + 850 * _MS, 400, {
            "openinference.span.kind": "TOOL", "tool.name": tool, "tool_call.id": call, "input.value": arguments,
            "input.mime_type": "application/json",
            "output.value": "" if bad else json.dumps({"rows": _text(chance, 25)}),
        }, error="OrderNotFound: no such order" if bad else "")  # fmt: skip
        yield _span(chance, trace, done.span_id, "POST /search", at + 860 * _MS, 300, {
            "http.request.method": "POST", "http.response.status_code": 404 if bad else 200,
            "server.address": "orders.internal",
        }, kind=3)  # fmt: skip
        yield done
    yield _span(chance, trace, agent.span_id, "format answer", began + 8_700 * _MS, 100, {
        "openinference.span.kind": "CHAIN", "input.value": _text(chance, 10), "output.value": _text(chance, 20),
    })  # fmt: skip
    yield agent


def _span(
    chance: random.Random, trace: bytes, parent: bytes, name: str, at: int, for_ms: int,
    attributes: dict[str, str | int], *, error: str = "", kind: int = 1,
) -> Span:  # fmt: skip
    span = Span(
        trace_id=trace, span_id=chance.randbytes(8), parent_span_id=parent, name=name, kind=kind,  # type: ignore[arg-type]
        start_time_unix_nano=at, end_time_unix_nano=at + for_ms * _MS,
    )  # fmt: skip
    for key, value in attributes.items():
        pair = KeyValue(key=key)
        if isinstance(value, str):
            pair.value.string_value = value
        else:
            pair.value.int_value = value
        span.attributes.append(pair)
    span.status.code = 2 if error else 1  # type: ignore[assignment]
    span.status.message = error
    return span


def _request(spans: list[Span]) -> bytes:
    request = ExportTraceServiceRequest()
    group = request.resource_spans.add()
    group.resource.attributes.add(key="service.name").value.string_value = "support-agent"
    scope = group.scope_spans.add()
    scope.scope.name = "openinference.instrumentation"
    scope.spans.extend(spans)
    raw: bytes = request.SerializeToString()
    return raw


def _text(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(_WORDS, k=words))


_SYSTEM = "You are a support agent. " + "Answer from the tools' results only. " * 6
