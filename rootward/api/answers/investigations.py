"""Investigations as they are answered: asked, followed, and read with what their agents did."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

from rootward.api.answers.reports import Artifact, Finding, Report, Unseen

__all__ = [
    "Asked", "Investigated", "Investigation", "InvestigationPage", "InvestigationRead", "InvestigationStep",
]  # fmt: skip


class Asked(TypedDict):
    investigation_id: str
    case_id: str
    status: Literal["queued"]


class Investigation(TypedDict):
    """`plan` says why each agent is asked; `pins` what decides the report beside the data."""

    investigation_id: str
    case_id: str
    run_id: str
    attempt: int
    status: Literal["queued", "running", "done", "error"]
    step: str
    pct: int
    message: str
    scope: dict[str, Any]
    plan: dict[str, dict[str, str]]
    pins: dict[str, Any]
    requested_by: str
    report_id: str | None
    error_message: str | None
    created_at: str
    started_at: str | None
    ended_at: str | None


class Investigated(Investigation):
    """The answer to who waited for the report."""

    report: Report


class InvestigationPage(TypedDict):
    items: list[Investigation]
    next: str | None


class RecordedStep(TypedDict):
    run_id: str
    revision: int
    seq: int
    step_id: str
    name: str
    status: str
    started_at: str | None
    ended_at: str | None
    latency_ms: int | None
    retries: int
    input_summary: str
    output_summary: str
    error_type: str | None
    error_message: str | None
    details: dict[str, Any] | None


class RecordedCall(TypedDict):
    run_id: str
    revision: int
    call_id: str
    step_id: str | None
    tool_name: str
    tool_version: str | None
    schema_hash: str | None
    effect: str | None
    status: str
    args_json: dict[str, Any]
    args_hash: str
    result_summary: str
    result_hash: str | None
    error_class: str | None
    error_message: str | None
    status_code: int | None
    started_at: str | None
    ended_at: str | None
    latency_ms: int | None
    retries: int
    cost_usd: float | None
    details: dict[str, Any] | None


class AgentResult(TypedDict):
    agent: str
    findings: list[Finding]
    artifacts: list[Artifact]
    blind: list[Unseen]
    cost: dict[str, float]
    latency_ms: int


class InvestigationRead(Investigation):
    """With its recorded steps and tool calls, and what each agent answered."""

    steps: list[RecordedStep]
    tool_calls: list[RecordedCall]
    results: list[AgentResult]


class InvestigationStep(TypedDict):
    """A frame of the stream; the last one, `end`, holds the report's id or why there is none."""

    status: str
    step: str
    pct: int
    message: str
