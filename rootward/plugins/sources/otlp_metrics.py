"""OTLP metrics: data points of either encoding, already taken apart, collected into series.

Kinds: a gauge and a cumulative sum that can fall are gauges; a rising cumulative sum is a counter; a delta sum is a
delta; every histogram is a histogram with explicit bounds, `cumulative` as it was sent; a summary becomes a gauge a
quantile and two counters. Format: opentelemetry-proto metrics.proto.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from rootward.errors import BadInput
from rootward.events.model import MetricKind, Series
from rootward.kit.canonical import JSON
from rootward.plugins.sources.otlp_resource import Resource, label

__all__ = ["GRID", "Collection", "Metric", "Point", "sum_kind"]

_DELTA, _CUMULATIVE = 1, 2
_NOT_RECORDED = 1
_SCALES = range(-20, 41)

GRID: tuple[float, ...] = tuple(2.0 ** (step / 2) for step in range(-40, 61))
"""The bounds that exponential histograms are put on: two a doubling, from a millionth to a billion.

Their own bounds move with their data, and a series must keep its bounds from request to request. Buckets of scale 1
and finer fit in exactly; of a coarser one, the count goes to the cell that ends where it ends."""

_Key = tuple[str, str, MetricKind, str, tuple[tuple[str, str], ...], tuple[float, ...], bool]
_Value = float | tuple[float, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Metric:
    resource: Resource
    name: str
    unit: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Point:
    """What all kinds of data points share; `time` in ns."""

    attributes: Mapping[str, JSON]
    time: int
    flags: int = 0


@dataclass(slots=True)
class Collection:
    """The series of one request, or of one metric until all of it is known to be right."""

    _points: dict[_Key, list[tuple[int, _Value]]] = field(default_factory=dict)

    def number(self, metric: Metric, kind: MetricKind, point: Point, value: float) -> None:
        """A value that was not recorded, or is no number, leaves a gap."""
        if math.isfinite(value):
            self._add(metric, kind, point, value)

    def histogram(
        self, metric: Metric, temporality: int, point: Point, *, count: int, total: float | None,
        counts: Sequence[int], bounds: Sequence[float],
    ) -> None:  # fmt: skip
        """`counts` has one bucket more than `bounds`, or is empty; `total` is None when the sender kept no sum."""
        buckets = tuple(float(number) for number in counts) or (float(count),)
        limits = tuple(bounds) if counts else ()
        if len(buckets) != len(limits) + 1:
            raise BadInput(f"bucketCounts has {len(buckets)} for {len(limits)} explicitBounds", field="bucketCounts")
        if any(not low < high for low, high in pairwise(limits)) or not _finite(limits):
            raise BadInput("explicitBounds must be finite and rise", field="explicitBounds")
        known = total is not None and math.isfinite(total)
        amount = float(total or 0.0) if known else _estimated_sum(buckets, limits)
        value = (float(count), amount, *buckets)
        self._add(metric, "histogram", point, value, bounds=limits, cumulative=_is_cumulative(temporality))

    def exponential(
        self, metric: Metric, temporality: int, point: Point, *, count: int, total: float | None, scale: int,
        below: int, offset: int, counts: Sequence[int],
    ) -> None:  # fmt: skip
        """`offset` and `counts` are the positive buckets; `below` is how many were zero or negative."""
        if scale not in _SCALES:
            raise BadInput(f"scale is {scale}; it must be {_SCALES[0]} to {_SCALES[-1]}", field="scale", value=scale)
        cells = [0] * (len(GRID) + 1)
        cells[0] = below
        for index, number in enumerate(counts, start=offset + 1):
            # the bucket ends at 2^(index / 2^scale), the cell k at 2^((k - 40) / 2)
            end = -(-index >> (scale - 1)) if scale >= 1 else index << (1 - scale)
            cells[min(max(end + 40, 0), len(GRID))] += number
        self.histogram(metric, temporality, point, count=count, total=total, counts=cells, bounds=GRID)

    def summary(
        self, metric: Metric, point: Point, *, count: int, total: float, quantiles: Iterable[tuple[float, float]]
    ) -> None:
        for quantile, value in quantiles:
            named = Point(attributes={**point.attributes, "quantile": quantile}, time=point.time, flags=point.flags)
            self.number(metric, "gauge", named, value)
        for suffix, value in (("count", float(count)), ("sum", total)):
            part = Metric(resource=metric.resource, name=f"{metric.name}.{suffix}", unit=metric.unit)
            self.number(part, "counter", point, value)

    def take_in(self, other: Collection) -> None:
        for key, points in other._points.items():
            self._points.setdefault(key, []).extend(points)

    def series(self) -> tuple[Series, ...]:
        """Each with its points in the order of time."""
        return tuple(_series(key, sorted(points)) for key, points in self._points.items())

    def _add(
        self, metric: Metric, kind: MetricKind, point: Point, value: _Value, *, bounds: tuple[float, ...] = (),
        cumulative: bool = False,
    ) -> None:  # fmt: skip
        if point.time == 0:
            raise BadInput("timeUnixNano is missing", field="timeUnixNano", value=0)
        if point.flags & _NOT_RECORDED:
            return
        own = {**metric.resource.labels, **{name: label(item) for name, item in point.attributes.items()}}
        key = (
            metric.name, metric.unit, kind, metric.resource.entity, tuple(sorted(own.items())), bounds, cumulative,
        )  # fmt: skip
        self._points.setdefault(key, []).append((point.time, value))


def sum_kind(temporality: int, monotonic: bool) -> MetricKind:
    """The kind of a Sum. Raises BadInput for a temporality that was left open."""
    if _is_cumulative(temporality):
        return "counter" if monotonic else "gauge"
    return "delta"


def _is_cumulative(temporality: int) -> bool:
    if temporality not in (_DELTA, _CUMULATIVE):
        raise BadInput(
            f"aggregationTemporality is {temporality}; it must be 1 (delta) or 2 (cumulative)",
            field="aggregationTemporality", value=temporality,
        )  # fmt: skip
    return temporality == _CUMULATIVE


def _series(key: _Key, points: list[tuple[int, _Value]]) -> Series:
    name, unit, kind, entity, attributes, bounds, cumulative = key
    values = tuple(value for _, value in points)
    return Series(
        name=name, unit=unit, kind=kind, entity=entity, attributes=dict(attributes),
        times=tuple(time for time, _ in points), values=values,  # type: ignore[arg-type]  # one kind, one sort of value
        bounds=bounds, cumulative=cumulative,
    )  # fmt: skip


def _estimated_sum(buckets: Sequence[float], bounds: Sequence[float]) -> float:
    """Where the sender kept no sum, every measurement counts as the middle of its bucket."""
    if not bounds:
        return 0.0
    edges = [min(0.0, bounds[0]), *bounds, bounds[-1]]
    return sum(number * (low + high) / 2 for number, (low, high) in zip(buckets, pairwise(edges), strict=True))


def _finite(numbers: Sequence[float]) -> bool:
    return all(math.isfinite(number) for number in numbers)
