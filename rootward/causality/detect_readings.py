"""Readings: what detection looks at, made of telemetry as it is stored: one value a track and evaluation."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import numpy as np

from rootward.causality.detect import Measured, Track
from rootward.causality.detect_track import Floats, Mode
from rootward.causality.metric_kinds import MetricMeaning, classify
from rootward.events.answered import Answered
from rootward.events.entity import kind_of
from rootward.events.log_counts import LogCounts
from rootward.events.series import SeriesKey, SeriesSet

__all__ = ["gathered", "of_logs", "of_metrics", "of_spans"]

SECOND = 1_000_000_000
Reading = tuple[Track, Floats, Floats]

_TIMES = frozenset({"latency", "client_latency", "db_latency"})
_FAILURES = frozenset({"errors", "client_errors", "db_errors"})
_LEVELS = frozenset({"availability", "cpu", "memory", "disk", "pool_wait", "queue", "pool_size"})
_STATS = frozenset({"value", "mean", "rate"})
_WATCHED = frozenset({"service", "workload", "database"})


def gathered(parts: Iterable[Reading], ends: tuple[int, ...]) -> Measured:
    """All readings of the same evaluations; of one track that comes twice the later."""
    found = {track: (values, weights) for track, values, weights in parts}
    tracks = tuple(sorted(found))
    shape = (len(tracks), len(ends))
    return Measured(
        tracks=tracks,
        ends=ends,
        values=np.array([found[track][0] for track in tracks]).reshape(shape),
        weights=np.array([found[track][1] for track in tracks]).reshape(shape),
    )


def of_metrics(series: SeriesSet) -> list[Reading]:
    """The series of a set on the grid of evaluations. The routes of a service are taken together: their mean time by
    traffic, their failures out of all; of a level the worst counts."""
    meant = [_meaning(key) for key in series.keys]
    rates = {key.series_id: row for row, key in enumerate(series.keys) if key.stat == "rate"}
    groups: dict[tuple[str, str, str], list[int]] = {}
    for row, (key, meaning) in enumerate(zip(series.keys, meant, strict=True)):
        if kind_of(key.entity) in _WATCHED and key.stat in _STATS:
            groups.setdefault((key.entity, meaning.kind, key.name), []).append(row)
    found: list[Reading] = []
    seconds = series.step_ns / SECOND
    for (entity, kind, name), rows in sorted(groups.items()):
        key = series.keys[rows[0]]
        values = series.values[rows]
        if kind in _TIMES:
            found += _times(entity, kind, name, key.unit, series, rows, rates)
        elif kind in _FAILURES:
            others = [row for other in ("traffic", "refusals") for row in groups.get((entity, other, name), ())]
            failed = np.nansum(values, axis=0) * seconds
            found.append(_failed(entity, kind, name, failed, series.values[others], seconds))
        elif kind == "traffic" and (entity, "errors", name) not in groups:
            none = np.zeros(values.shape[1])
            found.append(_failed(entity, "errors", name, none, values, seconds))
        elif kind in _LEVELS and key.stat in ("value", "mean"):
            direction = meant[rows[0]].direction or 1
            track = Track(entity=entity, kind=kind, name=name, mode="level", direction=direction, unit=key.unit)
            found.append((track, _worst(values, direction), np.zeros(values.shape[1])))
    return found


def of_spans(answers: Answered, *, start: int, ends: tuple[int, ...], step: int) -> list[Reading]:
    """What each service answered: how long it took and what failed, by the time it ended."""
    place = (answers.end - start) // step
    inside = (place >= 0) & (place < len(ends))
    shape = (len(answers.entities), len(ends))
    cell = answers.entity[inside] * len(ends) + place[inside]
    wrong, cells = answers.failed[inside], shape[0] * shape[1]
    count = np.bincount(cell, minlength=cells).reshape(shape).astype(np.float64)
    failed = np.bincount(cell, wrong, minlength=cells).reshape(shape)
    time = np.bincount(cell[~wrong], answers.duration[inside][~wrong] / SECOND, minlength=cells).reshape(shape)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(count > failed, time / (count - failed), np.nan)
    found: list[Reading] = []
    for row, entity in enumerate(answers.entities):
        slow = Track(entity=entity, kind="trace.latency", name="requests", mode="log", direction=1, unit="s")
        fails = Track(entity=entity, kind="trace.errors", name="requests", mode="share", direction=1, unit="share")
        found += [(slow, mean[row], count[row] - failed[row]), (fails, failed[row], count[row])]
    return found


def of_logs(counts: LogCounts, *, start: int, ends: tuple[int, ...]) -> list[Reading]:
    """Lines of errors and worse of each entity."""
    first = int(np.searchsorted(counts.times, start))
    found: dict[str, Floats] = {}
    for row, key in enumerate(counts.keys):
        if not key.entity or kind_of(key.entity) not in _WATCHED:
            continue
        lines = found.setdefault(key.entity, np.zeros(len(ends)))
        if key.severity in ("error", "fatal"):
            part = counts.counts[row, first : first + len(ends)]
            lines[: len(part)] += part
    return [
        (Track(entity=entity, kind="log.errors", name="error lines", mode="count", direction=1, unit=""), lines, lines)
        for entity, lines in sorted(found.items())
    ]


def _times(
    entity: str, kind: str, name: str, unit: str, series: SeriesSet, rows: list[int], rates: dict[str, int]
) -> list[Reading]:
    times = [row for row in rows if series.keys[row].stat in ("mean", "value")]
    if not times:
        return []
    values = series.values[times]
    weight = np.array([
        series.values[rates[series.keys[row].series_id]] if series.keys[row].series_id in rates
        else np.ones(series.values.shape[1])
        for row in times
    ])  # fmt: skip
    weight = np.where(np.isfinite(values), np.nan_to_num(weight), 0.0)
    total = weight.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(total > 0, np.nansum(values * weight, axis=0) / total, np.nan)
    track = Track(entity=entity, kind=kind, name=name, mode="log", direction=1, unit=unit)
    return [(track, mean, total)]


def _failed(entity: str, kind: str, name: str, failed: Floats, others: Floats, seconds: float) -> Reading:
    """A share where the same metric also counts what went well, else a count."""
    total = failed + (np.nansum(others, axis=0) * seconds if len(others) else 0.0)
    mode: Mode = "share" if len(others) else "count"
    unit = "share" if len(others) else ""
    return Track(entity=entity, kind=kind if len(others) else f"{kind}.count", name=name, mode=mode, direction=1,
                 unit=unit), failed, total  # fmt: skip


def _worst(values: Floats, direction: int) -> Floats:
    known = np.isfinite(values).any(axis=0)
    filled = np.where(np.isfinite(values), values, -np.inf * direction)
    found = filled.max(axis=0) if direction > 0 else filled.min(axis=0)
    return np.where(known, found, np.nan)


def _meaning(key: SeriesKey) -> MetricMeaning:
    return _classified(key.name, key.unit, tuple(key.attributes.items()), key.stat)


@lru_cache(maxsize=100_000)
def _classified(name: str, unit: str, attributes: tuple[tuple[str, str], ...], stat: str) -> MetricMeaning:
    return classify(name, unit, dict(attributes), stat)
