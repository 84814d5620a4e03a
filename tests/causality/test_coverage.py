"""The part of a scope in which telemetry was there at all."""

from __future__ import annotations

import numpy as np

from rootward.causality.coverage import covered, measured, pauses, settled, trimmed, watched

TIMES = np.arange(10, dtype=np.int64) * 10


def test_what_was_not_watched_is_left_out() -> None:
    values = np.full((4, 10), np.nan)
    values[:, 3:8] = 1.0
    values[0, 1] = 1.0
    assert measured(values, TIMES, 10) == (30, 80)


def test_a_gap_in_between_is_inside() -> None:
    assert covered(np.array([0, 5, 0, 0, 5, 5, 0, 0, 0, 0]), TIMES, 10) == (10, 60)


def test_nothing_covers_nothing() -> None:
    assert measured(np.full((2, 10), np.nan), TIMES, 10) is None
    assert measured(np.zeros((0, 10)), TIMES, 10) is None


def test_stretches_are_cut_to_what_was_watched() -> None:
    assert trimmed((0, 50), (50, 100), (20, 80)) == ((20, 50), (50, 80))
    assert trimmed((0, 50), (50, 100), None) == ((0, 50), (50, 100))
    assert trimmed((0, 20), (50, 100), (30, 80)) == ((0, 20), (50, 80)), "outside altogether: as it was"


def test_a_pause_far_longer_than_usual_was_not_watched() -> None:
    moments = np.array([*range(0, 101, 10), *range(600, 701, 10)], dtype=np.int64) * 1_000_000_000
    span = (0, 700 * 1_000_000_000)
    assert pauses(moments, span) == [(100 * 1_000_000_000, 600 * 1_000_000_000)]
    assert watched(moments, span) == 200 * 1_000_000_000
    assert watched(moments, (0, 30 * 1_000_000_000)) == 30 * 1_000_000_000


def test_seldom_records_are_no_pauses_and_few_say_nothing() -> None:
    seldom = np.arange(0, 4000, 400, dtype=np.int64) * 1_000_000_000
    assert pauses(seldom, (0, 4000 * 1_000_000_000)) == []
    assert watched(seldom[:2], (0, 4000 * 1_000_000_000)) == 4000 * 1_000_000_000


def test_a_baseline_reaches_nearer_the_onset_where_most_was_recorded_in_between() -> None:
    second = 1_000_000_000
    before, after = (0, 480 * second), (600 * second, 900 * second)
    many = np.arange(0, 900, 10, dtype=np.int64) * second
    assert settled(before, after, many) == before
    late = np.arange(500, 900, 10, dtype=np.int64) * second
    assert settled(before, after, late) == (0, 590 * second)
    assert settled(before, after, late[:0]) == before
