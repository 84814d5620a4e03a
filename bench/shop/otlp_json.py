"""Turn OTLP protobuf messages into OTLP/JSON as the collector's file exporter writes it.

OTLP/JSON is not proto3 JSON: trace and span ids are hex, enums are integers (opentelemetry-proto,
docs/specification.md, "JSON Protobuf Encoding"), so google's json_format must not be used.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Callable

from google.protobuf.descriptor import FieldDescriptor  # type: ignore[import-untyped]
from google.protobuf.message import Message  # type: ignore[import-untyped]
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

Json = str | int | float | bool | list["Json"] | dict[str, "Json"]

_HEX_FIELDS = frozenset({"trace_id", "span_id", "parent_span_id"})
_LONG_TYPES = frozenset(
    {
        FieldDescriptor.TYPE_INT64,
        FieldDescriptor.TYPE_UINT64,
        FieldDescriptor.TYPE_FIXED64,
        FieldDescriptor.TYPE_SFIXED64,
        FieldDescriptor.TYPE_SINT64,
    }
)
_FLOAT_TYPES = frozenset({FieldDescriptor.TYPE_DOUBLE, FieldDescriptor.TYPE_FLOAT})

REQUESTS: dict[str, Callable[[], Message]] = {
    "traces": ExportTraceServiceRequest,
    "metrics": ExportMetricsServiceRequest,
    "logs": ExportLogsServiceRequest,
}


def decode(signal: str, body: bytes) -> dict[str, Json]:
    """One export request of `signal` (traces, metrics, logs) from protobuf bytes to OTLP/JSON."""
    request = REQUESTS[signal]()
    request.ParseFromString(body)
    return to_json(request)


def to_json(message: Message) -> dict[str, Json]:
    """Every field that is set, under its camelCase name; a set member of a oneof is kept even when it is zero."""
    out: dict[str, Json] = {}
    for field, value in message.ListFields():
        if hasattr(value, "append"):
            out[field.json_name] = [_value(field, item) for item in value]
        else:
            out[field.json_name] = _value(field, value)
    return out


def _value(field: FieldDescriptor, value: object) -> Json:
    if isinstance(value, Message):
        return to_json(value)
    if isinstance(value, bytes):
        return value.hex() if field.name in _HEX_FIELDS else base64.b64encode(value).decode()
    if field.type in _LONG_TYPES:
        return str(value)
    if isinstance(value, float) and field.type in _FLOAT_TYPES and not math.isfinite(value):
        return "NaN" if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity")
    if isinstance(value, (str, bool, int, float)):
        return value
    raise TypeError(f"field {field.full_name} holds a {type(value).__name__}, which OTLP does not use")
