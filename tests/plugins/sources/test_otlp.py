"""OTLP over both encodings: the same request gives the same telemetry, and one wrong item costs only itself."""

from __future__ import annotations

import base64
import contextlib
import json
import math
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from google.protobuf.message import Message  # type: ignore[import-untyped,unused-ignore]
from hypothesis import given, settings
from hypothesis import strategies as st
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from rootward.errors import BadSyntax, RootwardError
from rootward.events.model import Received
from rootward.events.source import SourceContext
from rootward.plugins.sources.otlp import OtlpSource

CONTEXT = SourceContext(tenant="acme", now_ns=1_795_176_000 * 10**9)
TRACES, LOGS, METRICS = OtlpSource("traces"), OtlpSource("logs"), OtlpSource("metrics")
HEX = {"trace_id", "span_id", "parent_span_id"}
SPAN: dict[str, Any] = {
    "traceId": "5B8EFFF798038103D269B633813FC60C",
    "spanId": "EEE19B7EC3C1B174",
    "parentSpanId": "EEE19B7EC3C1B173",
    "name": "GET /cart",
    "kind": 3,
    "startTimeUnixNano": "1544712660000000000",
    "endTimeUnixNano": "1544712661000000000",
    "status": {"code": 2, "message": "timeout"},
    "attributes": [{"key": "server.address", "value": {"stringValue": "cart"}}],
}


def traces(*spans: Any, service: str = "shop") -> bytes:
    resource = {"attributes": [{"key": "service.name", "value": {"stringValue": service}}]}
    return json.dumps({"resourceSpans": [{"resource": resource, "scopeSpans": [{"spans": spans}]}]}).encode()


def from_json(source: OtlpSource, body: bytes) -> Received:
    return source.parse(body, {"content-type": "application/json"}, CONTEXT)


def from_protobuf(source: OtlpSource, body: bytes) -> Received:
    return source.parse(body, {"Content-Type": "application/x-protobuf"}, CONTEXT)


def as_json(message: Message) -> dict[str, Any]:
    """OTLP/JSON of a message, by its specification and independently of the product."""
    return {
        field.json_name: [_as_json(field, item) for item in value] if _is_list(field) else _as_json(field, value)
        for field, value in message.ListFields()
    }


def _is_list(field: Any) -> bool:
    return bool(field.is_repeated)


def _as_json(field: Any, value: Any) -> Any:
    if isinstance(value, Message):
        return as_json(value)
    if isinstance(value, bytes):
        return value.hex() if field.name in HEX else base64.b64encode(value).decode()
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return str(value) if isinstance(value, int) and value > 2**31 else value


def messages(kind: type[Message]) -> st.SearchStrategy[Message]:
    return st.integers(0, 2**32).map(lambda seed: _fill(kind(), Random(seed), 0))


def _fill(message: Message, random: Random, depth: int) -> Message:
    """A message with about every other field set; ids and times mostly right, so that most items pass."""
    taken: set[str] = set()
    for field in message.DESCRIPTOR.fields:
        group = field.containing_oneof
        skipped = 0.1 if field.message_type or field.name in HEX or field.name.endswith("nano") else 0.4
        if (group and group.name in taken) or field.name.endswith("strindex") or random.random() < skipped or depth > 9:
            continue
        if group:
            taken.add(group.name)
        if _is_list(field):
            found = [_value(field, random, depth) for _ in range(random.randint(1, 2))]
            getattr(message, field.name).extend(found)
        elif field.message_type:
            getattr(message, field.name).CopyFrom(_value(field, random, depth))
        else:
            setattr(message, field.name, _value(field, random, depth))
    return message


def _value(field: Any, random: Random, depth: int) -> Any:
    if field.message_type:
        return _fill(field.message_type._concrete_class(), random, depth + 1)
    if field.name in HEX:
        size = 16 if field.name == "trace_id" else 8
        return random.choice([b"", bytes(size), b"abc"]) if random.random() < 0.1 else random.randbytes(size)
    if field.enum_type:
        return random.choice([item.number for item in field.enum_type.values])
    kinds: dict[int, Callable[[], Any]] = {
        field.CPPTYPE_STRING: lambda: random.choice([b"bytes\0", b""]) if field.type == field.TYPE_BYTES
        else random.choice(["a", "service.name", "shop", "né\0", "exception", "http.status_code", "k8s.pod.name", ""]),
        field.CPPTYPE_DOUBLE: lambda: random.choice([0.0, -1.5, 0.1, 1e300, math.nan, math.inf, 3.0]),
        field.CPPTYPE_BOOL: lambda: random.random() < 0.5,
        field.CPPTYPE_INT32: lambda: random.choice([-3, 0, 1, 5, 40]),
        field.CPPTYPE_INT64: lambda: random.choice([-(2**63), 2**63 - 1, 7, 0]),
        field.CPPTYPE_UINT32: lambda: random.choice([0, 1, 2]),
        field.CPPTYPE_UINT64: lambda: random.choice([0, 3, 4, 5, 1544712660000000000, 1544712660000000001, 2**64 - 1]),
    }  # fmt: skip
    return kinds[field.cpp_type]()


@pytest.mark.parametrize(
    ("source", "kind"),
    [(TRACES, ExportTraceServiceRequest), (LOGS, ExportLogsServiceRequest), (METRICS, ExportMetricsServiceRequest)],
)
def test_both_encodings_of_a_request_give_the_same_telemetry(source: OtlpSource, kind: type[Message]) -> None:
    passed = 0

    @settings(max_examples=150, deadline=None)
    @given(messages(kind))
    def agree(message: Message) -> None:
        nonlocal passed
        binary = from_protobuf(source, message.SerializeToString())
        text = from_json(source, json.dumps(as_json(message)).encode())
        assert binary.telemetry == text.telemetry
        assert [(reject.index, reject.field) for reject in binary.rejects] == [
            (reject.index, reject.field) for reject in text.rejects
        ]
        telemetry = binary.telemetry
        passed += len(telemetry.spans) + len(telemetry.logs) + len(telemetry.series)
        for span in telemetry.spans:
            assert (len(span.trace_id), len(span.span_id)) == (32, 16)
        for found in (binary, text):
            read = from_protobuf if found is binary else from_json
            for reject in found.rejects:
                (again,) = read(source, reject.raw).rejects
                assert (again.reason, again.field) == (reject.reason, reject.field)

    agree()
    assert passed > 20  # the generated requests were not all refused


def test_a_trace_id_stays_32_hex_digits() -> None:
    (span,) = from_json(TRACES, traces(SPAN)).telemetry.spans
    assert span.trace_id == "5b8efff798038103d269b633813fc60c"
    assert (span.span_id, span.parent_id) == ("eee19b7ec3c1b174", "eee19b7ec3c1b173")
    assert (span.ts, span.duration_ns) == (1544712660000000000, 10**9)
    assert (span.entity, span.peer, span.kind, span.status) == ("service:shop", "external:cart", "client", "error")
    assert span.message == "timeout"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"traceId": "5B8E"}, "traceId"),
        ({"traceId": "0" * 32}, "traceId"),
        ({"traceId": "W47/95gDgQPSabYzgT/GDA=="}, "traceId"),
        ({"spanId": None}, "spanId"),
        ({"parentSpanId": "zz"}, "parentSpanId"),
        ({"startTimeUnixNano": 0}, "startTimeUnixNano"),
        ({"startTimeUnixNano": "soon"}, "startTimeUnixNano"),
        ({"endTimeUnixNano": -1}, "endTimeUnixNano"),
        ({"kind": "SPAN_KIND_SIDEWAYS"}, "kind"),
        ({"attributes": {"a": 1}}, "attributes"),
        ({"attributes": [{"key": "a", "value": {"intValue": "1.5"}}]}, "attributes.a.intValue"),
        ({"attributes": [{"key": "a", "value": {"stringValue": 5}}]}, "attributes.a.stringValue"),
        ({"status": "bad"}, "status"),
    ],
)
def test_a_wrong_span_is_set_aside_and_the_others_pass(changes: dict[str, Any], field: str) -> None:
    found = from_json(TRACES, traces(SPAN, {**SPAN, **changes}, SPAN))
    assert len(found.telemetry.spans) == 2
    (reject,) = found.rejects
    assert (reject.index, reject.field) == (1, field)
    assert b'"service.name"' in reject.raw


def test_null_absent_and_unknown_fields_and_names_of_enums_are_read() -> None:
    loose = {**SPAN, "kind": "SPAN_KIND_CLIENT", "status": {"code": "STATUS_CODE_ERROR", "message": "timeout"},
             "events": None, "links": None, "newThing": 7, "startTimeUnixNano": 1544712660000000000}  # fmt: skip
    assert from_json(TRACES, traces(loose)).telemetry == from_json(TRACES, traces(SPAN)).telemetry
    for body in (
        b"{}",
        b'{"resourceSpans":null}',
        b'{"resourceSpans":[{}]}',
        b'{"resourceSpans":[{"scopeSpans":[{}]}]}',
    ):
        assert from_json(TRACES, body) == Received()


@pytest.mark.parametrize("body", [b"[]", b"oops", b"7", b'{"resourceSpans": 3}', b""])
def test_a_body_that_is_no_request_is_refused(body: bytes) -> None:
    with pytest.raises(BadSyntax):
        from_json(TRACES, body)
    with pytest.raises(BadSyntax):
        from_protobuf(TRACES, b"\xff" + body)


def test_a_group_that_cannot_be_opened_is_set_aside_whole() -> None:
    good = json.loads(traces(SPAN))["resourceSpans"][0]
    for wrong in (7, {"resource": 3}, {**good, "scopeSpans": [good["scopeSpans"][0], {"spans": 5}]}):
        found = from_json(TRACES, json.dumps({"resourceSpans": [wrong, good]}).encode())
        assert len(found.telemetry.spans) == 1
        assert [json.loads(reject.raw)["resourceSpans"] for reject in found.rejects] == [[wrong]]


def test_each_signal_recognises_its_own_requests_in_both_encodings() -> None:
    log = {"timeUnixNano": "1544712660000000000", "body": {"stringValue": "x"}}
    point = {"timeUnixNano": "1544712660000000000", "asInt": "3"}
    bodies = {
        "traces": traces(SPAN),
        "logs": json.dumps({"resourceLogs": [{"scopeLogs": [{"logRecords": [log]}]}]}).encode(),
        "metrics": json.dumps(
            {"resourceMetrics": [{"scopeMetrics": [{"metrics": [{"name": "m", "gauge": {"dataPoints": [point]}}]}]}]}
        ).encode(),
    }
    request = ExportTraceServiceRequest()
    span = request.resource_spans.add().scope_spans.add().spans.add(name="x", start_time_unix_nano=5)
    span.trace_id, span.span_id = bytes(range(16)), bytes(range(8))
    logs = ExportLogsServiceRequest()
    logs.resource_logs.add().scope_logs.add().log_records.add(time_unix_nano=5).body.string_value = "x"
    metrics = ExportMetricsServiceRequest()
    metric = metrics.resource_metrics.add().scope_metrics.add().metrics.add(name="m")
    metric.gauge.data_points.add(time_unix_nano=5, as_int=3)
    binary: dict[str, Message] = {"traces": request, "logs": logs, "metrics": metrics}
    for source in (TRACES, LOGS, METRICS):
        for signal, body in bodies.items():
            assert source.recognises(body, {}) == (source.name == f"otlp.{signal}")
        for signal, message in binary.items():
            assert source.recognises(message.SerializeToString(), {}) == (source.name == f"otlp.{signal}")
        assert not source.recognises(b"\nplain text", {})
        assert not source.recognises(b"", {})


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=100) | st.recursive(
    st.none() | st.integers() | st.text(max_size=3) | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["resourceSpans", "scopeSpans", "spans", "resource", "attributes", "key", "value", "stringValue", "intValue",
         "doubleValue", "arrayValue", "values", "resourceLogs", "scopeLogs", "logRecords", "body", "resourceMetrics",
         "scopeMetrics", "metrics", "name", "gauge", "sum", "dataPoints", "events", "status", "timeUnixNano"]
    ), inner, max_size=4),
).map(lambda value: json.dumps(value).encode()))  # fmt: skip
def test_arbitrary_bodies_raise_nothing_of_others(body: bytes) -> None:
    for source in (TRACES, LOGS, METRICS):
        for read in (from_json, from_protobuf):
            with contextlib.suppress(RootwardError):
                read(source, body)
        source.recognises(body, {})
