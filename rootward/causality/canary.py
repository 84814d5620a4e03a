"""Canary: what a new version does otherwise than the old one beside it, at the same time and for the same callers.

Two versions that run side by side share everything but what was changed: traffic, neighbours, nodes, the time of day.
What differs between them is the change's doing, wherever else it is felt.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from rootward.causality.metric_kinds import MetricMeaning, classify
from rootward.causality.model import Observation, stable
from rootward.causality.observe_metrics import floor_of
from rootward.causality.parameters import PARAMETERS, Parameters
from rootward.causality.series import Floats, scale_of, surprise
from rootward.causality.spans import Bools
from rootward.causality.versions import without_versions
from rootward.causality.words import named, qualified
from rootward.events.series import SeriesKey, SeriesSet
from rootward.kit.canonical import JSON

__all__ = ["observe_canary"]

_KINDS: Mapping[str, str] = {
    "latency": "latency", "client_latency": "latency", "db_latency": "latency", "errors": "errors",
    "client_errors": "errors", "db_errors": "errors", "availability": "errors", "refusals": "errors",
    "cpu": "cpu", "memory": "memory", "restarts": "errors", "queue": "latency",
}  # fmt: skip
_NAMES = ("service.version", "version", "app_version", "k8s.replicaset.name", "pod_template_hash", "image")
"""Which label tells versions apart, the plainest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """The same measurement of two versions: rows of the set."""

    old: int
    new: int
    meaning: MetricMeaning


def observe_canary(
    series: SeriesSet, *, within: tuple[int, int], keep_quiet: bool = False, parameters: Parameters = PARAMETERS
) -> list[Observation]:
    """`canary.<kind>` for each measurement that is worse on the newest version than on the one before it, in the set's
    order; quiet ones too with `keep_quiet`. Only times in `within` at which both were measured are compared."""
    inside = (series.times >= within[0]) & (series.times < within[1])
    found = (_compared(series, pair, inside, parameters) for pair in _pairs(series))
    return [one for one in found if one is not None and (keep_quiet or one.score > 0)]


def _pairs(series: SeriesSet) -> list[_Pair]:
    groups: dict[tuple[object, ...], list[int]] = {}
    for row, key in enumerate(series.keys):
        if _version(key):
            same = tuple(sorted(without_versions(key.attributes).items()))
            groups.setdefault((key.name, key.unit, key.stat, key.entity, same), []).append(row)
    found = []
    for rows in groups.values():
        first = series.keys[rows[0]]
        meaning = classify(first.name, first.unit, first.attributes, first.stat)
        if len(rows) > 1 and meaning.kind in _KINDS and meaning.direction:
            ordered = sorted(rows, key=lambda row: (_begins(series.values[row]), _version(series.keys[row])))
            found.append(_Pair(old=ordered[-2], new=ordered[-1], meaning=meaning))
    return found


def _version(key: SeriesKey) -> str:
    return next((key.attributes[name] for name in _NAMES if key.attributes.get(name)), "")


def _begins(row: Floats) -> int:
    known = np.flatnonzero(np.isfinite(row))
    return int(known[0]) if len(known) else len(row)


def _compared(series: SeriesSet, pair: _Pair, inside: Bools, parameters: Parameters) -> Observation | None:
    old, new = series.values[pair.old], series.values[pair.new]
    both = inside & np.isfinite(old) & np.isfinite(new)
    count = int(both.sum())
    if count < parameters.canary_points:
        return None
    peak = np.array([np.nanmax(np.abs(np.concatenate([old[both], new[both]])))])
    floors = np.array([floor_of(pair.meaning.kind, parameters)])
    _, scale, _ = scale_of(np.ascontiguousarray(old[None, np.isfinite(old)]), peak, parameters, floors)
    apart = float(np.median(new[both] - old[both])) * pair.meaning.direction
    z = max(0.0, apart / (float(scale[0]) * (1 + parameters.shrink / count)))
    before, now = float(np.median(old[both])), float(np.median(new[both]))
    return _observation(series, pair, before, now, z, count, parameters)


def _observation(
    series: SeriesSet, pair: _Pair, before: float, now: float, z: float, count: int, parameters: Parameters
) -> Observation:
    old, new = series.keys[pair.old], series.keys[pair.new]
    value: dict[str, JSON] = {
        "name": new.name, "stat": new.stat, "unit": new.unit, "old": _version(old), "new": _version(new),
        "before": stable(before), "after": stable(now), "deviation": stable(z, 4), "points": count,
    }  # fmt: skip
    name = qualified(new.name, without_versions(new.attributes), new.entity)
    return Observation(
        kind=f"canary.{_KINDS[pair.meaning.kind]}",
        entity=new.entity,
        subject={"series_ids": [*sorted([old.series_id, new.series_id])], "stat": new.stat},
        value=value,
        text=(
            f"{name} of {named(new.entity)} is {now:.4g} on version {_version(new)} beside {before:.4g} on "
            f"{_version(old)} at the same time"
        ),
        score=float(surprise(np.array([z]), parameters)[0]),
        direction="up" if now > before else "down",
        magnitude=now / before if before else 0.0,
    )
