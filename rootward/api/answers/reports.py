"""Reports as they are answered: the body and its parts (`docs/report.md`)."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from rootward.events.model import Severity
from rootward.evidence.model import Direction, Presence

__all__ = ["Artifact", "Evidence", "EvidenceQuery", "Finding", "Report", "RootCause", "Unseen", "Verdict"]


class Window(TypedDict):
    start: str
    end: str


class Placed(TypedDict):
    """An entity in a role, with what shows it."""

    entity: str
    onset: str | None
    evidence_ids: list[str]


class RootCause(Placed):
    kind: str
    component: str
    change: str | None
    description: str


class RunbookSection(TypedDict):
    path: str
    heading: str
    evidence_id: str
    provenance: str


class Verdict(TypedDict):
    """`reason` and `add_telemetry` are there where the evidence does not suffice."""

    status: Literal["cause_found", "insufficient_evidence"]
    summary: str
    reason: NotRequired[str]
    add_telemetry: NotRequired[list[str]]
    cause: RootCause | None
    first_failure: Placed | None
    impact: list[Placed]
    confidence: float
    confidence_word: Literal["high", "medium", "low", "none"]
    next_step: str
    checks: list[str]
    runbooks: list[RunbookSection]


class Hop(Placed):
    """One step from the cause towards the symptom."""

    relation: str
    verified: bool


class Hypothesis(TypedDict):
    entity: str
    role: str
    kind: str
    title: str
    description: str
    change_ref: str | None
    component: str
    evidence_ids: list[str]
    against_ids: list[str]
    explains: list[str]
    unexplained: list[str]
    confidence: float
    score: float
    path: list[Hop]
    onset: str | None
    confidence_word: Literal["high", "medium", "low"]
    suggested_action: str
    verification_steps: list[str]


class Suspect(TypedDict):
    entity: str
    score: float
    evidence_ids: list[str]


class RuledOut(TypedDict):
    """An entity or a change that was considered and is not the cause."""

    subject: str
    reason: str
    evidence_ids: list[str]


class Unseen(TypedDict):
    """What could not be seen, why, and what would make it visible."""

    what: str
    presence: str
    remedy: str


class FirstSeen(TypedDict):
    at: str
    entity: str
    text: str
    evidence_id: str


class Finding(TypedDict):
    kind: str
    detail: dict[str, Any]
    confidence: float
    evidence_ids: list[str]


class Artifact(TypedDict):
    type: str
    ref: str


class AgentAnswer(TypedDict):
    """What one agent found, and why it was asked."""

    agent: str
    reason: str
    findings: list[Finding]
    artifacts: list[Artifact]


class EvidenceQuery(TypedDict):
    """The tool call that makes the observation again."""

    tool: str
    arguments: dict[str, Any]


class Evidence(TypedDict):
    """`window` is where it was looked, from and until."""

    evidence_id: str
    kind: str
    entity: str
    presence: Presence
    text: str
    onset: str | None
    direction: Direction
    magnitude: float
    score: float
    query: EvidenceQuery
    window: list[str]
    value: dict[str, Any]
    provenance: str


class PastCase(TypedDict):
    """A resolved case that was like this one."""

    case: str
    title: str
    cause: str
    entity: str
    kind: str
    fixed_by: str
    similarity: float
    shared: list[str]
    resolved_at: str | None


class ReportCase(TypedDict):
    title: str
    kind: str
    severity: Severity


class ReportScope(TypedDict):
    start: str
    end: str
    service: str
    symptoms: list[str]
    detected_at: str
    onset: str | None
    baseline: list[Window]
    exclude: list[Window]


class Report(TypedDict):
    """Same case, same data, same bytes."""

    schema_version: str
    case: ReportCase
    scope: ReportScope
    verdict: Verdict
    hypotheses: list[Hypothesis]
    suspects: list[Suspect]
    ruled_out: list[RuledOut]
    could_not_see: list[Unseen]
    removed_in_review: list[str]
    timeline: list[FirstSeen]
    agents: list[AgentAnswer]
    evidence: list[Evidence]
    similar_cases: list[PastCase]
    pins: dict[str, Any]
