"""Spans: which operations became slower by themselves, which calls lost time on the way, and where errors begin.

Works on columns of all spans of a stretch of time. Self time is a span's duration without its children; the edge gap is
what a caller waited beyond what the callee worked; an error begins at the deepest span that has it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from rootward.causality.parameters import PARAMETERS, Parameters
from rootward.causality.series import Times, segments
from rootward.events.span_stats import KINDS, SpanStats

__all__ = ["Origin", "Spans", "Timing", "calls", "columns_of", "origins", "pulse", "reached", "serving_errors", "timing", "timings"]

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Span = tuple[int, int]
Group = tuple[str, str, str]

_SERVES = (KINDS.index("server"), KINDS.index("consumer"))
_CALLS = (KINDS.index("client"), KINDS.index("producer"))
_REFUSED_CALLER = frozenset({400, 401, 403, 404, 405, 410, 411, 413, 415, 422})
_NOT_AUTHORISED = frozenset({401, 403})


@dataclass(frozen=True, slots=True, kw_only=True)
class Spans:
    """Columns, one row a span in order of start. `entity`, `peer` and `name` index `words` (peer -1: none);
    `kind` indexes KINDS of the store; `parent` is the row of the parent or -1; times in ns; `status` is HTTP's or 0."""

    words: tuple[str, ...]
    entity: Ints
    name: Ints
    peer: Ints
    kind: Ints
    start: Ints
    duration: Ints
    self_time: Ints
    error: Bools
    parent: Ints
    status: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """How long one group of spans took before and after. Seconds; `added` is what was added in all, in seconds of
    waiting; `ratio` of the medians (or of the tails, dampened, when that is more)."""

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


def columns_of(stats: SpanStats) -> Spans:
    """The columns that the store gives, with one list of words for entities, operations and peers."""
    words: dict[str, int] = {}
    for word in (*stats.entities, *stats.peers, *stats.names):
        words.setdefault(word, len(words))

    def codes(texts: tuple[str, ...], places: npt.NDArray[np.int32]) -> Ints:
        known = np.array([*(words[text] for text in texts), -1], dtype=np.int64)
        return known[places]

    return Spans(
        words=tuple(words),
        entity=codes(stats.entities, stats.entity),
        name=codes(stats.names, stats.name),
        peer=codes(stats.peers, stats.peer),
        kind=stats.kind.astype(np.int64),
        start=stats.start,
        duration=stats.duration,
        self_time=stats.self_time,
        error=stats.error,
        parent=stats.parent.astype(np.int64),
        status=stats.http_status.astype(np.int64),
    )


def reached(spans: Spans) -> Ints:
    """For each span the entity (index into words) that it called: the child's when there is one, else the peer."""
    target = spans.peer.copy()
    children = np.flatnonzero((spans.parent >= 0) & np.isin(spans.kind, _SERVES))
    parents = spans.parent[children]
    calling = np.isin(spans.kind[parents], _CALLS)
    target[parents[calling]] = spans.entity[children[calling]]
    return target


def timings(
    spans: Spans, *, before: Span, after: Span, parameters: Parameters = PARAMETERS
) -> Iterator[tuple[str, Group, Timing]]:
    """(`self_time`, (entity, operation, ''), …) for what serves, (`client_time`, (caller, operation, peer), …) for
    calls that no serving span answers, (`edge_gap`, (caller, operation, callee), …) for those that one does."""
    served = _answered(spans)
    answered, target = served >= 0, reached(spans)
    calling = np.isin(spans.kind, _CALLS) & (target >= 0)
    gap = spans.duration - np.where(answered, spans.duration[served], 0)
    plans = (
        ("self_time", ~np.isin(spans.kind, _CALLS), spans.self_time, np.full(len(gap), -1)),
        ("client_time", calling & ~answered, spans.duration, target),
        ("edge_gap", calling & answered, np.maximum(gap, 0), target),
    )
    for kind, chosen, lengths, towards in plans:
        for rows in _groups(spans.entity, spans.name, towards, chosen):
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
    old, new = _between(starts, before), _between(starts, after)
    n_old, n_new = int(old.sum()), int(new.sum())
    if n_old < parameters.least_spans or n_new < parameters.least_spans:
        return None
    seconds = np.maximum(lengths, 1) / 1e9
    m_old, p_old = np.quantile(seconds[old], (0.5, 0.9))
    m_new, p_new = np.quantile(seconds[new], (0.5, 0.9))
    effect = max(float(np.log(m_new / m_old)), 0.7 * float(np.log(p_new / p_old)))
    logs = np.log(seconds)
    spread = float(np.subtract(*np.quantile(logs[old], (0.75, 0.25)))) / 1.349
    scale = max(0.15, 0.3 * spread)
    ratio = float(np.exp(effect))
    n = min(n_old, n_new)
    z = effect / scale if ratio >= parameters.least_ratio else 0.0
    believed = float(np.sqrt(n / (n + parameters.span_shrink)))
    score = min(float(np.log1p(max(0.0, z - parameters.quiet_z))), parameters.most_surprise) * believed
    added = max(0.0, (float(seconds[new].mean()) - float(seconds[old].mean())) * n_new)
    d = (logs - float(np.median(logs[old]))) / max(0.15, spread)
    return Timing(
        n_before=n_old,
        n_after=n_new,
        median_before=float(m_old),
        median_after=float(m_new),
        p90_before=float(p_old),
        p90_after=float(p_new),
        ratio=ratio,
        added=added,
        z=z,
        score=score,
        onset=_begin(d, starts, new, parameters),
    )


def calls(spans: Spans, *, before: Span, after: Span) -> dict[str, tuple[int, int]]:
    """How many requests each entity served (or made, when it serves none) before and after."""
    serving = np.isin(spans.kind, _SERVES)
    found: dict[str, tuple[int, int]] = {}
    for chosen in (~serving, serving):
        for code in np.unique(spans.entity[chosen]):
            starts = spans.start[chosen & (spans.entity == code)]
            found[spans.words[code]] = (int(_between(starts, before).sum()), int(_between(starts, after).sum()))
    return found


def origins(spans: Spans, *, before: Span, after: Span, parameters: Parameters = PARAMETERS) -> list[Origin]:
    """Where errors begin, for every pair of blamed and observer that has more of them than before."""
    rows, blamed = _blame(spans, parameters)
    totals = calls(spans, before=before, after=after)
    found = []
    for group in _groups(blamed, spans.entity[rows], np.zeros(len(rows), dtype=np.int64), np.ones(len(rows), bool)):
        mine = rows[group]
        observer = spans.words[spans.entity[mine[0]]]
        accused = spans.words[blamed[group[0]]]
        origin = _origin(spans, mine, accused, observer, totals[observer], before, after, parameters)
        if origin is not None:
            found.append(origin)
    return found


def serving_errors(
    spans: Spans, *, before: Span, after: Span
) -> Iterator[tuple[str, tuple[int, int, int, int], int]]:
    """(entity, (errors before, requests before, errors after, requests after), onset) of who answers with errors."""
    serving = np.isin(spans.kind, _SERVES)
    for code in np.unique(spans.entity[serving & spans.error]):
        mine = serving & (spans.entity == code)
        old, new = mine & _between(spans.start, before), mine & _between(spans.start, after)
        failed = new & spans.error
        counts = (int((old & spans.error).sum()), int(old.sum()), int(failed.sum()), int(new.sum()))
        if counts[2]:
            yield spans.words[code], counts, _begin_of_failures(spans, mine & spans.error, before, after)


def _origin(
    spans: Spans, rows: Ints, blamed: str, observer: str, totals: tuple[int, int], before: Span, after: Span,
    parameters: Parameters,
) -> Origin | None:  # fmt: skip
    starts = spans.start[rows]
    old, new = int(_between(starts, before).sum()), int(_between(starts, after).sum())
    calls_old, calls_new = max(totals[0], old), max(totals[1], new)
    if new == 0:
        return None
    p_old, p_new = (old + 0.5) / (calls_old + 1), new / max(calls_new, 1)
    z = (p_new - p_old) / float(np.sqrt(p_old * (1 - p_old) * (1 / max(calls_old, 1) + 1 / max(calls_new, 1)) + 1e-9))
    if p_new - p_old < parameters.error_share:
        return None
    believed = float(np.sqrt(new / (new + parameters.span_shrink)))
    score = min(float(np.log1p(max(0.0, z - parameters.quiet_z))), parameters.most_surprise) * believed
    inside = rows[_between(starts, after)]
    codes, counts = np.unique(spans.status[inside], return_counts=True)
    return Origin(
        blamed=blamed,
        observer=observer,
        before=old,
        after=new,
        calls_before=calls_old,
        calls_after=calls_new,
        z=z,
        score=score,
        onset=int(spans.start[inside].min()) if old == 0 else _onset_of_rate(starts, before, after, parameters),
        statuses={int(code): int(count) for code, count in zip(codes, counts, strict=True)},
    )


def _begin_of_failures(spans: Spans, failed: Bools, before: Span, after: Span) -> int:
    starts = spans.start[failed]
    if not _between(starts, before).any():
        return int(starts[_between(starts, after)].min())
    return _onset_of_rate(starts, before, after, PARAMETERS)


def _blame(spans: Spans, parameters: Parameters) -> tuple[Ints, Ints]:
    """Rows of the spans where an error begins, and the entity (index into words) that each speaks against."""
    failed_below = np.zeros(len(spans.error), dtype=bool)
    below = np.flatnonzero(spans.error & (spans.parent >= 0))
    failed_below[spans.parent[below]] = True
    rows = np.flatnonzero(spans.error & ~failed_below)
    calling = np.isin(spans.kind[rows], _CALLS)
    target = reached(spans)[rows]
    status = spans.status[rows]
    refused = np.isin(status, tuple(_REFUSED_CALLER)) & ~_refuses_everybody(spans, parameters)[np.maximum(target, 0)]
    blamed = np.where(calling & (target >= 0) & ~refused, target, spans.entity[rows])
    return rows, blamed


def _refuses_everybody(spans: Spans, parameters: Parameters) -> Bools:
    """Per word: it refuses so many of its callers (two at least) that the fault is its own, not theirs."""
    target = reached(spans)
    calling = np.isin(spans.kind, _CALLS) & (target >= 0)
    refused = calling & spans.error & np.isin(spans.status, tuple(_NOT_AUTHORISED))
    found = np.zeros(len(spans.words), dtype=bool)
    for code in np.unique(target[refused]):
        hurt = len(np.unique(spans.entity[refused & (target == code)]))
        found[code] = hurt >= 2 and hurt >= parameters.blamed_callers * len(
            np.unique(spans.entity[calling & (target == code)])
        )
    return found


def _answered(spans: Spans) -> Ints:
    """For each calling span the row of the serving span that answered it, or -1."""
    row = np.full(len(spans.start), -1, dtype=np.int64)
    children = np.flatnonzero((spans.parent >= 0) & np.isin(spans.kind, _SERVES))
    parents = spans.parent[children]
    calling = np.isin(spans.kind[parents], _CALLS)
    row[parents[calling]] = children[calling]
    return row


def _groups(a: Ints, b: Ints, c: Ints, chosen: Bools) -> Iterator[Ints]:
    """Rows of each distinct (a, b, c) among the chosen, in order of time within a group."""
    rows = np.flatnonzero(chosen)
    if len(rows) == 0:
        return
    order = np.lexsort((rows, c[rows], b[rows], a[rows]))
    rows = rows[order]
    edges = np.flatnonzero(np.diff(a[rows]) | np.diff(b[rows]) | np.diff(c[rows])) + 1
    yield from np.split(rows, edges)


def _between(starts: Ints, span: Span) -> Bools:
    return np.asarray((starts >= span[0]) & (starts < span[1]))


def _begin(d: npt.NDArray[np.float64], starts: Times, new: Bools, parameters: Parameters) -> int:
    order = np.argsort(starts, kind="stable")
    start, _ = segments(d[order][None, :], new[order], parameters)
    return int(starts[order][start[0]])


def _onset_of_rate(starts: Ints, before: Span, after: Span, parameters: Parameters) -> int:
    """When errors that were there before became more: counts in fortieths of the time, largest deviating stretch."""
    edges = np.linspace(before[0], after[1], 41).astype(np.int64)
    counts = np.histogram(starts, edges)[0].astype(np.float64)
    old = edges[:-1] < before[1]
    mean = counts[old].mean() if old.any() else 0.0
    d = (counts - mean) / np.sqrt(max(float(mean), 1.0))
    start, _ = segments(d[None, :], edges[:-1] >= after[0], parameters)
    return int(edges[start[0]])


def pulse(spans: Spans, times: Times, step: int) -> npt.NDArray[np.float64]:
    """[2 x entity, time] failures and mean self time (s) of what each entity served, for who has only traces."""
    rows = []
    serving = np.isin(spans.kind, _SERVES)
    place = (spans.start - times[0]) // step
    for code in np.unique(spans.entity[serving]):
        mine = serving & (spans.entity == code) & (place >= 0) & (place < len(times))
        count = np.bincount(place[mine], minlength=len(times))
        failed = np.bincount(place[mine & spans.error], minlength=len(times)).astype(np.float64)
        busy = np.bincount(place[mine], spans.self_time[mine] / 1e9, len(times))
        rows += [failed, np.where(count > 0, busy / np.maximum(count, 1), np.nan)]
    return np.array(rows, dtype=np.float64).reshape(len(rows), len(times))
