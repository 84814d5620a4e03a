"""Climb: series that already rise (or fall) steadily when the window begins, as a leak does long before anything fails.

A step is found by comparing after with before. What climbs all the time has no before: it is fitted by a straight line.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rootward.causality.parameters import PARAMETERS, Parameters
from rootward.causality.series import Floats, Times, blocks

__all__ = ["CLIMBING", "Climbs", "climbs"]

CLIMBING = frozenset({"memory", "disk", "queue", "pool_usage", "connections", "threads", "latency", "db_latency"})
"""Kinds of which a steady climb is no daily rhythm but something that fills up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Climbs:
    """One row a series: `z` in deviations from the line (0: no climb in the bad direction), and the line's ends."""

    z: Floats
    first: Floats
    last: Floats


def climbs(
    values: Floats, times: Times, *, before: tuple[int, int], bad: npt.NDArray[np.int8],
    parameters: Parameters = PARAMETERS,
) -> Climbs:  # fmt: skip
    """Fit a line to each row of [series, time] in `before` by least squares; a climb explains nearly all of the row's
    variance and is large against where it began. Rows of which no direction is `bad` (0) are not looked at."""
    inside, chosen = (times >= before[0]) & (times < before[1]), np.flatnonzero(bad)
    found = Climbs(z=np.zeros(len(values)), first=np.zeros(len(values)), last=np.zeros(len(values)))
    if np.count_nonzero(inside) < parameters.climb_points:
        return found
    rows = values[np.ix_(chosen, inside)]
    for part in blocks(rows):
        places = chosen[part]
        found.z[places], found.first[places], found.last[places] = _lines(rows[part], bad[places], parameters)
    return found


def _lines(rows: Floats, bad: npt.NDArray[np.int8], parameters: Parameters) -> tuple[Floats, Floats, Floats]:
    """`z` and the two ends of each row's line, as in Climbs."""
    known = np.isfinite(rows)
    count = known.sum(axis=1)
    at = np.arange(rows.shape[1], dtype=np.float64)
    few = np.maximum(count, 1)
    mid = np.where(known, at, 0.0).sum(axis=1) / few
    level = np.where(known, rows, 0.0).sum(axis=1) / few
    dx, dy = np.where(known, at - mid[:, None], 0.0), np.where(known, rows - level[:, None], 0.0)
    across, along, both = (dy * dy).sum(axis=1), (dx * dx).sum(axis=1), (dx * dy).sum(axis=1)
    slope = both / np.maximum(along, 1e-12)
    explained = both * both / np.maximum(along * across, 1e-300)
    first, last = level - slope * mid, level + slope * (at[-1] - mid)
    rest = np.sqrt(np.maximum(across - slope * both, 0.0) / np.maximum(few - 2, 1))
    start = np.where(slope > 0, np.abs(first), np.abs(last))
    scale = np.maximum(rest, parameters.floor * np.maximum(start, parameters.floor_peak * np.abs(level)))
    scale = scale * (1 + parameters.shrink / few)
    z = np.abs(last - first) / np.where(scale > 0, scale, 1.0)
    steady = (explained >= parameters.climb_explained) & (np.abs(last - first) >= parameters.climb_share * start)
    full = count >= np.maximum(parameters.climb_points, 0.8 * rows.shape[1])
    return np.where(steady & full & (np.sign(slope) == bad), z, 0.0), first, last
