"""Which operations became slower by themselves, and which calls lost time on the way."""

from __future__ import annotations

import numpy as np
import pytest

from rootward.causality.span_times import pulse, timing, timings

SECOND = 1_000_000_000
BEFORE, AFTER = (0, 100 * SECOND), (100 * SECOND, 200 * SECOND)


def _starts(count: int = 200) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    return np.arange(count, dtype=np.int64) * SECOND


def test_ten_times_as_long_is_surprising_from_where_it_begins() -> None:
    lengths = np.where(np.arange(200) < 120, 10_000_000, 100_000_000)
    found = timing(lengths, _starts(), before=BEFORE, after=(110 * SECOND, 200 * SECOND))
    assert found is not None
    assert found.score > 1.5 and found.ratio == pytest.approx(10)
    assert abs(found.onset - 120 * SECOND) <= 2 * SECOND
    assert found.added == pytest.approx(0.09 * 80, rel=0.05)


def test_a_slower_tail_counts_too() -> None:
    lengths = np.full(200, 10_000_000)
    lengths[100::5] = 400_000_000
    found = timing(lengths, _starts(), before=BEFORE, after=AFTER)
    assert found is not None and found.score > 1
    assert found.median_after == pytest.approx(found.median_before)


def test_medians_and_tails_are_those_of_all_the_times() -> None:
    lengths = np.random.default_rng(3).integers(1, 10**9, 197)
    found = timing(lengths, _starts(197), before=BEFORE, after=AFTER)
    assert found is not None
    seconds = lengths / 1e9
    assert [found.median_before, found.p90_before] == np.quantile(seconds[:100], (0.5, 0.9)).tolist()
    assert [found.median_after, found.p90_after] == np.quantile(seconds[100:], (0.5, 0.9)).tolist()


def test_what_is_not_unusual_began_at_no_time() -> None:
    found = timing(np.full(200, 10_000_000), _starts(), before=BEFORE, after=AFTER)
    assert found is not None and found.onset == 0


def test_a_little_slower_is_noise() -> None:
    lengths = np.where(np.arange(200) < 100, 100_000_000, 115_000_000)
    found = timing(lengths, _starts(), before=BEFORE, after=AFTER)
    assert found is not None and found.score == 0


def test_few_spans_say_nothing() -> None:
    assert timing(np.full(6, 1), _starts(6), before=(0, 3 * SECOND), after=(3 * SECOND, 6 * SECOND)) is None


def test_few_spans_are_believed_less_than_many() -> None:
    def score(each: int) -> float:
        starts = np.concatenate([np.arange(each), 100 + np.arange(each)]) * SECOND
        lengths = np.concatenate([np.full(each, 10_000_000), np.full(each, 100_000_000)])
        found = timing(lengths, starts, before=BEFORE, after=AFTER)
        return 0.0 if found is None else found.score

    assert score(6) < score(60)


def _call(book, at: float, *, gap: float, own: float) -> None:  # type: ignore[no-untyped-def]
    served = book.add(at, "service:a", "GET /", took=own + gap + 0.02, own=0.01)
    call = book.add(at, "service:a", "GET /b", "client", peer="service:b", took=own + gap, parent=served)
    book.add(at, "service:b", "GET /b", took=own, parent=call)
    book.add(at, "service:b", "SELECT t", "client", peer="database:b", took=0.005)


def test_self_time_and_gap_tell_the_callee_from_the_way_to_it(book) -> None:  # type: ignore[no-untyped-def]
    for at in range(200):
        _call(book, at, gap=0.002 if at < 100 else 0.5, own=0.05)
    found = {(kind, group): item for kind, group, item in timings(book.columns(), before=BEFORE, after=AFTER)}
    assert found["edge_gap", ("service:a", "GET /b", "service:b")].score > 1
    assert found["self_time", ("service:b", "GET /b", "")].score == 0
    assert found["self_time", ("service:a", "GET /", "")].score == 0
    assert found["client_time", ("service:b", "SELECT t", "database:b")].score == 0


def test_a_pulse_has_failures_and_self_time_of_each_entity(book) -> None:  # type: ignore[no-untyped-def]
    book.add(0.5, "service:a", "GET /", took=0.2, error=True)
    book.add(1.5, "service:a", "GET /", took=0.4)
    rows = pulse(book.columns(), np.array([0, 1, 2], np.int64) * SECOND, SECOND)
    assert rows[0].tolist() == [1, 0, 0]
    assert rows[1][:2].tolist() == [0.2, 0.4] and np.isnan(rows[1][2])
