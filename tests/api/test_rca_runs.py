"""RCA runs over HTTP: our progress in the words of these paths (walked in tests/scenarios/test_agent_runs.py)."""

from __future__ import annotations

import pytest

from rootward.api.rca_runs import shown_progress
from tests.api.conftest import Open, problem
from tests.runs.examples import SUFFICIENT


@pytest.mark.parametrize(
    ("status", "step", "told"),
    [
        ("queued", "queued", ("Queued", 0)), ("running", "plan", ("Starting RCA", 5)),
        ("running", "onset", ("Collecting evidence", 30)), ("running", "agent.agent_run", ("Classifying failure", 55)),
        ("running", "synthesize", ("Generating report", 85)), ("done", "done", ("RCA complete", 100)),
        ("error", "error", ("RCA failed", 100)),
    ],
)  # fmt: skip
def test_each_of_our_steps_has_its_words(status: str, step: str, told: tuple[str, int]) -> None:
    shown = shown_progress({"status": status, "step": step, "message": "why", "updated_at": "now"})
    assert (shown["status"], shown["step"], shown["pct"]) == (status, *told)
    assert shown["message"] == ("why" if status == "error" else told[0])


async def test_who_may_not_investigate_asks_for_none(opened: Open) -> None:
    async with opened() as face:
        await face.post("/agent-runs", SUFFICIENT)
        viewer = await face.login("viewer")
        problem(await face.http.post("/agent-runs/run-001-sufficient/rca-runs", headers=viewer), 403)
        asked = await face.post("/agent-runs/run-001-sufficient/rca-runs")
        told = await face.get(f"/agent-runs/rca-runs/{asked['rca_run_id']}", headers=viewer)
        assert (told["status"], told["report"]) == ("queued", None)


async def test_an_investigation_of_something_else_is_no_rca_run(opened: Open) -> None:
    async with opened() as face:
        window = {"start": "2026-01-01T00:00:00Z", "end": "2026-01-01T01:00:00Z"}
        other = await face.post("/api/v1/investigate", {"time_window": window})
        problem(await face.http.get(f"/agent-runs/rca-runs/{other['investigation_id']}"), 404)
