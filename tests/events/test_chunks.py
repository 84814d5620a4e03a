"""Chunks: packed, written once, read by window, taken by one."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rootward.events.chunks import (
    HOUR,
    LOGS,
    LONGER,
    Chunk,
    begun_before,
    chunk,
    in_hours,
    pack,
    read_chunks,
    take_chunks,
    unpack_all,
    write_chunks,
)
from rootward.kit.db import Connection

PAIR = np.dtype([("a", "<i8"), ("b", "<u2")])
_NUMBERS = st.lists(st.tuples(st.integers(-(2**63), 2**63 - 1), st.integers(0, 2**16 - 1)), max_size=60)


def _chunk(series_id: str, start: int, end: int, *, seq: int = 1, data: bytes = b"x") -> Chunk:
    return chunk(series_id, np.array([start, end]), np.array([seq, seq]), data)


@given(st.lists(_NUMBERS, max_size=4))
def test_records_come_back_as_they_were(parts: list[list[tuple[int, int]]]) -> None:
    arrays = [np.array(part, PAIR) for part in parts]
    chunks = [chunk("s", array["a"], array["a"], pack(array)) for array in arrays if len(array)]
    whole = np.concatenate([np.empty(0, PAIR), *arrays])
    assert unpack_all(chunks, PAIR).tobytes() == whole.tobytes()


def test_regular_numbers_become_small() -> None:
    records = np.zeros(1000, PAIR)
    records["a"] = np.arange(1000) * 15_000_000_000
    assert len(pack(records)) < records.nbytes / 3


@given(st.lists(st.integers(0, 4 * HOUR), max_size=30))
def test_every_time_is_in_one_hour_in_the_order_given(times: list[int]) -> None:
    parts = in_hours(np.array(times, np.int64))
    assert sorted(place for part in parts for place in part.tolist()) == list(range(len(times)))
    for part in parts:
        assert part.tolist() == sorted(part.tolist())
        assert len({times[place] // HOUR for place in part}) == 1
    assert len(parts) == len({time // HOUR for time in times})


def test_a_chunk_written_twice_is_there_once(connection: Connection) -> None:
    one = _chunk("s", 10, 20)
    write_chunks(connection, "t", [one, one])
    write_chunks(connection, "t", [one])
    assert read_chunks(connection, "t", start=0, end=100, as_of=1) == [one]


def test_a_window_gets_the_chunks_that_touch_it(connection: Connection) -> None:
    chunks = [_chunk("s", 0, 50), _chunk("s", 60, HOUR - 1), _chunk("s", HOUR, HOUR + 5), _chunk(LOGS, 60, 70)]
    write_chunks(connection, "t", [*chunks, _chunk("other", 55, 65, seq=9)])

    def found(start: int, end: int, **options: list[str]) -> list[int]:
        return [one.start_ts for one in read_chunks(connection, "t", start=start, end=end, as_of=5, **options)]

    assert found(50, 60) == [0]
    assert found(51, 61) == [60]
    assert found(HOUR - 1, HOUR + 1) == [60, HOUR]
    assert found(0, 2 * HOUR) == [0, 60, HOUR]
    assert found(0, 2 * HOUR, series_ids=[LOGS]) == [60]
    assert found(0, 2 * HOUR, series_ids=[]) == []
    assert read_chunks(connection, "u", start=0, end=HOUR, as_of=5) == []


def test_a_chunk_of_a_longer_stretch_is_found_from_every_hour_that_it_reaches(connection: Connection) -> None:
    times = np.array([8 * HOUR + 5, 11 * HOUR])
    longer = [chunk("s", times, np.ones(2, np.int64), b"x", start=start) for start in (0, 6 * HOUR)]
    write_chunks(connection, "t", [*longer, _chunk("s", 7 * HOUR, 7 * HOUR + 1), _chunk("s", 12 * HOUR, 12 * HOUR)])

    def found(start: int, end: int) -> list[int]:
        return [one.start_ts for one in read_chunks(connection, "t", start=start, end=end, as_of=5)]

    assert found(10 * HOUR, 11 * HOUR) == [0, 6 * HOUR]
    assert found(0, 1) == [0]
    assert found(11 * HOUR, 13 * HOUR) == [0, 6 * HOUR, 12 * HOUR]
    assert found(11 * HOUR + 1, 13 * HOUR) == [12 * HOUR]
    assert found(30 * HOUR, 31 * HOUR) == []


@given(st.integers(0, 100 * HOUR))
def test_what_holds_a_moment_began_in_its_hour_or_where_a_longer_stretch_does(moment: int) -> None:
    starts = begun_before(moment)
    assert all(start < moment // HOUR * HOUR for start in starts)
    for length in LONGER:
        assert moment // length * length in {*starts, moment // HOUR * HOUR}


def test_what_was_taken_is_gone(connection: Connection) -> None:
    chunks = [_chunk("s", 0, 50), _chunk("s", 60, 70), _chunk("r", 1, 2)]
    write_chunks(connection, "t", chunks)
    assert take_chunks(connection, "u", series_ids=["s"], start=0, end=HOUR) == []
    assert take_chunks(connection, "t", series_ids=["s", "r"], start=0, end=70) == [chunks[2], chunks[0]]
    assert take_chunks(connection, "t", series_ids=["s", "r"], start=0, end=HOUR, smaller_than=2) == []
    assert read_chunks(connection, "t", start=0, end=HOUR, as_of=1) == [chunks[1]]
