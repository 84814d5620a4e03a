"""OTLP JSON points: one metric with its data points, of whichever kind, as series."""

from __future__ import annotations

from collections.abc import Mapping

from rootward.errors import BadInput
from rootward.events.strict import INT64
from rootward.kit.canonical import JSON
from rootward.plugins.sources.otlp_json_values import (
    attributes_of,
    enum,
    integer,
    items_of,
    moment,
    number,
    object_of,
    string,
)  # fmt: skip
from rootward.plugins.sources.otlp_metrics import Collection, Metric, Point, sum_kind
from rootward.plugins.sources.otlp_resource import Resource, without_nul

__all__ = ["read_metric"]

_TEMPORALITY = {
    "AGGREGATION_TEMPORALITY_UNSPECIFIED": 0, "AGGREGATION_TEMPORALITY_DELTA": 1,
    "AGGREGATION_TEMPORALITY_CUMULATIVE": 2,
}  # fmt: skip

_Message = Mapping[str, JSON]


def read_metric(item: _Message, resource: Resource) -> Collection:
    """Raises BadInput when anything of the metric is wrong."""
    name = string(item, "name")
    if not name:
        raise BadInput("name is missing", field="name")
    metric = Metric(resource=resource, name=without_nul(name), unit=without_nul(string(item, "unit")))
    found = Collection()
    for kind, read in _READERS.items():
        if item.get(kind) is not None:
            data = object_of(item[kind], kind)
            for point in items_of(data, "dataPoints"):
                read(found, metric, data, object_of(point, "dataPoints"))
            return found
    raise BadInput(f"metric {name} has no data: none of {', '.join(_READERS)}", field="data")


def _read_gauge(found: Collection, metric: Metric, data: _Message, point: _Message) -> None:
    found.number(metric, "gauge", _point(point), _amount(point))


def _read_sum(found: Collection, metric: Metric, data: _Message, point: _Message) -> None:
    kind = sum_kind(enum(data, "aggregationTemporality", _TEMPORALITY), data.get("isMonotonic") is True)
    found.number(metric, kind, _point(point), _amount(point))


def _read_histogram(found: Collection, metric: Metric, data: _Message, point: _Message) -> None:
    found.histogram(
        metric,
        enum(data, "aggregationTemporality", _TEMPORALITY),
        _point(point),
        count=integer(point.get("count"), "count"),
        total=_total(point),
        counts=[integer(item, "bucketCounts") for item in items_of(point, "bucketCounts")],
        bounds=[number(item, "explicitBounds") for item in items_of(point, "explicitBounds")],
    )


def _read_exponential(found: Collection, metric: Metric, data: _Message, point: _Message) -> None:
    above, under = object_of(point.get("positive"), "positive"), object_of(point.get("negative"), "negative")
    negative = [integer(item, "negative.bucketCounts") for item in items_of(under, "bucketCounts")]
    found.exponential(
        metric,
        enum(data, "aggregationTemporality", _TEMPORALITY),
        _point(point),
        count=integer(point.get("count"), "count"),
        total=_total(point),
        scale=integer(point.get("scale"), "scale", allowed=INT64),
        below=integer(point.get("zeroCount"), "zeroCount") + sum(negative),
        offset=integer(above.get("offset"), "positive.offset", allowed=INT64),
        counts=[integer(item, "positive.bucketCounts") for item in items_of(above, "bucketCounts")],
    )


def _read_summary(found: Collection, metric: Metric, data: _Message, point: _Message) -> None:
    quantiles = [object_of(item, "quantileValues") for item in items_of(point, "quantileValues")]
    found.summary(
        metric,
        _point(point),
        count=integer(point.get("count"), "count"),
        total=number(point.get("sum"), "sum"),
        quantiles=[
            (number(item.get("quantile"), "quantile"), number(item.get("value"), "value")) for item in quantiles
        ],
    )


def _point(point: _Message) -> Point:
    return Point(
        attributes=attributes_of(point), time=moment(point, "timeUnixNano"), flags=integer(point.get("flags"), "flags")
    )


def _amount(point: _Message) -> float:
    """`asDouble` or `asInt`; a point with neither says nothing and reads as not recorded."""
    if point.get("asDouble") is not None:
        return number(point["asDouble"], "asDouble")
    if point.get("asInt") is not None:
        return float(integer(point["asInt"], "asInt", allowed=INT64))
    return float("nan")


def _total(point: _Message) -> float | None:
    return None if point.get("sum") is None else number(point["sum"], "sum")


_READERS = {
    "gauge": _read_gauge,
    "sum": _read_sum,
    "histogram": _read_histogram,
    "exponentialHistogram": _read_exponential,
    "summary": _read_summary,
}
