"""What keeps failing rests, is tried once, and rests longer when that fails."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rootward.kit.breaker import Breaker, Breakers, Limits, after, begun, resting_s

LIMITS = Limits(failures=3, rest_s=10, most_s=35)


def _failed(breaker: Breaker, now: float, times: int = 1) -> Breaker:
    for _ in range(times):
        breaker = after(breaker, now, LIMITS, ok=False)
    return breaker


def test_it_rests_after_so_many_failures_in_a_row() -> None:
    assert resting_s(_failed(Breaker(), 0, 2), 0) == 0
    assert resting_s(_failed(Breaker(), 0, 3), 0) == 10
    assert resting_s(_failed(after(_failed(Breaker(), 0, 2), 0, LIMITS, ok=True), 0, 2), 0) == 0


def test_one_may_try_and_nobody_else() -> None:
    tired = _failed(Breaker(), 0, 3)
    assert resting_s(tired, 9.9) > 0
    assert resting_s(tired, 10) == 0
    tried = begun(tired, 10, LIMITS)
    assert resting_s(tried, 10) > 0
    assert resting_s(after(tried, 11, LIMITS, ok=True), 11) == 0


def test_it_rests_twice_as_long_each_time_up_to_the_most() -> None:
    tired, now, lengths = _failed(Breaker(), 0, 3), 0.0, []
    for _ in range(4):
        length = resting_s(tired, now)
        lengths.append(length)
        now += length
        tired = _failed(begun(tired, now, LIMITS), now)
    assert lengths == [10, 20, 35, 35]


def test_a_trial_that_never_came_back_does_not_close_it_for_ever() -> None:
    tried = begun(_failed(Breaker(), 0, 3), 10, LIMITS)
    assert resting_s(tried, 19) > 0, "somebody may still be at it"
    assert resting_s(tried, 20) == 0
    assert resting_s(begun(tried, 20, LIMITS), 20) > 0


def test_breakers_are_kept_apart_and_forgotten_when_all_is_well() -> None:
    breakers = Breakers(LIMITS)
    for _ in range(3):
        breakers.ended(("t", "a"), 0, ok=False)
    assert "3 times" in str(breakers.resting(("t", "a"), 0))
    assert breakers.resting(("u", "a"), 0) is None
    breakers.began(("t", "a"), 10)
    breakers.ended(("t", "a"), 10, ok=True)
    assert breakers.resting(("t", "a"), 10) is None


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 100)), max_size=30))
def test_it_never_rests_longer_than_the_most_and_never_by_less_failures(steps: list[tuple[bool, float]]) -> None:
    breaker, now, in_a_row = Breaker(), 0.0, 0
    for ok, passed in steps:
        now += passed
        breaker = after(begun(breaker, now, LIMITS), now, LIMITS, ok=ok)
        in_a_row = 0 if ok else in_a_row + 1
        assert 0 <= resting_s(breaker, now) <= LIMITS.most_s
        assert bool(resting_s(breaker, now)) <= (in_a_row >= LIMITS.failures)
