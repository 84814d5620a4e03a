"""Loaded: metric series in memory, read from the database once, from which sets of several windows are made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple, cast

import msgspec
import numpy as np
import numpy.typing as npt

from rootward.events.chunks import HOUR
from rootward.events.model import MetricKind
from rootward.events.points import Points, Stored, in_order
from rootward.events.resample import LOOKBACK, Measured, Part, resample
from rootward.events.series import SeriesKey, SeriesSet, group_of, without_instance

__all__ = ["CUMULATIVE", "Loaded", "SeriesRow", "key_of", "seen_by", "whole_hours", "within"]

CUMULATIVE = "cumulative_"
"""Before the kind of a stored series whose histograms count since its start."""

_MOST_KEPT = 64_000_000  # bytes of points that stay in memory for the next window; more are made anew for each


class SeriesRow(NamedTuple):
    """What is stored of a series; JSON as bytes."""

    series_id: str
    name: str
    unit: str
    kind: str
    entity: str
    attributes: bytes
    bounds: bytes | None


class Loaded:
    """Points as they were by `as_of`, of the series in `known`."""

    def __init__(
        self, stored: Stored, known: Mapping[str, SeriesRow], *, as_of: int, merge_instances: bool = True
    ) -> None:
        self._known, self._as_of, self._merged = known, as_of, merge_instances
        self._source: Stored | tuple[Part, ...] = stored

    def series(self, *, start: int, end: int, step: int | None, limit: int, again: bool = False) -> SeriesSet:
        """As metrics.read says, for a window within what was loaded. `again`: another window will follow."""
        if again:
            self._keep()
        parts = (replace(part, points=within(part.points, start - LOOKBACK, end)) for part in self._parts())
        return _limited(resample(parts, start=start, end=end, step=step), limit)

    def _keep(self) -> None:
        """Hold what is made of the stored points instead of them, unless that is too much."""
        parts, size = [], 0
        for part in self._parts():
            parts.append(part)
            size += sum(3 * one.ts.nbytes + one.values.nbytes for one in part.points.parts)
            if size > _MOST_KEPT:
                return
        self._source = tuple(parts)

    def _parts(self) -> Iterable[Part]:
        return self._source if isinstance(self._source, tuple) else self._made(self._source)

    def _made(self, stored: Stored) -> Iterator[Part]:
        for points in stored.in_groups():
            inside = np.array([identifier in self._known for identifier in points.ids], bool)
            measured, keys = _rows(points, self._known, self._merged)
            yield Part(points=in_order(seen_by(points, self._as_of, inside)), measured=measured, keys=keys)


def whole_hours(windows: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The hours that windows need, those that touch as one: (from, until) in order."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(((start - LOOKBACK) // HOUR * HOUR, -(-end // HOUR) * HOUR) for start, end in windows):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def seen_by(points: Points, as_of: int, inside: npt.NDArray[np.bool_]) -> Points:
    """Only what was there by `as_of` and belongs to a series that is wanted."""
    return _where(points, [(part.seq <= as_of) & inside[part.series] for part in points.parts])


def within(points: Points, start: int, end: int) -> Points:
    """Only what lies in [start, end)."""
    return _where(points, [(part.ts >= start) & (part.ts < end) for part in points.parts])


def _where(points: Points, keep: list[npt.NDArray[np.bool_]]) -> Points:
    parts = [part if chosen.all() else part.where(chosen) for part, chosen in zip(points.parts, keep, strict=True)]
    return Points(ids=points.ids, scalars=parts[0], histograms=tuple(parts[1:]))


def _rows(points: Points, known: Mapping[str, SeriesRow], merged: bool) -> tuple[list[Measured], list[SeriesKey]]:
    """What resample needs: each series' nature and row, and a key for each row."""
    place: dict[str, int] = {}
    keys: list[SeriesKey] = []
    measured: list[Measured] = []
    for identifier in points.ids:
        row = known.get(identifier)
        if row is None:  # none of its points is left, but it keeps its place in `ids`
            measured.append(Measured(row=0, kind="gauge", cumulative=False, bounds=()))
            continue
        name = group_of(identifier) if merged else identifier
        if name not in place:
            place[name] = len(keys)
            keys.append(key_of(row, merged=merged))
        bounds = _BOUNDS.decode(row.bounds) if row.bounds else ()
        cumulative = row.kind.startswith(CUMULATIVE)
        measured.append(Measured(row=place[name], kind=_kind(row.kind), cumulative=cumulative, bounds=bounds))
    return measured, keys


def key_of(row: SeriesRow, *, merged: bool) -> SeriesKey:
    """Of a series, or of all instances that are `merged` with it; `stat` is `value`."""
    attributes = _ATTRIBUTES.decode(row.attributes)
    return SeriesKey(
        series_id=group_of(row.series_id) if merged else row.series_id, name=row.name, unit=row.unit,
        kind=_kind(row.kind), entity=row.entity, attributes=without_instance(attributes) if merged else attributes,
        stat="value",
    )  # fmt: skip


def _kind(stored: str) -> MetricKind:
    return cast(MetricKind, stored.removeprefix(CUMULATIVE))


def _limited(found: SeriesSet, limit: int) -> SeriesSet:
    if len(found.keys) <= limit:
        return found
    return SeriesSet(
        keys=found.keys[:limit], times=found.times, values=found.values[:limit], step_ns=found.step_ns,
        truncated=len(found.keys) - limit,
    )  # fmt: skip


_ATTRIBUTES = msgspec.json.Decoder(dict[str, str])
_BOUNDS = msgspec.json.Decoder(tuple[float, ...])
