"""Span statistics: pure, from records to columns."""

from __future__ import annotations

import numpy as np

from rootward.events.span_stats import KINDS, RECORD, SpanStats, span_stats
from rootward.events.tables import Table

Row = tuple[int, int, int, int, int, tuple[str | int, ...]]


def _shape(entity: str = "service:a", kind: str = "internal", peer: str = "", error: int = 0) -> tuple[str | int, ...]:
    return (entity, "op", kind, peer, error, 0)


def _stats(rows: list[Row], aliases: dict[str, str] | None = None, seqs: list[int] | None = None) -> SpanStats:
    """Rows of (start, duration, trace, span, parent, shape)."""
    shapes = tuple(dict.fromkeys(row[5] for row in rows))
    records = np.zeros(len(rows), RECORD)
    for place, name in enumerate(("ts", "duration", "trace_low", "span", "parent")):
        records[name] = [row[place] for row in rows]
    table = Table(
        shapes=shapes, shape=np.array([shapes.index(row[5]) for row in rows], np.int32),
        seq=np.array(seqs or [1] * len(rows), np.int64), records=records,
    )  # fmt: skip
    return span_stats(table, odd={}, aliases=aliases or {}, start=0, end=1000, step=100, share=1.0)


def test_no_spans_make_empty_columns() -> None:
    found = _stats([])
    assert (len(found), found.entities, found.peers, found.parent.tolist()) == (0, (), (), [])
    assert len(found.times) == 10


def test_the_order_is_that_of_start_trace_and_span_however_they_come() -> None:
    rows: list[Row] = [(5, 1, 2, 9, 0, _shape()), (5, 1, 1, 8, 0, _shape()), (3, 1, 2, 7, 0, _shape()),
                       (5, 1, 1, 6, 0, _shape())]  # fmt: skip
    for turned in (rows, rows[::-1]):
        found = _stats(turned)
        assert [found.span_id(place)[-1] for place in range(4)] == ["7", "6", "8", "9"]
        assert [found.trace_id(number)[-1] for number in found.trace] == ["2", "1", "1", "2"]


def test_of_spans_written_twice_the_first_written_counts() -> None:
    rows: list[Row] = [(5, 30, 1, 9, 0, _shape(error=1)), (5, 20, 1, 9, 0, _shape())]
    assert _stats(rows, seqs=[2, 1]).duration.tolist() == [20]
    assert _stats(rows, seqs=[1, 2]).error.tolist() == [True]


def test_a_span_is_not_its_own_parent() -> None:
    assert _stats([(5, 30, 1, 9, 9, _shape())]).parent.tolist() == [-1]


def test_parents_are_found_in_their_own_trace_only() -> None:
    found = _stats([(1, 9, 1, 5, 0, _shape()), (2, 3, 2, 6, 5, _shape()), (3, 3, 1, 7, 5, _shape())])
    assert found.parent.tolist() == [-1, -1, 0]
    assert found.self_time.tolist() == [6, 3, 3]


def test_time_is_never_covered_twice_nor_negative() -> None:
    rows: list[Row] = [(0, 100, 1, 1, 0, _shape())]
    rows += [(10 * n, 15, 1, 1 + n, 1, _shape()) for n in range(1, 9)]  # 10-95, overlapping
    rows += [(20, 0, 1, 50, 2, _shape()), (200, 10, 1, 51, 1, _shape())]
    assert _stats(rows).self_time[0] == 15


def test_known_addresses_are_named_by_their_service() -> None:
    client = _shape(kind="client", peer="external:pay:80")
    found = _stats([(1, 9, 1, 5, 0, client)], aliases={"external:pay:80": "service:pay"})
    assert found.peers == ("service:pay",)
    assert KINDS[found.kind[0]] == "client"


def test_what_answered_in_the_window_counts_more_than_what_was_known() -> None:
    client, server = _shape(kind="client", peer="external:pay:80"), _shape("service:new", kind="server")
    rows: list[Row] = [(1, 9, 1, 5, 0, client), (2, 3, 1, 6, 5, server), (3, 9, 2, 7, 0, client)]
    found = _stats(rows, aliases={"external:pay:80": "service:old"})
    assert [found.peers[place] if place >= 0 else "" for place in found.peer] == ["service:new", "", "service:new"]
