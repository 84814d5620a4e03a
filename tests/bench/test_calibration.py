"""Whether confidence is worth what it says."""

from __future__ import annotations

import pytest

from bench.calibration import ece, reliability, table


def test_answers_that_are_right_as_often_as_they_are_sure_have_no_error() -> None:
    assert ece([(0.75, True), (0.75, True), (0.75, True), (0.75, False)]) == 0.0


def test_sureness_without_being_right_is_the_error_weighted_by_how_often() -> None:
    assert ece([(0.9, False), (0.9, False), (0.5, True), (0.5, False)]) == pytest.approx(0.45)
    assert ece([]) == 0.0


def test_bins_hold_their_upper_bound_and_the_empty_ones_are_left_out() -> None:
    found = reliability([(0.0, False), (0.1, True), (0.100001, True), (1.0, True)])
    assert [(one.low, one.n) for one in found] == [(0.0, 2), (0.1, 1), (0.9, 1)]
    assert found[0].right == 0.5


def test_the_diagram_marks_where_accuracy_should_be() -> None:
    lines = list(table([(0.5, True), (0.5, True)]))
    assert len(lines) == 3 and lines[2].startswith("| 0.4-0.5 | 2 | 0.50 | 1.00 |")
    bar = lines[2].split("`")[1]
    assert bar[15] == "|" and bar.count("#") == 29
