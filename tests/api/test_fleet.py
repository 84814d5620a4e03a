"""The fleet over HTTP: lists with cursors, standing, regressions, clusters, one run, two runs."""

from __future__ import annotations

from typing import Any

from tests.api.conftest import Face, Open, problem
from tests.runs.examples import INSUFFICIENT, SUFFICIENT, changed


async def _fleet(face: Face) -> None:
    """Version 1 fails seldom, version 2 in half of its runs."""
    for n in range(40):
        version = "1" if n < 20 else "2"
        status = "failure" if (n >= 20 and n % 2) or n == 3 else "success"
        started = f"2024-01-15T11:{n:02}:00Z"
        run = changed(INSUFFICIENT, run_id=f"r{n:02}", agent_version=version, status=status, started_at=started,
                      ended_at=f"2024-01-15T11:{n:02}:20Z", steps=[])  # fmt: skip
        await face.post("/agent-runs", run)


async def test_a_version_that_fails_more_often_is_named(opened: Open) -> None:
    async with opened() as face:
        await _fleet(face)
        told: dict[str, Any] = await face.get("/api/v1/agent-runs/fleet")
        assert (told["runs"], told["failed"], told["truncated"]) == (40, 11, False)
        assert told["statuses"] == {"success": 29, "failure": 11}
        versions = [(one["value"], one["success_rate"], one["p95_ms"]) for one in told["standing"]["version"]]
        assert versions == [("1", 0.95, 20000), ("2", 0.5, 20000)]
        (bad,) = told["regressions"]
        assert (bad["value"], bad["is_first_bad"], bad["failed"], bad["runs"]) == ("2", True, 10, 20)
        (cluster,) = told["clusters"]
        assert (cluster["failures"], cluster["signature"]) == (11, "failure · Internal Server Error")
        assert (await face.get("/api/v1/agent-runs/fleet", params={"agent": "nobody"}))["runs"] == 0


async def test_a_version_that_takes_longer_is_named(opened: Open) -> None:
    async with opened() as face:
        for n in range(40):
            took = n % 7 + (10 if n < 20 else 30)
            run = changed(INSUFFICIENT, run_id=f"r{n:02}", agent_version="1" if n < 20 else "2", status="success",
                          started_at=f"2024-01-15T11:{n:02}:00Z", ended_at=f"2024-01-15T11:{n:02}:{took}Z",
                          steps=[])  # fmt: skip
            await face.post("/agent-runs", run)
        told: dict[str, Any] = await face.get("/api/v1/agent-runs/fleet")
        (bad,) = told["dearer"]
        assert (bad["what"], bad["value"], bad["figure"], bad["runs"]) == ("version", "2", "duration_ms", 20)
        assert bad["median"] > 2 * bad["median_before"] and told["regressions"] == []


async def test_runs_are_listed_page_by_page(opened: Open) -> None:
    async with opened() as face:
        await _fleet(face)
        seen: list[str] = []
        cursor = ""
        while cursor is not None:
            page = await face.get("/api/v1/agent-runs", params={"limit": 15, "cursor": cursor})
            seen += [item["run_id"] for item in page["items"]]
            cursor = page["next"]
        assert seen == [f"r{n:02}" for n in reversed(range(40))]
        failed = await face.get("/api/v1/agent-runs", params={"status": "failure", "version": "1"})
        assert [item["run_id"] for item in failed["items"]] == ["r03"]
        problem(await face.http.get("/api/v1/agent-runs", params={"cursor": "x"}), 422)


async def test_clusters_are_listed_and_new_kinds_alone(opened: Open) -> None:
    async with opened() as face:
        await face.post("/agent-runs", SUFFICIENT)
        await face.post("/agent-runs", INSUFFICIENT)
        page = await face.get("/api/v1/agent-runs/clusters", params={"limit": 1})
        assert page["next"] == "1"
        rest = await face.get("/api/v1/agent-runs/clusters", params={"limit": 1, "cursor": page["next"]})
        assert (rest["next"], len(rest["items"])) == (None, 1)
        assert (await face.get("/api/v1/agent-runs/clusters", params={"new": True}))["items"] == []


async def test_one_run_with_everything_and_what_it_says_of_itself(opened: Open) -> None:
    async with opened() as face:
        await face.post("/agent-runs", SUFFICIENT)
        run = await face.get("/api/v1/agent-runs/run-001-sufficient")
        assert (run["model"], run["duration_ms"], len(run["timeline"])) == ("gpt-4-turbo", 45000, 8)
        told = await face.get("/api/v1/agent-runs/run-001-sufficient/diagnosis")
        assert (told["category"], told["decisive_step"]) == ("tool_schema_mismatch", "step-002")
        assert (await face.get("/api/v1/cases"))["items"] == []
        problem(await face.http.get("/api/v1/agent-runs/run-404/diagnosis"), 404)
        problem(await face.http.get("/api/v1/agent-runs/run-404"), 404)


async def test_one_of_ours_is_read_in_the_same_way(opened: Open) -> None:
    async with opened(stages=True) as face:
        window = {"start": "2026-01-01T00:00:00Z", "end": "2026-01-01T01:00:00Z"}
        answer = await face.post("/api/v1/investigate?wait=30", {"time_window": window})
        own = await face.get(f"/api/v1/agent-runs/{answer['run_id']}/diagnosis")
        assert own["origin"] == "own" and "succeeded" in own["insufficient"]
        listed = await face.get("/api/v1/agent-runs", params={"origin": "own"})
        assert [item["run_id"] for item in listed["items"]] == [answer["run_id"]]
        assert (await face.get("/api/v1/agent-runs"))["items"] == []


async def test_two_runs_are_compared(opened: Open) -> None:
    async with opened() as face:
        await face.post("/agent-runs", SUFFICIENT)
        await face.post("/agent-runs", changed(SUFFICIENT, run_id="r2", model="m2", tool_calls=[], guardrail_events=[]))
        told = await face.get("/api/v1/agent-runs/r2/diff", params={"since": "run-001-sufficient"})
        assert told["settings"] == {"model": ["gpt-4-turbo", "m2"]}
        assert [entry["verdict"] for entry in told["calls"]] == ["removed"] * 3


async def test_a_fleet_is_its_tenants(opened: Open) -> None:
    async with opened() as face:
        await face.post("/agent-runs", SUFFICIENT)
        await face.found("acme")
        stranger = await face.login("viewer", "acme")
        assert (await face.get("/api/v1/agent-runs", headers=stranger))["items"] == []
        assert (await face.get("/api/v1/agent-runs/fleet", headers=stranger))["runs"] == 0
        assert (await face.get("/api/v1/agent-runs/clusters", headers=stranger))["items"] == []
        for tail in ("", "/diagnosis", "/diff?since=run-001-sufficient"):
            problem(await face.http.get(f"/api/v1/agent-runs/run-001-sufficient{tail}", headers=stranger), 404)
