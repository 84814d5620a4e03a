"""What callers wait beyond what callees work."""

from __future__ import annotations

import numpy as np

from rootward.causality.edge_gaps import EdgeGap, edge_gaps
from rootward.events.series import SeriesKey, SeriesSet

MINUTE = 60 * 1_000_000_000
BEFORE, AFTER = (0, 40 * MINUTE), (40 * MINUTE, 50 * MINUTE)
CALLS = {"service:door": ["service:desk"]}
WOBBLE = 1 + 0.05 * np.sin(np.arange(50))


def _step(low: float, high: float) -> np.ndarray:
    return np.where(np.arange(50) < 40, low, high) * WOBBLE


def _set(*rows: tuple[str, str, str, dict[str, str], np.ndarray]) -> SeriesSet:
    keys = tuple(
        SeriesKey(series_id=f"{place:032x}", name=name, unit=unit, kind="gauge", entity=f"service:{entity}",
                  attributes=attributes, stat="value")
        for place, (entity, name, unit, attributes, _) in enumerate(rows)
    )  # fmt: skip
    values = np.array([row[4] for row in rows])
    return SeriesSet(keys=keys, times=np.arange(50) * MINUTE, values=values, step_ns=MINUTE)


def _found(series: SeriesSet) -> list[EdgeGap]:
    return list(edge_gaps(series, CALLS, before=BEFORE, after=AFTER))


CLIENT, SERVER = "http.client.request.duration", "http.server.request.duration"
TO, FROM = {"server.address": "desk"}, {"client.address": "door"}


def test_what_the_caller_waits_and_the_callee_does_not_work_lies_between() -> None:
    (one,) = _found(_set(("door", CLIENT, "s", TO, _step(0.2, 0.7)), ("desk", SERVER, "s", FROM, _step(0.2, 0.2))))
    assert (one.caller, one.callee) == ("service:door", "service:desk") and one.score > 1.5
    assert abs(one.grown - 0.5) < 0.05 and one.onset == 40 * MINUTE


def test_a_callee_that_is_slow_itself_leaves_no_gap() -> None:
    (one,) = _found(_set(("door", CLIENT, "s", TO, _step(0.21, 0.71)), ("desk", SERVER, "s", FROM, _step(0.2, 0.7))))
    assert one.score == 0


def test_a_gap_that_is_little_beside_the_call_is_not_felt() -> None:
    (one,) = _found(_set(("door", CLIENT, "s", TO, _step(0.2, 0.21)), ("desk", SERVER, "s", FROM, _step(0.2, 0.2))))
    assert one.score == 0


def test_units_of_both_sides_may_differ_and_other_callers_latencies_are_not_taken() -> None:
    series = _set(
        ("door", CLIENT, "ms", TO, _step(200, 700)), ("desk", SERVER, "s", {"client.address": "hall"}, _step(0, 9)),
        ("desk", SERVER, "s", FROM, _step(0.2, 0.2)),
    )  # fmt: skip
    assert abs(_found(series)[0].grown - 0.5) < 0.05


def test_one_sided_measurements_and_strangers_say_nothing() -> None:
    assert _found(_set(("door", CLIENT, "s", TO, _step(0.2, 0.7)))) == []
    stranger = {"server.address": "elsewhere"}
    assert _found(_set(("door", CLIENT, "s", stranger, _step(1, 2)), ("desk", SERVER, "s", {}, _step(1, 1)))) == []
    assert (
        _found(_set(("door", CLIENT, "s", TO, _step(1, 2)), ("desk", SERVER, "s", {"route": "/"}, _step(1, 1)))) == []
    )
