"""Logs: message templates that appear, vanish or change their rate against the traffic of the entity that writes them.

Counts are compared after Anscombe's transform (2 sqrt(x + 3/8) is nearly normal for counts), widened by how bursty the
template was before. Pure numpy over [row, time] counts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rootward.causality.parameters import PARAMETERS, Parameters
from rootward.causality.series import Floats, Times, segments

__all__ = ["LOUD", "LogShifts", "measure", "traffic_ratios"]

Span = tuple[int, int]
LOUD = frozenset({"error", "fatal", "critical"})
_CALM_RATIO = (0.2, 5.0)
"""Routine lines may not explain more than this: an entity that stops talking has vanished lines, not less traffic."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogShifts:
    """One row a template: counts in both windows, what was expected in the second, onset in ns (0: none)."""

    before: npt.NDArray[np.int64]
    after: npt.NDArray[np.int64]
    expected: Floats
    z: Floats
    score: Floats
    onset: Times
    kind: tuple[str, ...]  # novel, rate, vanished


def traffic_ratios(
    counts: Floats, times: Times, severities: tuple[str, ...], owners: npt.NDArray[np.int64], *, before: Span,
    after: Span,
) -> Floats:  # fmt: skip
    """For each row how much more the routine lines of its owner (a number from 0 on) come a second after than before;
    1 when it writes none."""
    routine = np.array([severity not in LOUD and severity != "warning" for severity in severities], dtype=bool)
    old, new = _sum(counts, times, before), _sum(counts, times, after)
    known = routine & (old > 0)
    rate_old = np.bincount(owners[known], old[known], len(owners)) / _columns(times, before)
    rate_new = np.bincount(owners[known], new[known], len(owners)) / _columns(times, after)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratios = np.where(rate_old > 0, np.clip(rate_new / rate_old, *_CALM_RATIO), 1.0)
    return np.asarray(ratios[owners])


def measure(
    counts: Floats,
    times: Times,
    severities: tuple[str, ...],
    *,
    before: Span,
    after: Span,
    ratio: Floats | float,
    parameters: Parameters = PARAMETERS,
) -> LogShifts:
    """A row's result does not depend on the other rows; `ratio` are the `traffic_ratios`."""
    old, new = _sum(counts, times, before), _sum(counts, times, after)
    length_old, length_new = _columns(times, before), _columns(times, after)
    expected = old * (length_new / length_old) * ratio
    wide = np.sqrt(_burstiness(counts, times, before) * (1 + length_new / length_old))
    z = 2 * (np.sqrt(new + 0.375) - np.sqrt(expected + 0.375)) / wide
    z = np.where(old == 0, 2 * (np.sqrt(new + 0.375) - np.sqrt(0.375)), z)
    kinds = tuple(_kind(int(o), int(n)) for o, n in zip(old, new, strict=True))
    score = _score(z, new, severities, kinds, parameters)
    inside = (times >= after[0]) & (times < after[1])
    onset, odd = np.zeros(len(counts), dtype=np.int64), score > 0
    onset[odd] = _onset(counts[odd], times, np.sign(z[odd]), inside, old[odd] == 0, before, parameters)
    return LogShifts(
        before=old.astype(np.int64),
        after=new.astype(np.int64),
        expected=expected,
        z=z,
        score=score,
        onset=onset,
        kind=kinds,
    )


def _columns(times: Times, span: Span) -> int:
    """How many columns are compared: those in which nobody was watching are not among `times`."""
    return max(int(np.count_nonzero((times >= span[0]) & (times < span[1]))), 1)


def _sum(counts: Floats, times: Times, span: Span) -> Floats:
    inside = (times >= span[0]) & (times < span[1])
    return np.asarray(np.nansum(counts[:, inside], axis=1))


def _burstiness(counts: Floats, times: Times, before: Span) -> Floats:
    """Variance over mean of the counts before (1 for Poisson), at least 1."""
    inside = (times >= before[0]) & (times < before[1])
    if not inside.any():
        return np.ones(len(counts))
    kept = np.nan_to_num(counts[:, inside])
    mean = kept.mean(axis=1)
    return np.asarray(np.maximum(1.0, kept.var(axis=1) / np.where(mean > 0, mean, 1.0)))


def _kind(old: int, new: int) -> str:
    if old == 0:
        return "novel"
    return "vanished" if new == 0 else "rate"


def _score(
    z: Floats, new: Floats, severities: tuple[str, ...], kinds: tuple[str, ...], parameters: Parameters
) -> Floats:
    weights = np.array([_weight(severity, parameters) for severity in severities])
    novel = np.array([kind == "novel" for kind in kinds])
    bonus = np.where(novel, parameters.novel_bonus * -np.expm1(-new / 3.0), 0.0)
    surprise = np.minimum(np.log1p(np.maximum(0.0, np.abs(z) - parameters.quiet_z)), parameters.most_surprise)
    # Fewer errors than before explain nothing.
    calmer = np.array([severity in LOUD for severity in severities]) & (z < 0)
    return np.where(calmer, 0.0, (surprise + bonus) * weights)


def _weight(severity: str, parameters: Parameters) -> float:
    if severity in LOUD:
        return parameters.error_weight
    return parameters.warning_weight if severity == "warning" else parameters.info_weight


def _onset(
    counts: Floats,
    times: Times,
    sign: Floats,
    inside: npt.NDArray[np.bool_],
    novel: npt.NDArray[np.bool_],
    before: Span,
    parameters: Parameters,
) -> Times:
    kept = np.nan_to_num(counts)
    old = (times >= before[0]) & (times < before[1])
    if not inside.any():
        return np.zeros(len(kept), dtype=np.int64)
    mean = kept[:, old].mean(axis=1) if old.any() else np.zeros(len(kept))
    d = (kept - mean[:, None]) / np.sqrt(np.maximum(mean, 1.0))[:, None] * sign[:, None]
    start, _ = segments(d, inside, parameters)
    first = np.argmax((kept > 0) & inside[None, :], axis=1)
    return np.where(novel, times[first], times[start]).astype(np.int64)
