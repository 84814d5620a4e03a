"""Agent runs as they are answered: sent, read, compared, diagnosed."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

from rootward.causality.agent_runs.model import CiteKind

__all__ = ["Diagnosis", "Overview", "Run", "RunCounted", "RunDiff", "RunEntry", "RunPage", "RunTaken"]


class RunTaken(TypedDict):
    """What became of a run that was sent."""

    run_id: str
    revision: int
    status: Literal["created", "replaced", "duplicate"]


class RunCounted(TypedDict):
    """A run with the numbers of its parts."""

    run_id: str
    agent_name: str
    status: str
    started_at: str | None
    ended_at: str | None
    step_count: int
    tool_call_count: int
    guardrail_event_count: int


class RunEntry(TypedDict):
    """One step, tool call or guardrail event; which details there are depends on which it is."""

    event_id: str
    event_type: Literal["step", "tool_call", "guardrail"]
    timestamp: str | None
    name: str
    status: str
    details: dict[str, Any]


class FailedTool(TypedDict):
    tool: str
    count: int


class Overview(TypedDict):
    """How the runs of the last hours went; the rate in percent."""

    total_runs: int
    success_rate: float
    top_failing_tools: list[FailedTool]
    p95_step_latency_ms: float
    total_cost_usd: float


class RunLine(TypedDict):
    """`signature` is what its failure is recognized by, `shape` the way that led to it."""

    run_id: str
    revision: int
    origin: str
    agent_name: str
    agent_version: str
    prompt_hash: str | None
    model: str
    environment: str
    status: str
    started_at: str | None
    ended_at: str | None
    created_at: str
    tokens: int | None
    cost_usd: float | None
    signature: str | None
    shape: str | None
    error_type: str | None
    error_message: str | None
    duration_ms: int | None


class RunPage(TypedDict):
    items: list[RunLine]
    next: str | None


class RunCost(TypedDict):
    tokens_prompt: int | None
    tokens_completion: int | None
    total_cost_usd: float | None


class ToolDefinition(TypedDict):
    """A tool as the agent was told of it."""

    name: str
    description: str
    schema: Any


class Run(RunLine):
    """With everything that is known of it."""

    task: str
    trace_id: str | None
    correlation_ids: list[str]
    cost: RunCost
    tools: list[ToolDefinition]
    kind: str
    timeline: list[RunEntry]


class Cite(TypedDict):
    """What a statement rests on."""

    kind: CiteKind
    ref_id: str
    why: str


class RunCause(TypedDict):
    """One thing that may have failed the run; `score` (0..1) is how strongly it explains the failure."""

    category: str
    subcategory: str
    step_id: str | None
    agent: str
    call_id: str | None
    title: str
    statement: str
    score: float
    evidence: list[Cite]
    recovered: bool


class Diagnosis(TypedDict):
    """Why a run failed, the decisive cause first; `insufficient` says why nothing is claimed."""

    run_id: str
    origin: str
    category: str
    subcategory: str
    insufficient: str | None
    causes: list[RunCause]
    responsible_agent: str | None
    decisive_step: str | None
    missing: list[str]


class Aligned(TypedDict):
    """One step or call of two runs; `ids` is the one before and the one after."""

    verdict: Literal["same", "changed", "removed", "added"]
    name: str
    ids: list[str | None]
    differences: dict[str, Any]


class RunDiff(TypedDict):
    """`settings` that differ, before and after each; `parts_at` is the place from which on they differ."""

    before: str
    after: str
    settings: dict[str, list[Any]]
    steps: list[Aligned]
    calls: list[Aligned]
    parts_at: int | None
