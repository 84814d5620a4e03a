"""Versions: one row for what is measured the same way by the old and the new version of one thing.

A rollout gives every series a new label. Told apart, a limit that fell would be one series that ended and another that
began; seen as one, it fell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from rootward.causality.once import once
from rootward.causality.series import Floats
from rootward.events.series import SeriesKey, SeriesSet

__all__ = ["across_versions", "without_versions"]

_VERSIONS = frozenset({
    "service.version", "version", "app_version", "image", "container.image.name", "container.image.tag",
    "container.image.tags", "k8s.replicaset.name", "k8s.replicaset.uid", "pod_template_hash", "git.commit", "revision",
    "deployment.id", "deployment.name",
})  # fmt: skip
_ADDED_UP = frozenset({"rate"})


@once
def across_versions(series: SeriesSet) -> tuple[SeriesSet, tuple[tuple[str, ...], ...]]:
    """The set with rows that differ in their version only made one, and for each row the ids it was made of, sorted.

    Rates are added up, levels averaged where both were measured. Rows stay in the order of their first."""
    members: dict[tuple[object, ...], list[int]] = {}
    for place, key in enumerate(series.keys):
        members.setdefault(_same(key), []).append(place)
    keys = tuple([_plain(series.keys[places[0]]) for places in members.values()])
    ids = tuple([_ids(series.keys, places) for places in members.values()])
    if len(members) == len(series.keys):
        return replace(series, keys=keys), ids
    rows = [_joined(series.values[places], series.keys[places[0]]) for places in members.values()]
    values = np.array(rows, dtype=np.float64).reshape(len(rows), len(series.times))
    return replace(series, keys=keys, values=values), ids


def _same(key: SeriesKey) -> tuple[object, ...]:
    entity, name, attributes, unit, kind, _, stat = _plain(key).order
    return name, unit, kind, entity, stat, attributes


def _ids(keys: Sequence[SeriesKey], places: Sequence[int]) -> tuple[str, ...]:
    if len(places) == 1:
        return (keys[places[0]].series_id,)
    return tuple(sorted({keys[place].series_id for place in places}))


def _plain(key: SeriesKey) -> SeriesKey:
    if _VERSIONS.isdisjoint(key.attributes):
        return key
    return replace(key, attributes=without_versions(key.attributes))


def without_versions(attributes: Mapping[str, str]) -> dict[str, str]:
    """The attributes that the old and the new version of one thing share."""
    return {name: value for name, value in attributes.items() if name not in _VERSIONS}


def _joined(rows: Floats, key: SeriesKey) -> Floats:
    if len(rows) == 1:
        only: Floats = rows[0]
        return only
    known = np.isfinite(rows)
    count = known.sum(axis=0)
    total = np.where(known, rows, 0.0).sum(axis=0)
    divisor = np.ones_like(total) if key.stat in _ADDED_UP else np.maximum(count, 1)
    joined: Floats = np.where(count > 0, total / divisor, np.nan)
    return joined
