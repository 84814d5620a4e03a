"""Counts that always came together."""

from __future__ import annotations

import numpy as np

from rootward.causality.partners import partings

BEFORE = np.array([[20, 35, 12], [20, 35, 12], [41, 70, 24], [3, 9, 30]], dtype=float)


def _found(*after: list[float]) -> list[tuple[int, int, float]]:
    return [(item.row, item.start, round(item.expected)) for item in partings(BEFORE, np.array(after, dtype=float))]


def test_what_stays_away_while_its_partners_go_on_is_found_and_what_was_expected_is_told() -> None:
    assert _found([0, 0], [10, 12], [20, 24], [4, 5]) == [(0, 0, 22)]


def test_less_of_everything_and_another_mix_of_traffic_part_nobody() -> None:
    assert _found([5, 4], [5, 4], [10, 8], [40, 44]) == []
    assert _found([0, 0], [0, 0], [0, 0], [40, 44]) == []


def test_a_parting_that_begins_later_is_counted_from_there() -> None:
    assert _found([12, 0, 0], [12, 30, 30], [24, 60, 60], [4, 5, 5]) == [(0, 1, 60)]


def test_twice_as_many_as_the_partner_is_a_proportion_too() -> None:
    parted = partings(BEFORE[[1, 2]], np.array([[12.0, 12.0], [3.0, 1.0]]))
    assert [(item.row, item.partner, item.ratio) for item in parted] == [(1, 0, 2.0)]
    assert parted[0].expected == 48 and parted[0].z < 0


def test_few_counts_and_no_time_after_say_nothing() -> None:
    assert partings(BEFORE / 30, np.array([[0.0], [12.0], [24.0], [4.0]])) == []
    assert partings(BEFORE, np.zeros((4, 0))) == []


def test_a_surprise_is_bounded_and_grows_with_what_is_missing() -> None:
    all_gone = partings(BEFORE, np.array([[0.0], [60.0], [120.0], [4.0]]))[0]
    half_gone = partings(BEFORE, np.array([[30.0], [60.0], [120.0], [4.0]]))[0]
    assert 0 < half_gone.score < all_gone.score < 5
