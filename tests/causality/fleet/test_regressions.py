"""Regressions: the first bad version is found, chance is not, and many comparisons share the risk."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.causality.fleet.regressions import LEVEL, compared, holm
from rootward.runs.facts import RunFacts
from tests.causality.fleet.samples import fact


def _versions(*counts: tuple[int, int]) -> list[RunFacts]:
    """(runs, failed) of each version in turn."""
    runs: list[RunFacts] = []
    for version, (count, failed) in enumerate(counts, 1):
        runs += [fact(len(runs), "failure" if place < failed else "success", str(version)) for place in range(count)]
    return runs


def test_the_first_bad_version_is_the_one_after_which_it_became_worse() -> None:
    told = compared(_versions((40, 2), (40, 3), (40, 20), (40, 22), (40, 1)))
    bad = [one.value for one in told if one.is_regression]
    assert sorted(bad) == ["3", "4"]
    assert [one.value for one in told if one.is_first_bad] == ["3"]
    assert next(one for one in told if one.value == "4").before == ("1", "2")
    assert next(one for one in told if one.value == "5").before == ("1", "2")


def test_small_numbers_prove_nothing() -> None:
    assert not any(one.is_regression for one in compared(_versions((3, 0), (3, 2))))


def test_prompts_and_models_are_compared_too_and_what_is_unknown_is_not() -> None:
    runs = [fact(n, "failure" if n >= 30 else "success", "1", prompt_hash="p2" if n >= 30 else "p1") for n in range(60)]
    (one,) = compared(runs)
    assert (one.what, one.value, one.is_first_bad) == ("prompt", "p2", True)


def test_without_any_change_false_alarms_are_as_rare_as_promised() -> None:
    dice, alarms = random.Random(7), 0
    for _ in range(200):
        runs = [fact(n, "failure" if dice.random() < 0.2 else "success", str(n // 40)) for n in range(200)]
        alarms += any(one.is_regression for one in compared(runs))
    assert alarms / 200 <= LEVEL


@pytest.mark.parametrize(
    ("ps", "adjusted"), [([], []), ([0.01], [0.01]), ([0.01, 0.04, 0.03], [0.03, 0.06, 0.06]), ([0.9, 0.8], [1.0, 1.0])]
)
def test_holm_as_published(ps: list[float], adjusted: list[float]) -> None:
    assert holm(ps) == pytest.approx(adjusted)


@given(st.lists(st.floats(0, 1), max_size=20))
def test_an_adjusted_p_is_never_smaller_and_never_out_of_order(ps: list[float]) -> None:
    adjusted = holm(ps)
    assert all(p <= q <= 1 for p, q in zip(ps, adjusted, strict=True))
    order = sorted(range(len(ps)), key=lambda place: ps[place])
    assert [adjusted[place] for place in order] == sorted(adjusted)
