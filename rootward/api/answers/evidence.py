"""Evidence as it is answered: an observation, checks of citations, and what two reports say differently."""

from __future__ import annotations

from typing import Any, TypedDict

from rootward.api.answers.reports import Evidence, EvidenceQuery, RootCause
from rootward.evidence.model import Direction, Presence
from rootward.evidence.recheck import Recheck

__all__ = ["EvidenceRead", "Recheck", "ReportChanges", "ReportCheck"]


class Said(TypedDict):
    status: str | None
    cause: RootCause | None
    confidence: float | None
    summary: str | None


class Claim(TypedDict):
    title: str
    entity: str
    kind: str
    change_ref: str | None
    confidence: float


class ChangedClaim(Claim):
    confidence_before: float


class ReportChanges(TypedDict):
    """What a report says differently from an earlier one."""

    verdict_changed: bool
    before: Said
    after: Said
    hypotheses_added: list[Claim]
    hypotheses_removed: list[Claim]
    hypotheses_changed: list[ChangedClaim]
    evidence_added: list[Evidence]
    evidence_removed: list[Evidence]


class ReportCheck(TypedDict):
    """What came of asking every citation again."""

    report_id: str
    digest: str
    citations: int
    holding: int
    missing: list[str]
    checks: list[Recheck]
    all_hold: bool


class EvidenceRead(TypedDict):
    """An observation as it is kept: `window` and `onset` in ns."""

    evidence_id: str
    kind: str
    entity: str
    query: EvidenceQuery
    window: list[int]
    value: dict[str, Any]
    text: str
    presence: Presence
    onset: int | None
    direction: Direction
    magnitude: float
    score: float
    provenance: str
