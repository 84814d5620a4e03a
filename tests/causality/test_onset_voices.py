"""What each kind of telemetry says of when it began, on one grid."""

from __future__ import annotations

import numpy as np
import pytest

from rootward.causality.onset_voices import Heard
from rootward.events.log_counts import LogCounts, LogKey
from rootward.events.model import MetricKind
from rootward.events.series import SeriesKey, SeriesSet, Stat

S = 1_000_000_000
STEP, N = 60 * S, 60
TIMES = np.arange(N, dtype=np.int64) * STEP
EARLIER = TIMES[40] > TIMES
Row = tuple[str, dict[str, str], Stat, list[float]]


def _series(*rows: Row) -> SeriesSet:
    kinds: dict[str, MetricKind] = {"rate": "delta", "value": "gauge"}
    keys = tuple(
        SeriesKey(series_id=f"{place:032x}", name=name, unit="s" if stat == "value" else "{line}", kind=kinds[stat],
                  entity="service:pay", attributes=attributes, stat=stat)
        for place, (name, attributes, stat, _) in enumerate(rows)
    )  # fmt: skip
    return SeriesSet(keys=keys, times=TIMES, values=np.array([row[3] for row in rows], dtype=np.float64), step_ns=STEP)


def _lines(step: int, counts: list[list[int]]) -> LogCounts:
    keys = tuple(
        LogKey(entity="service:pay", severity="info", template_id=f"t{place}", text=f"line {place}",
               template_ids=(f"t{place}",))
        for place in range(len(counts))
    )  # fmt: skip
    numbers = np.array(counts, dtype=np.int64)
    places = np.arange(numbers.shape[1], dtype=np.int64) * step
    never = np.zeros(len(counts), dtype=np.int64)
    return LogCounts(keys=keys, times=places, counts=numbers, first=never, last=never, step_ns=step)


def test_metrics_say_when_a_level_moved() -> None:
    waits = [0.1] * 50 + [0.9] * 10
    levels, counters = Heard(series=_series(("request.duration", {}, "value", waits))).voices(EARLIER)
    assert int(np.argmax(levels[0])) == 50
    assert counters.shape == (0, N)


def test_lines_of_finer_steps_are_counted_on_the_grid_of_the_metrics() -> None:
    fine = [[2] * (4 * N), [2] * (4 * N)]
    fine[1][4 * 45 :] = [0] * (4 * 15)
    heard = Heard(series=_series(("x", {}, "value", [1.0] * N)), lines=_lines(15 * S, fine))
    assert heard.grid()[1] == STEP
    lines = heard.voices(EARLIER)[2]
    assert lines.shape == (2, N) and int(np.argmax(lines[1])) == 45


def test_that_counters_begin_to_be_recorded_is_no_change() -> None:
    none = [float("nan")] * 44
    rows: list[Row] = [("log_lines", {"place": str(place)}, "rate", [*none, *[0.2] * 16]) for place in range(3)]
    levels, counters = Heard(series=_series(*rows)).voices(EARLIER)
    assert levels.shape[0] == 0 and counters.max() < 1e-6


def test_a_counter_without_a_number_beside_others_of_its_name_is_zero() -> None:
    gone = [0.2] * 48 + [float("nan")] * 12
    rows: list[Row] = [("log_lines", {"place": "a"}, "rate", [0.2] * N), ("log_lines", {"place": "b"}, "rate", gone)]
    _, counters = Heard(series=_series(*rows)).voices(EARLIER)
    assert int(np.argmax(counters[1])) == 48 and counters[1, 48] > 3


@pytest.mark.parametrize("heard", [Heard(), Heard(lines=_lines(STEP, [[0] * N]))])
def test_silence_says_nothing(heard: Heard) -> None:
    times, step = heard.grid()
    assert step >= 1 and len(times) in (0, N)
    assert not any(said.any() for said in heard.voices(EARLIER[: len(times)]))
