"""Spans as columns, and who called whom in them."""

from __future__ import annotations

import numpy as np

from rootward.causality.spans import answered, between, calls, columns_of, groups, reached
from rootward.events.span_stats import KINDS, SpanStats

SECOND = 1_000_000_000


def test_the_store_s_columns_get_one_list_of_words() -> None:
    codes = np.array([0, 1], np.int32)
    stats = SpanStats(
        entities=("service:a", "service:b"), names=("GET /", "GET /b"), peers=("service:b",),
        entity=codes, name=codes, peer=np.array([0, -1], np.int32), kind=np.array([1, 0], np.int8),
        start=np.array([5, 6], np.int64), duration=np.array([4, 2], np.int64), self_time=np.array([2, 2], np.int64),
        error=np.array([False, True]), parent=np.array([-1, 0], np.int32), trace=np.zeros(2, np.int32),
        http_status=np.array([200, 500], np.int16), bin=np.zeros(2, np.int32), times=np.array([0], np.int64),
        step_ns=10, share=1.0, trace_numbers=np.zeros((1, 2), np.uint64), span_numbers=np.zeros(2, np.uint64),
    )  # fmt: skip
    spans = columns_of(stats)
    assert [spans.words[code] for code in spans.entity] == ["service:a", "service:b"]
    assert spans.words[spans.peer[0]] == "service:b" and spans.peer[1] == -1
    assert spans.peer[0] == spans.entity[1], "a peer and an entity of the same name are the same word"
    assert [KINDS[kind] for kind in spans.kind] == ["client", "server"]


def test_who_was_called_is_who_answered(book) -> None:  # type: ignore[no-untyped-def]
    call = book.add(0, "service:a", "GET b", "client", peer="external:10.0.0.7:80")
    book.add(0, "service:b", "GET b", "server", parent=call)
    book.add(1, "service:a", "GET c", "client", peer="external:c")
    spans = book.columns()
    target = reached(spans)
    assert [spans.words[code] for code in target[[0, 2]]] == ["service:b", "external:c"]
    assert answered(spans).tolist() == [1, -1, -1]


def test_requests_are_what_is_served_or_else_what_is_made(book) -> None:  # type: ignore[no-untyped-def]
    for at in (0, 1, 6):
        book.add(at, "service:a", "GET /", "server")
        book.add(at, "service:job", "tick", "internal")
    found = calls(book.columns(), before=(0, 5 * SECOND), after=(5 * SECOND, 9 * SECOND))
    assert found == {"service:a": (2, 1), "service:job": (2, 1)}


def test_groups_are_complete_and_in_order() -> None:
    a = np.array([1, 0, 1, 0, 1])
    found = [rows.tolist() for rows in groups(a, np.zeros(5, np.int64), np.zeros(5, np.int64), np.ones(5, bool))]
    assert found == [[1, 3], [0, 2, 4]]
    assert list(groups(a, a, a, np.zeros(5, bool))) == []


def test_a_stretch_ends_before_its_end() -> None:
    assert between(np.array([0, 5, 10]), (0, 10)).tolist() == [True, True, False]
