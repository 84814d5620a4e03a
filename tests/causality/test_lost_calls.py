"""Calls that an entity no longer makes."""

from __future__ import annotations

import numpy as np

from rootward.causality.lost_calls import LostCalls, lost_calls
from rootward.events.series import SeriesKey, SeriesSet

MINUTE = 60 * 1_000_000_000
BEFORE, AFTER = (0, 40 * MINUTE), (40 * MINUTE, 50 * MINUTE)
CALLS = {"service:till": ["service:card", "service:post"], "service:door": ["service:till", "service:post"]}
WOBBLE = 1 + 0.2 * np.sin(np.arange(50))
AS_EVER = np.ones(50)


def _set(**asked: np.ndarray) -> SeriesSet:
    keys = tuple(
        SeriesKey(series_id=f"{place:032x}", name="http.server.request.rate", unit="{request}/s", kind="gauge",
                  entity=f"service:{entity}", attributes={}, stat="value")
        for place, entity in enumerate(asked)
    )  # fmt: skip
    return SeriesSet(keys=keys, times=np.arange(50) * MINUTE, values=np.array([*asked.values()]), step_ns=MINUTE)


def _found(series: SeriesSet, **more: str) -> dict[tuple[str, str], LostCalls]:
    found = lost_calls(series, CALLS, before=BEFORE, after=AFTER, **more)
    return {(one.caller, one.callee): one for one in found}


def _without(share: float, start: int, end: int) -> np.ndarray:
    at = np.arange(50)
    return np.where((at >= start) & (at < end), share, 1.0)


def test_a_callee_that_is_asked_no_more_speaks_against_its_only_caller() -> None:
    series = _set(till=0.3 * WOBBLE, card=0.3 * WOBBLE * _without(0, 41, 44))
    one = _found(series)["service:till", "service:card"]
    assert one.after == 0 and 40 < one.expected < 70 and one.score > 1.5
    assert (one.onset, one.ended) == (41 * MINUTE, 44 * MINUTE), "the stretch that lost, not all of the window"


def test_calls_that_go_down_with_the_requests_are_not_lost() -> None:
    less = _without(0.2, 41, 50)
    series = _set(till=3 * WOBBLE * less, card=3 * WOBBLE * less)
    assert _found(series)["service:till", "service:card"].score == 0


def test_nothing_is_said_of_a_callee_that_others_call_too() -> None:
    series = _set(till=3 * WOBBLE, post=3 * WOBBLE * _without(0, 41, 50), door=3 * WOBBLE)
    assert set(_found(series)) == {("service:door", "service:till")}


def test_few_calls_that_stay_away_for_a_moment_are_chance() -> None:
    series = _set(till=0.02 * AS_EVER, card=0.02 * AS_EVER * _without(0, 41, 44))
    assert _found(series)["service:till", "service:card"].score == 0


def test_an_earlier_outage_does_not_make_losing_calls_ordinary() -> None:
    series = _set(till=2 * WOBBLE, card=2 * WOBBLE * _without(0, 41, 44) * _without(0, 10, 16))
    assert _found(series)["service:till", "service:card"].score > 1.5


def test_one_caller_alone_is_measured_as_among_all() -> None:
    series = _set(till=0.3 * WOBBLE, card=0.3 * WOBBLE * _without(0, 41, 44), door=WOBBLE)
    alone = lost_calls(series, {"service:till": ["service:card"]}, before=BEFORE, after=AFTER)
    assert list(alone) == [_found(series)["service:till", "service:card"]]
