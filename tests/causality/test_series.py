"""How surprising a metric series is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from rootward.causality.series import (
    Floats,
    Shifts,
    blocks,
    measure,
    points_needed,
    scale_of,
    surprise,
)

SECOND = 1_000_000_000
TIMES = np.arange(100, dtype=np.int64) * 10 * SECOND
BEFORE, AFTER = (0, 600 * SECOND), (600 * SECOND, 1000 * SECOND)


def _measure(*rows: Floats, bad: int = 1, counts: bool = False, steady: bool = False) -> Shifts:
    n = len(rows)
    return measure(
        np.array(rows, dtype=np.float64), TIMES, before=BEFORE, after=AFTER, bad=np.full(n, bad, np.int8),
        counts=np.full(n, counts), steady=np.full(n, steady),
    )  # fmt: skip


def _noise(level: float = 10.0, spread: float = 1.0, seed: int = 1) -> Floats:
    return np.random.default_rng(seed).normal(level, spread, 100)


def _stepped(at: int, by: float) -> Floats:
    row = _noise()
    row[at:] += by
    return row


def test_a_step_up_is_surprising_and_begins_where_it_begins() -> None:
    found = _measure(_stepped(62, 15.0))
    assert found.score[0] > 1.5
    assert found.direction[0] == 1
    assert abs(found.onset[0] - TIMES[62]) <= 10 * SECOND
    assert found.before[0] == pytest.approx(10, abs=1) and found.after[0] == pytest.approx(25, abs=1)


def test_ordinary_noise_is_no_surprise() -> None:
    found = _measure(*(_noise(seed=seed) for seed in range(50)))
    assert (found.score == 0).mean() > 0.95


def test_only_the_bad_direction_counts() -> None:
    assert _measure(_stepped(62, -9.0), bad=1).score[0] == 0
    assert _measure(_stepped(62, -9.0), bad=-1).score[0] > 1
    either = _measure(_stepped(62, -9.0), bad=0)
    assert either.score[0] > 1 and either.direction[0] == -1


def test_one_or_two_wild_points_are_no_incident() -> None:
    row = _noise()
    row[[70, 71]] += 30
    assert _measure(row).score[0] < _measure(_stepped(62, 30.0)).score[0] / 2


def test_two_bad_points_of_five_minutes_are_one() -> None:
    row = _noise()
    row[[70, 71]] += 30
    minutes = TIMES * 30
    found = measure(
        row[None, :], minutes, before=(0, 600 * 30 * SECOND), after=(600 * 30 * SECOND, 1000 * 30 * SECOND),
        bad=np.ones(1, np.int8), counts=np.zeros(1, np.bool_), steady=np.zeros(1, np.bool_),
    )  # fmt: skip
    assert found.score[0] > 1.5
    assert [points_needed(TIMES[:2] * times) for times in (1, 6, 30)] == [3, 3, 1]


def test_where_hardly_anything_was_read_before_a_single_point_is_a_past() -> None:
    values = np.array([[10.0, 10.5, 80.0, 90.0, 70.0]])
    found = measure(
        values, TIMES[:5] * 30, before=(0, 600 * SECOND), after=(600 * SECOND, 1500 * SECOND),
        bad=np.ones(1, np.int8), counts=np.zeros(1, np.bool_), steady=np.zeros(1, np.bool_),
    )  # fmt: skip
    assert found.score[0] > 1


def test_a_series_born_of_nothing_is_scored_and_finite() -> None:
    row = np.full(100, np.nan)
    row[65:] = 3.0
    found = _measure(row, counts=True)
    assert found.direction[0] == 2
    assert 2 < found.score[0] < 4
    assert found.onset[0] == TIMES[65]


def test_a_gauge_without_a_past_says_nothing() -> None:
    row = np.full(100, np.nan)
    row[65:] = 3.0
    assert _measure(row).score[0] == 0


def test_a_gauge_that_ends_is_gone() -> None:
    row = _noise()
    row[60:] = np.nan
    found = _measure(row, steady=True)
    assert found.direction[0] == -2 and found.score[0] > 0
    assert _measure(row, steady=False).score[0] == 0


def test_traffic_that_falls_to_nothing_is_gone() -> None:
    row = _noise(20.0)
    row[60:] = 0.0
    assert _measure(row, bad=0).direction[0] == -2


def test_few_points_before_make_it_less_surprising() -> None:
    long, short = _stepped(62, 8.0), _stepped(62, 8.0)
    short[:52] = np.nan
    assert _measure(short).score[0] < _measure(long).score[0]


def test_a_few_per_cent_of_a_constant_series_are_nothing() -> None:
    row = np.full(100, 50.0)
    row[62:] = 51.0
    assert _measure(row).score[0] == 0


def test_a_slow_climb_is_seen() -> None:
    row = _noise(100.0)
    row[60:] += np.linspace(0, 60, 40)
    found = _measure(row)
    assert found.score[0] > 1
    assert abs(found.onset[0] - TIMES[60]) <= 100 * SECOND


def test_the_result_of_a_row_does_not_depend_on_the_others() -> None:
    rows = [_stepped(50 + place, place / 2) for place in range(30)]
    together = _measure(*rows)
    for place, row in enumerate(rows):
        alone = _measure(row)
        assert alone.z[0] == together.z[place] and alone.onset[0] == together.onset[place]


@settings(max_examples=60, deadline=None)
@given(arrays(np.float64, (3, 100), elements=st.floats(-1e9, 1e9) | st.just(float("nan"))), st.sampled_from([-1, 0, 1]))
def test_any_series_gives_a_bounded_score(rows: Floats, bad: int) -> None:
    found = _measure(*rows, bad=bad, counts=False, steady=True)
    assert np.isfinite(found.score).all() and (found.score >= 0).all() and (found.score <= 5).all()
    assert ((found.onset == 0) | np.isin(found.onset, TIMES)).all()


def test_rows_that_are_loud_are_measured_as_ever_when_only_they_are_wanted() -> None:
    rows = [_noise(seed=seed) for seed in range(30)] + [_stepped(62, 15.0), _stepped(62, 4.0), _stepped(70, -9.0)]
    flags = np.zeros(len(rows), dtype=bool)

    def found(only: bool) -> Shifts:
        return measure(
            np.array(rows), TIMES, before=BEFORE, after=AFTER, bad=np.zeros(len(rows), np.int8), counts=flags,
            steady=flags, loud_only=np.full(len(rows), only),
        )  # fmt: skip

    every, loud = found(False), found(True)
    assert loud.score.tolist() == every.score.tolist() and (loud.score > 0).sum() >= 3
    told = loud.score > 0
    for name in ("z", "direction", "after", "onset"):
        assert getattr(loud, name)[told].tolist() == getattr(every, name)[told].tolist()


def test_very_many_rows_are_measured_as_each_alone() -> None:
    rows = np.random.default_rng(2).normal(5, 1, (2000, len(TIMES)))
    rows[::7, 70:] += 9
    bad, flags = np.resize(np.array([1, 0, -1], np.int8), 2000), np.zeros(2000, np.bool_)
    together = measure(rows, TIMES, before=BEFORE, after=AFTER, bad=bad, counts=flags, steady=flags)
    for place in (0, 7, 639, 640, 641, 1999):
        one = slice(place, place + 1)
        alone = measure(
            rows[one], TIMES, before=BEFORE, after=AFTER, bad=bad[one], counts=flags[one], steady=flags[one]
        )
        assert (together.z[place], together.onset[place]) == (alone.z[0], alone.onset[0])
    assert [len(rows[block]) for block in blocks(rows)] == [640, 640, 640, 80]


def test_surprise_is_nothing_below_the_ordinary_and_bounded_above() -> None:
    assert surprise(np.array([0.0, 3.0, 4.0, 1e12])).tolist() == [0.0, 0.0, np.log1p(1.0), 5.0]


def test_a_scale_is_not_ruined_by_outliers_nor_blind_to_them() -> None:
    quiet, spiky = _noise(), _noise()
    spiky[::20] = 100.0
    _, scale, points = scale_of(np.array([quiet, spiky]), np.array([13.0, 100.0]))
    assert points.tolist() == [100, 100]
    assert scale[0] < scale[1] < 30


def test_an_earlier_outage_of_a_long_day_does_not_make_a_new_one_ordinary() -> None:
    times = np.arange(120, dtype=np.int64) * 60 * SECOND
    before, after = (0, 100 * 60 * SECOND), (100 * 60 * SECOND, 120 * 60 * SECOND)
    row, flags = np.full(120, 100.0), np.zeros(1, dtype=bool)
    row[40:47], row[101:104] = 20.0, 95.0
    found = measure(
        row[None, :], times, before=before, after=after, bad=np.full(1, -1, np.int8), counts=flags, steady=flags,
        floors=np.array([0.005]), outages=np.ones(1, dtype=bool),
    )  # fmt: skip
    assert found.score[0] > 1 and found.onset[0] == times[101] and found.after[0] == 95
    lost = measure(
        1 - row[None, :] / 100, times, before=before, after=after, bad=np.ones(1, np.int8), counts=flags, steady=flags,
        outages=np.ones(1, dtype=bool),
    )  # fmt: skip
    assert lost.score[0] > 1, "nor does it raise what a share of failures is measured by"
    row[2:100:10], row[40:47] = 20.0, 100.0
    often = measure(
        row[None, :], times, before=before, after=after, bad=np.full(1, -1, np.int8), counts=flags, steady=flags,
        floors=np.array([0.005]), outages=np.ones(1, dtype=bool),
    )  # fmt: skip
    assert often.score[0] == 0, "what fails now and then all day is no outage"


def test_what_was_so_already_just_before_is_no_incident_of_a_long_day() -> None:
    times = np.arange(300, dtype=np.int64) * 60 * SECOND
    before, after = (0, 280 * 60 * SECOND), (280 * 60 * SECOND, 300 * 60 * SECOND)
    drifted = np.where(np.arange(300) < 200, 10.0, 30.0) + np.resize([0.2, -0.2, 0.0], 300)
    stepped = np.where(np.arange(300) < 280, 10.0, 30.0) + np.resize([0.2, -0.2, 0.0], 300)
    flags = np.zeros(2, dtype=bool)
    found = measure(
        np.array([drifted, stepped]), times, before=before, after=after, bad=np.ones(2, np.int8), counts=flags,
        steady=flags,
    )  # fmt: skip
    assert found.z[0] < 1 and found.score[1] > 2


def test_a_smaller_share_is_worth_noting_where_a_floor_says_so() -> None:
    rows = np.where(np.arange(len(TIMES)) < 60, 100.0, 95.0)[None, :]
    flags = np.zeros(1, dtype=bool)

    def z(floor: Floats | None) -> float:
        bad = np.full(1, -1, np.int8)
        found = measure(rows, TIMES, before=BEFORE, after=AFTER, bad=bad, counts=flags, steady=flags, floors=floor)
        return float(found.z[0])

    assert z(None) < 3 < z(np.array([0.01]))
