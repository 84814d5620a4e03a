"""Calls made less or more often for each request."""

from __future__ import annotations

from rootward.causality.span_calls import CallRate, call_rates

SECOND = 1_000_000_000
BEFORE, AFTER = (0, 200 * SECOND), (200 * SECOND, 400 * SECOND)


def _rates(book) -> dict[tuple[str, str], CallRate]:  # type: ignore[no-untyped-def]
    return {(item.caller, item.callee): item for item in call_rates(book.columns(), before=BEFORE, after=AFTER)}


def test_work_that_ends_early_loses_calls(book) -> None:  # type: ignore[no-untyped-def]
    for at in range(400):
        served = book.add(at, "service:a", "GET /")
        book.add(at, "service:a", "GET b", "client", peer="service:b", parent=served)
        if at < 200 or at % 10 == 0:
            book.add(at, "service:a", "GET c", "client", peer="service:c", parent=served)
    found = _rates(book)
    lost = found["service:a", "service:c"]
    assert lost.score > 1 and lost.z < 0 and lost.after == 20 and lost.expected == 200
    assert found["service:a", "service:b"].score == 0


def test_a_loop_over_a_database_makes_more_calls(book) -> None:  # type: ignore[no-untyped-def]
    for at in range(400):
        served = book.add(at, "service:a", "GET /")
        for _ in range(1 if at < 200 else 6):
            book.add(at, "service:a", "SELECT t", "client", peer="database:a", parent=served)
    found = _rates(book)["service:a", "database:a"]
    assert found.score > 1 and found.z > 0


def test_more_requests_make_more_calls_as_expected(book) -> None:  # type: ignore[no-untyped-def]
    for at in range(400):
        for _ in range(1 if at < 200 else 3):
            served = book.add(at, "service:a", "GET /")
            book.add(at, "service:a", "GET b", "client", peer="service:b", parent=served)
    assert _rates(book)["service:a", "service:b"].score == 0
