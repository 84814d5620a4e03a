"""Metrics: written, read as of any moment, merged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace

import numpy as np
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rootward.events import metrics
from rootward.events.chunks import BLOCK, HOUR
from rootward.events.metrics import SeriesSet
from rootward.events.model import Series
from rootward.kit.db import Connection
from rootward.schema import metric_chunks

Undone = Callable[[], AbstractContextManager[Connection]]
S = 1_000_000_000
T0 = 1_760_000_400 * S  # a whole hour
LATEST = 10**9


def gauge(values: Sequence[float], *, start: int = T0, step: int = 15 * S, **changes: object) -> Series:
    times = tuple(start + place * step for place in range(len(values)))
    series = Series(
        name="queue.length", unit="1", kind="gauge", entity="service:a", attributes={}, times=times,
        values=tuple(float(value) for value in values),
    )  # fmt: skip
    return replace(series, **changes)  # type: ignore[arg-type]


def histogram(points: Sequence[Sequence[float]], **changes: object) -> Series:
    values = tuple(tuple(float(number) for number in point) for point in points)
    one = gauge(range(len(points)), name="latency", unit="s", kind="histogram", bounds=(0.1, 0.2, 0.4))
    return replace(one, values=values, **changes)  # type: ignore[arg-type]


def read(connection: Connection, *, start: int = T0, end: int = T0 + 120 * S, as_of: int = LATEST,
         tenant: str = "t", **options: object) -> SeriesSet:  # fmt: skip
    return metrics.read(connection, tenant, start=start, end=end, as_of=as_of, **options)  # type: ignore[arg-type]


def rows(found: SeriesSet) -> dict[tuple[str, str, str], list[float]]:
    return {
        (key.entity, key.name, key.stat): [round(float(number), 6) for number in line]
        for key, line in zip(found.keys, found.values, strict=True)
    }


def test_gauges_stand_on_one_grid_with_gaps_as_nan(connection: Connection) -> None:
    metrics.write(connection, "t", [gauge([1, 2, 3]), gauge([7], start=T0 + 30 * S, entity="service:b")], seq=1)
    found = read(connection, end=T0 + 60 * S)
    assert found.step_ns == 15 * S
    assert found.times.tolist() == [T0, T0 + 15 * S, T0 + 30 * S, T0 + 45 * S]
    np.testing.assert_array_equal(found.values, [[1, 2, 3, np.nan], [np.nan, np.nan, 7, np.nan]])
    assert [(key.entity, key.kind, key.stat, key.unit) for key in found.keys] == [
        ("service:a", "gauge", "value", "1"), ("service:b", "gauge", "value", "1"),
    ]  # fmt: skip


def test_a_counter_is_a_rate_and_a_smaller_value_is_a_restart(connection: Connection) -> None:
    metrics.write(connection, "t", [gauge([100, 130, 160, 15, 45], kind="counter")], seq=1)
    found = rows(read(connection, end=T0 + 75 * S))
    assert np.array_equal(found["service:a", "queue.length", "rate"], [np.nan, 2, 2, 1, 2], equal_nan=True)


def test_a_rate_at_the_edge_of_the_window_knows_the_point_before_it(connection: Connection) -> None:
    metrics.write(connection, "t", [gauge([0, 30, 90], kind="counter")], seq=1)
    found = rows(read(connection, start=T0 + 15 * S, end=T0 + 45 * S))
    assert found["service:a", "queue.length", "rate"] == [2, 4]


def test_a_delta_is_a_rate_over_its_own_interval(connection: Connection) -> None:
    metrics.write(connection, "t", [gauge([30, 15, 60], kind="delta")], seq=1)
    assert rows(read(connection, end=T0 + 45 * S))["service:a", "queue.length", "rate"] == [2, 1, 4]


def test_a_histogram_becomes_rate_mean_and_percentiles(connection: Connection) -> None:
    points = [[10, 1.5, 0, 10, 0, 0], [20, 6.0, 0, 10, 10, 0], [0, 0, 0, 0, 0, 0], [4, 40, 0, 0, 0, 4]]
    metrics.write(connection, "t", [histogram(points)], seq=1)
    found = rows(read(connection, end=T0 + 60 * S))
    got = {stat: numbers for (_, _, stat), numbers in found.items()}
    assert got["rate"] == [round(10 / 15, 6), round(20 / 15, 6), 0, round(4 / 15, 6)]
    assert np.array_equal(got["mean"], [0.15, 0.3, np.nan, 10], equal_nan=True)
    assert np.array_equal(got["p50"], [0.15, 0.2, np.nan, 0.4], equal_nan=True)
    assert np.array_equal(got["p95"], [0.195, 0.38, np.nan, 0.4], equal_nan=True)


def test_a_cumulative_histogram_is_read_by_its_growth_and_survives_a_restart(connection: Connection) -> None:
    points = [[10, 1, 10, 0, 0, 0], [14, 2, 10, 4, 0, 0], [3, 0.9, 0, 0, 3, 0]]
    metrics.write(connection, "t", [histogram(points, cumulative=True)], seq=1)
    got = {stat: numbers for (_, _, stat), numbers in rows(read(connection, end=T0 + 45 * S)).items()}
    assert np.array_equal(got["rate"], [np.nan, round(4 / 15, 6), 0.2], equal_nan=True)
    assert np.array_equal(got["mean"], [np.nan, 0.25, 0.3], equal_nan=True)


def test_a_restart_does_not_split_a_series_unless_asked(connection: Connection) -> None:
    old = gauge([10, 40, 70], kind="counter", attributes={"route": "/", "service.instance.id": "1"})
    new = gauge([5, 35], start=T0 + 45 * S, kind="counter", attributes={"route": "/", "service.instance.id": "2"})
    metrics.write(connection, "t", [old, new], seq=1)
    merged = read(connection, end=T0 + 75 * S)
    assert [key.attributes for key in merged.keys] == [{"route": "/"}]
    np.testing.assert_array_equal(merged.values, [[np.nan, 2, 2, np.nan, 2]])
    apart = read(connection, end=T0 + 75 * S, merge_instances=False)
    assert [key.attributes["service.instance.id"] for key in apart.keys] == ["1", "2"]


def test_instances_add_up_their_rates_and_average_their_gauges(connection: Connection) -> None:
    pair = [{"process.pid": "1"}, {"process.pid": "2"}]
    metrics.write(connection, "t", [gauge([2, 4], attributes=one, kind="delta") for one in pair], seq=1)
    metrics.write(connection, "t", [gauge([n, n], attributes=one, name="m") for n, one in enumerate(pair)], seq=2)
    metrics.write(connection, "t", [histogram([[4, 1, 4, 0, 0, 0]], attributes=one) for one in pair], seq=3)
    found = rows(read(connection, end=T0 + 30 * S))
    assert found["service:a", "queue.length", "rate"] == [round(4 / 15, 6), round(8 / 15, 6)]
    assert found["service:a", "m", "value"] == [0.5, 0.5]
    assert found["service:a", "latency", "rate"][0] == round(8 / 15, 6)
    assert found["service:a", "latency", "mean"][0] == 0.25


def test_a_point_written_twice_counts_once_and_the_last_one_wins(connection: Connection) -> None:
    metrics.write(connection, "t", [gauge([1, 1]), gauge([2])], seq=1)
    assert read(connection, end=T0 + 30 * S).values.tolist() == [[2, 1]]
    metrics.write(connection, "t", [gauge([5])], seq=2)
    assert read(connection, end=T0 + 30 * S).values.tolist() == [[5, 1]]
    assert read(connection, end=T0 + 30 * S, as_of=1).values.tolist() == [[2, 1]]
    metrics.write(connection, "t", [histogram([[4, 1, 4, 0, 0, 0]])], seq=3)
    metrics.write(connection, "t", [histogram([[2, 0.6, 0, 0, 2, 0]])], seq=4)
    assert rows(read(connection, end=T0 + 15 * S))["service:a", "latency", "mean"] == [0.3]


def test_what_is_read_as_of_a_moment_never_changes(connection: Connection) -> None:
    for seq in range(1, 6):
        late = gauge([seq, seq], start=T0 + seq * 15 * S)
        metrics.write(connection, "t", [late, histogram([[seq, 1, seq, 0, 0, 0]], attributes={"n": str(seq)})], seq=seq)
    before = {seq: read(connection, as_of=seq) for seq in range(6)}
    metrics.write(connection, "t", [gauge([9] * 40), gauge([1] * 40, name="other")], seq=6)
    metrics.write(connection, "t", [gauge([7, 7])], seq=7)
    newest = read(connection)
    while metrics.compact(connection, "t", before=T0 + HOUR):
        pass
    for seq, past in before.items():
        again = read(connection, as_of=seq)
        assert (again.keys, again.step_ns) == (past.keys, past.step_ns)
        assert again.values.tobytes() == past.values.tobytes()
        assert again.times.tobytes() == past.times.tobytes()
    assert read(connection).values.tobytes() == newest.values.tobytes()


_WRITES = st.lists(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 500), st.floats(0, 100)), min_size=1, max_size=40),
    min_size=1, max_size=5,
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_WRITES, st.integers(0, 5))
def test_merging_chunks_changes_no_reading(
    undone: Undone, writes: list[list[tuple[int, int, float]]], as_of: int
) -> None:
    kinds = ("gauge", "counter", "delta", "histogram")
    with undone() as connection:
        for seq, points in enumerate(writes, 1):
            batch = []
            for number, second, value in points:
                one = gauge([value], start=T0 + second * 10 * S, name=kinds[number], kind=kinds[number])
                batch.append(replace(one, values=((value, value, value),)) if number == 3 else one)
            metrics.write(connection, "t", batch, seq=seq)
        window = {"start": T0 - HOUR, "end": T0 + 2 * HOUR, "step": 60 * S}
        past, now = read(connection, as_of=as_of, **window), read(connection, **window)
        while metrics.compact(connection, "t", before=T0 + 2 * HOUR):
            pass
        assert BLOCK not in set(connection.execute(sa.select(metric_chunks.c.series_id)).scalars())
        again, after = read(connection, as_of=as_of, **window), read(connection, **window)
    assert (again.keys, again.values.tobytes()) == (past.keys, past.values.tobytes())
    assert (after.keys, after.values.tobytes()) == (now.keys, now.values.tobytes())


def test_merging_leaves_one_chunk_a_series_and_hour(connection: Connection) -> None:
    for seq in range(1, 31):
        batch = [gauge([seq], start=T0 + seq * 120 * S, entity=f"service:{name}") for name in "abc"]
        metrics.write(connection, "t", batch, seq=seq)
    assert metrics.compact(connection, "t", before=T0 + 10 * 60 * S) == 4
    while metrics.compact(connection, "t", before=T0 + 2 * HOUR):
        pass
    chunks = connection.execute(sa.select(metric_chunks.c.points)).scalars().all()
    assert sorted(chunks) == [1, 1, 1, 29, 29, 29]
    assert metrics.compact(connection, "t", before=T0 + 2 * HOUR) == 0


def test_names_entities_and_ids_choose(connection: Connection) -> None:
    batch = [gauge([1, 2], name=name, entity=f"service:{entity}") for name in "mn" for entity in "ab"]
    metrics.write(connection, "t", batch, seq=1)
    assert {key.name for key in read(connection, names=["m"]).keys} == {"m"}
    assert {key.entity for key in read(connection, entities=["service:b"]).keys} == {"service:b"}
    one = read(connection, names=["n"], entities=["service:a"])
    again = read(connection, series_ids=[one.keys[0].series_id])
    assert again.keys == one.keys
    assert len(one.keys[0].series_id) == 16
    apart = read(connection, merge_instances=False).keys[0]
    assert read(connection, series_ids=[apart.series_id], merge_instances=False).keys == (apart,)
    assert read(connection, names=[]).keys == ()


def test_a_limit_says_how_much_it_left_out(connection: Connection) -> None:
    metrics.write(connection, "t", [gauge([1], entity=f"service:{name}") for name in "cab"], seq=1)
    found = read(connection, limit=2)
    assert [key.entity for key in found.keys] == ["service:a", "service:b"]
    assert found.truncated == 1


def test_another_tenant_sees_nothing(connection: Connection) -> None:
    metrics.write(connection, "t", [gauge([1])], seq=1)
    assert read(connection, tenant="u").keys == ()
    assert metrics.list_series(connection, "u", start=T0, end=T0 + HOUR, as_of=LATEST) == []


def test_long_windows_get_coarser_steps_and_no_more_columns_than_allowed(connection: Connection) -> None:
    metrics.write(connection, "t", [gauge(range(6000), step=S)], seq=1)
    found = read(connection, end=T0 + 6000 * S)
    assert found.step_ns == 5 * S
    assert found.values.shape == (1, 1200)
    assert found.values[0, 0] == 2  # the mean of 0 … 4
    assert read(connection, end=T0 + 6000 * S, step=60 * S).values.shape == (1, 100)


def test_numbers_that_are_none_are_left_out(connection: Connection) -> None:
    metrics.write(connection, "t", [gauge([1, float("nan"), float("inf"), 4])], seq=1)
    np.testing.assert_array_equal(read(connection, end=T0 + 60 * S).values, [[1, np.nan, np.nan, 4]])


def test_points_of_many_hours_are_found_in_each(connection: Connection) -> None:
    metrics.write(connection, "t", [gauge(range(200), step=120 * S), gauge([5, 6], name="m", step=3 * HOUR)], seq=1)
    for hour in range(6):
        found = rows(read(connection, start=T0 + hour * HOUR, end=T0 + (hour + 1) * HOUR, step=120 * S))
        assert found["service:a", "queue.length", "value"] == [float(hour * 30 + place) for place in range(30)]
        assert (("service:a", "m", "value") in found) == (hour in (0, 3))


def test_a_series_of_every_few_minutes_is_read_alike_in_any_part_of_its_day(connection: Connection) -> None:
    metrics.write(connection, "t", [gauge(range(600), step=300 * S)], seq=1)
    assert connection.execute(sa.select(sa.func.count()).select_from(metric_chunks)).scalar() == 3
    for hour in range(50):
        start = T0 + hour * HOUR
        found = rows(read(connection, start=start, end=start + HOUR))
        assert found["service:a", "queue.length", "value"] == [float(hour * 12 + place) for place in range(12)]
        assert metrics.has_any(connection, "t", start=start, end=start + HOUR, as_of=1)
    assert not metrics.has_any(connection, "t", start=T0 + 50 * HOUR, end=T0 + 51 * HOUR, as_of=1)


def test_merging_leaves_the_chunks_of_a_day_where_they_are(connection: Connection) -> None:
    metrics.write(connection, "t", [gauge(range(100), step=300 * S)], seq=1)
    metrics.write(connection, "t", [gauge([7, 8], start=T0 + 2 * HOUR + 60 * S, step=300 * S)], seq=2)
    window = {"start": T0, "end": T0 + 9 * HOUR, "step": 60 * S}
    past, now = read(connection, as_of=1, **window), read(connection, **window)
    while metrics.compact(connection, "t", before=T0 + 9 * HOUR):
        pass
    again, after = read(connection, as_of=1, **window), read(connection, **window)
    assert (again.keys, again.values.tobytes()) == (past.keys, past.values.tobytes())
    assert (after.keys, after.values.tobytes()) == (now.keys, now.values.tobytes())


def test_ranges_of_one_day_share_its_chunk(connection: Connection) -> None:
    metrics.write(connection, "t", [gauge(range(100), step=300 * S)], seq=1)
    loaded = metrics.load(connection, "t", [(T0, T0 + HOUR), (T0 + 3 * HOUR, T0 + 4 * HOUR)], as_of=1)
    assert sum(len(part.points.scalars.ts) for part in loaded._parts()) == 100


def test_series_are_listed_without_their_points(connection: Connection) -> None:
    metrics.write(connection, "t", [gauge([1], attributes={"process.pid": pid}) for pid in "12"], seq=1)
    metrics.write(connection, "t", [gauge([1], name="later", start=T0 + HOUR)], seq=2)
    listed = metrics.list_series(connection, "t", start=T0, end=T0 + HOUR, as_of=LATEST)
    assert [(key.name, key.attributes) for key in listed] == [("queue.length", {})]
    assert metrics.list_series(connection, "t", start=T0, end=T0 + 2 * HOUR, as_of=1, names=["later"]) == []
