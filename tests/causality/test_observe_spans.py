"""What spans show, as observations."""

from __future__ import annotations

from rootward.causality.observe_spans import observe_calls, observe_errors, observe_timings, observe_traffic

SECOND = 1_000_000_000
BEFORE, AFTER = (0, 100 * SECOND), (100 * SECOND, 200 * SECOND)


def test_a_slower_statement_is_told_of_the_database(book) -> None:  # type: ignore[no-untyped-def]
    for at in range(200):
        book.add(at, "service:a", "SELECT t", "client", peer="database:a", took=0.01 if at < 100 else 0.5)
    found = observe_timings(book.columns(), before=BEFORE, after=AFTER)[0]
    assert (found.kind, found.entity) == ("trace.client_time", "database:a")
    assert found.value["observer"] == "service:a" and found.value["peer"] == "database:a"
    assert found.text.startswith("SELECT t from a to the database a takes 500 ms (median), 50 times as long")


def test_a_tiny_operation_is_immaterial_beside_a_big_one(book) -> None:  # type: ignore[no-untyped-def]
    for at in range(200):
        book.add(at, "service:a", "GET /", took=0.01 if at < 100 else 1.0)
        book.add(at, "service:b", "GET /", took=0.0001 if at < 100 else 0.01)
    found = {item.entity: item for item in observe_timings(book.columns(), before=BEFORE, after=AFTER)}
    assert found["service:b"].score < 0.5 * found["service:a"].score


def test_where_errors_begin_and_who_passes_them_on(book) -> None:  # type: ignore[no-untyped-def]
    for at in range(200):
        served = book.add(at, "service:a", "GET /", error=at >= 100, status=502)
        failed = {"error": at >= 100, "status": 429, "parent": served}
        book.add(at, "service:a", "POST pay", "client", peer="external:bank", **failed)
    found = {item.kind: item for item in observe_errors(book.columns(), before=BEFORE, after=AFTER)}
    begun, failing = found["trace.error_origin"], found["trace.errors"]
    assert (begun.entity, failing.entity) == ("external:bank", "service:a")
    assert begun.value["statuses"] == {"429": 100} and begun.direction == "new"
    assert begun.text == (
        "Calls from a to the third party bank fail there: 100 in 100 (100 %), before 0 in 100, answered 429"
    )
    assert failing.text == "100 % of the requests to a fail (100 in 100), before 0 in 100"


def test_traffic_and_calls_that_change(book) -> None:  # type: ignore[no-untyped-def]
    for at in range(200):
        for _ in range(1 if at < 100 else 5):
            served = book.add(at, "service:a", "GET /")
            if at < 100:
                book.add(at, "service:a", "GET b", "client", peer="service:b", parent=served)
    spans = book.columns()
    asked = observe_traffic(spans, before=BEFORE, after=AFTER)
    assert [(item.entity, item.direction) for item in asked] == [("service:a", "up")]
    lost = observe_calls(spans, before=BEFORE, after=AFTER)[0]
    assert (lost.kind, lost.entity, lost.direction) == ("trace.lost", "service:a", "down")
    assert lost.text == "a calls b 0 times, 500 expected from the requests it serves"


def test_quiet_groups_are_left_out_unless_asked_for(book) -> None:  # type: ignore[no-untyped-def]
    for at in range(200):
        book.add(at, "service:a", "GET /")
    spans = book.columns()
    assert observe_timings(spans, before=BEFORE, after=AFTER) == []
    assert len(observe_timings(spans, before=BEFORE, after=AFTER, keep_quiet=True)) == 1
    assert len(observe_traffic(spans, before=BEFORE, after=AFTER, keep_quiet=True)) == 1


def test_calls_that_are_refused_are_told_of_who_makes_them(book) -> None:  # type: ignore[no-untyped-def]
    for at in range(200):
        book.add(at, "service:a", "POST pay", "client", peer="service:pay", error=at >= 100, status=401)
        book.add(at, "service:b", "POST pay", "client", peer="service:pay")
    found = observe_errors(book.columns(), before=BEFORE, after=AFTER)[0]
    assert found.entity == "service:a"
    assert found.text.startswith("What a asks of others is refused: 100 in 100 (100 %)")
