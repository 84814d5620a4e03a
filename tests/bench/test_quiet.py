"""Quiet days: the same for a seed, restless, and without anything that users would call trouble."""

from __future__ import annotations

import numpy as np

from bench.quiet import Estate, day
from rootward.causality import detect

START = 1_700_006_400 * 10**9


def half_hours(seed: int) -> list[detect.Measured]:
    rng = np.random.default_rng(seed)
    return list(day(Estate.of(12, rng), rng, start=START, step_s=5, deploys=4, hours=1.0))


def test_a_seed_is_a_day_and_every_evaluation_has_all_series() -> None:
    one, again = half_hours(3), half_hours(3)
    assert [part.values.shape for part in one] == [(120, 360), (120, 360)]
    assert all(np.array_equal(a.values, b.values, equal_nan=True) for a, b in zip(one, again, strict=True))
    assert [part.ends[0] for part in one] == [START + 5 * 10**9, START + 1805 * 10**9]


def test_it_is_restless_but_nothing_is_found() -> None:
    watch, found = detect.blank(START), list[detect.Turn]()
    for part in half_hours(4):
        watch, turns = detect.advance(watch, part, false_a_day=0.5)
        found += turns
    assert found == []
    assert float(np.nanmax(watch.rows["squares"])) > 20
