"""Spans: the operations of all entities as columns, who called whom in them, and how to group them.

Times are in ns. An entity that calls is answered by the span that serves the call, where there is one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rootward.events.span_stats import KINDS, SpanStats

__all__ = [
    "CALLS", "SERVES", "Bools", "Ints", "Span", "Spans", "answered", "between", "calls", "columns_of", "groups",
    "reached",
]  # fmt: skip

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Span = tuple[int, int]

SERVES = (KINDS.index("server"), KINDS.index("consumer"))
CALLS = (KINDS.index("client"), KINDS.index("producer"))


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
    children = np.flatnonzero((spans.parent >= 0) & np.isin(spans.kind, SERVES))
    parents = spans.parent[children]
    calling = np.isin(spans.kind[parents], CALLS)
    target[parents[calling]] = spans.entity[children[calling]]
    return target


def answered(spans: Spans) -> Ints:
    """For each calling span the row of the serving span that answered it, or -1."""
    row = np.full(len(spans.start), -1, dtype=np.int64)
    children = np.flatnonzero((spans.parent >= 0) & np.isin(spans.kind, SERVES))
    parents = spans.parent[children]
    calling = np.isin(spans.kind[parents], CALLS)
    row[parents[calling]] = children[calling]
    return row


def calls(spans: Spans, *, before: Span, after: Span) -> dict[str, tuple[int, int]]:
    """How many requests each entity served (or made, when it serves none) before and after."""
    serving = np.isin(spans.kind, SERVES)
    old, new = between(spans.start, before), between(spans.start, after)
    found: dict[str, tuple[int, int]] = {}
    for chosen in (~serving, serving):
        present, counts_old, counts_new = (
            np.bincount(spans.entity[chosen & which], minlength=len(spans.words)) for which in (True, old, new)
        )
        for code in np.flatnonzero(present).tolist():
            found[spans.words[code]] = (int(counts_old[code]), int(counts_new[code]))
    return found


def groups(a: Ints, b: Ints, c: Ints, chosen: Bools) -> Iterator[Ints]:
    """Rows of each distinct (a, b, c) among the chosen, in order of time within a group."""
    rows = np.flatnonzero(chosen)
    if len(rows) == 0:
        return
    order = np.lexsort((rows, c[rows], b[rows], a[rows]))
    rows = rows[order]
    edges = np.flatnonzero(np.diff(a[rows]) | np.diff(b[rows]) | np.diff(c[rows])) + 1
    yield from np.split(rows, edges)


def between(starts: Ints, span: Span) -> Bools:
    return np.asarray((starts >= span[0]) & (starts < span[1]))
