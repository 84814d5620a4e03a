"""OTLP protobuf points: one metric with its data points, of whichever kind, as series."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from opentelemetry.proto.metrics.v1 import metrics_pb2 as otlp

from rootward.errors import BadInput
from rootward.plugins.sources.otlp_metrics import Collection, Metric, Point, sum_kind
from rootward.plugins.sources.otlp_protobuf_values import attributes_of, moment
from rootward.plugins.sources.otlp_resource import Resource, without_nul

__all__ = ["read_metric"]


def read_metric(item: otlp.Metric, resource: Resource) -> Collection:
    """Raises BadInput when anything of the metric is wrong."""
    if not item.name:
        raise BadInput("name is missing", field="name")
    metric = Metric(resource=resource, name=without_nul(item.name), unit=without_nul(item.unit))
    kind = item.WhichOneof("data")
    if kind is None:
        raise BadInput(f"metric {item.name} has no data: none of gauge, sum, histogram, …", field="data")
    found = Collection()
    data = getattr(item, kind)
    for point in data.data_points:
        _READERS[kind](found, metric, data, point)
    return found


def _read_gauge(found: Collection, metric: Metric, data: otlp.Gauge, point: otlp.NumberDataPoint) -> None:
    found.number(metric, "gauge", _point(point), _amount(point))


def _read_sum(found: Collection, metric: Metric, data: otlp.Sum, point: otlp.NumberDataPoint) -> None:
    kind = sum_kind(data.aggregation_temporality, data.is_monotonic)
    found.number(metric, kind, _point(point), _amount(point))


def _read_histogram(found: Collection, metric: Metric, data: otlp.Histogram, point: otlp.HistogramDataPoint) -> None:
    found.histogram(
        metric,
        data.aggregation_temporality,
        _point(point),
        count=point.count,
        total=point.sum if point.HasField("sum") else None,
        counts=point.bucket_counts,
        bounds=point.explicit_bounds,
    )


def _read_exponential(
    found: Collection, metric: Metric, data: otlp.ExponentialHistogram, point: otlp.ExponentialHistogramDataPoint
) -> None:
    found.exponential(
        metric,
        data.aggregation_temporality,
        _point(point),
        count=point.count,
        total=point.sum if point.HasField("sum") else None,
        scale=point.scale,
        below=point.zero_count + sum(point.negative.bucket_counts),
        offset=point.positive.offset,
        counts=point.positive.bucket_counts,
    )


def _read_summary(found: Collection, metric: Metric, data: otlp.Summary, point: otlp.SummaryDataPoint) -> None:
    found.summary(
        metric,
        _point(point),
        count=point.count,
        total=point.sum,
        quantiles=[(item.quantile, item.value) for item in point.quantile_values],
    )


def _point(point: Any) -> Point:
    time = moment(point.time_unix_nano, "timeUnixNano")
    return Point(attributes=attributes_of(point.attributes), time=time, flags=point.flags)


def _amount(point: otlp.NumberDataPoint) -> float:
    """A point with neither number says nothing and reads as not recorded."""
    kind = point.WhichOneof("value")
    return float(getattr(point, kind)) if kind else float("nan")


_READERS: dict[str, Callable[[Collection, Metric, Any, Any], None]] = {
    "gauge": _read_gauge,
    "sum": _read_sum,
    "histogram": _read_histogram,
    "exponential_histogram": _read_exponential,
    "summary": _read_summary,
}
