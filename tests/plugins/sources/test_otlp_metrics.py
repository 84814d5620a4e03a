"""Data points as series."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.errors import BadInput
from rootward.events.model import Series
from rootward.plugins.sources.otlp_metrics import GRID, Collection, Metric, Point, sum_kind
from rootward.plugins.sources.otlp_resource import resource_of

METRIC = Metric(resource=resource_of({"service.name": "checkout", "service.version": "42"}), name="m", unit="s")


def point(time: int = 100, flags: int = 0, **attributes: Any) -> Point:
    return Point(attributes=attributes, time=time, flags=flags)


def histogram(**changes: Any) -> Series:
    told: dict[str, Any] = {"count": 6, "total": 9.0, "counts": [1, 2, 3], "bounds": [1.0, 2.0]}
    found = Collection()
    found.histogram(METRIC, changes.pop("temporality", 1), point(), **{**told, **changes})
    return found.series()[0]


def exponential(**changes: Any) -> Series:
    told: dict[str, Any] = {"count": 0, "total": 1.0, "scale": 1, "below": 0, "offset": 0, "counts": []}
    found = Collection()
    found.exponential(METRIC, 2, point(), **{**told, **changes})
    return found.series()[0]


def test_points_of_equal_attributes_are_one_series_in_the_order_of_time() -> None:
    found = Collection()
    for time, route, value in ((300, "/a", 3.0), (100, "/a", 1.0), (200, "/b", 2.0)):
        found.number(METRIC, "gauge", point(time, route=route), value)
    first, second = found.series()
    assert (first.times, first.values, first.attributes) == (
        (100, 300),
        (1.0, 3.0),
        {"route": "/a", "service.version": "42"},
    )
    assert (second.times, second.values) == ((200,), (2.0,))
    assert (first.name, first.unit, first.kind, first.entity) == ("m", "s", "gauge", "service:checkout")


def test_gaps_stay_gaps() -> None:
    found = Collection()
    found.number(METRIC, "gauge", point(flags=1), 0.0)
    found.number(METRIC, "gauge", point(), math.nan)
    found.number(METRIC, "gauge", point(), math.inf)
    assert found.series() == ()
    with pytest.raises(BadInput, match="timeUnixNano is missing"):
        found.number(METRIC, "gauge", point(time=0), 1.0)


@pytest.mark.parametrize(
    ("temporality", "monotonic", "kind"),
    [(2, True, "counter"), (2, False, "gauge"), (1, True, "delta"), (1, False, "delta")],
)
def test_a_sums_kind_follows_from_its_temporality(temporality: int, monotonic: bool, kind: str) -> None:
    assert sum_kind(temporality, monotonic) == kind


def test_an_open_temporality_is_refused() -> None:
    for temporality in (0, 3, -1):
        with pytest.raises(BadInput, match="aggregationTemporality"):
            sum_kind(temporality, True)


def test_a_histogram_keeps_its_buckets_and_says_whether_it_is_cumulative() -> None:
    delta, cumulative = histogram(), histogram(temporality=2)
    assert delta.values == ((6.0, 9.0, 1.0, 2.0, 3.0),)
    assert (delta.bounds, delta.kind, delta.cumulative) == ((1.0, 2.0), "histogram", False)
    assert cumulative.cumulative is True


def test_a_histogram_without_buckets_has_one() -> None:
    found = histogram(counts=[], bounds=[])
    assert (found.values, found.bounds) == (((6.0, 9.0, 6.0),), ())


def test_a_missing_sum_is_estimated_from_the_middles_of_the_buckets() -> None:
    assert histogram(total=None).values[0][1] == 1 * 0.5 + 2 * 1.5 + 3 * 2.0  # type: ignore[index]
    assert histogram(total=None, counts=[], bounds=[]).values[0][1] == 0.0  # type: ignore[index]


@pytest.mark.parametrize(
    "changes",
    [{"counts": [1, 2]}, {"counts": [1, 2, 3, 4]}, {"bounds": [2.0, 1.0]}, {"bounds": [1.0, 1.0]},
     {"bounds": [1.0, math.inf]}, {"bounds": [math.nan, 2.0]}],
)  # fmt: skip
def test_buckets_that_do_not_fit_their_bounds_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        histogram(**changes)


def cells(series: Series) -> dict[int, float]:
    values = series.values[0]
    assert isinstance(values, tuple)
    return {cell: number for cell, number in enumerate(values[2:]) if number}


def test_exponential_buckets_go_to_the_cell_with_their_bounds() -> None:
    one = GRID.index(1.0)
    assert cells(exponential(counts=[5], offset=0, scale=0)) == {one + 2: 5.0}  # (1, 2] is two cells: the upper one
    assert cells(exponential(counts=[5, 7], offset=0, scale=1)) == {one + 1: 5.0, one + 2: 7.0}
    assert cells(exponential(counts=[1, 2, 3, 4], offset=-4, scale=3)) == {one: 10.0}
    assert cells(exponential(below=9)) == {0: 9.0}
    assert cells(exponential(counts=[1], offset=10**9)) == {len(GRID): 1.0}
    assert cells(exponential(counts=[1], offset=-(10**9))) == {0: 1.0}


@given(st.integers(1, 20), st.integers(-200, 200), st.lists(st.integers(0, 9), max_size=30))
def test_no_measurement_is_lost_and_none_crosses_a_bound(scale: int, offset: int, counts: list[int]) -> None:
    found = exponential(counts=counts, offset=offset, scale=scale)
    assert found.bounds == GRID
    assert sum(cells(found).values()) == sum(counts)
    expected: dict[int, float] = {}
    for index, number in enumerate(counts, start=offset):
        low, high = 2.0 ** (index / 2**scale), 2.0 ** ((index + 1) / 2**scale)
        cell = next((k for k, bound in enumerate(GRID) if high <= bound * (1 + 1e-12)), len(GRID))
        if number:
            expected[cell] = expected.get(cell, 0) + number
            assert cell == 0 or low >= GRID[cell - 1] * (1 - 1e-12)
    assert cells(found) == expected


def test_a_wild_scale_is_refused() -> None:
    for scale in (-21, 41, 2**31):
        with pytest.raises(BadInput, match="scale"):
            exponential(scale=scale)


def test_a_summary_is_a_gauge_a_quantile_and_two_counters() -> None:
    found = Collection()
    found.summary(METRIC, point(), count=5, total=7.5, quantiles=[(0.5, 1.0), (0.99, 3.0)])
    told = [(series.name, series.kind, series.attributes.get("quantile"), series.values) for series in found.series()]
    assert told == [
        ("m", "gauge", "0.5", (1.0,)), ("m", "gauge", "0.99", (3.0,)), ("m.count", "counter", None, (5.0,)),
        ("m.sum", "counter", None, (7.5,)),
    ]  # fmt: skip


def test_collections_join() -> None:
    left, right = Collection(), Collection()
    left.number(METRIC, "gauge", point(200), 2.0)
    right.number(METRIC, "gauge", point(100), 1.0)
    left.take_in(right)
    (series,) = left.series()
    assert series.values == (1.0, 2.0)
