"""Points in chunks of their own and in blocks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.events.chunks import BLOCK, HOUR, Chunk
from rootward.events.points import Points, Samples, Stored, block_chunks, decode, latest, series_chunks
from rootward.events.series import group_of

_IDS = [f"{number:032x}" for number in (2**127 + 5, 3, 2**64, 7)]
_NUMBERS = st.one_of(
    st.tuples(st.floats(width=64)), st.lists(st.floats(allow_nan=False, width=64), min_size=2, max_size=6).map(tuple)
)
_POINT = st.tuples(st.integers(0, 3 * HOUR), st.integers(1, 9), _NUMBERS)


def _trimmed(numbers: tuple[float, ...]) -> str:
    """Zeros at the end of a histogram are not kept; NaN is told by its name."""
    values = list(numbers)
    while len(values) > 2 and not values[-1]:
        values.pop()
    return repr([number or 0.0 for number in values])


@given(st.lists(st.tuples(st.sampled_from(_IDS), _POINT), max_size=40), st.sets(st.sampled_from(_IDS)))
def test_points_come_back_whichever_way_they_are_kept(
    drawn: list[tuple[str, tuple[int, int, tuple[float, ...]]]], in_own: set[str]
) -> None:
    points = {(name, ts, seq): numbers for name, (ts, seq, numbers) in drawn}
    found = decode(_kept(points, in_own))
    assert list(found.ids) == sorted({name for name, _, _ in points})
    assert sorted(_told(found)) == sorted((*key, _trimmed(numbers)) for key, numbers in points.items())


@given(
    st.lists(st.tuples(st.sampled_from(_IDS), _POINT), max_size=40), st.sets(st.sampled_from(_IDS)), st.integers(1, 9)
)
def test_some_series_at_a_time_are_the_same_points(
    drawn: list[tuple[str, tuple[int, int, tuple[float, ...]]]], in_own: set[str], most: int
) -> None:
    stored = Stored(_kept({(name, ts, seq): numbers for name, (ts, seq, numbers) in drawn}, in_own))
    groups = list(stored.in_groups(most))
    assert tuple(name for one in groups for name in one.ids) == stored.ids
    assert sorted(point for one in groups for point in _told(one)) == sorted(_told(stored.points()))
    shared = [{group_of(name) for name in one.ids} for one in groups]
    assert sum(map(len, shared)) == len(set().union(*shared))


def _kept(points: dict[tuple[str, int, int], tuple[float, ...]], in_own: set[str]) -> list[Chunk]:
    """Chunks of the points by (id, time, seq); the series of `in_own` have chunks of their own."""
    chunks = []
    for (name, ts, seq), numbers in points.items():
        if name in in_own:
            one = Samples(
                series=np.zeros(1, np.int64), ts=np.array([ts]), seq=np.array([seq]), values=np.array([numbers])
            )
            chunks += series_chunks(name, one)
        else:
            chunks += block_chunks([(name, ts, numbers)], seq)
    return sorted(chunks)


def _told(found: Points) -> list[tuple[str, int, int, str]]:
    return [
        (found.ids[series], ts, seq, _trimmed(tuple(numbers)))
        for part in found.parts
        for series, ts, seq, numbers in zip(
            part.series.tolist(), part.ts.tolist(), part.seq.tolist(), part.values.tolist(), strict=True
        )
    ]


def test_a_block_holds_a_bounded_number_of_points_of_one_hour() -> None:
    made = block_chunks([(_IDS[0], place * (HOUR // 6_000), (1.0,)) for place in range(12_000)], 1)
    assert [one.points for one in made] == [5_000, 1_000, 5_000, 1_000]
    assert {one.series_id for one in made} == {BLOCK}
    assert all(one.start_ts // HOUR == one.end_ts // HOUR for one in made)


def test_a_long_run_of_points_is_small() -> None:
    times = np.arange(240, dtype=np.int64) * 15_000_000_000
    values = np.cumsum(np.arange(240 * 17).reshape(240, 17) % 3, axis=0).astype(np.float64)
    run = Samples(series=np.zeros(240, np.int64), ts=times, seq=np.ones(240, np.int64), values=values)
    assert sum(len(one.data) for one in series_chunks(_IDS[0], run)) < values.nbytes / 5


@pytest.mark.parametrize(("step_s", "hours"), [(15, 1), (60, 6), (300, 24), (3600, 24)])
def test_the_coarser_a_series_the_longer_are_its_chunks(step_s: int, hours: int) -> None:
    times = 5 * HOUR + np.arange(48 * 3600 // step_s, dtype=np.int64) * step_s * 1_000_000_000
    ones = np.ones(len(times), np.int64)
    run = Samples(series=np.zeros_like(times), ts=times, seq=ones, values=times[:, None].astype(np.float64))
    made = series_chunks(_IDS[0], run)
    length = hours * HOUR
    assert [one.start_ts // length for one in made] == sorted({ts // length for ts in times.tolist()})
    assert hours == 1 or all(one.start_ts % length == 0 for one in made)
    assert decode(made).scalars.ts.tolist() == times.tolist()


def test_what_lies_in_one_hour_stays_in_a_chunk_of_an_hour() -> None:
    times = 5 * HOUR + np.array([10, 20], np.int64)
    run = Samples(series=np.zeros_like(times), ts=times, seq=np.ones(2, np.int64), values=np.ones((2, 1)))
    assert [one.start_ts for one in series_chunks(_IDS[0], run)] == [5 * HOUR + 10]


def test_of_points_at_one_time_the_highest_seq_is_the_latest() -> None:
    samples = Samples(
        series=np.array([1, 0, 0, 0]), ts=np.array([5, 7, 5, 7]), seq=np.array([1, 3, 1, 2]),
        values=np.array([[1.0], [2.0], [3.0], [4.0]]),
    )  # fmt: skip
    found = latest(samples)
    assert list(zip(found.series.tolist(), found.ts.tolist(), found.values[:, 0].tolist(), strict=True)) == [
        (0, 5, 3), (0, 7, 2), (1, 5, 1),
    ]  # fmt: skip
