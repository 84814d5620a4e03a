"""A new version beside the old one."""

from __future__ import annotations

import numpy as np

from rootward.causality.canary import observe_canary
from rootward.causality.model import Observation
from rootward.events.series import SeriesKey, SeriesSet

SECOND = 1_000_000_000
TIMES = np.arange(40, dtype=np.int64) * 60 * SECOND
WHOLE = (0, 40 * 60 * SECOND)
NOISE = np.random.default_rng(5).normal(0, 1, (6, 40))


def _key(name: str, unit: str, version: str, number: int, **more: str) -> SeriesKey:
    return SeriesKey(
        series_id=f"{number:032x}", name=name, unit=unit, kind="gauge", entity="service:till",
        attributes={"service.version": version, **more}, stat="value",
    )  # fmt: skip


def _found(*rows: tuple[SeriesKey, np.ndarray], quiet: bool = False) -> list[Observation]:
    series = SeriesSet(
        keys=tuple(key for key, _ in rows), times=TIMES, values=np.array([row for _, row in rows]), step_ns=60 * SECOND
    )
    return observe_canary(series, within=WHOLE, keep_quiet=quiet)


def _late(values: np.ndarray, start: int = 25) -> np.ndarray:
    return np.where(np.arange(40) < start, np.nan, values)


def test_a_version_that_fails_more_than_the_one_beside_it() -> None:
    old = (_key("success_rate", "%", "v1", 1), 99.5 + 0.1 * NOISE[0])
    new = (_key("success_rate", "%", "v2", 2), _late(70 + 0.1 * NOISE[1]))
    (found,) = _found(old, new)
    assert found.kind == "canary.errors" and found.score > 2
    assert (found.value["old"], found.value["new"]) == ("v1", "v2") and found.value["points"] == 15
    assert found.subject == {"series_ids": sorted([old[0].series_id, new[0].series_id]), "stat": "value"}


def test_what_is_better_or_alike_is_quiet() -> None:
    old = (_key("request_duration", "s", "v1", 1), 0.5 + 0.02 * NOISE[0])
    better = (_key("request_duration", "s", "v2", 2), _late(0.3 + 0.02 * NOISE[1]))
    assert _found(old, better) == []
    assert [one.score for one in _found(old, better, quiet=True)] == [0.0]


def test_versions_are_compared_for_the_same_caller_only() -> None:
    slow_caller = (_key("request_duration", "s", "v1", 1, caller="batch"), 5.0 + 0.02 * NOISE[0])
    other = (_key("request_duration", "s", "v2", 2, caller="web"), _late(9.0 + 0.02 * NOISE[1]))
    assert _found(slow_caller, other, quiet=True) == []


def test_versions_that_never_ran_together_are_not_beside_each_other() -> None:
    old = (_key("request_duration", "s", "v1", 1), np.where(np.arange(40) < 20, 0.5, np.nan))
    new = (_key("request_duration", "s", "v2", 2), _late(np.full(40, 0.9)))
    assert _found(old, new, quiet=True) == []


def test_of_three_versions_the_newest_is_held_against_the_one_before() -> None:
    rows = [(_key("cpu_usage", "1", f"v{n}", n), _late(0.2 * n + 0.001 * NOISE[n], 5 * n)) for n in range(1, 4)]
    (found,) = _found(*rows)
    assert (found.kind, found.value["old"], found.value["new"]) == ("canary.cpu", "v2", "v3")
