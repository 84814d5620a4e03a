"""A metric series: its identity, and a set of series on one grid of time."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

import msgspec
import numpy as np
import numpy.ma  # np.unique and np.quantile load it when first called, in the midst of an investigation
import numpy.typing as npt

from rootward.events.model import MetricKind, Series

__all__ = [
    "INSTANCE_ATTRIBUTES", "MOST_COLUMNS", "SECOND", "STATS", "STEPS", "Floats", "Ints", "SeriesKey", "SeriesSet",
    "Stat", "columns", "fitting_step", "group_of", "series_id", "without_instance",
]  # fmt: skip

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Stat = Literal["value", "rate", "mean", "p50", "p95", "p99"]
STATS: tuple[Stat, ...] = ("value", "rate", "mean", "p50", "p95", "p99")

SECOND = 1_000_000_000
MOST_COLUMNS = 2_000
STEPS = tuple(
    int(seconds * SECOND)
    for seconds in (0.1, 0.25, 0.5, 1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21600, 43200)
) + tuple(86_400 * SECOND * days for days in (1, 7, 30, 365, 3650, 36500))
"""Lengths of a step (ns) that people reckon in."""

INSTANCE_ATTRIBUTES = frozenset({
    "service.instance.id", "process.pid", "process.creation.time", "container.id", "k8s.pod.name", "k8s.pod.uid",
    "host.name", "host.id",
})  # fmt: skip
"""What changes when the same thing is started again. What a series is about is its entity, so a series of a pod or a
node is not mixed with its neighbours' by leaving these out."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SeriesKey:
    """One row of a SeriesSet. `series_id` has 32 hex digits, or 16 when instances were merged; both can be asked for.

    `unit` is that of the metric; a `rate` is per second of it. `stat` says what the row's numbers are: `value` of a
    gauge (mean in a step); `rate` per second of a counter, a delta or a histogram's count; `mean` and the percentiles
    of a histogram, which are interpolated inside a bucket and so no finer than the bounds were.
    """

    series_id: str
    name: str
    unit: str
    kind: MetricKind
    entity: str
    attributes: dict[str, str] = field(hash=False)
    stat: Stat
    order: tuple[object, ...] = field(init=False, repr=False, compare=False)
    """Where the row stands among others; reckoned once, because thousands are sorted again and again."""

    def __post_init__(self) -> None:
        attributes = tuple(sorted(self.attributes.items()))
        order = self.entity, self.name, attributes, self.unit, self.kind, self.series_id, self.stat
        object.__setattr__(self, "order", order)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, weakref_slot=True)
class SeriesSet:
    """Aligned series: `values[i, j]` is `keys[i]` in the step that starts at `times[j]` (ns); NaN where nothing was.

    `truncated` counts the rows that a limit left out.
    """

    keys: tuple[SeriesKey, ...]
    times: Ints
    values: Floats
    step_ns: int
    truncated: int = 0


def series_id(series: Series) -> str:
    """32 hex digits: 16 of what is measured (instance attributes left out), 16 of the instance that measured it."""
    attributes = tuple(sorted(series.attributes.items()))
    return _identity(
        series.name, series.unit, series.kind, series.cumulative, series.entity, attributes, tuple(series.bounds)
    )


def fitting_step(start: int, end: int, step: int, *, most: int = MOST_COLUMNS) -> int:
    """`step`, or the first coarser one by which [start, end) has at most `most` columns. A column begins at a multiple
    of the step, so the first one may begin before `start`."""
    return next(one for one in (step, *STEPS) if one >= step and len(columns(start, end, one)) <= max(2, most))


def columns(start: int, end: int, step: int) -> range:
    """The starts of the steps that touch [start, end)."""
    return range(start // step * step, max(start, end), step)


def group_of(identifier: str) -> str:
    """The part that all instances of one series share."""
    return identifier[:16]


def without_instance(attributes: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in attributes.items() if name not in INSTANCE_ATTRIBUTES}


@lru_cache(maxsize=100_000)
def _identity(
    name: str, unit: str, kind: str, cumulative: bool, entity: str, attributes: tuple[tuple[str, str], ...],
    bounds: tuple[float, ...],
) -> str:  # fmt: skip
    shared = [pair for pair in attributes if pair[0] not in INSTANCE_ATTRIBUTES]
    instance = [pair for pair in attributes if pair[0] in INSTANCE_ATTRIBUTES]
    what = [name, unit, kind, cumulative, entity, shared, [float(bound) for bound in bounds]]
    return _hash64(what) + _hash64(instance)


def _hash64(value: object) -> str:
    return hashlib.blake2b(msgspec.json.encode(value), digest_size=8).hexdigest()
