"""Segments: the stretch of a row that deviates most, and quantiles of rows with gaps. Pure numpy."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from rootward.causality.parameters import PARAMETERS, Parameters

__all__ = ["Floats", "median_between", "quantile", "segments"]

Floats = npt.NDArray[np.float64]


def segments(
    d: Floats, new: npt.NDArray[np.bool_], parameters: Parameters = PARAMETERS
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """First and last column of the stretch that deviates most, ending inside `new` (CUSUM, Page 1954: the largest
    rise of the accumulated deviations over its running minimum). A second pass takes part of the level reached as
    what must be exceeded, which is what finds the beginning of a step and not of the noise before it. A stretch that
    was quiet until `new` begins there: something else of long ago is no beginning of it."""
    clipped = np.where(np.isfinite(d), np.clip(d, -parameters.quiet_z, parameters.clip_z), 0.0)
    start, end = _rise(clipped - parameters.drift_z, new)
    reached = median_between(clipped, start, end)
    drift = np.maximum(parameters.drift_z, parameters.drift_share * reached)
    start, end = _rise(clipped - drift[:, None], new)
    first = np.full(len(d), int(np.argmax(new)) if new.any() else 0)
    lead = median_between(clipped, start, first - 1)
    quiet = np.flatnonzero((start < first) & (lead < drift))
    if len(quiet):
        earlier = np.arange(d.shape[1]) < first[0]
        start[quiet], end[quiet] = _rise(
            np.where(earlier[None, :], -parameters.quiet_z, clipped[quiet] - drift[quiet, None]), new
        )
    return start, end


def _rise(y: Floats, new: npt.NDArray[np.bool_]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    total = np.concatenate([np.zeros((len(y), 1)), np.cumsum(y, axis=1)], axis=1)
    lowest = np.minimum.accumulate(total, axis=1)[:, :-1]
    end = np.argmax(np.where(new[None, :], total[:, 1:] - lowest, -np.inf), axis=1)
    columns = np.arange(y.shape[1])
    at_lowest = (total[:, :-1] == lowest) & (columns[None, :] <= end[:, None])
    start = y.shape[1] - 1 - np.argmax(at_lowest[:, ::-1], axis=1)
    return start.astype(np.int64), end.astype(np.int64)


def median_between(values: Floats, start: npt.NDArray[np.int64], end: npt.NDArray[np.int64]) -> Floats:
    """Of each row's numbers from column `start` to `end`, both included; 0 where there is none. Short stretches are
    taken out of their rows first: to put a whole row in order is what takes long."""
    found, width = np.zeros(len(values)), values.shape[1]
    short = end - start < width // 8
    for rows, most in ((short, width // 8), (~short, width)):
        if rows.any():
            kept = _taken(values[rows], start[rows], end[rows], most)
            found[rows] = quantile(np.sort(kept, axis=1), np.sum(np.isfinite(kept), axis=1), 0.5)
    return found


def _taken(values: Floats, start: npt.NDArray[np.int64], end: npt.NDArray[np.int64], most: int) -> Floats:
    """[row, at most so many] the numbers of each row from `start` to `end`, then NaN."""
    columns = start[:, None] + np.arange(most)
    there = np.take_along_axis(values, np.minimum(columns, values.shape[1] - 1), axis=1)
    return np.where(columns <= end[:, None], there, np.nan)


def quantile(ordered: Floats, points: npt.NDArray[np.int64], q: float | Floats) -> Floats:
    """Quantile of the first `points` of each sorted row, interpolated; 0 for an empty row."""
    if ordered.shape[1] == 0:
        return np.zeros(len(ordered))
    place = q * np.maximum(points - 1, 0)
    low = np.floor(place).astype(np.int64)
    high = np.minimum(low + 1, np.maximum(points - 1, 0))
    rows = np.arange(len(ordered))
    share = place - low
    found = ordered[rows, low] * (1 - share) + ordered[rows, high] * share
    return np.where(points > 0, found, 0.0)
