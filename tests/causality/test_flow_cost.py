"""What an entity's answers cost."""

from __future__ import annotations

import numpy as np
import pytest

from rootward.causality.flow_cost import costs_of, traffic_of
from rootward.events.series import SeriesKey, SeriesSet, Stat

TIMES = np.arange(3) * 1_000_000_000


def _set(*rows: tuple[str, str, Stat, dict[str, str], list[float]]) -> SeriesSet:
    keys = tuple(
        SeriesKey(series_id=f"{place:032x}", name=name, unit=unit, kind="gauge", entity="service:a",
                  attributes=attributes, stat=stat)
        for place, (name, unit, stat, attributes, _) in enumerate(rows)
    )  # fmt: skip
    return SeriesSet(keys=keys, times=TIMES, values=np.array([row[4] for row in rows]), step_ns=10**9)


def test_a_histogram_costs_its_mean_times_its_rate_over_all_its_series() -> None:
    name = "http.server.request.duration"
    found = costs_of(_set(
        (name, "ms", "mean", {"route": "/a"}, [100.0, 100.0, 200.0]), (name, "ms", "rate", {"route": "/a"}, [2, 2, 2]),
        (name, "ms", "mean", {"route": "/b"}, [10.0, 10.0, 10.0]), (name, "ms", "rate", {"route": "/b"}, [5, 5, 5]),
    ), "time")  # fmt: skip
    assert found.entities == ("service:a",)
    np.testing.assert_allclose(found.values[0], [0.25 / 7, 0.25 / 7, 0.45 / 7])
    np.testing.assert_allclose(found.traffic[0], [7, 7, 7])


def test_of_gauges_the_one_nearest_to_a_mean_is_taken() -> None:
    found = costs_of(_set(
        ("latency_p99", "s", "value", {}, [9, 9, 9]), ("latency_average", "s", "value", {}, [1, 1, 2]),
        ("requests", "", "value", {}, [3, 3, 3]),
    ), "time")  # fmt: skip
    np.testing.assert_allclose(found.values[0], [1, 1, 2])


@pytest.mark.parametrize(("unit", "values"), [("%", [100.0, 100.0, 75.0]), ("1", [1.0, 1.0, 0.75])])
def test_failures_are_reckoned_from_availability(unit: str, values: list[float]) -> None:
    found = costs_of(_set(("availability", unit, "value", {}, values), ("requests", "", "value", {}, [4, 4, 4])),
                     "failures")  # fmt: skip
    np.testing.assert_allclose(found.values[0], [0, 0, 0.25])


def test_counted_failures_are_a_share_of_the_calls() -> None:
    found = costs_of(_set(
        ("requests.failed", "", "rate", {}, [0, 1, 2]), ("requests", "", "rate", {}, [4, 4, 4]),
    ), "failures")  # fmt: skip
    np.testing.assert_allclose(found.values[0], [0, 0.25, 0.5])


def test_without_traffic_there_is_no_cost() -> None:
    assert costs_of(_set(("latency_average", "s", "value", {}, [1, 1, 1])), "time").entities == ()


def test_counts_that_were_seldom_taken_do_not_replace_a_gauge_of_traffic() -> None:
    gauge = ("http.server.request.rate", "{request}/s", "value", {}, [5.0, 5.0, 6.0])
    seldom = traffic_of(_set(gauge, ("span.calls", "{call}", "rate", {}, [np.nan, np.nan, 90.0])))
    np.testing.assert_allclose(seldom.traffic, [[5, 5, 6]])
    counted = traffic_of(_set(gauge, ("span.calls", "{call}", "rate", {}, [4.0, np.nan, 4.0])))
    np.testing.assert_allclose(counted.traffic, [[4, np.nan, 4]])
    assert counted.entities == ("service:a",) and traffic_of(_set()).entities == ()
