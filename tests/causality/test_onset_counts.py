"""When the mix of what an entity counts began to be another."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rootward.causality.onset_counts import counted
from rootward.causality.series import Floats

N = 40
NEVER = np.zeros(N, dtype=np.bool_)


def _said(counts: Floats, groups: list[int]) -> Floats:
    return counted(counts, np.array(groups), earlier=NEVER)


def _rows(*levels: int) -> Floats:
    return np.array([np.full(N, float(level)) for level in levels])


def test_a_row_that_vanishes_while_its_entity_goes_on_tells_when() -> None:
    counts = _rows(8, 8, 8)
    counts[1, 30:] = 0
    said = _said(counts, [0, 0, 0])
    assert int(np.argmax(said[1])) == 30 and said[1, 30] > 3


def test_a_row_that_is_born_tells_when() -> None:
    counts = _rows(8, 8, 0)
    counts[2, 25:28] = 6
    said = _said(counts, [0, 0, 0])
    assert int(np.argmax(said[2])) == 25 and said[2, 25] > 3


def test_more_traffic_of_the_same_mix_tells_nothing() -> None:
    counts = _rows(20, 40, 5)
    counts[:, 20:] *= 4
    assert _said(counts, [0, 0, 0]).max() < 1e-6


def test_a_row_alone_has_no_share() -> None:
    counts = _rows(8, 8)
    counts[0, 20:] = 0
    assert not _said(counts, [0, 1]).any()


def test_nothing_is_said_where_nothing_was_counted_and_that_it_was_not_is_no_change() -> None:
    counts = _rows(8, 4)
    counts[:, 10:30] = 0
    assert _said(counts, [0, 0]).max() < 1e-6
    counts[1, 30:] = 0
    said = _said(counts, [0, 0])
    assert int(np.argmax(said[1])) == 30 and not said[:, 10:30].any()


def test_a_mix_that_always_wanders_says_less_than_one_that_never_did() -> None:
    restless, calm = _rows(20, 20), _rows(20, 20)
    restless[0, 3::6] = 0
    restless[0, 34:], calm[0, 34:] = 0, 0
    earlier = np.arange(N) < 34
    said = counted(np.concatenate([restless, calm]), np.array([0, 0, 1, 1]), earlier=earlier)
    assert said[0, 34] < said[2, 34]


@given(st.lists(st.integers(0, 50), min_size=3 * N, max_size=3 * N))
def test_a_group_does_not_depend_on_the_others(numbers: list[int]) -> None:
    counts = np.array(numbers, dtype=np.float64).reshape(3, N)
    both = _said(np.concatenate([counts, counts[:2] * 2]), [4, 4, 4, 1, 1])
    assert np.array_equal(both[:3], _said(counts, [0, 0, 0]))
