"""Calls no longer made, and time between two, as observations."""

from __future__ import annotations

import numpy as np

from rootward.causality.model import Observation
from rootward.causality.observe_peers import observe_peers
from rootward.events.series import SeriesKey, SeriesSet

MINUTE = 60 * 1_000_000_000
BEFORE, AFTER = (0, 40 * MINUTE), (40 * MINUTE, 50 * MINUTE)
NAMES = ("a", "b", "c")
CALLS = {"service:web": [f"service:{name}" for name in NAMES]}
WOBBLE = 1 + 0.05 * np.sin(np.arange(50))


def _step(low: float, high: float) -> np.ndarray:
    return np.where(np.arange(50) < 40, low, high) * WOBBLE


def _row(entity: str, name: str, unit: str, attributes: dict[str, str]) -> SeriesKey:
    identity = f"{sum(map(ord, entity + name + ''.join(attributes.values()))):032x}"
    return SeriesKey(
        series_id=identity, name=name, unit=unit, kind="gauge", entity=f"service:{entity}", attributes=attributes,
        stat="value",
    )  # fmt: skip


def _set(rows: list[tuple[SeriesKey, np.ndarray]]) -> SeriesSet:
    values = np.array([row for _, row in rows])
    return SeriesSet(keys=tuple(key for key, _ in rows), times=np.arange(50) * MINUTE, values=values, step_ns=MINUTE)


def _far(**far: float) -> list[Observation]:
    """`web` waits this much longer for each callee."""
    rows = []
    for name in NAMES:
        waited = _step(0.11, 0.11 + far.get(name, 0.0))
        rows.append((_row("web", "http.client.request.duration", "s", {"server.address": name}), waited))
        rows.append((_row(name, "http.server.request.duration", "s", {"client.address": "web"}), _step(0.1, 0.1)))
    return observe_peers(_set(rows), CALLS, before=BEFORE, after=AFTER)


def test_one_callee_that_is_far_from_its_caller_is_the_one() -> None:
    assert [(item.kind, item.entity) for item in _far(b=0.3)] == [("flow.gap", "service:b")]


def test_a_caller_that_is_far_from_everybody_is_the_one() -> None:
    assert {item.entity for item in _far(a=0.3, b=0.25, c=0.3)} == {"service:web"}


def test_calls_that_are_no_longer_made_speak_against_the_caller() -> None:
    requests, kept = (_row(name, "http.server.request.rate", "{request}/s", {}) for name in ("web", "a"))
    for share, kind in ((0.0, "flow.stopped"), (0.3, "flow.lost")):
        series = _set([(requests, 5 * WOBBLE), (kept, 4 * _step(1, share))])
        (item,) = observe_peers(series, CALLS, before=BEFORE, after=AFTER)
        assert (item.kind, item.entity) == (kind, "service:web")
        assert item.value["peer"] == "service:a" and "expected" in item.text


def test_quiet_edges_are_kept_only_when_asked_for() -> None:
    assert _far() == []
    rows = [(_row(name, "http.server.request.rate", "{request}/s", {}), 5 * WOBBLE) for name in ("web", "a")]
    assert observe_peers(_set(rows), CALLS, before=BEFORE, after=AFTER) == []
    (kept,) = observe_peers(_set(rows), CALLS, before=BEFORE, after=AFTER, keep_quiet=True)
    assert kept.score == 0 and kept.subject == {"entity": "service:web", "what": "calls", "callees": ["service:a"]}
