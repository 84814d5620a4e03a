"""Span errors: where errors begin, and whom they speak against.

An error begins at the deepest span that has it. A call that fails without its callee failing speaks against the callee,
unless it was refused for what the caller sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from rootward.causality.parameters import PARAMETERS, Parameters
from rootward.causality.series import segments
from rootward.causality.spans import CALLS, SERVES, Bools, Ints, Span, Spans, between, calls, groups, reached

__all__ = ["Failing", "Origin", "origins", "serving_errors"]

_REFUSED_CALLER = frozenset({400, 401, 403, 404, 405, 410, 411, 413, 415, 422})
_NOT_AUTHORISED = frozenset({401, 403})


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Errors that begin between `observer` (whose span failed) and `blamed`: counts before and after, out of the
    observer's `calls`; `statuses` of the failed spans after (0: no answer)."""

    blamed: str
    observer: str
    before: int
    after: int
    calls_before: int
    calls_after: int
    z: float
    score: float
    onset: int
    statuses: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failing:
    """Requests that `entity` answered with an error, of all that it served, before and after."""

    entity: str
    before: int
    after: int
    calls_before: int
    calls_after: int
    z: float
    score: float
    onset: int


def origins(spans: Spans, *, before: Span, after: Span, parameters: Parameters = PARAMETERS) -> list[Origin]:
    """Where errors begin, for every pair of blamed and observer that has more of them than before."""
    rows, blamed = _blame(spans, parameters)
    totals = calls(spans, before=before, after=after)
    found = []
    for group in groups(blamed, spans.entity[rows], np.zeros(len(rows), dtype=np.int64), np.ones(len(rows), bool)):
        mine = rows[group]
        observer = spans.words[spans.entity[mine[0]]]
        accused = spans.words[blamed[group[0]]]
        origin = _origin(spans, mine, accused, observer, totals[observer], before, after, parameters)
        if origin is not None:
            found.append(origin)
    return found


def serving_errors(
    spans: Spans, *, before: Span, after: Span, parameters: Parameters = PARAMETERS
) -> Iterator[Failing]:
    """Everybody who answers with errors after, in order of code."""
    serving = np.isin(spans.kind, SERVES)
    served_old, served_new = (
        np.bincount(spans.entity[serving & between(spans.start, span)], minlength=len(spans.words))
        for span in (before, after)
    )
    nothing = np.zeros(len(spans.entity), dtype=np.int64)
    for rows in groups(spans.entity, nothing, nothing, serving & spans.error):
        code, failed = int(spans.entity[rows[0]]), spans.start[rows]
        n_old, n_new = int(between(failed, before).sum()), int(between(failed, after).sum())
        if n_new:
            old, new = int(served_old[code]), int(served_new[code])
            z, score = _surprise(n_old, old, n_new, new, parameters)
            yield Failing(
                entity=spans.words[code], before=n_old, after=n_new, calls_before=old, calls_after=new, z=z,
                score=score, onset=_onset(failed, before, after, parameters),
            )  # fmt: skip


def _surprise(old: int, calls_old: int, new: int, calls_new: int, parameters: Parameters) -> tuple[float, float]:
    """z of two shares and its score; nothing while the share grew by less than matters."""
    p_old, p_new = (old + 0.5) / (calls_old + 1), new / max(calls_new, 1)
    if p_new - p_old < parameters.error_share:
        return 0.0, 0.0
    wide = float(np.sqrt(p_old * (1 - p_old) * (1 / max(calls_old, 1) + 1 / max(calls_new, 1)) + 1e-9))
    z = (p_new - p_old) / wide
    believed = float(np.sqrt(new / (new + parameters.span_shrink)))
    return z, min(float(np.log1p(max(0.0, z - parameters.quiet_z))), parameters.most_surprise) * believed


def _origin(
    spans: Spans, rows: Ints, blamed: str, observer: str, totals: tuple[int, int], before: Span, after: Span,
    parameters: Parameters,
) -> Origin | None:  # fmt: skip
    starts = spans.start[rows]
    old, new = int(between(starts, before).sum()), int(between(starts, after).sum())
    calls_old, calls_new = max(totals[0], old), max(totals[1], new)
    z, score = _surprise(old, calls_old, new, calls_new, parameters)
    if new == 0 or score <= 0:
        return None
    codes, counts = np.unique(spans.status[rows[between(starts, after)]], return_counts=True)
    return Origin(
        blamed=blamed,
        observer=observer,
        before=old,
        after=new,
        calls_before=calls_old,
        calls_after=calls_new,
        z=z,
        score=score,
        onset=_onset(starts, before, after, parameters),
        statuses={int(code): int(count) for code, count in zip(codes, counts, strict=True)},
    )


def _onset(starts: Ints, before: Span, after: Span, parameters: Parameters) -> int:
    """The first error when there was none before, else when they became more."""
    if not between(starts, before).any():
        return int(starts[between(starts, after)].min())
    return _onset_of_rate(starts, before, after, parameters)


def _blame(spans: Spans, parameters: Parameters) -> tuple[Ints, Ints]:
    """Rows of the spans where an error begins, and the entity (index into words) that each speaks against."""
    failed_below = np.zeros(len(spans.error), dtype=bool)
    below = np.flatnonzero(spans.error & (spans.parent >= 0))
    failed_below[spans.parent[below]] = True
    rows = np.flatnonzero(spans.error & ~failed_below)
    calling = np.isin(spans.kind[rows], CALLS)
    target = reached(spans)[rows]
    status = spans.status[rows]
    refused = np.isin(status, tuple(_REFUSED_CALLER)) & ~_refuses_everybody(spans, parameters)[np.maximum(target, 0)]
    blamed = np.where(calling & (target >= 0) & ~refused, target, spans.entity[rows])
    return rows, blamed


def _refuses_everybody(spans: Spans, parameters: Parameters) -> Bools:
    """Per word: it refuses so many of its callers (two at least) that the fault is its own, not theirs."""
    target = reached(spans)
    calling = np.isin(spans.kind, CALLS) & (target >= 0)
    refused = calling & spans.error & np.isin(spans.status, tuple(_NOT_AUTHORISED))
    found = np.zeros(len(spans.words), dtype=bool)
    for code in np.unique(target[refused]):
        hurt = len(np.unique(spans.entity[refused & (target == code)]))
        found[code] = hurt >= 2 and hurt >= parameters.blamed_callers * len(
            np.unique(spans.entity[calling & (target == code)])
        )
    return found


def _onset_of_rate(starts: Ints, before: Span, after: Span, parameters: Parameters) -> int:
    """When errors that were there before became more: counts in fortieths of the time, largest deviating stretch."""
    edges = np.linspace(before[0], after[1], 41).astype(np.int64)
    counts = np.histogram(starts, edges)[0].astype(np.float64)
    old = edges[:-1] < before[1]
    mean = counts[old].mean() if old.any() else 0.0
    d = (counts - mean) / np.sqrt(max(float(mean), 1.0))
    start, _ = segments(d[None, :], edges[:-1] >= after[0], parameters)
    return int(edges[start[0]])
