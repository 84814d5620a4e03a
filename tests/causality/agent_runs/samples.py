"""Runs to diagnose: short ways to write one down."""

from __future__ import annotations

from typing import Any

from rootward.causality.agent_runs.model import History
from rootward.causality.agent_runs.signatures import run_signatures_of
from rootward.packs.builtin import builtin
from rootward.runs.model import AgentRun, Step, ToolCall, ToolDefinition

SIGNATURES = run_signatures_of([builtin("agentops")])
NO_HISTORY = History()
ORDER_SCHEMA = {
    "type": "object",
    "properties": {"order_id": {"type": "string"}, "customer_id": {"type": "string"}},
    "required": ["order_id", "customer_id"],
    "additionalProperties": False,
}
ORDER_TOOL = ToolDefinition(name="order_lookup", schema=ORDER_SCHEMA)


def call(call_id: str, tool: str = "order_lookup", step: str = "s1", **given: Any) -> ToolCall:
    given.setdefault("status", "success")
    given.setdefault("args_hash", f"{tool}-{given.get('args')}")
    return ToolCall(call_id=call_id, step_id=step, tool_name=tool, **given)


def failing(call_id: str, message: str, **given: Any) -> ToolCall:
    return call(call_id, status="failure", error_message=message, **given)


def run(*calls: ToolCall, status: str = "failure", **given: Any) -> AgentRun:
    made = tuple(Step(step_id=f"s{n}", name=f"step {n}", agent="worker") for n in range(1, 4))
    given.setdefault("steps", made)
    return AgentRun(run_id="r1", agent_name="worker", status=status, tool_calls=calls, **given)
