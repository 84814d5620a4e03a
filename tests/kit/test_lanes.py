"""Lanes: in order, one thread a lane at a time, and nobody is left out."""

from __future__ import annotations

import threading

from rootward.kit.lanes import Lanes


def test_what_waits_in_a_lane_is_taken_together_and_in_order() -> None:
    lanes: Lanes[int] = Lanes()
    for number in range(5):
        lanes.put("a", number)
    assert len(lanes) == 5
    assert lanes.take(3) == ("a", [0, 1, 2])
    lanes.put("a", 5)
    lanes.done("a")
    assert lanes.take(9) == ("a", [3, 4, 5])
    assert len(lanes) == 0


def test_a_held_lane_is_passed_over_until_it_is_done() -> None:
    lanes: Lanes[int] = Lanes()
    lanes.put("a", 1)
    assert lanes.take(9) == ("a", [1])
    lanes.put("a", 2)
    lanes.put("b", 3)
    assert lanes.take(9) == ("b", [3])
    lanes.done("a")
    assert lanes.take(9) == ("a", [2])


def test_a_lane_that_always_has_more_comes_after_those_that_wait() -> None:
    lanes: Lanes[int] = Lanes()
    for lane, item in (("a", 1), ("a", 2), ("b", 3)):
        lanes.put(lane, item)
    assert lanes.take(1) == ("a", [1])
    lanes.done("a")
    assert lanes.take(1) == ("b", [3])


def test_a_lane_that_is_put_first_goes_before_those_that_wait() -> None:
    lanes: Lanes[int] = Lanes()
    for lane, item, first in (("a", 1, False), ("b", 2, False), ("!", 3, True), ("!", 4, True)):
        lanes.put(lane, item, first=first)
    assert lanes.take(9) == ("!", [3, 4])
    lanes.put("!", 5, first=True)
    assert lanes.take(9) == ("a", [1])
    lanes.done("!")
    assert lanes.take(9) == ("b", [2])
    assert lanes.take(9) == ("!", [5])


def test_a_closed_one_gives_what_is_left_and_then_lets_go() -> None:
    lanes: Lanes[int] = Lanes()
    lanes.put("a", 1)
    lanes.close()
    assert lanes.take(9) == ("a", [1])
    lanes.put("a", 2)
    lanes.done("a")
    assert lanes.take(9) == ("a", [2])
    assert lanes.take(9) is None


def test_no_two_threads_hold_one_lane_and_all_is_taken_once() -> None:
    lanes: Lanes[int] = Lanes()
    holders: dict[str, int] = {"a": 0, "b": 0, "c": 0}
    taken: dict[str, list[int]] = {lane: [] for lane in holders}
    shared: list[str] = []

    def work() -> None:
        while (found := lanes.take(7)) is not None:
            lane, items = found
            holders[lane] += 1
            if holders[lane] > 1:
                shared.append(lane)
            taken[lane] += items
            holders[lane] -= 1
            lanes.done(lane)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(3000):
        lanes.put("abc"[number % 3], number)
    lanes.close()
    for thread in threads:
        thread.join()
    assert not shared
    assert taken == {lane: list(range(first, 3000, 3)) for first, lane in enumerate("abc")}
