"""Where errors begin, and whom they speak against."""

from __future__ import annotations

from rootward.causality.span_errors import Origin, origins, serving_errors

SECOND = 1_000_000_000
BEFORE, AFTER = (0, 100 * SECOND), (100 * SECOND, 200 * SECOND)


def _found(book) -> dict[tuple[str, str], Origin]:  # type: ignore[no-untyped-def]
    return {(item.blamed, item.observer): item for item in origins(book.columns(), before=BEFORE, after=AFTER)}


def _chain(book, at: float, *, error: bool, status: int = 0, answered: bool = True) -> None:  # type: ignore[no-untyped-def]
    """front -> middle -> deep; `deep` fails, and its failure is passed on."""
    front = book.add(at, "service:front", "GET /", error=error, status=502 if error else 200)
    passed = {"error": error, "status": 502}
    call = book.add(at, "service:front", "GET m", "client", peer="service:middle", parent=front, **passed)
    middle = book.add(at, "service:middle", "GET m", error=error, status=502 if error else 200, parent=call)
    failed = {"error": error, "status": status}
    deep = book.add(at, "service:middle", "GET d", "client", peer="service:deep", parent=middle, **failed)
    if answered:
        book.add(at, "service:deep", "GET d", error=error and status >= 500, status=status, parent=deep)


def test_an_error_begins_at_the_deepest_span_that_has_it(book) -> None:  # type: ignore[no-untyped-def]
    for at in range(200):
        _chain(book, at, error=at >= 130, status=500)
    found = _found(book)
    assert set(found) == {("service:deep", "service:deep")}
    item = found["service:deep", "service:deep"]
    assert (item.before, item.after, item.calls_after) == (0, 70, 100)
    assert item.onset == 130 * SECOND and item.statuses == {500: 70}


def test_a_call_that_nobody_answers_speaks_against_who_was_called(book) -> None:  # type: ignore[no-untyped-def]
    for at in range(200):
        _chain(book, at, error=at >= 100, status=0, answered=False)
    assert set(_found(book)) == {("service:deep", "service:middle")}


def test_too_many_requests_speak_against_who_refuses_them(book) -> None:  # type: ignore[no-untyped-def]
    for at in range(200):
        _chain(book, at, error=at >= 100, status=429, answered=False)
    assert set(_found(book)) == {("service:deep", "service:middle")}


def test_a_refused_credential_speaks_against_who_showed_it(book) -> None:  # type: ignore[no-untyped-def]
    for at in range(200):
        _chain(book, at, error=at >= 100, status=401)
        other = book.add(at, "service:healthy", "GET d", "client", peer="service:deep")
        book.add(at, "service:deep", "GET d", parent=other)
    assert set(_found(book)) == {("service:middle", "service:middle")}


def test_who_refuses_everybody_is_at_fault_itself(book) -> None:  # type: ignore[no-untyped-def]
    for at in range(200):
        for caller in ("service:a", "service:b"):
            call = book.add(at, caller, "GET d", "client", peer="service:deep", error=at >= 100, status=401)
            book.add(at, "service:deep", "GET d", status=401, parent=call)
    assert set(_found(book)) == {("service:deep", "service:a"), ("service:deep", "service:b")}


def test_errors_that_were_always_there_are_no_news(book) -> None:  # type: ignore[no-untyped-def]
    for at in range(200):
        book.add(at, "service:a", "GET /", error=at % 10 == 0, status=500)
    assert _found(book) == {}


def test_a_rise_of_errors_begins_when_they_become_more(book) -> None:  # type: ignore[no-untyped-def]
    for at in range(200):
        book.add(at, "service:a", "GET /", error=at % 20 == 0 or (at >= 140 and at % 2 == 0), status=500)
    item = _found(book)["service:a", "service:a"]
    assert item.before > 0 and abs(item.onset - 140 * SECOND) <= 10 * SECOND


def test_everybody_who_answers_with_errors_is_counted(book) -> None:  # type: ignore[no-untyped-def]
    for at in range(200):
        _chain(book, at, error=at >= 100, status=500)
    found = {item.entity: item for item in serving_errors(book.columns(), before=BEFORE, after=AFTER)}
    assert set(found) == {"service:front", "service:middle", "service:deep"}
    assert all(item.score > 1 and item.after == 100 for item in found.values())
