"""Agent run: what an agent did, in values: steps, tool calls, guardrail events, cost.

One shape for every way in (source D's payload, OpenTelemetry spans, exports of other tools) and for our own agents'
runs. Everything that a sender may leave out is None or empty here, never guessed; times are int64 nanoseconds UTC.
Texts are summaries of at most 2,000 characters, redacted before they become values.
"""

from __future__ import annotations

from dataclasses import dataclass

from rootward.kit.canonical import JSON

__all__ = ["AgentRun", "Cost", "GuardrailEvent", "Step", "ToolCall", "ToolDefinition"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a run spent; None where the sender did not say."""

    tokens_prompt: int | None = None
    tokens_completion: int | None = None
    total_cost_usd: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolDefinition:
    """A tool as the agent was told of it; `schema` is the JSON Schema of its arguments."""

    name: str
    description: str = ""
    schema: JSON = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing an agent did: a plan, a message, a call of a model, a hand-off. `agent` is who acted in it."""

    step_id: str
    name: str
    kind: str = "step"  # step, agent, llm, tool, retrieval, guardrail
    status: str = "unknown"  # success, failure, timeout, running, unknown
    agent: str = ""
    parent_id: str | None = None
    started_at: int | None = None
    ended_at: int | None = None
    latency_ms: int | None = None
    retries: int = 0
    input_summary: str = ""
    output_summary: str = ""
    error_type: str | None = None
    error_message: str | None = None
    model: str | None = None
    finish_reason: str | None = None
    prompt_hash: str | None = None
    cost: Cost = Cost()


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCall:
    """One call of a tool. `result_count` is how many items a retrieval brought, where that is known."""

    call_id: str
    step_id: str
    tool_name: str
    kind: str = "tool"  # tool, retrieval
    status: str = "unknown"  # success, failure, timeout, running, unknown
    args: JSON = None
    args_hash: str = ""
    result_summary: str = ""
    result_count: int | None = None
    error_class: str | None = None
    error_message: str | None = None
    status_code: int | None = None
    started_at: int | None = None
    ended_at: int | None = None
    latency_ms: int | None = None
    retries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardrailEvent:
    """A check that spoke up during the run."""

    event_id: str
    type: str
    message: str = ""
    step_id: str | None = None
    call_id: str | None = None
    created_at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentRun:
    """One run, in the order in which its steps and calls happened."""

    run_id: str
    agent_name: str
    agent_version: str = ""
    model: str = ""
    environment: str = ""
    status: str = "unknown"  # success, failure, timeout, running, unknown
    task: str = ""
    error_type: str | None = None
    error_message: str | None = None
    trace_id: str | None = None
    correlation_ids: tuple[str, ...] = ()
    prompt_hash: str | None = None
    started_at: int | None = None
    ended_at: int | None = None
    steps: tuple[Step, ...] = ()
    tool_calls: tuple[ToolCall, ...] = ()
    guardrail_events: tuple[GuardrailEvent, ...] = ()
    tools: tuple[ToolDefinition, ...] = ()
    cost: Cost = Cost()
