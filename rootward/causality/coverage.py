"""Coverage: the part of a scope in which telemetry was there at all.

A scope may reach back to before a system was watched, and on to after its telemetry ended. What was not measured then
is not zero, and that it began to be measured is no incident.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from rootward.causality.parameters import PARAMETERS, Parameters
from rootward.causality.series import Floats, Times

__all__ = ["covered", "measured", "pauses", "settled", "trimmed", "watched"]

Span = tuple[int, int]


def measured(values: Floats, times: Times, step: int, parameters: Parameters = PARAMETERS) -> Span | None:
    """From the first to the last time at which a fair share of the series was measured; None when never."""
    if values.size == 0:
        return None
    present = np.isfinite(values).sum(axis=0)
    return covered(present, times, step, parameters)


def covered(
    present: npt.NDArray[np.int64], times: Times, step: int, parameters: Parameters = PARAMETERS
) -> Span | None:
    """The same from how much there is at each time."""
    much = np.flatnonzero((present > 0) & (present >= parameters.covered_share * present.max(initial=0)))
    if len(much) == 0:
        return None
    return int(times[much[0]]), int(times[much[-1]]) + step


def trimmed(before: Span, after: Span, coverage: Span | None) -> tuple[Span, Span]:
    """Both stretches inside the coverage; a stretch that lies outside altogether is left as it is, for then there is
    nothing else to say about it."""
    if coverage is None:
        return before, after
    return _inside(before, coverage), _inside(after, coverage)


def _inside(span: Span, coverage: Span) -> Span:
    start, end = max(span[0], coverage[0]), min(span[1], coverage[1])
    return (start, end) if start < end else span


def pauses(moments: Times, span: Span, parameters: Parameters = PARAMETERS) -> list[Span]:
    """Parts of `span` in which nobody was watching, told from the sorted times at which anything was recorded at all:
    far longer without a record than is usual there. No silence of a single entity is one."""
    inside = moments[(moments >= span[0]) & (moments < span[1])]
    if len(inside) < parameters.least_points:
        return []
    edges = np.concatenate([[span[0]], inside, [span[1]]])
    lengths = np.diff(edges)
    usual = float(np.quantile(lengths[1:-1], 0.9))
    long = np.flatnonzero(lengths > max(parameters.pause_ns, parameters.long_pause * usual))
    return [(int(edges[place]), int(edges[place + 1])) for place in long]


def watched(moments: Times, span: Span, parameters: Parameters = PARAMETERS) -> int:
    """How much of `span` somebody was watching, in ns: what comes a second is reckoned from this."""
    lost = sum(end - start for start, end in pauses(moments, span, parameters))
    return max(span[1] - span[0] - lost, 1)


def settled(before: Span, after: Span, moments: Times, parameters: Parameters = PARAMETERS) -> Span:
    """The baseline up to nearer the onset, where most of what was recorded before it lies in between: what is left out
    because nobody knows an onset to the minute is all there is of a short recording. `moments` are sorted."""
    near = max(before[1], after[0] - parameters.settle_ns)
    first = int(np.searchsorted(moments, before[0]))
    left, had = (int(np.searchsorted(moments, at)) - first for at in (before[1], near))
    return before if left >= parameters.settled_share * had else (before[0], near)
