"""What climbs all the time."""

from __future__ import annotations

import numpy as np

from rootward.causality.climb import Climbs, climbs

SECOND = 1_000_000_000
TIMES = np.arange(60, dtype=np.int64) * 60 * SECOND
WHOLE = (0, 3600 * SECOND)


def _climbs(*rows: np.ndarray, bad: int = 1) -> Climbs:
    return climbs(np.array(rows), TIMES, before=WHOLE, bad=np.full(len(rows), bad, np.int8))


def test_a_leak_is_a_line_with_its_ends() -> None:
    found = _climbs(np.linspace(200, 400, 60) + np.sin(np.arange(60)))
    assert found.z[0] > 10
    assert abs(found.first[0] - 200) < 3 and abs(found.last[0] - 400) < 3


def test_noise_steps_and_small_drifts_are_no_climbs() -> None:
    noise = np.random.default_rng(3).normal(100, 10, 60)
    step = np.where(np.arange(60) < 50, 100.0, 300.0)
    drift = np.linspace(100, 110, 60)
    assert not _climbs(noise, step, drift).z.any()


def test_only_the_bad_direction_counts() -> None:
    falling = np.linspace(400, 200, 60)
    assert _climbs(falling, bad=1).z[0] == 0
    assert _climbs(falling, bad=-1).z[0] > 5
    assert _climbs(falling, bad=0).z[0] == 0


def test_a_few_points_or_many_gaps_are_no_line() -> None:
    gaps = np.where(np.arange(60) % 2, np.linspace(200, 400, 60), np.nan)
    assert _climbs(gaps).z[0] == 0
    few = climbs(np.array([np.linspace(1, 9, 60)]), TIMES, before=(0, 600 * SECOND), bad=np.ones(1, np.int8))
    assert few.z[0] == 0


def test_a_row_alone_gives_the_same_bits() -> None:
    rows = np.array([np.linspace(1, 3, 60), np.linspace(5, 2, 60), np.ones(60)])
    whole, alone = _climbs(*rows), _climbs(rows[0])
    assert (whole.z[0], whole.first[0], whole.last[0]) == (alone.z[0], alone.first[0], alone.last[0])


def test_rows_without_a_bad_direction_leave_the_others_as_they_are() -> None:
    rows = np.array([np.linspace(200, 400, 60), np.linspace(50, 90, 60), np.linspace(9, 20, 60)])
    found = climbs(rows, TIMES, before=WHOLE, bad=np.array([1, 0, 1], np.int8))
    for place in (0, 2):
        alone = _climbs(rows[place])
        ends = found.z[place], found.first[place], found.last[place]
        assert ends == (alone.z[0], alone.first[0], alone.last[0])
    assert found.z[1] == 0
