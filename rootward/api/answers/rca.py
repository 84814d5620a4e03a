"""RCA runs as they are answered: how far they are, and the report in the words of agent telemetry."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

__all__ = ["RcaAsked", "RcaProgress", "RcaRun"]


class RcaAsked(TypedDict):
    rca_run_id: str


class RcaProgress(TypedDict):
    """A frame of the stream."""

    status: str
    step: str
    pct: int
    message: str
    updated_at: str


class IndexedEvidence(TypedDict):
    evidence_id: str
    kind: Literal["step", "tool_call", "guardrail", "run"]
    ref_id: str
    title: str
    snippet: str
    attributes: dict[str, Any]
    content_id: str


class RunHypothesis(TypedDict):
    hypothesis_id: str
    title: str
    description: str
    evidence_ids: list[str]
    confidence: Literal["high", "medium", "low"]
    verification_steps: list[str]
    mitigation: str


class ActionItem(TypedDict):
    action_id: str
    type: str
    title: str
    description: str
    owner: str | None
    priority: str
    due_in_days: int | None


class MetricsSnapshot(TypedDict):
    top_failing_tool: str | None
    max_step_latency_ms: int
    total_retries: int
    total_cost_usd: float | None


class TicketTexts(TypedDict):
    jira_summary: str
    jira_description_md: str


class RunReport(TypedDict):
    """The report in the words of agent telemetry."""

    report_id: str
    rca_run_id: str
    run_id: str
    generated_at: str
    category: str
    subcategory: str
    insufficient_evidence: bool
    insufficient_reason: str | None
    add_telemetry: list[str]
    responsible_agent: str | None
    decisive_step: str | None
    evidence_index: list[IndexedEvidence]
    hypotheses: list[RunHypothesis]
    action_items: list[ActionItem]
    metrics_snapshot: MetricsSnapshot
    jira_fields: TicketTexts


class RcaRun(TypedDict):
    """An investigation of a run, told in these words."""

    rca_run_id: str
    run_id: str
    status: Literal["queued", "running", "done", "error"]
    step: str
    pct: int
    message: str
    created_at: str
    started_at: str | None
    ended_at: str | None
    error_message: str | None
    case_id: str
    report: RunReport | None
