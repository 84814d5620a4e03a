from __future__ import annotations

import numpy as np

from rootward.causality.detect_parameters import DETECT
from rootward.causality.detect_track import MODES, TRACK, excess, follow, ordinary, present

STEP = DETECT.bucket_ns
START = 1_800_000_000 * 10**9


def followed(values: np.ndarray, weights: np.ndarray, mode: str) -> np.ndarray:
    rows = np.zeros(len(values), TRACK)
    modes = np.full(len(values), MODES.index(mode), np.int8)  # type: ignore[arg-type]
    for column in range(values.shape[1]):
        rows = follow(
            rows, modes, np.ones(len(values), np.int8), values[:, column], weights[:, column],
            at=START + column * STEP, limit=18.0,
        )  # fmt: skip
    return rows


def test_the_ordinary_of_a_time_is_its_middle() -> None:
    rng = np.random.default_rng(2)
    values = 0.3 * np.exp(rng.normal(0, 0.1, (5, 400)))
    rows = followed(values, np.ones((5, 400)), "log")
    assert np.allclose(ordinary(rows, np.zeros(5, np.int8)), 0.3, rtol=0.1)
    assert np.allclose(present(rows, np.zeros(5, np.int8)), 0.3, rtol=0.35)


def test_independent_noise_stays_far_below_the_limit() -> None:
    rng = np.random.default_rng(3)
    values = np.exp(rng.normal(0, 0.2, (300, 720)))
    assert excess(followed(values, np.ones((300, 720)), "log")).max() < 12


def test_restless_series_need_more() -> None:
    rng = np.random.default_rng(4)
    calm = np.exp(rng.normal(0, 0.1, (1, 2000)))
    wild = np.exp(0.1 * np.repeat(rng.standard_t(3, (1, 400)), 5, axis=1))  # five alike at a time
    rows = followed(np.concatenate([calm, wild]), np.ones((2, 2000)), "log")
    square = rows["squares"] / rows["ended"]
    assert square[1] > 5 * square[0]


def test_a_share_is_learned_from_requests_and_few_of_them_prove_little() -> None:
    many = followed(np.full((1, 200), 1.0), np.full((1, 200), 100.0), "share")
    assert 0.009 < float(ordinary(many, np.array([MODES.index("share")], np.int8))[0]) < 0.011
    few = followed(np.array([[0.0] * 60 + [1.0]]), np.full((1, 61), 2.0), "share")
    assert excess(few)[0] < 10


def test_what_is_not_measured_changes_nothing_but_an_old_sum_is_forgotten() -> None:
    values = np.array([[1.0] * 40 + [9.0] * 3])
    rows = followed(values, np.ones((1, 43)), "log")
    assert rows["total"][0] > 5
    modes, up = np.zeros(1, np.int8), np.ones(1, np.int8)
    soon = follow(rows, modes, up, np.array([np.nan]), np.zeros(1), at=START + 44 * STEP, limit=18.0)
    assert soon["total"][0] == rows["total"][0]
    late = follow(rows, modes, up, np.array([np.nan]), np.zeros(1), at=START + 80 * STEP, limit=18.0)
    assert late["total"][0] == 0
    assert late["level"][0] == rows["level"][0]
