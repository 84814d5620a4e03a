"""Old and new version of one thing are one series."""

from __future__ import annotations

import numpy as np

from rootward.causality.versions import across_versions
from rootward.events.series import SeriesKey, SeriesSet, Stat

NAN = float("nan")


def _key(series_id: str, version: str, stat: Stat = "value", route: str = "/") -> SeriesKey:
    return SeriesKey(
        series_id=series_id, name="m", unit="", kind="gauge", entity="service:a",
        attributes={"service.version": version, "route": route}, stat=stat,
    )  # fmt: skip


def _set(keys: list[SeriesKey], rows: list[list[float]]) -> SeriesSet:
    return SeriesSet(keys=tuple(keys), times=np.arange(3, dtype=np.int64), values=np.array(rows), step_ns=1)


def test_a_level_goes_on_from_version_to_version() -> None:
    series = _set([_key("b", "1"), _key("a", "2")], [[20, 20, NAN], [NAN, 2, 2]])
    joined, ids = across_versions(series)
    assert joined.values.tolist() == [[20, 11, 2]]
    assert ids == (("a", "b"),)
    assert joined.keys[0].attributes == {"route": "/"}


def test_rates_of_both_versions_add_up() -> None:
    joined, _ = across_versions(_set([_key("a", "1", "rate"), _key("b", "2", "rate")], [[4, 3, NAN], [NAN, 2, 5]]))
    assert joined.values.tolist() == [[4, 5, 5]]


def test_what_differs_otherwise_stays_apart_and_in_order() -> None:
    keys = [_key("a", "1", route="/x"), _key("b", "1", route="/y"), _key("a", "1", "rate", route="/x")]
    joined, ids = across_versions(_set(keys, [[1, 1, 1], [2, 2, 2], [3, 3, 3]]))
    assert joined.values[:, 0].tolist() == [1, 2, 3] and ids == (("a",), ("b",), ("a",))


def test_time_without_any_version_stays_unknown() -> None:
    joined, _ = across_versions(_set([_key("a", "1"), _key("b", "2")], [[1, NAN, NAN], [NAN, NAN, 3]]))
    assert np.isnan(joined.values[0, 1])
