"""Onset: when it began, estimated from what many rows of every kind of telemetry say at once.

The time of the alert is only the latest possible answer: what matters happened before it, and seldom long before.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from rootward.causality.parameters import PARAMETERS, Parameters
from rootward.causality.series import Floats, Times, blocks, quantile, surprise

__all__ = ["beyond_usual", "estimate", "levels", "likely"]

Bools = npt.NDArray[np.bool_]


def estimate(
    voices: Sequence[Floats], times: Times, *, inside: Bools, prior: Floats | None = None,
    parameters: Parameters = PARAMETERS,
) -> tuple[int, ...]:  # fmt: skip
    """Candidate onsets in ns, the likeliest first, at most `onset_candidates`; empty when nothing changed.

    Each of `voices` is one kind of telemetry: how far beyond the usual each of its rows says that something began at
    each of `times` (`levels`, `onset_counts.counted`). The strongest rows of each kind vote, and every kind weighs as
    much as its loudest row is surprising, however many rows it has. Only times `inside` are answers; `prior` is how
    likely each is by itself. O(N T).
    """
    weight = np.where(inside, 1.0 if prior is None else prior, 0.0)
    weight[: parameters.onset_least] = 0.0  # there is too little before these to compare with
    if not weight.any():
        return ()
    pooled = np.zeros(len(times))
    for said in voices:
        pooled += _pooled(said * weight, parameters)
    return _peaks(pooled, times, parameters)


def levels(values: Floats, *, bad: npt.NDArray[np.int8], earlier: Bools, parameters: Parameters = PARAMETERS) -> Floats:
    """[row, time] how much the mean after exceeds the mean before in the bad direction, in robust standard errors;
    against what the row said of times that were `earlier` than all that are asked about. A row does not depend on the
    others."""
    if values.size == 0:
        return np.zeros(values.shape)
    parts = []
    for rows in blocks(values):
        support = _support(_standardised(values[rows], parameters), bad[rows], parameters)
        parts.append(beyond_usual(support, earlier, parameters))
    return np.concatenate(parts)


def beyond_usual(said: Floats, earlier: Bools, parameters: Parameters = PARAMETERS) -> Floats:
    """Rows that often said as much before say that much less now: a row's usual becomes what is ordinary. Of a short
    past nothing is known that is usual."""
    usual = earlier.copy()
    usual[: parameters.onset_least] = False
    if np.count_nonzero(usual) < parameters.onset_past:
        return said
    past = np.sort(said[:, usual], axis=1)
    high = quantile(past, np.full(len(past), past.shape[1]), parameters.onset_usual_share)
    return said * (parameters.quiet_z / np.maximum(high, parameters.quiet_z))[:, None]


def likely(lags: npt.NDArray[np.int64], parameters: Parameters = PARAMETERS) -> Floats:
    """How likely it is that something was noticed so long (ns) after it began: alerts come within minutes."""
    return parameters.onset_noticed_ns / np.maximum(lags, parameters.onset_noticed_ns).astype(np.float64)


def _pooled(votes: Floats, parameters: Parameters) -> Floats:
    """What the strongest rows say together, at most the surprise of the loudest. Weak drifts are many and coincide by
    chance: a vote is what exceeds a share of the loudest, squared."""
    best = np.max(votes, axis=1, initial=0.0)
    voters = np.argsort(-best, kind="stable")[: parameters.onset_series]
    voters = voters[best[voters] > parameters.quiet_z]
    if len(voters) == 0:
        return np.zeros(votes.shape[1])
    heard = np.minimum(votes[voters], parameters.clip_z**2)
    loudest = np.max(heard)
    together = np.sum(np.maximum(heard - parameters.onset_quiet * loudest, 0.0) ** 2, axis=0)
    return np.asarray(together / np.max(together) * surprise(loudest, parameters))


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
    at, had = np.arange(n), total[:, :n]
    before = np.maximum(at, 1).astype(np.float64)
    earlier, either = had / before, bad == 0
    best = np.full(d.shape, -np.inf)
    for span in parameters.onset_spans:
        until = np.minimum(at + span, n)
        after = (until - at).astype(np.float64)
        shift = (np.take(total, until, axis=1) - had) / after - earlier
        shift *= np.sqrt(before * after / (before + after))
        shift *= np.where(either, 1, bad)[:, None]
        shift[either] = np.abs(shift[either])
        np.maximum(best, shift, out=best)
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
