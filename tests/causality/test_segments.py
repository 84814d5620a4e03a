"""The stretch that deviates most, and quantiles of rows with gaps."""

from __future__ import annotations

import numpy as np

from rootward.causality.segments import median_between, quantile, segments


def test_segments_find_the_stretch_that_deviates_most() -> None:
    d = np.zeros((1, 50))
    d[0, 10], d[0, 30:36] = 6.0, 4.0
    start, end = segments(d, np.ones(50, bool))
    assert (start[0], end[0]) == (30, 35)


def test_an_earlier_stretch_is_no_beginning_of_one_that_comes_after_quiet() -> None:
    d = np.zeros((2, 100))
    d[:, 20:26] = 8.0
    d[0, 81:85] = 6.0
    d[1, 78:85] = 6.0
    start, end = segments(d, np.arange(100) >= 80)
    assert start.tolist() == [81, 78] and end.tolist() == [84, 84]


def test_a_quantile_looks_at_the_known_points_only() -> None:
    ordered = np.array([[1.0, 2.0, 3.0, np.nan], [np.nan] * 4])
    assert quantile(ordered, np.array([3, 0]), 0.5).tolist() == [2.0, 0.0]


def test_the_median_of_a_stretch_leaves_gaps_out() -> None:
    row = np.array([[9.0, 1.0, np.nan, 3.0, 9.0]])
    assert median_between(row, np.array([1]), np.array([3])).tolist() == [2.0]
