"""Counters that parted, as observations."""

from __future__ import annotations

import numpy as np

from rootward.causality.observe_partners import observe_partners
from rootward.events.series import Floats, SeriesKey, SeriesSet

SECOND = 1_000_000_000
BEFORE, AFTER = (0, 300 * SECOND), (300 * SECOND, 600 * SECOND)
BUSY = np.resize([30.0, 12.0, 21.0], 10) / 60


def _key(entity: str, name: str, **attributes: str) -> SeriesKey:
    return SeriesKey(
        series_id=f"{entity}-{name}-{sorted(attributes.values())}", name=name, unit="", kind="delta", entity=entity,
        attributes=attributes, stat="rate",
    )  # fmt: skip


def _set(*rows: tuple[SeriesKey, Floats]) -> SeriesSet:
    return SeriesSet(
        keys=tuple(key for key, _ in rows), times=np.arange(10, dtype=np.int64) * 60 * SECOND,
        values=np.array([values for _, values in rows]), step_ns=60 * SECOND,
    )  # fmt: skip


def _stops(values: Floats) -> Floats:
    return np.where(np.arange(10) < 5, values, 0.0)


def _lines(place: str, severity: str = "INFO") -> SeriesKey:
    return _key("service:pay", "log_lines", **{"code.function": place, "severity": severity})


def test_a_line_that_no_longer_follows_the_one_before_is_told_with_its_partner() -> None:
    found = observe_partners(
        _set((_lines("Pay#10"), BUSY), (_lines("Pay#14"), _stops(BUSY)), (_lines("Pay#20"), BUSY)),
        before=BEFORE, after=AFTER,
    )  # fmt: skip
    assert [(item.kind, item.entity, item.direction) for item in found] == [("log.stopped", "service:pay", "gone")]
    assert found[0].value["attributes"] == {"code.function": "Pay#14", "severity": "INFO"}
    assert found[0].onset == 300 * SECOND and found[0].value["after"] == 0
    assert "as often as log_lines (Pay#10, INFO)" in found[0].text


def test_fewer_failures_than_their_partners_tell_of_nothing_bad() -> None:
    rows = (_lines("Pay#10"), BUSY), (_lines("Pay#14", "ERROR"), _stops(BUSY)), (_lines("Pay#20"), BUSY)
    assert observe_partners(_set(*rows), before=BEFORE, after=AFTER) == []


def test_an_entity_is_judged_by_its_own_counters_and_levels_are_no_counters() -> None:
    other = _key("service:shop", "traces.span.metrics.calls", **{"span.name": "list"})
    assert observe_partners(_set((_lines("Pay#10"), BUSY), (other, _stops(BUSY))), before=BEFORE, after=AFTER) == []
    calls = [_key("service:shop", "traces.span.metrics.calls", **{"span.name": name}) for name in ("list", "query")]
    found = observe_partners(_set((calls[0], BUSY), (calls[1], _stops(BUSY))), before=BEFORE, after=AFTER)
    assert [item.kind for item in found] == ["trace.stopped"]


def test_what_comes_more_often_than_its_partners_counts_less() -> None:
    twice = np.where(np.arange(10) < 5, BUSY, BUSY * 4)
    plain = observe_partners(
        _set((_lines("Pay#10"), BUSY), (_lines("Pay#14"), BUSY), (_lines("Pay#20"), twice)), before=BEFORE, after=AFTER
    )
    assert [(item.direction, str(item.value["attributes"]["code.function"])) for item in plain] == [("up", "Pay#20")]  # type: ignore[index,call-overload]
