"""OTLP in protobuf: the same requests as in JSON, read from the generated messages into the same values."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from google.protobuf.message import DecodeError  # type: ignore[import-untyped,unused-ignore]
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord
from opentelemetry.proto.metrics.v1.metrics_pb2 import Metric
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from rootward.errors import BadInput, BadSyntax
from rootward.events.model import Received
from rootward.plugins.sources.otlp_events import Happened, is_telling
from rootward.plugins.sources.otlp_logs import log_line
from rootward.plugins.sources.otlp_protobuf_points import read_metric
from rootward.plugins.sources.otlp_protobuf_values import attributes_of, hex_id, moment, value_of
from rootward.plugins.sources.otlp_request import Signal, Sink
from rootward.plugins.sources.otlp_resource import Resource, resource_of
from rootward.plugins.sources.otlp_traces import span_item

__all__ = ["read_request"]

_REQUESTS: dict[Signal, tuple[Callable[[], Any], str, str, str]] = {
    "traces": (ExportTraceServiceRequest, "resource_spans", "scope_spans", "spans"),
    "logs": (ExportLogsServiceRequest, "resource_logs", "scope_logs", "log_records"),
    "metrics": (ExportMetricsServiceRequest, "resource_metrics", "scope_metrics", "metrics"),
}
"""The message of a request and the names of its three levels."""


def read_request(body: bytes, signal: Signal) -> Received:
    """Raises BadSyntax for bytes that are no such request."""
    make, outer, inner, leaf = _REQUESTS[signal]
    request = make()
    try:
        request.ParseFromString(body)
    except DecodeError as error:
        raise BadSyntax(f"this is no OTLP request for {signal} in protobuf: {error}", field="body") from error
    read = _READERS[signal]
    sink = Sink()
    for group in getattr(request, outer):
        first = len(sink.spans)
        try:
            resource = resource_of(attributes_of(group.resource.attributes))
        except BadInput as error:
            whole = make()
            getattr(whole, outer).append(group)
            sink.refuse(error, whole.SerializeToString())
            continue
        for scope in getattr(group, inner):
            for item in getattr(scope, leaf):
                alone = partial(_alone, signal, group, scope, item)
                sink.take(partial(read, item, resource, sink), alone)
        sink.close_resource(resource, first)
    return sink.received()


def _alone(signal: Signal, group: Any, scope: Any, item: Any) -> bytes:
    make, outer, inner, leaf = _REQUESTS[signal]
    request = make()
    whole = getattr(request, outer).add()
    whole.resource.CopyFrom(group.resource)
    around = getattr(whole, inner).add()
    around.scope.CopyFrom(scope.scope)
    getattr(around, leaf).append(item)
    raw: bytes = request.SerializeToString()
    return raw


def _read_span(span: Span, resource: Resource, sink: Sink) -> None:
    sink.spans.append(
        span_item(
            resource,
            attributes_of(span.attributes),
            trace_id=hex_id(span.trace_id, "traceId", 16, needed=True),
            span_id=hex_id(span.span_id, "spanId", 8, needed=True),
            parent_id=hex_id(span.parent_span_id, "parentSpanId", 8, needed=False),
            name=span.name,
            kind=span.kind,
            start=moment(span.start_time_unix_nano, "startTimeUnixNano"),
            end=moment(span.end_time_unix_nano, "endTimeUnixNano"),
            code=span.status.code,
            message=span.status.message,
            events=_events(span),
        )
    )


def _events(span: Span) -> list[Happened]:
    """Those that say something about the span as a whole; the others are not even read."""
    return [(event.name, attributes_of(event.attributes)) for event in span.events if is_telling(event.name)]


def _read_log(record: LogRecord, resource: Resource, sink: Sink) -> None:
    times = (record.time_unix_nano, "timeUnixNano"), (record.observed_time_unix_nano, "observedTimeUnixNano")
    sink.logs.append(
        log_line(
            resource,
            attributes_of(record.attributes),
            ts=moment(*times[0]) or moment(*times[1]),
            number=record.severity_number,
            text=record.severity_text,
            body=value_of(record.body),
            trace_id=hex_id(record.trace_id, "traceId", 16, needed=False),
            span_id=hex_id(record.span_id, "spanId", 8, needed=False),
            event_name=record.event_name,
        )
    )


def _read_metric(metric: Metric, resource: Resource, sink: Sink) -> None:
    sink.metrics.take_in(read_metric(metric, resource))


_READERS: dict[Signal, Callable[[Any, Resource, Sink], None]] = {
    "traces": _read_span,
    "logs": _read_log,
    "metrics": _read_metric,
}
