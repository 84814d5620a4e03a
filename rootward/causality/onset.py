"""Onset: when it began, estimated from the data of many series at once.

The time of the alert is only the latest possible answer: what matters happened before it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from rootward.causality.parameters import PARAMETERS, Parameters
from rootward.causality.series import Floats, Times

__all__ = ["estimate"]


def estimate(
    values: Floats,
    times: Times,
    *,
    bad: npt.NDArray[np.int8],
    search: tuple[int, int],
    parameters: Parameters = PARAMETERS,
) -> tuple[int, ...]:
    """Candidate onsets in ns, the likeliest first, at most `onset_candidates`; empty when nothing changed.

    For every time t of `search`, each series says how much its mean after t exceeds its mean before t, in robust
    standard errors and in its bad direction; the strongest series vote. O(N T).
    """
    inside = (times >= search[0]) & (times <= search[1])
    if values.size == 0 or not inside.any():
        return ()
    support = _support(_standardised(values, times <= search[1], parameters), bad)
    support = np.where(inside[None, :], support, 0.0)
    best = np.max(support, axis=1)
    voters = np.argsort(-best, kind="stable")[: parameters.onset_series]
    voters = voters[best[voters] > parameters.quiet_z]
    if len(voters) == 0:
        return ()
    pooled = np.sum(np.minimum(support[voters], parameters.clip_z**2), axis=0)
    return _peaks(pooled, times, parameters)


def _standardised(values: Floats, known: npt.NDArray[np.bool_], parameters: Parameters) -> Floats:
    """Each row in units of its step-to-step noise (a level shift does not widen it), clipped, nothing after `known`."""
    seen = np.where(known[None, :], values, np.nan)
    steps = np.abs(np.diff(seen, axis=1))
    with np.errstate(all="ignore"):
        noise = np.nan_to_num(np.nanmedian(np.where(np.isfinite(steps), steps, np.nan), axis=1)) / 0.954
        level = np.nan_to_num(np.nanmedian(seen, axis=1))
        wide = np.nan_to_num(np.nanstd(seen, axis=1))
        peak = np.nan_to_num(np.nanmax(np.abs(seen), axis=1))
    scale = np.maximum(np.maximum(noise, 0.25 * wide), parameters.floor * np.maximum(np.abs(level), 0.25 * peak))
    scale = np.where(scale > 0, scale, 1.0)
    return np.nan_to_num(np.clip((seen - level[:, None]) / scale[:, None], -parameters.clip_z, parameters.clip_z))


def _support(d: Floats, bad: npt.NDArray[np.int8]) -> Floats:
    """[series, time] how strongly the mean from t on exceeds the mean before t (two-sample statistic)."""
    n = d.shape[1]
    before = np.arange(n, dtype=np.float64)
    after = n - before
    total = np.concatenate([np.zeros((len(d), 1)), np.cumsum(d, axis=1)], axis=1)
    low = total[:, :-1] / np.maximum(before, 1.0)
    high = (total[:, -1:] - total[:, :-1]) / after
    shift = (high - low) * np.sqrt(before * after / n)
    return np.where(bad[:, None] == 0, np.abs(shift), shift * np.where(bad == 0, 1, bad)[:, None])


def _peaks(pooled: Floats, times: Times, parameters: Parameters) -> tuple[int, ...]:
    """The highest times, each far enough from the ones before and with enough support."""
    left = pooled.copy()
    found: list[int] = []
    most = float(np.max(pooled))
    while len(found) < parameters.onset_candidates and most > 0:
        place = int(np.argmax(left))
        if left[place] < parameters.onset_share * most or left[place] <= 0:
            break
        moment = int(times[place])
        if _is_peak(pooled, place):
            found.append(moment)
        left[np.abs(times - moment) < parameters.onset_apart_ns] = 0.0
    return tuple(found)


def _is_peak(pooled: Floats, place: int) -> bool:
    """Shoulders of a peak already taken are not candidates of their own."""
    before = pooled[place - 1] if place > 0 else -np.inf
    after = pooled[place + 1] if place + 1 < len(pooled) else -np.inf
    return bool(pooled[place] >= before and pooled[place] >= after)
