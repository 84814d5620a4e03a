"""Protobuf to OTLP/JSON: ids stay what they were, numbers keep their types."""

from __future__ import annotations

import math
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, ScopeSpans, Span

from bench.shop.otlp_json import decode, to_json


def one_span(span: Span) -> bytes:
    request = ExportTraceServiceRequest(resource_spans=[ResourceSpans(scope_spans=[ScopeSpans(spans=[span])])])
    return bytes(request.SerializeToString())


@given(
    trace=st.binary(min_size=16, max_size=16),
    span=st.binary(min_size=8, max_size=8),
    parent=st.binary(min_size=8, max_size=8),
    start=st.integers(min_value=1, max_value=2**64 - 1),
)
def test_ids_come_back_from_hex_and_nanoseconds_from_text(trace: bytes, span: bytes, parent: bytes, start: int) -> None:
    sent = Span(trace_id=trace, span_id=span, parent_span_id=parent, start_time_unix_nano=start, name="GET /")
    sent.kind = Span.SPAN_KIND_SERVER
    out: Any = decode("traces", one_span(sent))
    got = out["resourceSpans"][0]["scopeSpans"][0]["spans"][0]
    assert bytes.fromhex(got["traceId"]) == trace
    assert bytes.fromhex(got["spanId"]) == span
    assert bytes.fromhex(got["parentSpanId"]) == parent
    assert got["startTimeUnixNano"] == str(start)
    assert got["kind"] == 2


def test_a_zero_that_was_sent_is_kept() -> None:
    request = ExportMetricsServiceRequest()
    point = request.resource_metrics.add().scope_metrics.add().metrics.add(name="waiting").gauge.data_points.add()
    point.as_int = 0
    point.time_unix_nano = 5
    assert to_json(point) == {"timeUnixNano": "5", "asInt": "0"}


def test_bytes_that_are_not_ids_are_base64() -> None:
    assert to_json(AnyValue(bytes_value=b"\x00\xff")) == {"bytesValue": "AP8="}


def test_attribute_values_keep_their_types() -> None:
    values = [
        (AnyValue(string_value="a"), {"stringValue": "a"}),
        (AnyValue(bool_value=False), {"boolValue": False}),
        (AnyValue(int_value=-3), {"intValue": "-3"}),
        (AnyValue(double_value=0.5), {"doubleValue": 0.5}),
        (AnyValue(double_value=math.inf), {"doubleValue": "Infinity"}),
    ]
    for value, expected in values:
        assert to_json(KeyValue(key="k", value=value)) == {"key": "k", "value": expected}
