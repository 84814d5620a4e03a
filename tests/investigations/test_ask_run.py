"""Ask about a run: the case it belongs to, also before the pipeline has come to it, and when no rule knows it."""

from __future__ import annotations

from tests.api.conftest import Open
from tests.api.conftest import embedded as embedded
from tests.runs.examples import SUFFICIENT, changed

PACK = {"name": "own", "version": "1", "requires": ["sre"], "remove": ["cases.opens.agent-run-failed"]}


async def test_the_case_is_opened_when_the_question_comes_first(embedded: Open) -> None:
    async with embedded() as face:
        await face.post("/agent-runs", SUFFICIENT)
        assert (await face.get("/api/v1/cases"))["items"] == []  # nothing has taken the event in
        await face.post("/agent-runs/run-001-sufficient/rca-runs")
        (case,) = (await face.get("/api/v1/cases"))["items"]
        assert (case["number"], case["kind"], case["state"]) == ("RUN-1", "agent_run", "investigating")


async def test_without_a_rule_a_run_has_a_case_of_its_own(embedded: Open) -> None:
    async with embedded(stages=True) as face:
        await face.post("/api/v1/packs", PACK)
        await face.http.post("/api/v1/packs/own/activate", params={"version": "1"})
        await face.post("/agent-runs", SUFFICIENT)
        await face.app.settle()
        assert (await face.get("/api/v1/cases"))["items"] == []
        first = await face.post("/agent-runs/run-001-sufficient/rca-runs")
        await face.app.settle()
        assert await face.post("/agent-runs/run-001-sufficient/rca-runs") == first
        await face.post("/agent-runs", changed(SUFFICIENT, model="x"))
        assert await face.post("/agent-runs/run-001-sufficient/rca-runs") != first
        (case,) = (await face.get("/api/v1/cases"))["items"]
        assert case["title"] == "Run run-001-sufficient of customer-support-agent"
