"""Times and ids."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.kit import clock

_TIMES = st.integers(min_value=0, max_value=4_102_444_800_000_000_000)


@given(_TIMES)
def test_a_time_survives_being_written_and_read(ns: int) -> None:
    assert clock.parse_ns(clock.format_ns(ns)) == ns


@pytest.mark.parametrize(
    ("text", "ns"),
    [
        ("1970-01-01T00:00:01Z", 1_000_000_000),
        ("1970-01-01T02:00:01.5+02:00", 1_500_000_000),
        ("2025-10-30T07:41:03Z", 1_761_810_063_000_000_000),
    ],
)
def test_rfc_3339_is_read_with_its_zone(text: str, ns: int) -> None:
    assert clock.parse_ns(text) == ns


@pytest.mark.parametrize("text", ["2025-10-30T07:41:03", "yesterday", "", "2025-10-30T07:41:03.Z"])
def test_a_time_without_a_zone_or_sense_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        clock.parse_ns(text)


def test_ids_sort_in_the_order_they_were_made() -> None:
    made = [clock.new_id("evt") for _ in range(2000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_the_clock_can_be_stopped() -> None:
    with clock.fixed(42):
        assert clock.now_ns() == 42
    assert clock.now_ns() != 42


def test_many_ids_at_once_sort_in_their_order_and_before_the_next_ones() -> None:
    made = [clock.new_id("evt"), *clock.new_ids("evt", 3), *clock.new_ids("evt", 0), *clock.new_ids("evt", 2000)]
    made.append(clock.new_id("evt"))
    assert made == sorted(set(made))
    assert {len(one) for one in made} == {30}


def test_many_ids_at_once_go_on_where_their_last_four_characters_are_used_up() -> None:
    count = 2**20 + 3
    made = clock.new_ids("evt", count)
    assert len(set(made)) == count
    assert made == sorted(made)


def test_a_clock_that_goes_forward_is_not_moved_by_a_wall_clock_that_goes_back() -> None:
    wall, passed = [1_000], [50]
    forward = clock.Forward(lambda: wall[0], lambda: passed[0])
    assert forward.now_ns() == 1_000
    wall[0], passed[0] = 400, 60  # somebody sets the clock back
    assert forward.now_ns() == 1_010
    wall[0], passed[0] = 5_000, 61  # and forward
    assert forward.now_ns() == 5_000
    wall[0] = 0
    assert forward.now_ns() == 5_000


def test_a_fixed_clock_stops_the_one_that_goes_forward_too() -> None:
    with clock.fixed(7):
        assert clock.forward_ns() == 7
    assert clock.forward_ns() >= clock.now_ns() - 10**9
