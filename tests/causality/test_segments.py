"""The stretch that deviates most, and quantiles of rows with gaps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

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


@given(st.integers(0, 40), st.lists(st.tuples(st.integers(0, 39), st.integers(-1, 39)), max_size=8), st.integers(0, 99))
def test_long_and_short_stretches_have_the_median_of_their_numbers(
    width: int, stretches: list[tuple[int, int]], seed: int
) -> None:
    chosen = [(start, end) for start, end in stretches if start < width and end < width]
    values = np.random.default_rng(seed).normal(0, 1, (len(chosen), width))
    values[values > 1] = np.nan
    start, end = np.array([one for one, _ in chosen], np.int64), np.array([other for _, other in chosen], np.int64)
    for row, median in enumerate(median_between(values, start, end).tolist()):
        numbers = values[row, start[row] : end[row] + 1]
        known = numbers[np.isfinite(numbers)]
        assert median == (pytest.approx(np.median(known)) if len(known) else 0.0)
