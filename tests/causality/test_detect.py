from __future__ import annotations

import numpy as np

from rootward.causality.detect import Measured, Track, Turn, Watch, advance, blank
from rootward.causality.detect_parameters import DETECT

START = 1_800_000_000 * 10**9
STEP = DETECT.bucket_ns


def track(entity: str, kind: str, mode: str = "log", unit: str = "s") -> Track:
    return Track(entity=entity, kind=kind, name=kind, mode=mode, direction=1, unit=unit)  # type: ignore[arg-type]


def measured(tracks: tuple[Track, ...], values: np.ndarray, weights: np.ndarray, first: int = 0) -> Measured:
    ends = tuple(START + (first + n + 1) * STEP for n in range(values.shape[1]))
    return Measured(tracks=tracks, ends=ends, values=values, weights=weights)


def ordinary(count: int, seed: int = 1) -> tuple[tuple[Track, ...], np.ndarray, np.ndarray]:
    """A service's times, failures and memory for so many evaluations."""
    rng = np.random.default_rng(seed)
    tracks = (
        track("service:web", "errors", "share", "share"),
        track("service:web", "latency"),
        track("service:web", "memory", "level", "By"),
    )
    requests = np.full(count, 50.0)
    values = np.array([
        rng.binomial(50, 0.004, count).astype(float), 0.2 * np.exp(rng.normal(0, 0.08, count)),
        1e8 * (1 + rng.normal(0, 0.01, count)),
    ])  # fmt: skip
    return tracks, values, np.array([requests, requests, np.zeros(count)])


def run(count: int, change: dict[int, tuple[int, int, float]], seed: int = 1) -> tuple[Watch, list[Turn]]:
    tracks, values, weights = ordinary(count, seed)
    for row, (begin, end, factor) in change.items():
        values[row, begin:end] = values[row, begin:end] * factor if row else 50 * factor
    return advance(blank(START), measured(tracks, values, weights), false_a_day=0.5)


def test_ordinary_noise_turns_nothing() -> None:
    assert run(720, {})[1] == []


def test_failures_are_found_within_three_evaluations_and_over_when_they_end() -> None:
    _, turns = run(240, {0: (100, 130, 0.4)})
    assert [turn.verb for turn in turns] == ["found", "over"]
    assert turns[0].at <= START + 103 * STEP
    assert turns[0].signs[0].kind == "errors"
    assert START + 130 * STEP < turns[1].at <= START + 150 * STEP


def test_slowness_alone_must_last() -> None:
    assert run(240, {1: (100, 106, 3.0)})[1] == []
    found = run(240, {1: (100, 180, 3.0)})[1]
    assert found[0].verb == "found"
    assert found[0].at >= START + 110 * STEP


def test_slowness_with_something_else_is_found_sooner() -> None:
    _, turns = run(240, {1: (100, 180, 3.0), 2: (100, 180, 1.6)})
    assert turns[0].at <= START + 107 * STEP
    assert {sign.kind for sign in turns[0].signs} == {"latency", "memory"}


def test_memory_alone_is_nobodys_trouble() -> None:
    assert run(240, {2: (100, 240, 3.0)})[1] == []


def test_nothing_is_said_before_enough_was_measured() -> None:
    assert run(20, {0: (10, 20, 0.5)})[1] == []


def test_what_lasts_becomes_ordinary() -> None:
    _, turns = run(3000, {1: (100, 3000, 2.5)})
    assert [turn.verb for turn in turns if turn.verb != "goes_on"] == ["found", "over"]


def test_trouble_that_goes_on_is_told_again() -> None:
    _, turns = run(500, {0: (100, 500, 0.4)})
    assert [turn.verb for turn in turns][:2] == ["found", "goes_on"]
    assert turns[1].at - turns[0].at >= DETECT.again_ns


def test_the_same_in_pieces_is_the_same() -> None:
    tracks, values, weights = ordinary(240)
    values[0, 100:130] = 20
    whole = advance(blank(START), measured(tracks, values, weights), false_a_day=0.5)
    watch, turns = blank(START), []
    for first in range(0, 240, 7):
        part = measured(tracks, values[:, first : first + 7], weights[:, first : first + 7], first)
        watch, found = advance(watch, part, false_a_day=0.5)
        turns += found
    assert turns == whole[1]
    assert watch.rows.tobytes() == whole[0].rows.tobytes()
    assert watch.tracks == whole[0].tracks


def test_an_evaluation_counts_once() -> None:
    tracks, values, weights = ordinary(60)
    once, _ = advance(blank(START), measured(tracks, values, weights), false_a_day=0.5)
    twice, turns = advance(once, measured(tracks, values, weights), false_a_day=0.5)
    assert twice.rows.tobytes() == once.rows.tobytes()
    assert turns == []


def test_series_that_are_gone_for_a_day_are_forgotten_and_new_ones_join() -> None:
    tracks, values, weights = ordinary(30)
    watch, _ = advance(blank(START), measured(tracks, values, weights), false_a_day=0.5)
    later = (track("service:api", "latency"),)
    first = 2 * 86_400 * 10**9 // STEP
    for _ in range(2):
        watch, _ = advance(watch, measured(later, np.ones((1, 1)), np.ones((1, 1)), first), false_a_day=0.5)
        first += 1
    assert watch.tracks == later
