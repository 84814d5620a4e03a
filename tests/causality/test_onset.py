"""When it began, asked of many series."""

from __future__ import annotations

import numpy as np

from rootward.causality.onset import estimate
from rootward.causality.series import Floats

SECOND = 1_000_000_000
TIMES = np.arange(120, dtype=np.int64) * 5 * SECOND


def _estimate(rows: list[Floats], detected: int, bad: int = 1) -> tuple[int, ...]:
    return estimate(np.array(rows), TIMES, bad=np.full(len(rows), bad, np.int8), search=(0, detected * SECOND))


def _noise(count: int, seed: int = 0) -> list[Floats]:
    return list(np.random.default_rng(seed).normal(10, 1, (count, 120)))


def test_the_common_step_is_the_first_candidate() -> None:
    rows = _noise(40)
    for row in rows[:6]:
        row[80:] += 12
    found = _estimate(rows, 460)
    assert abs(found[0] - TIMES[80]) <= 5 * SECOND


def test_a_short_fault_is_found() -> None:
    rows = _noise(40)
    for row in rows[:4]:
        row[70:75] += 15
    assert abs(_estimate(rows, 420)[0] - TIMES[70]) <= 5 * SECOND


def test_nothing_after_the_detection_is_an_answer() -> None:
    rows = _noise(10)
    for row in rows:
        row[100:] += 30
    assert all(moment <= 300 * SECOND for moment in _estimate(rows, 300))


def test_many_weak_drifts_do_not_outvote_a_loud_change() -> None:
    rows = _noise(30)
    for row in rows[1:]:
        row[50:60] += 1.5
    rows[0][80:] += 20
    assert abs(_estimate(rows, 480)[0] - TIMES[80]) <= 5 * SECOND


def test_drops_are_heard_where_a_drop_is_bad() -> None:
    rows = _noise(5)
    for row in rows:
        row[60:] -= 8
    assert abs(_estimate(rows, 400, bad=-1)[0] - TIMES[60]) <= 5 * SECOND
    assert not any(abs(moment - TIMES[60]) <= 5 * SECOND for moment in _estimate(rows, 400, bad=1))


def test_two_changes_apart_are_both_carried() -> None:
    rows = _noise(20)
    for row in rows[:5]:
        row[40:44] += 14
    for row in rows[5:10]:
        row[80:84] += 14
    found = _estimate(rows, 450)
    assert {int(round((moment - TIMES[0]) / (5 * SECOND), 0)) // 40 for moment in found} == {1, 2}


def test_silence_gives_no_answer() -> None:
    assert _estimate([np.full(120, 7.0)] * 3, 400) == ()
    assert estimate(np.zeros((0, 120)), TIMES, bad=np.zeros(0, np.int8), search=(0, 1)) == ()
    assert _estimate([np.full(120, np.nan)] * 3, 400) == ()
