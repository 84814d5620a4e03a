"""Resampling: pure, from points to a grid."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.events.model import MetricKind
from rootward.events.points import Points, Samples
from rootward.events.resample import Measured, Part, _median, resample
from rootward.events.series import MOST_COLUMNS, SECOND, SeriesKey, SeriesSet

T0 = 1_760_000_400 * SECOND


def _samples(rows: Sequence[tuple[int, float, int, tuple[float, ...]]], width: int = 1) -> Samples:
    """Rows of (series, seconds after T0, seq, numbers)."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * 4
    return Samples(
        series=np.array(columns[0], np.int64), seq=np.array(columns[2], np.int64),
        ts=np.array([T0 + int(second * SECOND) for second in columns[1]], np.int64),
        values=np.array(columns[3], np.float64).reshape(-1, width),
    )  # fmt: skip


def _points(rows: Sequence[tuple[int, float, int, float]], series: int = 1) -> Points:
    ids = tuple(str(number) for number in range(series))
    return Points(ids=ids, scalars=_samples([(*row[:3], (row[3],)) for row in rows]), histograms=())


def _histogram(*rows: tuple[float, int, tuple[float, ...]]) -> Points:
    """Rows of (seconds after T0, seq, numbers)."""
    whole = _samples([(0, *row) for row in rows], len(rows[0][2]))
    return Points(ids=("0",), scalars=_samples([]), histograms=(whole,))


def _resample(
    points: Points, kind: MetricKind, *, end: float, step: float | None = None, start: float = 0,
    bounds: tuple[float, ...] = (), rows: Sequence[int] = (0,),
) -> SeriesSet:  # fmt: skip
    key = SeriesKey(series_id="1", name="m", unit="", kind=kind, entity="e", attributes={}, stat="value")
    measured = [Measured(row=row, kind=kind, cumulative=False, bounds=bounds) for row in rows]
    part = Part(points=points, measured=measured, keys=[key] * (max(rows) + 1))
    return resample(
        [part], start=T0 + int(start * SECOND), end=T0 + int(end * SECOND),
        step=None if step is None else int(step * SECOND),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("interval", "step"), [(0.1, 0.1), (1, 1), (9.9, 10), (10.2, 10), (11, 15), (14.6, 15), (29, 30), (70, 120)]
)
def test_the_step_is_a_usual_one_near_the_interval_of_the_points(interval: float, step: float) -> None:
    points = _points([(0, interval * number, 1, 1.0) for number in range(20)])
    assert _resample(points, "gauge", end=60).step_ns == int(step * SECOND)


@given(st.integers(1, 10**6), st.floats(0.05, 1000))
def test_there_are_never_more_columns_than_allowed(width: int, step: float) -> None:
    found = _resample(_points([(0, 1, 1, 1.0)]), "gauge", end=width, step=step)
    assert len(found.times) <= MOST_COLUMNS
    assert found.times[0] <= T0 < found.times[0] + found.step_ns
    assert found.values.shape == (len(found.keys), len(found.times))


def test_nothing_makes_an_empty_set() -> None:
    found = _resample(_points([]), "gauge", end=60)
    assert (found.keys, found.values.shape) == ((), (0, 1))
    empty = Part(points=_points([], 0), measured=[], keys=[])
    assert resample([empty], start=T0, end=T0, step=None).values.shape == (0, 0)
    assert resample([], start=T0, end=T0, step=None).values.shape == (0, 0)


def test_points_need_no_order() -> None:
    rows = [(0, second, 1, float(second)) for second in (30, 0, 45, 15)]
    assert _resample(_points(rows), "counter", end=60).values[0, 1:].tolist() == [1, 1, 1]


def test_of_points_at_one_time_the_highest_seq_counts() -> None:
    rows = [(0, 0, 3, 3.0), (0, 0, 5, 5.0), (0, 0, 4, 4.0), (0, 15, 1, 1.0)]
    assert _resample(_points(rows), "gauge", end=30, step=15).values.tolist() == [[5, 1]]


def test_a_histogram_written_again_replaces_every_bucket() -> None:
    points = _histogram((0, 1, (4, 0, 4, 0, 0)), (0, 2, (2, 0, 0, 2, 0)))
    found = _resample(points, "histogram", end=10, step=10, bounds=(1.0, 2.0))
    assert dict(zip([key.stat for key in found.keys], found.values[:, 0].tolist(), strict=True))["p50"] == 1.5


def test_a_delta_after_a_pause_covers_one_step() -> None:
    rows = [(0, 0, 1, 10.0), (0, 10, 1, 10.0), (0, 300, 1, 10.0)]
    found = _resample(_points(rows), "delta", end=310, step=10).values[0]
    assert (found[0], found[1], found[30]) == (1, 1, 1)


def test_a_counter_after_a_pause_grew_over_all_of_it() -> None:
    rows = [(0, 0, 1, 10.0), (0, 300, 1, 310.0)]
    assert _resample(_points(rows), "counter", end=310, step=10).values[0, 30] == 1


@given(
    st.lists(st.integers(0, 50), min_size=4, max_size=4).filter(sum),
    st.sampled_from([("p50", 0.5), ("p95", 0.95), ("p99", 0.99)]),
)
def test_a_percentile_lies_in_the_bucket_where_the_share_is_reached(
    buckets: list[int], wanted: tuple[str, float]
) -> None:
    stat, share = wanted
    bounds = (1.0, 2.0, 5.0)
    points = _histogram((0, 1, (sum(buckets), 0, *buckets)))
    found = _resample(points, "histogram", end=10, step=10, bounds=bounds)
    value = found.values[[key.stat for key in found.keys].index(stat), 0]  # type: ignore[arg-type]
    reached = next(place for place in range(4) if sum(buckets[: place + 1]) >= share * sum(buckets))
    lower, upper = (0.0, *bounds)[reached], (*bounds, 5.0)[reached]
    assert lower <= value <= upper


def test_a_histogram_without_bounds_has_no_percentiles() -> None:
    found = _resample(_histogram((0, 1, (4, 8))), "histogram", end=10, step=10)
    assert [(key.stat, numbers[0]) for key, numbers in zip(found.keys, found.values, strict=True)] == [
        ("mean", 2), ("rate", 0.4),
    ]  # fmt: skip


def test_rows_are_shared_by_the_series_that_are_merged() -> None:
    rows = [(series, second, 1, float(series + second)) for series in (0, 1) for second in (0, 10, 20)]
    found = _resample(_points(rows, 2), "counter", end=30, step=10, rows=(0, 0))
    np.testing.assert_array_equal(found.values, [[np.nan, 2, 2]])


@given(st.lists(st.integers(0, 5), min_size=1, max_size=30))
def test_the_median_is_that_of_all_however_it_is_found(numbers: list[int]) -> None:
    assert _median(np.array(numbers, np.int64)) == float(np.median(numbers))
