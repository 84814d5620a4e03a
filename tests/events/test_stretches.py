"""Stretches of time laid end to end."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rootward.events.stretches import Line, joined, silences, without

_SPANS = st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200)), max_size=6)


def test_one_stretch_is_time_as_it_is() -> None:
    line = Line(((10, 30),))
    assert (line.start, line.end, line.shifts) == (10, 30, (0,))
    assert [line.real(at) for at in (10, 29)] == [10, 29] == [line.place(at) for at in (10, 29)]


def test_normal_operation_long_before_or_after_is_moved_up_to_the_incident() -> None:
    line = Line(((900, 910), (0, 5), (50, 60)))
    assert (line.start, line.end) == (35, 60)
    assert [line.real(place) for place in (35, 44, 45, 49, 50)] == [900, 909, 0, 4, 50]
    assert [line.place(time) for time in (900, 909, 0, 4, 50, 59)] == [35, 44, 45, 49, 50, 59]


def test_a_time_between_stretches_has_the_place_of_the_next_one() -> None:
    assert Line(((0, 10), (20, 30), (40, 50))).place(12) == Line(((0, 10), (20, 30), (40, 50))).place(20) == 30


def test_a_time_after_all_stretches_is_itself() -> None:
    assert Line(((900, 910), (50, 60))).place(70) == 70


def test_neighbours_are_read_at_once_and_what_is_far_away_by_itself() -> None:
    line = Line(((0, 10), (15, 20), (900, 910), (40, 50)))
    assert line.read_together(most_apart=8) == [((0, 20), (0, 1)), ((900, 910), (2,)), ((40, 50), (3,))]


def test_what_is_cut_out_is_not_left() -> None:
    assert without([(0, 10), (20, 30)], [(8, 22), (25, 25)]) == ((0, 8), (22, 30))
    assert without([(5, 6)], [(0, 10)]) == ()


def test_what_follows_without_a_gap_is_one() -> None:
    assert joined([(0, 5), (5, 8), (9, 9), (10, 12)]) == ((0, 8), (10, 12))


@given(_SPANS, _SPANS)
def test_a_moment_is_left_when_it_was_there_and_is_not_cut_out(spans: list[tuple[int, int]],
                                                               cut: list[tuple[int, int]]) -> None:  # fmt: skip
    def holds(parts: object, moment: int) -> bool:
        return any(start <= moment < end for start, end in parts)  # type: ignore[attr-defined]

    left = without(spans, cut)
    assert all(holds(left, at) == (holds(spans, at) and not holds(cut, at)) for at in range(200))
    assert all(holds(joined(left), at) == holds(left, at) for at in range(200))


def test_what_is_cut_out_of_a_line_was_somewhere_in_its_stretches() -> None:
    line = Line(((900, 910), (50, 60)))
    assert line.without([(43, 52)]).stretches == ((900, 903), (52, 60))


def test_silence_is_a_pause_far_beyond_the_usual_ones() -> None:
    often = np.concatenate([np.arange(0, 100), np.arange(900, 1000)])
    assert silences(often, (0, 1000), least=50) == ((100, 900),)
    assert silences(often, (0, 500), least=50) == ()
    assert silences(np.arange(0, 1000, 60), (0, 1000), least=50) == ()
