"""The part of a scope in which telemetry was there at all."""

from __future__ import annotations

import numpy as np

from rootward.causality.coverage import covered, measured, trimmed

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
