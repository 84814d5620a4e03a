"""Lost calls: callees that are asked less while the one that calls them is asked as before, told from traffic alone.

Who returns early, or fails before it calls, serves as many requests as ever and makes fewer calls. A callee that only
one entity calls then loses traffic that its caller did not lose.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from rootward.causality.flow_cost import traffic_of
from rootward.causality.parameters import PARAMETERS, Parameters
from rootward.causality.series import Floats, Times, points_needed
from rootward.events.series import SECOND, SeriesSet

__all__ = ["LostCalls", "lost_calls"]

Span = tuple[int, int]
_MOST_STARTS = 240
_OF_NORMAL = 0.455
"""The median of the square of a standard normal number: what a median of squares is brought to a variance with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LostCalls:
    """Calls of `callee` in the stretch of the window in which most were lost, beside what was `expected` of the
    requests that `caller` served then; `share` a request before; `onset` and `ended` in ns."""

    caller: str
    callee: str
    share: float
    requests: float
    after: float
    expected: float
    z: float
    score: float
    onset: int
    ended: int


def lost_calls(
    series: SeriesSet, calls: Mapping[str, Iterable[str]], *, before: Span, after: Span, caller: str = "",
    parameters: Parameters = PARAMETERS,
) -> Iterator[LostCalls]:  # fmt: skip
    """Every callee that lost calls of its only caller, in order (only those of `caller`, when it is given, whose
    callees then have no other). `calls` are the callees of each entity."""
    asked = traffic_of(series)
    rows = {entity: row for row, entity in enumerate(asked.entities)}
    old = (asked.times >= before[0]) & (asked.times < before[1])
    new = (asked.times >= min(before[1], after[0])) & (asked.times < after[1])  # nobody knows an onset to the minute
    needed = points_needed(asked.times, parameters)
    for callee, only in sorted(_only_callers(calls).items()):
        if callee in rows and only in rows and (not caller or only == caller):
            counts = asked.traffic[[rows[callee], rows[only]]] * (series.step_ns / SECOND)
            found = _lost(only, callee, counts, asked.times, old, new, needed, series.step_ns, parameters)
            if found is not None:
                yield found


def _only_callers(calls: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """callee -> the one entity that calls it."""
    callers: dict[str, set[str]] = {}
    for src, found in calls.items():
        for dst in found:
            if dst != src:
                callers.setdefault(dst, set()).add(src)
    return {callee: min(found) for callee, found in callers.items() if len(found) == 1}


def _lost(
    caller: str, callee: str, counts: Floats, times: Times, old: np.ndarray[tuple[int], np.dtype[np.bool_]],
    new: np.ndarray[tuple[int], np.dtype[np.bool_]], needed: int, step: int, parameters: Parameters,
) -> LostCalls | None:  # fmt: skip
    known = np.isfinite(counts[1]) & (counts[1] > 0)
    made, served = np.nan_to_num(counts[0]), np.nan_to_num(counts[1])
    usual, inside = old & known, np.flatnonzero(new & known)[:_MOST_STARTS]
    total = float(made[usual].sum())
    if usual.sum() < parameters.least_points or len(inside) < needed or total < parameters.partner_least:
        return None
    share = total / float(served[usual].sum())
    wander = _wander(made[usual], share * served[usual])
    start, end, z = _worst(made[inside], share * served[inside], wander, total, needed)
    stretch = inside[start:end]
    after, requests = float(made[stretch].sum()), float(served[stretch].sum())
    expected = share * requests
    part = 1 - after / expected
    score = min(float(np.log1p(max(0.0, -z - parameters.quiet_z))), parameters.most_surprise) * max(part, 0.0)
    return LostCalls(
        caller=caller, callee=callee, share=share, requests=requests, after=after, expected=expected, z=z,
        score=score, onset=int(times[stretch[0]]), ended=int(times[stretch[-1]]) + step,
    )  # fmt: skip


def _wander(made: Floats, expected: Floats) -> float:
    """Variance of the counts over that of independent ones, at least 1; the middle one of the baseline's steps, which
    an earlier incident does not move."""
    squares = (made - expected) ** 2 / np.maximum(expected, 0.5)
    return max(1.0, float(np.median(squares)) / _OF_NORMAL)


def _worst(made: Floats, expected: Floats, wander: float, total: float, needed: int) -> tuple[int, int, float]:
    """First and last column (exclusive) and z of the stretch of at least `needed` that lost most, after Anscombe."""
    have, meant = (np.concatenate([[0.0], np.cumsum(row)]) for row in (made, expected))
    first, last = np.triu_indices(len(made) + 1, needed)
    seen, due = have[last] - have[first], meant[last] - meant[first]
    z = 2 * (np.sqrt(seen + 0.375) - np.sqrt(due + 0.375)) / np.sqrt(wander * (1 + due / total))
    place = int(np.argmin(z))
    return int(first[place]), int(last[place]), float(z[place])
