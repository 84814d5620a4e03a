"""Live series: ids that are the question, and one set with what was sent."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from rootward.events.live import LIVE, LiveQuery, joined
from rootward.events.series import SECOND, SeriesKey, SeriesSet

QUERY = LiveQuery(
    source="main", query='sum(rate(x{job="a"}[30s]))', name="x", unit="s", kind="counter", stat="rate",
    entity="service:a", attributes={"code": "500"},
)  # fmt: skip


def _set(*keys: SeriesKey, first: int = 0, count: int = 3) -> SeriesSet:
    times = (np.arange(count, dtype=np.int64) + first) * 15 * SECOND
    values = np.arange(len(keys) * count, dtype=np.float64).reshape(len(keys), count)
    return SeriesSet(keys=keys, times=times, values=values, step_ns=15 * SECOND)


def test_the_id_of_a_row_is_its_question_and_nothing_else() -> None:
    assert QUERY.series_id.startswith(LIVE) and QUERY.key.series_id == QUERY.series_id
    assert replace(QUERY, query="other").series_id != QUERY.series_id
    assert replace(QUERY).series_id == QUERY.series_id
    assert QUERY.arguments["query"] == QUERY.query and QUERY.arguments["stat"] == "rate"


def test_both_are_on_one_grid_and_empty_where_they_were_not_measured() -> None:
    stored = SeriesKey(
        series_id="0" * 16, name="cpu", unit="1", kind="gauge", entity="service:b", attributes={}, stat="value"
    )
    both = joined(_set(stored), _set(QUERY.key, first=1, count=3))
    assert [key.name for key in both.keys] == ["cpu", "x"]
    assert both.times.tolist() == [at * 15 * SECOND for at in range(4)]
    assert np.isnan(both.values[0, 3]) and np.isnan(both.values[1, 0])
    assert both.values[1, 1:].tolist() == [0.0, 1.0, 2.0]


def test_what_was_also_sent_is_not_taken_twice() -> None:
    sent = replace(QUERY.key, series_id="0" * 16)
    assert [key.series_id for key in joined(_set(sent), _set(QUERY.key)).keys] == ["0" * 16]


def test_what_only_one_has_is_the_whole() -> None:
    some, nothing = _set(QUERY.key), _set()
    assert joined(some, nothing) is some and joined(nothing, some) is some
