"""Agent runs over HTTP: sent, sent again, read, replayed, measured; and who may."""

from __future__ import annotations

from typing import Any

import pytest

from rootward.kit import clock
from tests.api.conftest import Open, problem
from tests.runs.examples import INSUFFICIENT, SUFFICIENT, changed


async def test_a_run_is_sent_and_read_with_the_numbers_of_its_parts(opened: Open) -> None:
    async with opened() as face:
        assert await face.post("/agent-runs", SUFFICIENT) == {
            "run_id": "run-001-sufficient", "revision": 1, "status": "created",
        }  # fmt: skip
        assert await face.get("/agent-runs/run-001-sufficient") == {
            "run_id": "run-001-sufficient", "agent_name": "customer-support-agent", "status": "failure",
            "started_at": "2024-01-15T10:30:00Z", "ended_at": "2024-01-15T10:30:45Z", "step_count": 4,
            "tool_call_count": 3, "guardrail_event_count": 1,
        }  # fmt: skip


async def test_a_run_that_is_sent_again_replaces_its_parts(opened: Open) -> None:
    async with opened() as face:
        await face.post("/agent-runs", SUFFICIENT)
        assert (await face.post("/agent-runs", SUFFICIENT))["status"] == "duplicate"
        fewer = changed(SUFFICIENT, steps=SUFFICIENT["steps"][:2], tool_calls=[], guardrail_events=[])
        assert await face.post("/agent-runs", fewer) == {
            "run_id": "run-001-sufficient", "revision": 2, "status": "replaced",
        }  # fmt: skip
        read = await face.get("/agent-runs/run-001-sufficient")
        assert [read[f"{name}_count"] for name in ("step", "tool_call", "guardrail_event")] == [2, 0, 0]
        timeline = await face.get("/agent-runs/run-001-sufficient/timeline")
        assert [entry["event_id"] for entry in timeline] == ["step-001", "step-002"]


async def test_the_timeline_merges_steps_calls_and_checks_in_order(opened: Open) -> None:
    async with opened() as face:
        await face.post("/agent-runs", SUFFICIENT)
        timeline = await face.get("/agent-runs/run-001-sufficient/timeline")
        assert [(entry["event_type"], entry["event_id"]) for entry in timeline] == [
            ("step", "step-001"), ("step", "step-002"), ("tool_call", "call-001"), ("tool_call", "call-003"),
            ("guardrail", "guard-001"), ("step", "step-003"), ("tool_call", "call-002"), ("step", "step-004"),
        ]  # fmt: skip
        guard = timeline[4]
        assert guard["timestamp"] == "2024-01-15T10:30:08Z"
        assert guard["details"]["call_id"] == "call-001"
        assert set(guard) == {"event_id", "event_type", "timestamp", "name", "status", "details"}


async def test_a_run_without_an_id_is_given_one(opened: Open) -> None:
    async with opened() as face:
        made = await face.post("/agent-runs", changed(INSUFFICIENT, run_id=None))
        assert (await face.get(f"/agent-runs/{made['run_id']}"))["agent_name"] == "data-processor"


async def test_what_is_wrong_is_named_with_its_value(opened: Open) -> None:
    async with opened() as face:
        wrong = changed(SUFFICIENT, status="exploded")
        told = problem(await face.http.post("/agent-runs", json=wrong), 422)
        assert told["field"] == "status"
        assert "exploded" in told["detail"]
        problem(await face.http.post("/agent-runs", json=[SUFFICIENT]), 422)
        problem(await face.http.post("/agent-runs", content=b"{"), 400)
        problem(await face.http.get("/agent-runs/run-404"), 404)
        problem(await face.http.get("/agent-runs/run-404/timeline"), 404)


async def test_secrets_are_gone_before_a_run_is_stored(opened: Open) -> None:
    async with opened() as face:
        step = SUFFICIENT["steps"][0] | {"input_summary": "use AKIAIOSFODNN7EXAMPLE " + "x" * 3000}
        call = SUFFICIENT["tool_calls"][0] | {"step_id": "step-001", "args_json": {"password": "hunter2-of-mine"}}
        await face.post("/agent-runs", changed(SUFFICIENT, steps=[step], tool_calls=[call], guardrail_events=[]))
        one, two = await face.get("/agent-runs/run-001-sufficient/timeline")
        assert "AKIAIOSFODNN7EXAMPLE" not in one["details"]["input_summary"]
        assert len(one["details"]["input_summary"]) == 2000
        assert two["details"]["args_json"]["password"].startswith("[redacted")


async def test_the_overview_counts_each_run_once(opened: Open) -> None:
    async with opened() as face:
        assert (await face.get("/metrics/overview"))["total_runs"] == 0
        await face.post("/agent-runs", SUFFICIENT)
        await face.post("/agent-runs", changed(SUFFICIENT, model="gpt-5"))
        await face.post("/agent-runs", INSUFFICIENT)
        await face.post("/agent-runs", changed(INSUFFICIENT, run_id="run-3", status="success"))
        assert await face.get("/metrics/overview", params={"hours": 24}) == {
            "total_runs": 3, "success_rate": 33.33, "top_failing_tools": [{"tool": "order_lookup_api", "count": 2}],
            "p95_step_latency_ms": 20000, "total_cost_usd": 0.0245,
        }  # fmt: skip
        for hours in (0, 169):
            problem(await face.http.get("/metrics/overview", params={"hours": hours}), 422)


async def test_with_an_ingest_secret_it_is_asked_for(opened: Open) -> None:
    async with opened(ingest_secret="first-secret, acme=other-secret") as face:
        await face.found("acme")
        problem(await face.http.post("/agent-runs", json=SUFFICIENT), 401)
        problem(await face.http.post("/agent-runs", json=SUFFICIENT, headers={"X-Ingest-Secret": "no"}), 401)
        await face.post("/agent-runs", SUFFICIENT, headers={"X-Ingest-Secret": "first-secret"})
        await face.post("/agent-runs", INSUFFICIENT, headers={"X-Ingest-Secret": "other-secret"})
        assert (await face.get("/agent-runs/run-001-sufficient"))["step_count"] == 4
        problem(await face.http.get("/agent-runs/run-002-insufficient"), 404)
        acme = await face.login("viewer", "acme")
        assert (await face.get("/agent-runs/run-002-insufficient", headers=acme))["step_count"] == 2
        problem(await face.http.get("/agent-runs/run-001-sufficient", headers=acme), 404)


async def test_a_secret_and_a_token_must_mean_the_same_tenant(opened: Open) -> None:
    async with opened(ingest_secret="mine", require_login=True) as face:
        await face.found("acme")
        sender, stranger = await face.login("service"), await face.login("service", "acme")
        await face.post("/agent-runs", SUFFICIENT, headers=sender)
        await face.post("/agent-runs", SUFFICIENT, headers=sender | {"X-Ingest-Secret": "mine"})
        problem(
            await face.http.post("/agent-runs", json=SUFFICIENT, headers=stranger | {"X-Ingest-Secret": "mine"}), 403
        )
        viewer = await face.login("viewer")
        problem(await face.http.post("/agent-runs", json=SUFFICIENT, headers=viewer), 403)
        problem(await face.http.get("/agent-runs/run-001-sufficient", headers=sender), 403)


async def test_the_callers_request_id_comes_back(opened: Open) -> None:
    async with opened() as face:
        response = await face.http.post("/agent-runs", json=SUFFICIENT, headers={"X-Request-ID": "my-request.7"})
        assert response.headers["x-request-id"] == "my-request.7"


@pytest.mark.parametrize(("origin", "named"), [("https://console.example.com", True), ("https://evil.example", False)])
async def test_pages_of_named_origins_may_call(embedded: Open, origin: str, named: bool) -> None:
    async with embedded(cors_origins="https://console.example.com/, http://localhost:3000") as face:
        asked = {
            "Origin": origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "x-ingest-secret",
        }
        before = await face.http.options("/agent-runs", headers=asked)
        assert (before.headers.get("access-control-allow-origin") == origin) is named
        response = await face.http.post("/agent-runs", json=SUFFICIENT, headers={"Origin": origin})
        assert (response.headers.get("access-control-allow-origin") == origin) is named
        assert response.status_code == (200 if named else 403)


async def test_without_named_origins_no_page_is_told_that_it_may(embedded: Open) -> None:
    async with embedded() as face:
        response = await face.http.get("/health", headers={"Origin": "https://console.example.com"})
        assert "access-control-allow-origin" not in response.headers


async def test_a_run_is_ours_or_theirs_never_both(opened: Open) -> None:
    async with opened(stages=True) as face:
        window = {"start": clock.format_ns(clock.now_ns() - 10**12), "end": clock.format_ns(clock.now_ns())}
        answer: dict[str, Any] = await face.post("/api/v1/investigate?wait=30", {"time_window": window})
        own = await face.get(f"/agent-runs/{answer['run_id']}")
        assert own["agent_name"] == "investigator"
        problem(await face.http.post("/agent-runs", json=changed(SUFFICIENT, run_id=answer["run_id"])), 409)
