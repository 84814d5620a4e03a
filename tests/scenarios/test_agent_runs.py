"""Agent telemetry, walked from the first post to the report: what its two worked examples show is what they give."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from tests.api.conftest import Face, Open, problem
from tests.api.conftest import opened as opened
from tests.runs.examples import INSUFFICIENT, SUFFICIENT, changed

STEPS = [
    ("running", "Starting RCA", 5), ("running", "Collecting evidence", 30), ("running", "Classifying failure", 55),
    ("running", "Generating report", 85), ("done", "RCA complete", 100),
]  # fmt: skip


async def _diagnosed(face: Face, run: dict[str, Any]) -> dict[str, Any]:
    await face.post("/agent-runs", run)
    asked = await face.post(f"/agent-runs/{run['run_id']}/rca-runs")
    assert set(asked) == {"rca_run_id"}
    await face.app.settle()
    told: dict[str, Any] = await face.get(f"/agent-runs/rca-runs/{asked['rca_run_id']}")
    assert told["status"] == "done", told
    return told


def _holds(whole: Any, part: Any) -> bool:
    """Whether everything that is shown is there, in its place; what is shown may be abbreviated."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(name in whole and _holds(whole[name], part[name]) for name in part)
    if isinstance(part, list):
        return isinstance(whole, list) and len(whole) >= len(part) and all(map(_holds, whole, part))
    if isinstance(part, str) and part.endswith("..."):
        return isinstance(whole, str) and whole.startswith(part[:-3])
    return bool(whole == part)


async def test_a_schema_mismatch_is_explained_as_shown(opened: Open) -> None:
    async with opened(stages=True) as face:
        told = await _diagnosed(face, SUFFICIENT)
        report = told["report"]
        assert _holds(told, {"run_id": "run-001-sufficient", "status": "done", "pct": 100, "step": "RCA complete"})
        assert _holds(report, {
            "category": "tool_schema_mismatch", "insufficient_evidence": False,
            "evidence_index": [{
                "evidence_id": "ev_tool_call-001", "kind": "tool_call", "ref_id": "call-001",
                "title": "Failed tool call: order_lookup_api",
                "snippet": "Missing required field: 'customer_id'. API schema updated to v2.0 requiring customer_id",
                "attributes": {"error_class": "ValidationError", "status_code": 400},
            }],
            "hypotheses": [{
                "title": "Tool Schema Mismatch Root Cause",
                "description": "Tool call failed due to schema validation error...",
                "evidence_ids": ["ev_tool_call-001", "ev_guard_guard-001"], "confidence": "high",
                "verification_steps": ["Review tool call logs for detailed error traces",
                                       "Check external service status and API documentation"],
            }],
            "action_items": [{
                "type": "code_change", "title": "Update tool schema validation",
                "description": "Review and update tool argument schemas to match current API contract...",
                "priority": "high",
            }],
        })  # fmt: skip
        assert len(report["hypotheses"]) == 1
        assert report["hypotheses"][0]["evidence_ids"] == ["ev_tool_call-001", "ev_guard_guard-001"]
        assert report["evidence_index"][0]["attributes"] == {"error_class": "ValidationError", "status_code": 400}
        assert report["responsible_agent"] == "customer-support-agent"
        assert report["decisive_step"] == "step-002"
        assert report["metrics_snapshot"] == {
            "top_failing_tool": "order_lookup_api", "max_step_latency_ms": 20000, "total_retries": 4,
            "total_cost_usd": 0.0245,
        }  # fmt: skip
        assert "tool_schema_mismatch" in report["jira_fields"]["jira_summary"]
        assert "`ev_tool_call-001`" in report["jira_fields"]["jira_description_md"]
        index = {item["evidence_id"] for item in report["evidence_index"]}
        assert all(set(item["evidence_ids"]) <= index for item in report["hypotheses"])


async def test_without_enough_evidence_nothing_is_claimed(opened: Open) -> None:
    async with opened(stages=True) as face:
        report = (await _diagnosed(face, INSUFFICIENT))["report"]
        assert _holds(report, {
            "category": "unknown", "insufficient_evidence": True,
            "insufficient_reason": "Limited telemetry: no tool failures or specific error details captured",
            "action_items": [
                {"type": "monitoring", "title": "Enable detailed tracing", "priority": "high",
                 "description": "Add structured logging and tracing to capture more diagnostic information."},
                {"type": "code_change", "title": "Add structured error codes", "priority": "medium",
                 "description": "Implement error code taxonomy to enable better classification in future RCAs."},
            ],
        })  # fmt: skip
        assert (report["evidence_index"], report["hypotheses"]) == ([], [])
        assert "record every tool call with its arguments, status and result" in report["add_telemetry"]


async def test_the_same_question_is_asked_once_in_ten_minutes(opened: Open) -> None:
    async with opened(stages=True) as face:
        first = await _diagnosed(face, SUFFICIENT)
        again = await face.post("/agent-runs/run-001-sufficient/rca-runs")
        assert again["rca_run_id"] == first["rca_run_id"]
        await face.post("/agent-runs", SUFFICIENT)  # the same run again is no news
        assert await face.post("/agent-runs/run-001-sufficient/rca-runs") == again
        await face.post("/agent-runs", changed(SUFFICIENT, model="other"))
        assert await face.post("/agent-runs/run-001-sufficient/rca-runs") != again
        await face.app.settle()
        problem(await face.http.post("/agent-runs/run-404/rca-runs"), 404)
        problem(await face.http.get("/agent-runs/rca-runs/inv_404"), 404)
        problem(await face.http.get("/rca-runs/inv_404/stream"), 404)


async def test_progress_is_streamed_in_the_words_shown_and_ends(opened: Open) -> None:
    async with opened() as face:
        await face.post("/agent-runs", SUFFICIENT)
        asked = await face.post("/agent-runs/run-001-sufficient/rca-runs")
        url = f"/rca-runs/{asked['rca_run_id']}/stream"
        following = asyncio.create_task(face.http.get(url))
        worker = asyncio.create_task(face.app.run_stages())
        response = await following
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)
        assert response.headers["content-type"].startswith("text/event-stream")
        frames = [json.loads(line[6:]) for line in response.text.split("\n\n") if line.startswith("data: ")]
        assert set(frames[0]) == {"status", "step", "pct", "message", "updated_at"}
        told = [(frame["status"], frame["step"], frame["pct"]) for frame in frames]
        assert told[0] == ("queued", "Queued", 0)
        assert told[1:] == STEPS
        after = await face.http.get(url)
        assert [json.loads(after.text.removeprefix("data: "))["status"]] == ["done"]


async def test_a_run_is_a_case_and_its_cause_the_report_of_the_house(opened: Open) -> None:
    async with opened(stages=True) as face:
        told = await _diagnosed(face, SUFFICIENT)
        (case,) = (await face.get("/api/v1/cases"))["items"]
        assert (case["kind"], case["number"], case["case_id"]) == ("agent_run", "RUN-1", told["case_id"])
        report = await face.get(f"/api/v1/reports/{case['report_id']}")
        assert report["verdict"]["cause"]["kind"] == "agent_run.tool_schema_mismatch"
        assert report["verdict"]["cause"]["entity"] == "agent:customer-support-agent"
        assert [item["agent"] for item in report["agents"]] == ["agent_run"]
        content = {item["content_id"] for item in told["report"]["evidence_index"]}
        assert content <= {item["evidence_id"] for item in report["evidence"]}
        await face.post("/agent-runs", changed(SUFFICIENT, tool_calls=[], guardrail_events=[]))
        checked = await face.post(f"/api/v1/reports/{case['report_id']}/verify")
        assert (checked["all_hold"], checked["citations"] >= 2) == (True, True), checked  # as it was known then
        (investigation,) = (await face.get("/api/v1/investigations"))["items"]
        assert investigation["investigation_id"] == told["rca_run_id"]


async def test_a_failed_run_is_investigated_without_being_asked_for(opened: Open) -> None:
    async with opened(stages=True) as face:
        await face.post("/agent-runs", SUFFICIENT)
        await face.app.settle()
        (case,) = (await face.get("/api/v1/cases"))["items"]
        assert case["state"] == "diagnosed"
        asked = await face.post("/agent-runs/run-001-sufficient/rca-runs")
        told = await face.get(f"/agent-runs/rca-runs/{asked['rca_run_id']}")
        assert told["report"]["category"] == "tool_schema_mismatch"
        assert len((await face.get("/api/v1/investigations"))["items"]) == 1


async def test_runs_that_fail_alike_are_one_case_and_each_is_explained(opened: Open) -> None:
    async with opened(stages=True) as face:
        first = await _diagnosed(face, SUFFICIENT)
        alike = await _diagnosed(face, changed(SUFFICIENT, run_id="run-9"))
        assert (alike["run_id"], alike["case_id"]) == ("run-9", first["case_id"])
        assert alike["report"]["category"] == "tool_schema_mismatch"
        limited = SUFFICIENT["tool_calls"][0] | {"status_code": 429, "error_class": "RateLimitError",
                                                 "error_message": "Too Many Requests"}  # fmt: skip
        other = changed(SUFFICIENT, run_id="r3", tool_calls=[limited], guardrail_events=[], error_message="failed")
        told = await _diagnosed(face, other)
        assert told["report"]["category"] == "rate_limited"
        assert told["case_id"] != first["case_id"]
        cases = {case["case_id"]: case for case in (await face.get("/api/v1/cases"))["items"]}
        assert (len(cases), cases[first["case_id"]]["event_count"]) == (2, 2)


async def test_a_run_that_succeeded_has_nothing_to_explain(opened: Open) -> None:
    async with opened(stages=True) as face:
        told = await _diagnosed(face, changed(SUFFICIENT, status="success"))
        assert told["report"]["insufficient_evidence"] is True
        assert "succeeded" in told["report"]["insufficient_reason"]
        again = await face.post("/agent-runs/run-001-sufficient/rca-runs")
        assert again["rca_run_id"] == told["rca_run_id"]


async def test_one_of_our_own_runs_is_explained_by_the_same_code(opened: Open) -> None:
    async with opened(stages=True) as face:
        told = await _diagnosed(face, SUFFICIENT)
        own = (await face.get(f"/api/v1/investigations/{told['rca_run_id']}"))["run_id"]
        asked = await face.post(f"/agent-runs/{own}/rca-runs")
        await face.app.settle()
        about = await face.get(f"/agent-runs/rca-runs/{asked['rca_run_id']}")
        assert (about["status"], about["run_id"]) == ("done", own)
        assert "succeeded" in about["report"]["insufficient_reason"]


async def test_another_tenants_runs_are_not_there(opened: Open) -> None:
    async with opened(stages=True) as face:
        told = await _diagnosed(face, SUFFICIENT)
        await face.found("acme")
        stranger = await face.login("admin", "acme")
        rca = f"/agent-runs/rca-runs/{told['rca_run_id']}"
        for path in (rca, f"/rca-runs/{told['rca_run_id']}/stream", "/agent-runs/run-001-sufficient/timeline"):
            problem(await face.http.get(path, headers=stranger), 404)
        problem(await face.http.post("/agent-runs/run-001-sufficient/rca-runs", headers=stranger), 404)
        overview = await face.get("/metrics/overview", headers=stranger)
        assert overview["total_runs"] == 0
