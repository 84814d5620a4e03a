"""Cite: make evidence of observations, each with the query that measures it again, and choose the strongest."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from rootward.agents.contract import Blindness, Finding
from rootward.causality.model import Observation
from rootward.causality.parameters import PARAMETERS, Parameters
from rootward.events.presence import Presence
from rootward.events.stretches import Line, Span
from rootward.evidence.model import Evidence, Query
from rootward.kit.canonical import JSON

__all__ = ["absent", "cite", "findings", "strongest"]

_FINDINGS = 10


def strongest(found: Iterable[Observation], parameters: Parameters = PARAMETERS) -> list[Observation]:
    """The most surprising, few of one kind on one entity, so that no entity crowds out the others."""
    chosen: list[Observation] = []
    taken: Counter[tuple[str, str]] = Counter()
    for item in sorted(found, key=_order):
        if item.score < parameters.least_surprise or len(chosen) == parameters.per_agent:
            break
        if taken[item.entity, item.kind] < parameters.per_entity_kind:
            taken[item.entity, item.kind] += 1
            chosen.append(item)
    return chosen


def _order(item: Observation) -> tuple[float, str, str, str]:
    return -item.score, item.kind, item.entity, repr(sorted(item.subject.items()))


def cite(
    found: Iterable[Observation], *, tool: str, shared: dict[str, JSON], window: tuple[int, int]
) -> tuple[Evidence, ...]:
    """`tool` called with `shared` and the observation's subject answers exactly the observation's value. Where `shared`
    reads stretches laid on one line, an onset is the time of its place on it."""
    line = _line(shared)
    return tuple(
        Evidence(
            kind=item.kind,
            entity=item.entity,
            query=Query(tool=tool, arguments=shared | item.subject),
            window=window,
            value=item.value,
            text=item.text,
            onset=line.real(item.onset) if line is not None and item.onset is not None else item.onset,
            direction=item.direction,
            magnitude=item.magnitude if math.isfinite(item.magnitude) else 0.0,  # of what is gone there is none
            score=item.score,
            provenance=item.provenance,
        )
        for item in found
    )


def _line(shared: dict[str, JSON]) -> Line | None:
    stretches = shared.get("stretches")
    return Line(msgspec.convert(stretches, tuple[Span, ...])) if stretches else None


def findings(evidence: Sequence[Evidence]) -> tuple[Finding, ...]:
    """The strongest observations as findings of the unified result."""
    ordered = sorted(evidence, key=lambda item: (-item.score, item.evidence_id))
    return tuple(
        Finding(
            kind=item.kind,
            detail={"entity": item.entity, "text": item.text, "direction": item.direction},
            confidence=round(1 - math.exp(-item.score / 2), 2),
            evidence_ids=(item.evidence_id,),
        )
        for item in ordered[:_FINDINGS]
        if item.score > 0
    )


def absent(what: str, presence: Presence, remedy: str) -> Blindness:
    """What an agent says instead of nothing when there was no telemetry of its kind."""
    return Blindness(what=what, presence=str(presence), remedy=remedy)
