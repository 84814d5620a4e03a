"""Span gaps: whose it is that time passes between a caller and those that it calls.

What passes between two may be either's: a caller that is short of processor time, or cut off, is far from everybody it
calls; a callee that is slow to take up calls is far from everybody that calls it.
"""

from __future__ import annotations

from collections.abc import Iterable

from rootward.causality.parameters import PARAMETERS, Parameters
from rootward.causality.span_times import Group, Timing

__all__ = ["far_from_all", "slow_to_all"]


def slow_to_all(found: Iterable[tuple[str, Group, Timing]], parameters: Parameters = PARAMETERS) -> frozenset[str]:
    """Callers whose gaps grew towards most of at least `gap_callees` others, about as much towards each."""
    return far_from_all(
        ((caller, callee, item.score) for kind, (caller, _, callee), item in found if kind == "edge_gap"), parameters
    )


def far_from_all(gaps: Iterable[tuple[str, str, float]], parameters: Parameters = PARAMETERS) -> frozenset[str]:
    """The same of (caller, callee, score of their gap)."""
    towards: dict[str, dict[str, float]] = {}
    for caller, callee, score in gaps:
        mine = towards.setdefault(caller, {})
        mine[callee] = max(mine.get(callee, 0.0), score)
    return frozenset(caller for caller, scores in towards.items() if _everywhere(scores, parameters))


def _everywhere(scores: dict[str, float], parameters: Parameters) -> bool:
    most = max(scores.values())
    slow = [score for score in scores.values() if score > 0 and score >= parameters.gap_alike * most]
    return len(slow) >= parameters.gap_callees and len(slow) >= parameters.gap_share * len(scores)
