"""Whose it is that time passes between two."""

from __future__ import annotations

from rootward.causality.observe_spans import observe_timings
from rootward.causality.span_gaps import slow_to_all
from rootward.causality.span_times import timings

SECOND = 1_000_000_000
BEFORE, AFTER = (0, 300 * SECOND), (300 * SECOND, 600 * SECOND)


def _calls(book, far: dict[str, float]) -> None:  # type: ignore[no-untyped-def]
    """`web` calls every callee each second; after 300 s it is `far` from some of them."""
    for at in range(600):
        for callee in ("a", "b", "c"):
            gap = far.get(callee, 0.01) if at >= 300 else 0.01
            call = book.add(at, "service:web", f"get {callee}", "client", took=0.1 + gap, peer=f"service:{callee}")
            book.add(at + gap / 2, f"service:{callee}", "get", "server", took=0.1, parent=call)


def _blamed(book) -> list[str]:  # type: ignore[no-untyped-def]
    found = observe_timings(book.columns(), before=BEFORE, after=AFTER)
    return sorted({item.entity for item in found if item.kind == "trace.edge_gap"})


def test_a_caller_that_is_far_from_everybody_is_the_one(book) -> None:  # type: ignore[no-untyped-def]
    _calls(book, {"a": 0.3, "b": 0.25, "c": 0.3})
    assert _blamed(book) == ["service:web"]


def test_a_callee_that_one_caller_alone_is_far_from_is_the_one(book) -> None:  # type: ignore[no-untyped-def]
    _calls(book, {"b": 0.3})
    assert _blamed(book) == ["service:b"]


def test_two_are_too_few_to_be_everybody(book) -> None:  # type: ignore[no-untyped-def]
    _calls(book, {"a": 0.3, "b": 0.3})
    found = timings(book.columns(), before=BEFORE, after=AFTER)
    assert slow_to_all(found) == frozenset() and slow_to_all([]) == frozenset()
