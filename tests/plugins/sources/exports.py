"""One run as the exports of several tools tell it: an agent asks a model, which asks for a tool, which fails."""

from __future__ import annotations

import json
from typing import Any

ASKED = "Where is order 12345?"
_DAY = "2026-11-20T12:00:0"
_BEGAN = 1_795_176_000_000_000_000
_MS = 1_000_000
_CALL = {"name": "lookup", "arguments": '{"order": "12345"}'}
_REQUEST = {
    "role": "assistant", "content": "", "tool_calls": [{"id": "call_1", "type": "function", "function": _CALL}],
}  # fmt: skip


def _mlflow_span(number: int, parent: int, name: str, kind: str, at: int, took: int, **said: Any) -> dict[str, Any]:
    failed = said.pop("failed", "")
    attributes = {"mlflow.spanType": kind, "mlflow.traceRequestId": "tr-1"} | said
    event = {"name": "exception", "time_unix_nano": _BEGAN, "attributes": {
        "exception.type": "ValidationError", "exception.message": failed}}  # fmt: skip
    return {
        "trace_id": "vE0L/g==", "span_id": f"s{number}", "parent_span_id": f"s{parent}" if parent else None,
        "name": name, "start_time_unix_nano": _BEGAN + at * _MS, "end_time_unix_nano": _BEGAN + (at + took) * _MS,
        "status": {"code": "STATUS_CODE_ERROR" if failed else "STATUS_CODE_OK", "message": failed},
        "attributes": {key: json.dumps(value) for key, value in attributes.items()},
        "events": [event] if failed else [],
    }  # fmt: skip


_MLFLOW_SPANS = [
    _mlflow_span(1, 0, "support", "AGENT", 0, 900, failed="no order", **{"mlflow.spanInputs": ASKED}),
    _mlflow_span(2, 1, "ChatModel", "CHAT_MODEL", 10, 300, **{
        "mlflow.spanInputs": {"messages": [{"role": "user", "content": ASKED}], "model": "gpt-4o"},
        "mlflow.spanOutputs": {"choices": [{"message": _REQUEST, "finish_reason": "tool_calls"}]},
        "mlflow.chat.tokenUsage": {"input_tokens": 120, "output_tokens": 30, "total_tokens": 150},
        "mlflow.llm.model": "gpt-4o",
    }),
    _mlflow_span(3, 1, "lookup", "TOOL", 400, 350, failed="customer is required", **{
        "mlflow.spanInputs": {"order": "12345"}, "mlflow.spanFunctionName": "lookup"}),
]  # fmt: skip
MLFLOW: dict[str, Any] = {
    "info": {"trace_id": "tr-1", "request_time": "2026-11-20T12:00:00Z", "state": "ERROR",
             "trace_metadata": {"mlflow.trace.session": "conv-7"}, "tags": {"mlflow.traceName": "support"}},
    "data": {"spans": _MLFLOW_SPANS},
}  # fmt: skip
MLFLOW_2: dict[str, Any] = {
    "info": {"request_id": "tr-1", "timestamp_ms": _BEGAN // _MS, "status": "ERROR", "tags": {}},
    "data": {"spans": [
        {
            "name": span["name"], "context": {"span_id": span["span_id"], "trace_id": "0xbc4d"},
            "parent_id": span["parent_span_id"], "start_time": span["start_time_unix_nano"],
            "end_time": span["end_time_unix_nano"], "status_code": span["status"]["code"].removeprefix("STATUS_CODE_"),
            "status_message": span["status"]["message"], "attributes": span["attributes"], "events": [],
        }
        for span in _MLFLOW_SPANS
    ]},
}  # fmt: skip

_SMITH = {"trace_id": "r1", "session_id": "project", "tags": [], "feedback_stats": {}}
LANGSMITH: list[dict[str, Any]] = [
    _SMITH | {
        "id": "r1", "name": "support", "run_type": "chain", "parent_run_id": None, "status": "error",
        "start_time": f"{_DAY}0.000000", "end_time": f"{_DAY}0.900000", "inputs": {"messages": [
            {"role": "user", "content": ASKED}]}, "outputs": None,
        "error": "LookupFailed('no order')Traceback (most recent call last):\n  File \"a.py\"\nLookupFailed: no",
    },
    _SMITH | {
        "id": "r2", "name": "ChatOpenAI", "run_type": "llm", "parent_run_id": "r1", "status": "success",
        "start_time": f"{_DAY}0.010000", "end_time": f"{_DAY}0.310000",
        "inputs": {"messages": [[{"lc": 1, "type": "constructor", "id": ["langchain", "HumanMessage"],
                                  "kwargs": {"content": ASKED, "type": "human"}}]]},
        "outputs": {"generations": [[{"text": "", "message": {"lc": 1, "kwargs": {
            "type": "ai", "content": "", "tool_calls": [{"name": "lookup", "args": {"order": "12345"}, "id": "call_1",
                                                         "type": "tool_call"}]}}}]]},
        "extra": {"metadata": {"ls_model_name": "gpt-4o", "thread_id": "conv-7"},
                  "invocation_params": {"tools": [{"type": "function", "function": {"name": "lookup"}}]}},
        "prompt_tokens": 120, "completion_tokens": 30, "total_cost": 0.002,
    },
    _SMITH | {
        "id": "r3", "name": "lookup", "run_type": "tool", "parent_run_id": "r1", "status": "error",
        "start_time": f"{_DAY}0.400000", "end_time": f"{_DAY}0.750000",
        "inputs": {"input": "{\"order\": \"12345\"}"}, "outputs": None,
        "error": "ValidationError('customer is required')",
    },
]  # fmt: skip

_FUSE = {"traceId": "t1", "level": "DEFAULT", "environment": "prod", "metadata": {}}
LANGFUSE: dict[str, Any] = {
    "id": "t1", "name": "support", "timestamp": f"{_DAY}0Z", "sessionId": "conv-7", "input": ASKED, "output": None,
    "release": "r9",
    "observations": [
        _FUSE | {"id": "o1", "type": "AGENT", "name": "support", "parentObservationId": None, "level": "ERROR",
                 "startTime": f"{_DAY}0.000Z", "endTime": f"{_DAY}0.900Z", "statusMessage": "no order", "input": ASKED},
        _FUSE | {"id": "o2", "type": "GENERATION", "name": "answer", "parentObservationId": "o1", "model": "gpt-4o",
                 "startTime": f"{_DAY}0.010Z", "endTime": f"{_DAY}0.310Z",
                 "input": [{"role": "user", "content": ASKED}], "output": _REQUEST,
                 "usageDetails": {"input": 120, "output": 30, "total": 150},
                 "calculatedTotalCost": 0.002, "promptName": "support", "promptVersion": 4},
        _FUSE | {"id": "o3", "type": "TOOL", "name": "lookup", "parentObservationId": "o1", "level": "ERROR",
                 "startTime": f"{_DAY}0.400Z", "endTime": f"{_DAY}0.750Z", "statusMessage": "customer is required",
                 "input": {"order": "12345"}},
    ],
}  # fmt: skip


def _phoenix(number: int, parent: int, name: str, kind: str, at: int, end: int, **said: Any) -> dict[str, Any]:
    failed = said.pop("failed", "")
    return {
        "id": f"U3Bhbjo{number}", "name": name, "context": {"trace_id": "aaaa", "span_id": f"{number}"},
        "span_kind": kind, "parent_id": f"{parent}" if parent else None,
        "start_time": f"{_DAY}0.{at:03}000+00:00", "end_time": f"{_DAY}0.{end:03}000+00:00",
        "status_code": "ERROR" if failed else "OK", "status_message": failed, "attributes": said, "events": [],
    }  # fmt: skip


PHOENIX: list[dict[str, Any]] = [
    _phoenix(1, 0, "support", "AGENT", 0, 900, failed="no order", **{"input.value": ASKED}),
    _phoenix(2, 1, "ChatOpenAI", "LLM", 10, 310, llm={
        "model_name": "gpt-4o", "token_count": {"prompt": 120, "completion": 30},
        "input_messages": [{"message": {"role": "user", "content": ASKED}}],
        "output_messages": [{"message.role": "assistant",
                             "message.tool_calls.0.tool_call.function.name": "lookup",
                             "message.tool_calls.0.tool_call.function.arguments": "{\"order\": \"12345\"}"}]}),
    _phoenix(3, 1, "lookup", "TOOL", 400, 750, failed="customer is required", **{
        "tool.name": "lookup", "input.value": "{\"order\": \"12345\"}"}),
]  # fmt: skip
