"""OTLP in JSON: requests walked by hand, because ids are hex here where the usual protobuf JSON would read base64."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from rootward.errors import BadInput, BadSyntax
from rootward.events.model import Received
from rootward.kit.canonical import JSON, canonical
from rootward.plugins.sources.documents import read_json
from rootward.plugins.sources.otlp_events import Happened, is_telling
from rootward.plugins.sources.otlp_json_points import read_metric
from rootward.plugins.sources.otlp_json_values import (
    attributes_of,
    enum,
    hex_id,
    items_of,
    moment,
    object_of,
    string,
    value_of,
)  # fmt: skip
from rootward.plugins.sources.otlp_logs import log_line
from rootward.plugins.sources.otlp_request import Signal, Sink
from rootward.plugins.sources.otlp_resource import Resource, resource_of
from rootward.plugins.sources.otlp_traces import span_item

__all__ = ["NAMES", "read_request"]

NAMES: dict[Signal, tuple[str, str, str]] = {
    "traces": ("resourceSpans", "scopeSpans", "spans"),
    "logs": ("resourceLogs", "scopeLogs", "logRecords"),
    "metrics": ("resourceMetrics", "scopeMetrics", "metrics"),
}
"""The three levels of a request, by what it carries."""

_KINDS = {
    "SPAN_KIND_UNSPECIFIED": 0, "SPAN_KIND_INTERNAL": 1, "SPAN_KIND_SERVER": 2, "SPAN_KIND_CLIENT": 3,
    "SPAN_KIND_PRODUCER": 4, "SPAN_KIND_CONSUMER": 5,
}  # fmt: skip
_STATUS = {"STATUS_CODE_UNSET": 0, "STATUS_CODE_OK": 1, "STATUS_CODE_ERROR": 2}
_SEVERITY = {
    f"SEVERITY_NUMBER_{word}{step if step > 1 else ''}": 4 * place + step
    for place, word in enumerate(("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"))
    for step in (1, 2, 3, 4)
}


def read_request(body: bytes, signal: Signal) -> Received:
    """Raises BadSyntax for a body that is no such request."""
    request = read_json(body)
    outer, inner, leaf = NAMES[signal]
    if not isinstance(request, dict) or not isinstance(request.get(outer) or [], list):
        raise BadSyntax(f"an OTLP request for {signal} must be an object with a list of {outer}", field=outer)
    read = _READERS[signal]
    sink = Sink()
    for group in items_of(request, outer):
        try:
            resource, scopes = _open(group, inner, leaf)
        except BadInput as error:
            sink.refuse(error, canonical({outer: [group]}))
            continue
        first = len(sink.spans)
        for scope, items in scopes:
            for item in items:
                alone = partial(_alone, (outer, inner, leaf), group, scope, item)
                sink.take(partial(read, item, resource, sink), alone)
        sink.close_resource(resource, first)
    return sink.received()


def _open(group: JSON, inner: str, leaf: str) -> tuple[Resource, list[tuple[JSON, list[JSON]]]]:
    """The resource of a group and the items of its scopes; all of it is looked at before any item is read."""
    members = object_of(group, "resource")
    resource = resource_of(attributes_of(object_of(members.get("resource"), "resource")))
    return resource, [(scope, items_of(object_of(scope, inner), leaf)) for scope in items_of(members, inner)]


def _alone(names: tuple[str, str, str], group: JSON, scope: JSON, item: JSON) -> bytes:
    outer, inner, leaf = names
    around: dict[str, JSON] = {**object_of(scope, inner), leaf: [item]}
    whole: dict[str, JSON] = {**object_of(group, outer), inner: [around]}
    return canonical({outer: [whole]})


def _read_span(item: JSON, resource: Resource, sink: Sink) -> None:
    span = object_of(item, "span")
    status = object_of(span.get("status"), "status")
    sink.spans.append(
        span_item(
            resource,
            attributes_of(span),
            trace_id=hex_id(span, "traceId", 32, needed=True),
            span_id=hex_id(span, "spanId", 16, needed=True),
            parent_id=hex_id(span, "parentSpanId", 16, needed=False),
            name=string(span, "name"),
            kind=enum(span, "kind", _KINDS),
            start=moment(span, "startTimeUnixNano"),
            end=moment(span, "endTimeUnixNano"),
            code=enum(status, "code", _STATUS),
            message=string(status, "message"),
            events=_events(span),
        )
    )


def _events(span: Mapping[str, JSON]) -> list[Happened]:
    """Those that say something about the span as a whole; the others are not even read."""
    found = [object_of(item, "events") for item in items_of(span, "events")]
    return [(name, attributes_of(event)) for event in found if is_telling(name := string(event, "name"))]


def _read_log(item: JSON, resource: Resource, sink: Sink) -> None:
    record = object_of(item, "logRecord")
    sink.logs.append(
        log_line(
            resource,
            attributes_of(record),
            ts=moment(record, "timeUnixNano") or moment(record, "observedTimeUnixNano"),
            number=enum(record, "severityNumber", _SEVERITY),
            text=string(record, "severityText"),
            body=value_of(record.get("body"), "body"),
            trace_id=hex_id(record, "traceId", 32, needed=False),
            span_id=hex_id(record, "spanId", 16, needed=False),
            event_name=string(record, "eventName"),
        )
    )


def _read_metric(item: JSON, resource: Resource, sink: Sink) -> None:
    sink.metrics.take_in(read_metric(object_of(item, "metric"), resource))


_READERS: dict[Signal, Callable[[JSON, Resource, Sink], None]] = {
    "traces": _read_span,
    "logs": _read_log,
    "metrics": _read_metric,
}
