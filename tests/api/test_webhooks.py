"""Webhooks and OTLP as their senders speak: what they are answered, and that a repetition changes nothing."""

from __future__ import annotations

import base64
import gzip
import hashlib
import hmac
import json
from typing import Any

import pytest
import sqlalchemy as sa
from google.protobuf.json_format import MessageToJson
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest, ExportLogsServiceResponse
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
    ExportMetricsServiceResponse,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

from rootward.kit import clock
from rootward.schema import log_records
from tests.api.conftest import Face, Open, alert, problem

PROTOBUF, JSON = {"Content-Type": "application/x-protobuf"}, {"Content-Type": "application/json"}
NOW = clock.now_ns() - 10**9
HOOK_SECRET = "a-long-shared-word"


async def _cases(face: Face, **login: Any) -> list[dict[str, Any]]:
    await face.app.settle()
    items: list[dict[str, Any]] = (await face.get("/api/v1/cases", **login))["items"]
    return items


# ---- Alertmanager ----------------------------------------------------------------------------------------------------


async def test_an_alert_opens_a_case_and_its_repetitions_open_nothing(opened: Open) -> None:
    async with opened(stages=True) as face:
        sent = alert()
        assert (await face.post("/api/v1/ingest/alertmanager", sent))["counts"] == {"accepted": 1}
        (case,) = await _cases(face)
        assert case["title"].startswith("HighErrorRate")
        again = await face.post("/api/v1/ingest/alertmanager", sent)
        assert again["counts"] == {"duplicate": 1}
        repeat = sent | {"notification_reason": "repeat interval elapsed"}
        await face.post("/api/v1/ingest/alertmanager", repeat)
        assert [found["case_id"] for found in await _cases(face)] == [case["case_id"]]
        investigations = (await face.get("/api/v1/investigations"))["items"]
        assert len(investigations) == 1


async def test_alerts_of_one_group_are_one_case(opened: Open) -> None:
    async with opened(stages=True) as face:
        group = {"groupKey": '{}:{cluster="eu"}'}
        for name, service in (("HighErrorRate", "checkout"), ("QueueFull", "mail"), ("DiskFull", "archive")):
            await face.post("/api/v1/ingest/alertmanager", alert(name, service, **group))
        (case,) = await _cases(face)
        timeline = (await face.get(f"/api/v1/cases/{case['case_id']}/timeline"))["items"]
        reasons = {item["body"]["rule"] for item in timeline if item["kind"] == "event"}
        assert "group" in reasons


async def test_alerts_in_alertmanagers_own_input_format_are_taken_too(opened: Open) -> None:
    async with opened(stages=True) as face:
        one = alert()["alerts"][0]
        pushed = [{name: one[name] for name in ("labels", "annotations", "startsAt", "generatorURL")}]
        assert (await face.post("/api/v2/alerts", pushed))["counts"] == {"accepted": 1}
        assert len(await _cases(face)) == 1


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"5", b"\xff\x00", b'{"alerts": 5}', b'{"alerts":[{"labels":5}]}'])
async def test_what_is_no_notification_is_refused_or_set_aside_never_a_crash(embedded: Open, body: bytes) -> None:
    async with embedded() as face:
        response = await face.http.post("/api/v1/ingest/alertmanager", content=body)
        assert response.status_code < 500
        if response.status_code == 200:
            assert not response.json()["counts"].get("accepted")
        elif body:
            assert problem(response, response.status_code)["dead_letter"].startswith("dead_")


# ---- Kubernetes ------------------------------------------------------------------------------------------------------


def _pod_event(uid: str = "u1") -> dict[str, Any]:
    at = clock.format_ns(NOW)
    return {
        "apiVersion": "v1", "kind": "Event", "metadata": {"name": "checkout-7d9.17a", "namespace": "shop", "uid": uid},
        "involvedObject": {"kind": "Pod", "namespace": "shop", "name": "checkout-7d9", "uid": "p1"},
        "reason": "BackOff", "message": "Back-off restarting failed container", "type": "Warning", "count": 12,
        "firstTimestamp": at, "lastTimestamp": at, "source": {"component": "kubelet", "host": "node-1"},
    }  # fmt: skip


async def test_kubernetes_events_come_singly_as_lists_and_as_watch_lines(opened: Open) -> None:
    async with opened() as face:
        listed = {"apiVersion": "v1", "kind": "List", "items": [_pod_event("u2"), _pod_event("u3")]}
        watched = "\n".join(json.dumps({"type": "ADDED", "object": _pod_event(uid)}) for uid in ("u3", "u4"))
        counts = [
            (await face.post("/api/v1/ingest/kubernetes", _pod_event()))["counts"],
            (await face.post("/api/v1/ingest/kubernetes", listed))["counts"],
            (await face.http.post("/api/v1/ingest/kubernetes", content=watched)).json()["counts"],
        ]
        assert counts == [{"accepted": 1}, {"accepted": 2}, {"duplicate": 1, "accepted": 1}]


# ---- GitHub ----------------------------------------------------------------------------------------------------------

PUSH = {
    "ref": "refs/heads/main", "before": "a" * 40, "after": "b" * 40, "created": False, "deleted": False,
    "forced": False, "commits": [], "head_commit": {"id": "b" * 40, "timestamp": clock.format_ns(NOW)}, "compare": "",
    "repository": {"full_name": "shop/checkout", "default_branch": "main"}, "pusher": {}, "sender": {},
}  # fmt: skip


def signed(body: bytes, secret: str = HOOK_SECRET, delivery: str = "d-1") -> dict[str, str]:
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return {"X-GitHub-Event": "push", "X-GitHub-Delivery": delivery, "X-Hub-Signature-256": f"sha256={digest}"}


async def test_a_signed_delivery_needs_no_token(opened: Open) -> None:
    """GitHub cannot send one; it is taken for the default tenant, from wherever it comes."""
    async with opened(require_login=True, webhook_secret_github=HOOK_SECRET) as face:
        body = json.dumps(PUSH).encode()
        headers = signed(body) | {"Host": "rootward.example.com"}
        response = await face.http.post("/api/v1/ingest/github", content=body, headers=headers)
        assert response.json()["counts"] == {"accepted": 1}
        again = await face.http.post("/api/v1/ingest/github", content=body, headers=headers)
        assert again.json()["counts"] == {"duplicate": 1}
        found = await face.get("/api/v1/events", headers=await face.login("viewer"))
        assert [item["event_type"] for item in found["items"]] == ["GitPush"]


@pytest.mark.parametrize("require_login", [True, False])
async def test_a_delivery_that_is_not_signed_right_is_refused_and_not_kept(embedded: Open, require_login: bool) -> None:
    async with embedded(require_login=require_login, webhook_secret_github=HOOK_SECRET) as face:
        body = json.dumps(PUSH).encode()
        wrong = [
            {"X-GitHub-Event": "push"}, signed(body, "another word"), signed(body + b" "),
            signed(body) | {"X-Hub-Signature-256": "sha256="}, signed(body) | {"X-Hub-Signature-256": "é"},
            signed(body) | {"X-Hub-Signature-256": signed(body)["X-Hub-Signature-256"][:-1]},
        ]  # fmt: skip
        for headers in wrong:
            raw = {name.encode(): value.encode() for name, value in headers.items()}
            problem(await face.http.post("/api/v1/ingest/github", content=body, headers=raw), 401)
        login = await face.login("admin")
        unsigned = await face.http.post("/api/v1/ingest/github", content=body, headers=login)
        assert "missing" in problem(unsigned, 401)["detail"]
        assert (await face.get("/api/v1/events", headers=login))["items"] == []
        assert (await face.get("/api/v1/dead-letters", headers=login))["items"] == []


async def test_a_signature_opens_the_github_door_only(embedded: Open) -> None:
    async with embedded(require_login=True, webhook_secret_github=HOOK_SECRET) as face:
        body = json.dumps(alert()).encode()
        for path in ("/api/v1/ingest/alertmanager", "/api/v1/events", "/api/v2/alerts", "/v1/logs"):
            problem(await face.http.post(path, content=body, headers=signed(body)), 401)


async def test_without_a_configured_secret_a_signature_is_no_login(embedded: Open) -> None:
    async with embedded(require_login=True) as face:
        body = json.dumps(PUSH).encode()
        problem(await face.http.post("/api/v1/ingest/github", content=body, headers=signed(body, "")), 401)


async def test_the_signature_is_over_the_bytes_as_they_were_sent(embedded: Open) -> None:
    async with embedded(webhook_secret_github=HOOK_SECRET) as face:
        packed = gzip.compress(json.dumps(PUSH).encode())
        headers = signed(packed) | {"Content-Encoding": "gzip"}
        response = await face.http.post("/api/v1/ingest/github", content=packed, headers=headers)
        assert response.json()["counts"] == {"accepted": 1}


async def test_a_token_and_a_signature_together_are_for_the_tokens_tenant(opened: Open) -> None:
    async with opened(require_login=True, webhook_secret_github=HOOK_SECRET) as face:
        await face.found("acme")
        login = await face.login("service", "acme")
        body = json.dumps(PUSH).encode()
        await face.http.post("/api/v1/ingest/github", content=body, headers=signed(body) | login)
        assert len((await face.get("/api/v1/events", headers=await face.login("viewer", "acme")))["items"]) == 1
        assert (await face.get("/api/v1/events", headers=await face.login("viewer")))["items"] == []


# ---- a source that a pack declares -----------------------------------------------------------------------------------

PACK = """
name: probes
version: "1"
sources:
  - name: probe
    items: results
    event_type: {path: check}
    ts: {path: at}
    severity: {path: level}
    entity: {service: {path: target}}
    ingest_id: [id]
"""


async def declare(face: Face, text: str = PACK, version: str = "1", **login: Any) -> None:
    response = await face.http.post("/api/v1/packs", content=text, **login)
    assert response.status_code == 201, response.text
    name = response.json()["name"]
    await face.post(f"/api/v1/packs/{name}/activate?version={version}", **login)


async def test_a_source_that_a_pack_declares_is_read(opened: Open) -> None:
    async with opened() as face:
        await declare(face)
        one = {"id": 7, "check": "HttpDown", "at": clock.format_ns(NOW), "level": "error", "target": "checkout"}
        answer = await face.post("/api/v1/ingest/probe", {"results": [one, one | {"id": 8}, {"id": 9}]})
        assert answer["counts"] == {"accepted": 2, "rejected": 1}
        assert answer["rejected"][0]["field"] == "check"
        (first, _) = (await face.get("/api/v1/events?source=probe"))["items"]
        assert (first["event_type"], first["entity"], first["severity"]) == (
            "HttpDown",
            {"service": "checkout"},
            "high",
        )


async def test_an_unknown_source_names_the_known_ones(embedded: Open) -> None:
    async with embedded() as face:
        await declare(face)
        assert "probe" in problem(await face.http.post("/api/v1/ingest/nobody", json={}), 404)["detail"]


# ---- OTLP ------------------------------------------------------------------------------------------------------------


def _logs(*bodies: str) -> ExportLogsServiceRequest:
    request = ExportLogsServiceRequest()
    resource = request.resource_logs.add()
    attribute = resource.resource.attributes.add(key="service.name")
    attribute.value.string_value = "checkout"
    scope = resource.scope_logs.add()
    for body in bodies:
        record = scope.log_records.add(time_unix_nano=NOW, severity_number=17)
        record.body.string_value = body
    return request


def _traces() -> ExportTraceServiceRequest:
    request = ExportTraceServiceRequest()
    resource = request.resource_spans.add()
    attribute = resource.resource.attributes.add(key="service.name")
    attribute.value.string_value = "checkout"
    resource.scope_spans.add().spans.add(
        trace_id=b"\1" * 16, span_id=b"\2" * 8, name="GET /", kind=2, start_time_unix_nano=NOW,
        end_time_unix_nano=NOW + 10**6,
    )  # fmt: skip
    return request


def _metrics() -> ExportMetricsServiceRequest:
    request = ExportMetricsServiceRequest()
    resource = request.resource_metrics.add()
    attribute = resource.resource.attributes.add(key="service.name")
    attribute.value.string_value = "checkout"
    metric = resource.scope_metrics.add().metrics.add(name="queue", unit="1")
    metric.gauge.data_points.add(time_unix_nano=NOW, as_double=4.5)
    return request


def _as_json(request: Any) -> bytes:
    """OTLP's JSON writes ids in hex, where protobuf's own would write base64."""
    whole = json.loads(MessageToJson(request))
    for resource in whole.get("resourceSpans", ()):
        for span in resource["scopeSpans"][0]["spans"]:
            span |= {name: base64.b64decode(span[name]).hex() for name in ("traceId", "spanId")}
    return json.dumps(whole).encode()


SIGNALS: dict[str, tuple[Any, Any]] = {
    "logs": (_logs("pool exhausted"), ExportLogsServiceResponse),
    "traces": (_traces(), ExportTraceServiceResponse),
    "metrics": (_metrics(), ExportMetricsServiceResponse),
}


@pytest.mark.parametrize("signal", sorted(SIGNALS))
async def test_telemetry_is_taken_in_both_encodings_and_answered_in_the_same(opened: Open, signal: str) -> None:
    async with opened() as face:
        request, answer = SIGNALS[signal]
        binary = request.SerializeToString()
        response = await face.http.post(f"/v1/{signal}", content=binary, headers=PROTOBUF)
        assert (response.status_code, response.headers["content-type"]) == (200, "application/x-protobuf")
        assert not answer.FromString(response.content).HasField("partial_success")
        packed = await face.http.post(
            f"/v1/{signal}", content=gzip.compress(binary), headers=PROTOBUF | {"Content-Encoding": "gzip"}
        )
        assert packed.status_code == 200
        response = await face.http.post(f"/v1/{signal}", content=_as_json(request), headers=JSON)
        assert (response.status_code, response.headers["content-type"], response.json()) == (
            200,
            "application/json",
            {},
        )


async def test_the_same_telemetry_twice_is_stored_once(opened: Open) -> None:
    async with opened() as face:
        binary = _logs("pool exhausted").SerializeToString()
        for _ in range(3):
            await face.http.post("/v1/logs", content=binary, headers=PROTOBUF)
        count = sa.select(sa.func.count()).select_from(log_records).where(log_records.c.tenant == "default")
        assert await face.app.db.read(lambda c: c.execute(count).scalar_one(), tenant="default") == 1


async def test_a_record_that_cannot_be_kept_is_a_partial_success_in_either_encoding(opened: Open) -> None:
    async with opened() as face:
        request = _logs("good", "bad")
        bad = request.resource_logs[0].scope_logs[0].log_records[1]
        bad.time_unix_nano, bad.observed_time_unix_nano = 2**64 - 1, 0
        response = await face.http.post("/v1/logs", content=request.SerializeToString(), headers=PROTOBUF)
        partial = ExportLogsServiceResponse.FromString(response.content).partial_success
        assert (response.status_code, partial.rejected_log_records) == (200, 1)
        assert partial.error_message
        response = await face.http.post("/v1/logs", content=MessageToJson(request), headers=JSON)
        told = response.json()["partialSuccess"]
        assert (told["rejectedLogRecords"], bool(told["errorMessage"])) == ("1", True)
        letters = (await face.get("/api/v1/dead-letters"))["items"]
        assert {letter["source"] for letter in letters} == {"otlp.logs"}


@pytest.mark.parametrize("signal", sorted(SIGNALS))
@pytest.mark.parametrize(
    ("content", "headers"),
    [(b"\xff\xff\xff", PROTOBUF), (b"{", JSON), (b"[]", JSON), (b"null", JSON), (b'{"resourceLogs":5}', JSON),
     (b"x", {"Content-Type": "text/plain"}), (b'{"resourceSpans":[{"scopeSpans":[{"spans":[5]}]}]}', JSON),
     (b'{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"\\ud800\\u0000"}}]}]}]}', JSON),
     (b'{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"x","gauge":{"dataPoints":[{"asInt":"' + b"9" * 400
      + b'"}]}}]}]}]}', JSON)],
)  # fmt: skip
async def test_telemetry_that_cannot_be_read_is_refused_never_a_crash(
    embedded: Open, signal: str, content: bytes, headers: dict[str, str]
) -> None:
    async with embedded() as face:
        response = await face.http.post(f"/v1/{signal}", content=content, headers=headers)
        assert response.status_code < 500, response.text
        if response.status_code >= 400:
            problem(response, response.status_code)


async def test_nothing_is_a_success(embedded: Open) -> None:
    async with embedded() as face:
        for signal, (request, _) in SIGNALS.items():
            empty = type(request)().SerializeToString()
            assert (await face.http.post(f"/v1/{signal}", content=empty, headers=PROTOBUF)).status_code == 200
            assert (await face.http.post(f"/v1/{signal}", content=b"{}", headers=JSON)).status_code == 200


async def test_a_full_house_refuses_before_it_reads(embedded: Open) -> None:
    async with embedded(max_waiting_events=0) as face:
        for path in ("/v1/logs", "/api/v1/ingest/alertmanager", "/api/v1/events", "/api/v2/alerts"):
            response = await face.http.post(path, content=b"anything")
            assert problem(response, 429) and response.headers["retry-after"] == "2"
        assert (await face.http.get("/health/ready")).status_code == 503
