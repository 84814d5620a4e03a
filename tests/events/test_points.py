"""Points in chunks of their own and in blocks."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rootward.events.chunks import BLOCK, HOUR
from rootward.events.points import blocks, decode, series_chunks

_IDS = [f"{number:032x}" for number in (2**127 + 5, 3, 2**64, 7)]
_POINT = st.tuples(
    st.sampled_from(_IDS), st.integers(0, 3 * HOUR), st.integers(1, 9), st.integers(0, 40), st.floats(width=64)
)  # fmt: skip


@given(st.lists(_POINT, max_size=50), st.sets(st.sampled_from(_IDS)))
def test_points_come_back_whichever_way_they_are_kept(
    points: list[tuple[str, int, int, int, float]], in_own: set[str]
) -> None:
    chunks = []
    for identifier in in_own:
        own = [point for point in points if point[0] == identifier]
        _, ts, seq, slot, value = zip(*own, strict=True) if own else ((), (), (), (), ())
        chunks += series_chunks(
            identifier,
            np.array(ts, np.int64),
            np.array(seq, np.int64),
            np.array(slot, np.uint16),
            np.array(value, float),
        )
    for seq in range(1, 10):
        rest = [point for point in points if point[0] not in in_own and point[2] == seq]
        if rest:
            ids, ts, _, slot, value = zip(*rest, strict=True)
            chunks += blocks(ids, np.array(ts, np.int64), seq, np.array(slot, np.uint16), np.array(value, float))
    found = decode(sorted(chunks))
    columns = (found.series, found.ts, found.seq, found.slot, found.value)
    got = zip(*(column.tolist() for column in columns), strict=True)
    assert sorted((found.ids[series], *rest[:3], repr(rest[3])) for series, *rest in got) == sorted(
        (*point[:4], repr(point[4])) for point in points
    )
    assert list(found.ids) == sorted({point[0] for point in points})


def test_a_block_holds_a_bounded_number_of_points_of_one_hour() -> None:
    times = np.arange(12_000) * (HOUR // 6_000)
    made = blocks(_IDS[:1] * 12_000, times, 1, np.zeros(12_000, np.uint16), np.zeros(12_000))
    assert [one.points for one in made] == [5_000, 1_000, 5_000, 1_000]
    assert {one.series_id for one in made} == {BLOCK}
    assert all(one.start_ts // HOUR == one.end_ts // HOUR for one in made)
