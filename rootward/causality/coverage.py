"""Coverage: the part of a scope in which telemetry was there at all.

A scope may reach back to before a system was watched, and on to after its telemetry ended. What was not measured then
is not zero, and that it began to be measured is no incident.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from rootward.causality.parameters import PARAMETERS, Parameters
from rootward.causality.series import Floats, Times

__all__ = ["covered", "measured", "trimmed"]

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
