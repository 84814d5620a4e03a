"""Laid series: metric series of several stretches of time on one grid, as if they had followed each other.

Each stretch is read by itself, so that no rate is reckoned across the gap between two of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, MutableMapping, Sequence
from dataclasses import replace
from operator import attrgetter

import numpy as np

from rootward.events import metrics
from rootward.events.loaded import Loaded, whole_hours
from rootward.events.series import Ints, SeriesKey, SeriesSet, fitting_step
from rootward.events.stretches import Line, Span
from rootward.kit.db import Connection

__all__ = ["lay", "read"]


def read(
    connection: Connection, tenant: str, *, start: int, end: int, as_of: int, stretches: Sequence[Span] = (),
    names: Collection[str] | None = None, entities: Collection[str] | None = None,
    series_ids: Collection[str] | None = None, step: int | None = None, merge_instances: bool = True,
    limit: int = 20_000, kept: MutableMapping[object, object] | None = None,
) -> SeriesSet:  # fmt: skip
    """As metrics.read; with `stretches` those instead of [start, end), in steps that fit their whole length.

    The points are loaded once for all stretches, and stay in `kept` for other stretches of the same hours.
    """
    line = Line(tuple(stretches) or ((start, end),))
    groups = line.read_together()
    if len(line.stretches) == 1:
        return metrics.read(
            connection, tenant, start=line.start, end=line.end, as_of=as_of, names=names, entities=entities,
            series_ids=series_ids, step=step, merge_instances=merge_instances, limit=limit,
        )  # fmt: skip
    hours = whole_hours(span for span, _ in groups)
    wanted = [None if one is None else tuple(sorted(one)) for one in (names, entities, series_ids)]

    def load() -> Loaded:
        return metrics.load(
            connection, tenant, hours, as_of=as_of, names=names, entities=entities, series_ids=series_ids,
            merge_instances=merge_instances,
        )  # fmt: skip

    loaded = _once(kept, (tenant, as_of, merge_instances, *hours, *wanted), load)

    def part(span: Span, width: int | None) -> SeriesSet:
        return loaded.series(start=span[0], end=span[1], step=width, limit=limit, again=True)

    last = part(groups[-1][0], step)
    width = max(last.step_ns, fitting_step(line.start, line.end, last.step_ns))
    parts = [part(span, width) for span, _ in groups[:-1]]
    parts.append(last if last.step_ns == width else part(groups[-1][0], width))
    coarsest = max(one.step_ns for one in parts)
    parts = [
        one if one.step_ns == coarsest else part(span, coarsest) for one, (span, _) in zip(parts, groups, strict=True)
    ]
    chosen = [
        _columns(one, line.stretches[place], span)
        for one, (span, places) in zip(parts, groups, strict=True)
        for place in places
    ]
    return lay(chosen)


def _once(kept: MutableMapping[object, object] | None, key: object, load: Callable[[], Loaded]) -> Loaded:
    """What was kept under the key, else what is loaded now."""
    found = None if kept is None else kept.get((Loaded, key))
    if isinstance(found, Loaded):
        return found
    loaded = load()
    if kept is not None:
        kept[Loaded, key] = loaded
    return loaded


def _columns(read_at_once: SeriesSet, stretch: Span, span: Span) -> SeriesSet:
    """The steps of a stretch: those that lie in it altogether, and at the ends of what was read those that touch it."""
    times, step = read_at_once.times, read_at_once.step_ns
    after = times >= stretch[0] if stretch[0] > span[0] else times >= 0
    before = times + step <= stretch[1] if stretch[1] < span[1] else times >= 0
    inside = after & before
    return replace(read_at_once, times=times[inside], values=read_at_once.values[:, inside])


def lay(parts: Sequence[SeriesSet]) -> SeriesSet:
    """One set with the columns of all, which have the same step; the last part's columns keep their times. The rows
    are those of all parts, in the order in which any part has them."""
    ordered, rows = _rows([one.keys for one in parts])
    columns = sum(len(one.times) for one in parts)
    values = np.full((len(ordered), columns), np.nan)
    at = 0
    for one in parts:
        values[rows[id(one.keys)], at : at + len(one.times)] = one.values
        at += len(one.times)
    known = ~np.isnan(values).all(axis=1)
    if not known.all():
        ordered, values = [key for key, there in zip(ordered, known.tolist(), strict=True) if there], values[known]
    step, last = parts[-1].step_ns, parts[-1].times
    times = last[-1] - step * np.arange(columns - 1, -1, -1, dtype=np.int64)
    truncated = max(one.truncated for one in parts)
    return SeriesSet(keys=tuple(ordered), times=times, values=values, step_ns=step, truncated=truncated)


def _rows(sets: Iterable[tuple[SeriesKey, ...]]) -> tuple[list[SeriesKey], dict[int, Ints]]:
    """The keys of all in order, and the rows that each set of keys has among them. Stretches that were read together
    have the very same keys, which are looked at once."""
    different = {id(keys): keys for keys in sets}
    every = {(key.series_id, key.stat): key for keys in different.values() for key in keys}
    ordered = sorted(every.values(), key=_ORDER)
    places = {(key.series_id, key.stat): place for place, key in enumerate(ordered)}
    rows = {
        name: np.array([places[key.series_id, key.stat] for key in keys], np.int64) for name, keys in different.items()
    }
    return ordered, rows


_ORDER = attrgetter("order")
