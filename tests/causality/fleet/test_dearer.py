"""Dearer: what takes more is told, a little and by chance is not, and what failed is not compared."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.causality.fleet.dearer import FIGURE_LEVEL, dearer, rank_sum_greater
from rootward.runs.facts import RunFacts
from tests.causality.fleet.samples import fact


def _runs(*tokens: list[int]) -> list[RunFacts]:
    """Runs of each version in turn, with these tokens; as long as dear as each other."""
    runs: list[RunFacts] = []
    for version, figures in enumerate(tokens, 1):
        runs += [
            fact(len(runs) + n, version=str(version), tokens=count, ended_at=None, cost_usd=None)
            for n, count in enumerate(figures)
        ]
    return runs


def _spread(middle: int, count: int = 20) -> list[int]:
    return [middle + 7 * n % 30 for n in range(count)]


def test_a_version_that_takes_more_tokens_is_told_with_its_medians() -> None:
    (one,) = [one for one in dearer(_runs(_spread(100), _spread(180))) if one.is_regression]
    assert (one.what, one.value, one.figure, one.before) == ("version", "2", "tokens", ("1",))
    assert one.median > 1.1 * one.median_before and one.adjusted_p <= FIGURE_LEVEL


def test_what_was_dearer_is_no_baseline_for_the_next() -> None:
    told = dearer(_runs(_spread(100), _spread(180), _spread(180), _spread(100)))
    assert sorted(one.value for one in told if one.is_regression) == ["2", "3"]
    assert next(one for one in told if one.value == "4").before == ("1",)


@pytest.mark.parametrize(
    ("before", "after"), [(_spread(100), _spread(104)), (_spread(100), _spread(60)), (_spread(100), _spread(300, 4))]
)
def test_a_little_more_less_and_a_few_runs_are_no_regression(before: list[int], after: list[int]) -> None:
    assert not any(one.is_regression for one in dearer(_runs(before, after)))


def test_one_outlier_is_no_habit() -> None:
    assert not any(one.is_regression for one in dearer(_runs(_spread(100), [*_spread(100, 19), 10**6])))


def test_runs_that_failed_are_left_out() -> None:
    runs = _runs(_spread(100)) + [fact(100 + n, "failure", "2", tokens=900) for n in range(20)]
    assert dearer(runs) == []


def test_without_any_change_false_alarms_are_as_rare_as_promised() -> None:
    dice, alarms = random.Random(5), 0
    for _ in range(200):
        runs = _runs(*([round(dice.lognormvariate(5, 1)) for _ in range(30)] for _ in range(4)))
        alarms += any(one.is_regression for one in dearer(runs))
    assert alarms / 200 <= FIGURE_LEVEL


def test_rank_sums_as_published() -> None:
    """Mann and Whitney's statistic for two samples of five without a tie: U = 25 of 25, mean 12.5, spread 4.787."""
    assert rank_sum_greater([6, 7, 8, 9, 10], [1, 2, 3, 4, 5]) == pytest.approx(0.0061, abs=1e-4)
    assert rank_sum_greater([1, 1], [1, 1]) == 1.0


@given(st.lists(st.integers(0, 50), min_size=1, max_size=12), st.lists(st.integers(0, 50), min_size=1, max_size=12))
def test_a_chance_is_a_chance_and_higher_figures_are_never_likelier(new: list[int], old: list[int]) -> None:
    p = rank_sum_greater(new, old)
    assert 0.0 <= p <= 1.0
    assert rank_sum_greater([value + 100 for value in new], old) <= p + 1e-12
