"""No secret that is sent stays anywhere: not in the database file, not in a log line, not in an answer."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from rootward.kit import clock, log
from tests.api.conftest import Face, Open, alert, envelope
from tests.api.test_webhooks import PROTOBUF, PUSH, _logs, _metrics

NOW = clock.now_ns() - 10**9
CANARIES = {
    "aws": "AKIAIOSFODNN7REALKEY", "github": "ghp_" + "aB3dE6gH9jK2mN5pQ8rS1tU4vW7xY0zA1bC4",
    "password": "correct-horse-staple-77", "mail": "ana.canary@example.org", "card": "4111111111111111",
    "jwt": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJlY2FuYXJ5c2lnbmF0dXJl",
    "random": "q7ZpX2vL9sKd4TgB8nRw5YcM1hJf6EuA",
}  # fmt: skip
TEXT = (
    f"login of {CANARIES['mail']} with password={CANARIES['password']} and {CANARIES['aws']} failed: "
    f"Authorization: Bearer {CANARIES['jwt']}, token {CANARIES['github']}, card {CANARIES['card']}, "
    f"secret: {CANARIES['random']}"
)


LISTS = (
    "/api/v1/events?limit=1000", "/api/v1/dead-letters", "/api/v1/cases", "/api/v1/audit", "/metrics",
    "/api/v1/investigations", "/api/v1/topology", "/api/v1/audit/export", "/api/v1/tokens", "/api/v1/sources",
)  # fmt: skip


async def _send_everything(face: Face) -> list[str]:
    """The text in every place a sender can put one; what was answered."""
    payload = {"note": TEXT, "password": CANARIES["password"], "deep": [{"headers": {"Authorization": TEXT}}]}
    bad = envelope("bad", payload=payload, severity=CANARIES["aws"], entity={"service": "a", "owner": TEXT})
    sent: list[tuple[str, Any, dict[str, str]]] = [
        ("/api/v1/events", envelope("one", payload=payload, entity={"service": "a", "owner": TEXT}), {}),
        ("/api/v1/events", envelope(f"id {TEXT}"[:250], event_type=f"T {CANARIES['aws']}"), {}),
        ("/api/v1/events", [envelope("two", correlation_ids={"session": TEXT}), bad, {TEXT: TEXT}], {}),
        ("/api/v1/events", bad, {}),
        ("/api/v1/ingest/alertmanager", _alert_with_secrets(), {}),
        ("/api/v1/ingest/github", PUSH | {"head_commit": {"message": TEXT}}, {"X-GitHub-Event": "push"}),
        ("/api/v1/ingest/github", {"x": TEXT}, {"X-GitHub-Event": TEXT[:90], "X-GitHub-Delivery": CANARIES["aws"]}),
        (f"/api/v1/ingest/{CANARIES['aws']}", {"x": 1}, {}),
        ("/api/v1/tokens", {"name": TEXT[:150], "role": "viewer"}, {}),
        ("/api/v1/tokens", {"name": "x", "role": CANARIES["github"]}, {"Idempotency-Key": CANARIES["random"]}),
        ("/api/v1/investigate", {"query": TEXT, "time_window": {"start": clock.format_ns(NOW - 10**12),
                                                               "end": clock.format_ns(NOW)}}, {}),
    ]  # fmt: skip
    answers = []
    for path, body, headers in sent:
        response = await face.http.post(path, json=body, headers=headers | {"Authorization-Canary": TEXT})
        assert response.status_code < 500, response.text
        answers.append(response.text)
    answers += [await _telemetry(face), *await _broken(face)]
    await face.app.settle()
    moves = {"to": "resolved", "reason": TEXT}
    answers.append((await face.http.post("/api/v1/cases/INC-1/move", json=moves)).text)
    return answers


def _alert_with_secrets() -> dict[str, Any]:
    sent = alert("Leak", "checkout")
    sent["alerts"][0]["annotations"] = {"description": TEXT}
    sent["alerts"][0]["labels"]["url"] = f"https://ana:{CANARIES['password']}@db.example/x"
    return sent


async def _telemetry(face: Face) -> str:
    logs, metrics, traces = _logs(TEXT), _metrics(), ExportTraceServiceRequest()
    record = logs.resource_logs[0].scope_logs[0].log_records[0]
    record.attributes.add(key="db.password").value.string_value = CANARIES["password"]
    record.attributes.add(key="note").value.string_value = TEXT
    logs.resource_logs[0].resource.attributes.add(key="owner").value.string_value = TEXT
    point = metrics.resource_metrics[0].scope_metrics[0].metrics[0].gauge.data_points[0]
    point.attributes.add(key="url").value.string_value = f"https://x/?token={CANARIES['github']}"
    metrics.resource_metrics[0].scope_metrics[0].metrics[0].description = TEXT
    resource = traces.resource_spans.add()
    resource.resource.attributes.add(key="service.name").value.string_value = "checkout"
    span = resource.scope_spans.add().spans.add(
        trace_id=b"\1" * 16, span_id=b"\2" * 8, name=f"GET /?key={CANARIES['aws']}", kind=3,
        start_time_unix_nano=NOW, end_time_unix_nano=NOW + 10**6,
    )  # fmt: skip
    span.status.message = TEXT
    span.attributes.add(key="http.request.header.authorization").value.string_value = f"Bearer {CANARIES['jwt']}"
    span.events.add(name="exception", time_unix_nano=NOW).attributes.add(
        key="exception.message"
    ).value.string_value = TEXT
    answers = []
    for signal, request in (("logs", logs), ("metrics", metrics), ("traces", traces)):
        response = await face.http.post(f"/v1/{signal}", content=request.SerializeToString(), headers=PROTOBUF)
        assert response.status_code == 200
        answers.append(response.text)
    return "".join(answers)


async def _broken(face: Face) -> list[str]:
    """Bodies that nobody can read go to the dead letters, the secrets in them excepted."""
    answers = []
    for path, body in (
        ("/v1/logs", b"\xff\xfe" + TEXT.encode()), ("/api/v1/ingest/alertmanager", f'{{"x": "{TEXT}'.encode()),
        ("/api/v1/ingest/kubernetes", TEXT.encode()), ("/api/v1/events", f"{{{TEXT}".encode()),
    ):  # fmt: skip
        response = await face.http.post(path, content=body, headers={"Cookie": f"session={CANARIES['random']}"})
        assert response.status_code < 500
        answers.append(response.text)
    return answers


def _found(where: bytes) -> set[str]:
    return {name for name, value in CANARIES.items() if value.encode() in where}


async def test_no_secret_is_in_the_database_the_log_or_an_answer(embedded: Open, tmp_path: Path) -> None:
    lines = io.StringIO()
    log.configure("debug", "json", lines)
    async with embedded(stages=True) as face:
        answers = await _send_everything(face)
        answers += [(await face.http.get(path)).text for path in LISTS]
        letters = (await face.get("/api/v1/dead-letters"))["items"]
        assert len(letters) >= 5
        answers += [json.dumps(await face.get(f"/api/v1/dead-letters/{letter['id']}")) for letter in letters]
    files = b"".join(path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file())
    for around in (b"login of [redacted:email]", b"GET /?key=[redacted:aws_key]", b"https://x/?token=[redacted:"):
        assert around in files, "the text around the secrets stays, and can be searched here"
    assert _found(files) == set()
    assert _found(lines.getvalue().encode()) == set()
    assert _found("".join(answers).encode()) == set()
