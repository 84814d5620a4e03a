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


def said(*turns: tuple[str, str], task: str = "How many boxes fit?", status: str = "failure") -> AgentRun:
    """A conversation without a single field but who said what."""
    steps = tuple(
        Step(step_id=f"t{n}", name="message", agent=agent, output_summary=text) for n, (agent, text) in enumerate(turns)
    )
    return AgentRun(run_id="talk", agent_name="team", status=status, task=task, steps=steps)


TABLE = said(
    ("Measurer", "We are given a task and a plan. First the boxes are measured, then they are counted."),
    ("Shell", "There is no code to execute."),
    ("Counter", "I read the file:\n```python\nprint(load('boxes.csv'))\n```"),
    ("Shell", "exitcode: 0 (execution succeeded)\nCode output: 3 columns, 17 rows"),
    ("Guesser", "Let us assume that each box is 30 cm wide. Then 42 boxes fit."),
    ("Checker", "That is correct, **42 boxes** fit."),
    ("Checker", "TERMINATE"),
)
LED = said(
    ("user", "How many boxes fit?"),
    ("Lead", "The plan: look up the size, then compute."),
    ("Lead", "Please look up the size of a box."),
    ("Browser", "I opened the catalogue. It shows many products."),
    ("Lead", "The size is still missing."),
    ("Lead", "Please open the page of the box."),
    ("Browser", "I opened the page. It shows a picture."),
)
