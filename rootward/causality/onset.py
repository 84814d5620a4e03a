"""Onset: when it began, estimated from the data of many series at once.

The time of the alert is only the latest possible answer: what matters happened before it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from rootward.causality.parameters import PARAMETERS, Parameters
from rootward.causality.series import Floats, Times, blocks, quantile

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
    inside[: parameters.onset_least] = False
    if values.size == 0 or not inside.any():
        return ()
    best = np.concatenate(
        [np.max(_told(values[rows], bad[rows], inside, parameters), axis=1) for rows in blocks(values)]
    )
    voters = np.argsort(-best, kind="stable")[: parameters.onset_series]
    voters = voters[best[voters] > parameters.quiet_z]
    if len(voters) == 0:
        return ()
    votes = np.minimum(_told(values[voters], bad[voters], inside, parameters), parameters.clip_z**2)
    # Weak drifts are many and coincide by chance: a vote is what exceeds a share of the loudest, squared.
    pooled = np.sum(np.maximum(votes - parameters.onset_quiet * np.max(votes), 0.0) ** 2, axis=0)
    return _peaks(pooled, times, parameters)


def _told(values: Floats, bad: npt.NDArray[np.int8], inside: npt.NDArray[np.bool_], parameters: Parameters) -> Floats:
    """What each series says for every time that is searched; a row does not depend on the others."""
    return np.where(inside[None, :], _support(_standardised(values, parameters), bad, parameters), 0.0)


def _standardised(values: Floats, parameters: Parameters) -> Floats:
    """Each row in units of its step-to-step noise (a level shift does not widen it), clipped; NaN is the level."""
    points = np.sum(np.isfinite(values), axis=1)
    level = quantile(np.sort(values, axis=1), points, 0.5)
    steps = np.sort(np.abs(np.diff(values, axis=1)), axis=1)
    noise = quantile(steps, np.sum(np.isfinite(steps), axis=1), 0.5) / 0.954
    distance = np.sort(np.abs(values - level[:, None]), axis=1)
    wide = quantile(distance, points, 0.5) * 1.483
    peak = quantile(distance, points, 1.0)
    floor = parameters.floor * np.maximum(np.abs(level), parameters.floor_peak * peak)
    scale = np.maximum(np.maximum(noise, 0.5 * wide), floor)
    scale = np.where(scale > 0, scale, 1.0)
    d = (values - level[:, None]) / scale[:, None]
    return np.where(np.isfinite(d), np.clip(d, -parameters.clip_z, parameters.clip_z), 0.0)


def _support(d: Floats, bad: npt.NDArray[np.int8], parameters: Parameters) -> Floats:
    """[series, time] how strongly the mean from t on exceeds the mean before t: the two-sample statistic, the best
    over stretches of several lengths after t."""
    n = d.shape[1]
    total = np.concatenate([np.zeros((len(d), 1)), np.cumsum(d, axis=1)], axis=1)
    at = np.arange(n)
    best = np.full(d.shape, -np.inf)
    sign = np.where(bad == 0, 1, bad)[:, None]
    for span in parameters.onset_spans:
        until = np.minimum(at + span, n)
        after, before = (until - at).astype(np.float64), np.maximum(at, 1).astype(np.float64)
        shift = (total[:, until] - total[:, at]) / after - total[:, at] / before
        shift = shift * np.sqrt(before * after / (before + after))
        best = np.maximum(best, np.where(bad[:, None] == 0, np.abs(shift), shift * sign))
    return best


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
