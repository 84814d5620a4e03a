"""Precedents: past cases as a prior. They lean towards a suspect that was the cause before, and can outvote nothing.

The lean is a share of a suspect's own score that present evidence gave it, so that a suspect without evidence gets
none, and one that stands clearly behind stays behind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rootward.causality.parameters import PARAMETERS, Parameters
from rootward.causality.suspects import Suspect

__all__ = ["Precedent", "leaning"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Precedent:
    """What the cause of a past case was, and how much (0..1) that case is like this one."""

    entity: str
    kind: str
    similarity: float


def leaning(
    found: Sequence[Suspect], precedents: Sequence[Precedent], parameters: Parameters = PARAMETERS
) -> list[Suspect]:
    """The suspects in their new order; the same ones in the same order where nothing fits."""
    if not precedents:
        return list(found)
    moved = [replace(one, score=one.score * (1 + _lean(one, precedents, parameters))) for one in found]
    return sorted(moved, key=lambda one: (-one.score, one.entity))


def _lean(suspect: Suspect, precedents: Sequence[Precedent], parameters: Parameters) -> float:
    """At most `memory_cap`: the entity and the kind of fault count half each."""
    best = 0.0
    for past in precedents:
        if past.similarity >= parameters.memory_least:
            fits = 0.5 * (past.entity == suspect.entity) + 0.5 * (past.kind == suspect.kind)
            best = max(best, past.similarity * fits)
    return parameters.memory_cap * best
