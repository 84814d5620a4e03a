"""The AI SRE platform's examples, walked over HTTP: envelope in, question asked, agents' results, metrics, audit trail.

The envelope alone is walked in `test_source_e_events.py`.
"""

from __future__ import annotations

from typing import Any

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest

from rootward.kit import clock
from tests.api.conftest import Face, Open, problem
from tests.scenarios.test_source_e_events import ENVELOPE

TENANT = "acme-01"
WINDOW = {"start": "2025-10-30T07:00:00Z", "end": "2025-10-30T08:00:00Z"}
ASKED = {"query": "Why did nginx pods fail?", "tenant_id": TENANT, "time_window": WINDOW}
SCOPE = {
    "tenant_id": TENANT, "service": "nginx-api", "time_window": WINDOW, "pivot_event_id": "",
    "correlation_ids": ["trace-abc", "commit-def"],
}  # fmt: skip
AGENT_RESULT = {"agent", "findings", "artifacts", "cost", "latency_ms"}


async def _joined(face: Face) -> dict[str, str]:
    """The tenant of the examples, and somebody of it who may ask."""
    await face.found(TENANT)
    return await face.login("sre_operator", TENANT)


async def _logs(face: Face, login: dict[str, str]) -> None:
    """Lines of the minutes around the example's event: quiet before, failing after."""
    request = ExportLogsServiceRequest()
    resource = request.resource_logs.add()
    resource.resource.attributes.add(key="service.name").value.string_value = "nginx-api"
    records = resource.scope_logs.add().log_records
    killed = clock.parse_ns(ENVELOPE["ts"])
    for second in range(-1800, 600, 10):
        quiet = second < 0
        record = records.add(time_unix_nano=killed + second * 10**9, severity_number=9 if quiet else 17)
        record.body.string_value = "GET /pay served" if quiet else "upstream refused: out of memory"
    headers = login | {"Content-Type": "application/x-protobuf"}
    response = await face.http.post("/v1/logs", content=request.SerializeToString(), headers=headers)
    assert response.status_code == 200


async def test_the_envelope_is_accepted_kept_and_recognised_when_it_comes_again(opened: Open) -> None:
    async with opened(require_login=True) as face:
        login = await _joined(face)
        first = await face.post("/api/v1/events", ENVELOPE, headers=login)
        again = await face.post("/api/v1/events", ENVELOPE, headers=login)
        assert (first["status"], again["status"], again["id"]) == ("accepted", "duplicate", first["id"])
        kept = await face.get(f"/api/v1/events/{first['id']}", headers=login)
        assert {name: kept[name] for name in ENVELOPE} == ENVELOPE | {"severity": "high"}
        changed = ENVELOPE | {"severity": "info"}
        problem(await face.http.post("/api/v1/events", json=changed, headers=login), 409)


async def test_the_question_of_the_quick_start_is_answered_with_202_and_an_id(opened: Open) -> None:
    async with opened(require_login=True, stages=True) as face:
        login = await _joined(face)
        response = await face.http.post("/api/v1/investigate", json=ASKED, headers=login)
        assert response.status_code == 202
        asked = response.json()
        assert asked["investigation_id"].startswith("inv_")
        await face.app.settle()
        row = await face.get(f"/api/v1/investigations/{asked['investigation_id']}", headers=login)
        assert (row["status"], row["pct"], row["scope"]["query"]) == ("done", 100, ASKED["query"])
        report = await face.get(f"/api/v1/reports/{row['report_id']}", headers=login)
        assert {name: report["scope"][name] for name in ("start", "end")} == WINDOW
        problem(await face.http.post("/api/v1/investigate", json=ASKED | {"tenant_id": "other"}, headers=login), 403)
        problem(await face.http.post("/api/v1/investigate", json=ASKED), 401)


async def test_a_killed_pod_becomes_a_case_with_a_cited_cause(opened: Open) -> None:
    async with opened(require_login=True, stages=True) as face:
        login = await _joined(face)
        await _logs(face, login)
        sent = await face.post("/api/v1/events", ENVELOPE, headers=login)
        await face.app.settle()
        (case,) = (await face.get("/api/v1/cases", headers=login))["items"]
        assert (case["kind"], case["entity"], case["severity"]) == ("incident", "service:nginx-api", "high")
        timeline = (await face.get(f"/api/v1/cases/{case['case_id']}/timeline", headers=login))["items"]
        assert [item["ref"] for item in timeline if item["kind"] == "event"] == [sent["id"]]
        report = await face.get(f"/api/v1/reports/{case['report_id']}", headers=login)
        cause = report["verdict"]["cause"]
        assert (cause["entity"], cause["kind"]) == ("service:nginx-api", "memory.oom")
        cited = {item["evidence_id"] for item in report["evidence"]}
        assert cause["evidence_ids"] and set(cause["evidence_ids"]) <= cited
        path = f"/api/v1/reports/{case['report_id']}/verify"
        assert (await face.post(path, headers=login))["all_hold"]


async def _investigated(face: Face, login: dict[str, str]) -> dict[str, Any]:
    await _logs(face, login)
    sent = await face.post("/api/v1/events", ENVELOPE, headers=login)
    await face.app.settle()
    asked = SCOPE | {"pivot_event_id": sent["id"]}
    answer: dict[str, Any] = await face.post("/api/v1/investigate?wait=60", asked, headers=login)
    assert answer["status"] == "done"
    row: dict[str, Any] = await face.get(f"/api/v1/investigations/{answer['investigation_id']}", headers=login)
    return row


async def test_the_incident_scope_is_what_the_investigation_works_on(opened: Open) -> None:
    async with opened(require_login=True, stages=True) as face:
        row = await _investigated(face, await _joined(face))
        scope = row["scope"]
        assert (scope["tenant"], scope["service"], scope["correlation_ids"]) == (
            TENANT, SCOPE["service"], SCOPE["correlation_ids"],
        )  # fmt: skip
        assert scope["pivot_event_id"].startswith("evt_")
        assert scope["end"] == clock.parse_ns(WINDOW["end"])


async def test_every_agent_returns_the_unified_result(opened: Open) -> None:
    async with opened(require_login=True, stages=True) as face:
        row = await _investigated(face, await _joined(face))
        assert {result["agent"] for result in row["results"]} == set(row["plan"]["agents"])
        assert len(row["results"]) >= 3
        for result in row["results"]:
            assert result.keys() >= AGENT_RESULT
            assert set(result["cost"]) == {"llm_usd", "api_usd"}
            assert isinstance(result["latency_ms"], int)
            for finding in result["findings"]:
                assert finding.keys() >= {"kind", "detail", "confidence"} and 0 <= finding["confidence"] <= 1
            for artifact in result["artifacts"]:
                assert artifact.keys() == {"type", "ref"}
        assert any(result["findings"] for result in row["results"])


async def test_tool_calls_agents_and_investigations_are_measured_by_tenant(opened: Open) -> None:
    async with opened(require_login=True, stages=True) as face:
        await _investigated(face, await _joined(face))
        text = (await face.http.get("/metrics", headers=await face.login("viewer", TENANT))).text
        for line in (
            f'rootward_tool_calls_total{{status="succeeded",tenant="{TENANT}",tool="logs.',
            f'rootward_tool_latency_seconds_bucket{{le="0.005",tenant="{TENANT}",tool="',
            f'rootward_agent_executions_total{{agent="logs",status="success",tenant="{TENANT}"}}',
            f'rootward_agent_latency_seconds_count{{agent="logs",tenant="{TENANT}"}}',
            f'rootward_investigations_total{{status="done",tenant="{TENANT}"}}',
            f'rootward_investigation_confidence_bucket{{le="0.1",tenant="{TENANT}"}}',
        ):
            assert line in text, line
        assert "rootward_tool_cost_usd" in (await face.http.get("/metrics", headers=await face.login("viewer"))).text


async def test_what_was_planned_and_why_is_on_the_audit_trail(opened: Open) -> None:
    async with opened(require_login=True, stages=True) as face:
        row = await _investigated(face, await _joined(face))
        planned = await face.audited("plan.created", TENANT)
        ours = [entry for entry in planned if entry.facts["investigation"] == row["investigation_id"]]
        assert len(ours) == 1
        assert ours[0].resource == f"case:{row['case_id']}"
        assert ours[0].facts["agents"] == row["plan"]["agents"]
        assert all(reason for reason in row["plan"]["agents"].values())
        assert await face.audited("tool.call", TENANT)
        assert await face.audited("report.created", TENANT)
