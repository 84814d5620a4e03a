"""Flow cost: what an entity's answers cost, as one series: seconds of answering, or failures, of one call.

Of a histogram the mean times the rate of each of its series; of plain gauges the one nearest to a mean times the
traffic. Failures are counted where they are, else reckoned from availability and traffic.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rootward.causality.metric_kinds import MetricMeaning, meanings
from rootward.causality.once import once
from rootward.causality.series import Floats, Times
from rootward.causality.versions import across_versions
from rootward.events.series import SeriesKey, SeriesSet

__all__ = ["Costs", "Traffic", "all_costs", "costs_of", "traffic_of"]

_SECONDS: Mapping[str, float] = {
    "s": 1.0, "seconds": 1.0, "second": 1.0, "ms": 1e-3, "milliseconds": 1e-3, "us": 1e-6, "microseconds": 1e-6,
    "ns": 1e-9,
}  # fmt: skip
_MIDDLE = ("mean", "average", "avg", "p50", "median", "p75", "p90", "p95", "p99")
"""What a name says is nearest to a mean, best first."""
_KINDS = frozenset({"traffic", "errors", "refusals", "latency", "availability"})
_PERCENT = 100.0
_OFTEN = 0.5
"""Of the times of a gauge, at which counts must be there to be preferred."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """One row an entity, in order of entity: what one of its answers costs, and its calls a second."""

    entities: tuple[str, ...]
    values: Floats
    traffic: Floats
    times: Times


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """One row an entity, in order of entity: its calls a second."""

    entities: tuple[str, ...]
    traffic: Floats
    times: Times


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    key: SeriesKey
    meaning: MetricMeaning
    values: Floats


def costs_of(series: SeriesSet, what: str) -> Costs:
    """`what` is time or failures. Entities without traffic, or without what is asked for, are left out."""
    return all_costs(series, (what,))[what]


def all_costs(series: SeriesSet, whats: Iterable[str]) -> dict[str, Costs]:
    """`costs_of` of each."""
    asked = _asked(series)
    return {what: _costs(asked, what, series.times) for what in whats}


def traffic_of(series: SeriesSet) -> Traffic:
    """How often each entity is asked."""
    found = {entity: traffic for entity, (_, traffic) in _asked(series).items()}
    calls = np.array([*found.values()], dtype=np.float64).reshape(len(found), len(series.times))
    return Traffic(entities=tuple(found), traffic=calls, times=series.times)


@once
def _asked(series: SeriesSet) -> dict[str, tuple[list[_Row], Floats]]:
    """The rows and the traffic of each entity that has some, in order."""
    joined, _ = across_versions(series)
    by_entity: dict[str, list[_Row]] = {}
    for key, meaning, values in zip(joined.keys, meanings(joined), joined.values, strict=True):
        if meaning.kind in _KINDS:
            by_entity.setdefault(key.entity, []).append(_Row(key=key, meaning=meaning, values=values))
    return {
        entity: (rows, traffic) for entity, rows in sorted(by_entity.items()) if (traffic := _traffic(rows)) is not None
    }


def _costs(asked: Mapping[str, tuple[list[_Row], Floats]], what: str, times: Times) -> Costs:
    found: dict[str, Floats] = {}
    calls: dict[str, Floats] = {}
    for entity, (rows, traffic) in asked.items():
        cost = (_time if what == "time" else _failures)(rows, traffic)
        if cost is not None:
            with np.errstate(invalid="ignore", divide="ignore"):
                found[entity] = np.where(np.nan_to_num(traffic) > 0, cost / traffic, np.nan)
            calls[entity] = traffic
    return Costs(
        entities=tuple(found),
        values=np.array([*found.values()], dtype=np.float64).reshape(len(found), len(times)),
        traffic=np.array([*calls.values()], dtype=np.float64).reshape(len(calls), len(times)),
        times=times,
    )


def _traffic(rows: Sequence[_Row]) -> Floats | None:
    """Calls: rates of all its series of one name added up (those of failed calls too); a gauge of traffic where there
    are none, or where they were seldom taken."""
    rates = [row for row in rows if row.key.stat == "rate" and row.meaning.kind in ("traffic", "errors", "refusals")]
    first = _first_name(rates)
    counted = _summed([row.values for row in rates if row.key.name == first]) if rates else None
    gauge = next((row.values for row in rows if row.key.stat == "value" and row.meaning.kind == "traffic"), None)
    if counted is None or gauge is None:
        return gauge if counted is None else counted
    return gauge if _known(counted) < _OFTEN * _known(gauge) else counted


def _known(values: Floats) -> int:
    return int(np.isfinite(values).sum())


def _first_name(rows: Sequence[_Row]) -> str:
    """The name with the most calls: that of the requests, not of something that is done now and then."""
    total: dict[str, float] = {}
    for row in rows:
        total[row.key.name] = total.get(row.key.name, 0.0) + float(np.nansum(row.values))
    return min(total, key=lambda name: (-total[name], name), default="")


def _time(rows: Sequence[_Row], traffic: Floats) -> Floats | None:
    rates = {_same(row.key): row.values for row in rows if row.key.stat == "rate"}
    means = [
        row for row in rows if row.meaning.kind == "latency" and row.key.stat == "mean" and _same(row.key) in rates
    ]
    if means:
        parts = [_scaled(row) * np.nan_to_num(rates[_same(row.key)]) for row in means]
        return _summed(parts)
    gauges = [row for row in rows if row.meaning.kind == "latency" and row.key.stat in ("value", "mean", "p50", "p95")]
    if not gauges:
        return None
    best = min(gauges, key=lambda row: (_from_middle(row.key), row.key.name, row.key.series_id))
    cost: Floats = np.nan_to_num(_scaled(best)) * np.nan_to_num(traffic)
    return np.where(np.isnan(best.values) & np.isnan(traffic), np.nan, cost)


def _failures(rows: Sequence[_Row], traffic: Floats) -> Floats | None:
    counted = [row.values for row in rows if row.meaning.kind == "errors" and row.key.stat == "rate"]
    if counted:
        return _summed(counted)
    shares = [row for row in rows if row.meaning.kind == "availability" and row.key.stat in ("value", "mean")]
    if not shares:
        return None
    best = min(shares, key=lambda row: (row.key.name, row.key.series_id))
    whole = _PERCENT if best.key.unit in ("%", "percent") or np.nanmax(best.values, initial=0.0) > 1.5 else 1.0
    lost = np.clip(1.0 - np.where(np.isnan(best.values), whole, best.values) / whole, 0.0, 1.0)
    cost: Floats = lost * np.nan_to_num(traffic)
    return np.where(np.isnan(best.values) & np.isnan(traffic), np.nan, cost)


def _same(key: SeriesKey) -> tuple[str, tuple[tuple[str, str], ...]]:
    return key.name, tuple(sorted(key.attributes.items()))


def _from_middle(key: SeriesKey) -> int:
    said = f"{key.name} {key.stat} {' '.join(key.attributes.values())}".lower()
    return next((place for place, word in enumerate(_MIDDLE) if word in said), len(_MIDDLE))


def _scaled(row: _Row) -> Floats:
    return row.values * _SECONDS.get(row.key.unit, 1.0)


def _summed(parts: Sequence[Floats]) -> Floats:
    stacked = np.array(parts, dtype=np.float64)
    known = np.isfinite(stacked).any(axis=0)
    total: Floats = np.where(known, np.nansum(stacked, axis=0), np.nan)
    return total
