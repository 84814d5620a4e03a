"""Span times: which operations became slower by themselves, and which calls lost time on the way.

Self time is a span's duration without its children; the edge gap is what a caller waited beyond what the callee worked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rootward.causality.parameters import PARAMETERS, Parameters
from rootward.causality.series import Times, segments
from rootward.causality.spans import CALLS, SERVES, Bools, Ints, Span, Spans, answered, between, groups, reached

__all__ = ["Group", "Timing", "pulse", "timing", "timings"]

Group = tuple[str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """How long one group of spans took before and after. Seconds; `added` is what was added in all, in seconds of
    waiting; `ratio` of the medians (or of the tails, dampened, when that is more); `onset` in ns, 0 when nothing is
    unusual."""

    n_before: int
    n_after: int
    median_before: float
    median_after: float
    p90_before: float
    p90_after: float
    ratio: float
    added: float
    z: float
    score: float
    onset: int


def timings(
    spans: Spans, *, before: Span, after: Span, parameters: Parameters = PARAMETERS
) -> Iterator[tuple[str, Group, Timing]]:
    """(`self_time`, (entity, operation, ''), …) for what serves, (`client_time`, (caller, operation, peer), …) for
    calls that no serving span answers, (`edge_gap`, (caller, operation, callee), …) for those that one does."""
    served = answered(spans)
    known, target = served >= 0, reached(spans)
    calling = np.isin(spans.kind, CALLS) & (target >= 0)
    gap = spans.duration - np.where(known, spans.duration[served], 0)
    plans = (
        ("self_time", ~np.isin(spans.kind, CALLS), spans.self_time, np.full(len(gap), -1)),
        ("client_time", calling & ~known, spans.duration, target),
        ("edge_gap", calling & known, np.maximum(gap, 0), target),
    )
    for kind, chosen, lengths, towards in plans:
        for rows in groups(spans.entity, spans.name, towards, chosen):
            first = rows[0]
            peer = spans.words[towards[first]] if towards[first] >= 0 else ""
            group = (spans.words[spans.entity[first]], spans.words[spans.name[first]], peer)
            found = timing(lengths[rows], spans.start[rows], before=before, after=after, parameters=parameters)
            if found is not None:
                yield kind, group, found


def timing(
    lengths: Ints, starts: Ints, *, before: Span, after: Span, parameters: Parameters = PARAMETERS
) -> Timing | None:
    """One group's times (ns) before and after; None when there are too few spans to say anything."""
    old, new = between(starts, before), between(starts, after)
    n_old, n_new = int(old.sum()), int(new.sum())
    if n_old < parameters.least_spans or n_new < parameters.least_spans:
        return None
    seconds = np.maximum(lengths, 1) / 1e9
    m_old, p_old = _quantiles(seconds[old], (0.5, 0.9))
    m_new, p_new = _quantiles(seconds[new], (0.5, 0.9))
    effect = max(float(np.log(m_new / m_old)), 0.7 * float(np.log(p_new / p_old)))
    logs = np.log(seconds)
    middle, low, high = _quantiles(logs[old], (0.5, 0.25, 0.75))
    spread = (high - low) / 1.349
    scale = max(0.15, 0.3 * spread)
    ratio = float(np.exp(effect))
    n = min(n_old, n_new)
    z = effect / scale if ratio >= parameters.least_ratio else 0.0
    believed = float(np.sqrt(n / (n + parameters.span_shrink)))
    score = min(float(np.log1p(max(0.0, z - parameters.quiet_z))), parameters.most_surprise) * believed
    added = max(0.0, (float(seconds[new].mean()) - float(seconds[old].mean())) * n_new)
    return Timing(
        n_before=n_old,
        n_after=n_new,
        median_before=m_old,
        median_after=m_new,
        p90_before=p_old,
        p90_after=p_new,
        ratio=ratio,
        added=added,
        z=z,
        score=score,
        onset=_begin((logs - middle) / max(0.15, spread), starts, new, parameters) if score > 0 else 0,
    )


def pulse(spans: Spans, times: Times, step: int) -> npt.NDArray[np.float64]:
    """[2 x entity, time] failures and mean self time (s) of what each entity served, for who has only traces."""
    serving = np.isin(spans.kind, SERVES)
    codes = np.unique(spans.entity[serving])
    place = (spans.start - times[0]) // step
    mine = serving & (place >= 0) & (place < len(times))
    cell = np.searchsorted(codes, spans.entity[mine]) * len(times) + place[mine]
    cells = len(codes) * len(times)
    count = np.bincount(cell, minlength=cells)
    failed = np.bincount(cell[spans.error[mine]], minlength=cells).astype(np.float64)
    busy = np.bincount(cell, spans.self_time[mine] / 1e9, cells)
    mean = np.where(count > 0, busy / np.maximum(count, 1), np.nan)
    both = np.stack([failed.reshape(len(codes), -1), mean.reshape(len(codes), -1)], axis=1)
    return both.reshape(2 * len(codes), len(times))


def _quantiles(values: npt.NDArray[np.float64], shares: tuple[float, ...]) -> list[float]:
    """What np.quantile gives, at a tenth of its cost for the few numbers of one group."""
    ordered = np.sort(values)
    found = []
    for share in shares:
        place = (len(ordered) - 1) * share
        at = int(place)
        a, b, part = float(ordered[at]), float(ordered[min(at + 1, len(ordered) - 1)]), place - at
        found.append(a + (b - a) * part if part < 0.5 else b - (b - a) * (1 - part))
    return found


def _begin(d: npt.NDArray[np.float64], starts: Times, new: Bools, parameters: Parameters) -> int:
    order = np.argsort(starts, kind="stable")
    start, _ = segments(d[order][None, :], new[order], parameters)
    return int(starts[order][start[0]])
