"""The agent-run agent: causes with citations that hold when run again, and nothing where nothing is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from rootward.agents.contract import INSUFFICIENT as INSUFFICIENT_REASON
from rootward.agents.contract import Task
from rootward.causality.agent_runs.model import Cause
from rootward.causality.agent_runs.reorder import Placed
from rootward.evidence.recheck import recheck
from rootward.kit.db import DISPATCHER, Database
from rootward.plugins.agents.agent_run import AgentRunAgent
from rootward.runs.model import AgentRun
from rootward.runs.payload import parse_run
from rootward.runs.sent import write_run
from rootward.tenancy import tenants
from tests.causality.agent_runs.samples import SIGNATURES
from tests.plugins.conftest import Desk
from tests.runs.examples import INSUFFICIENT, SUFFICIENT, changed


async def keep(database: Database, *runs: AgentRun) -> None:
    await database.run(partial(tenants.ensure_default), tenant=DISPATCHER)
    for run in runs:
        await database.run(partial(write_run, tenant="t", run=run, seq=1), tenant="t")


def about(desk: Desk, run_id: str) -> Task:
    return replace(desk.task, scope=replace(desk.task.scope, run_id=run_id), run_signatures=SIGNATURES)


async def test_causes_cite_what_can_be_looked_up_again(empty_desk: Desk, database: Database) -> None:
    await keep(database, parse_run(SUFFICIENT))
    found = await AgentRunAgent().investigate(about(empty_desk, "run-001-sufficient"), empty_desk)
    first = found.findings[0]
    assert (first.kind, first.detail["decisive"]) == ("agent_run.tool_schema_mismatch", True)
    known = {item.evidence_id: item for item in found.evidence}
    assert [known[name].value["ref_id"] for name in first.evidence_ids] == ["call-001", "guard-001"]
    assert {(await recheck(item, empty_desk.call)).verdict for item in found.evidence} == {"holds"}
    assert (found.blind, found.artifacts) == ((), ())


async def test_without_enough_evidence_it_says_what_is_missing(empty_desk: Desk, database: Database) -> None:
    await keep(database, parse_run(INSUFFICIENT))
    found = await AgentRunAgent().investigate(about(empty_desk, "run-002-insufficient"), empty_desk)
    assert (found.findings, found.evidence) == ((), ())
    assert [item.type for item in found.artifacts] == [INSUFFICIENT_REASON]
    assert all(item.remedy for item in found.blind) and found.blind


async def test_a_run_that_is_not_there_is_said_to_be_missing(empty_desk: Desk) -> None:
    for run_id in ("", "run-404"):
        found = await AgentRunAgent().investigate(about(empty_desk, run_id), empty_desk)
        assert [item.what for item in found.blind] == ["the agent run"]


async def test_what_another_version_did_is_cited_from_the_history(empty_desk: Desk, database: Database) -> None:
    runs = [
        parse_run(
            changed(INSUFFICIENT, run_id=f"r{n}", agent_version="1" if n < 30 else "2",
                    started_at=f"2024-01-15T11:{n:02}:00Z", ended_at=f"2024-01-15T11:{n:02}:30Z",
                    status="success" if n < 30 else "failure")
        )
        for n in range(45)
    ]  # fmt: skip
    await keep(database, *runs)
    found = await AgentRunAgent().investigate(about(empty_desk, "r44"), empty_desk)
    assert found.findings[0].kind == "agent_run.prompt_regression"
    (cited,) = (item for item in found.evidence if item.evidence_id in found.findings[0].evidence_ids)
    assert cited.value["version"] == {"1": [0, 30], "2": [14, 14]}
    assert (await recheck(cited, empty_desk.call)).verdict == "holds"


class Backwards:
    """Prefers what comes second, and says by what."""

    name = "test-model v1"

    def __call__(self, causes: tuple[Cause, ...], /) -> Sequence[Placed]:
        order = (1, 0, *range(2, len(causes)))
        return [Placed(index=one, cites=tuple(cite.ref_id for cite in causes[one].evidence)) for one in order]


class Broken(Backwards):
    def __call__(self, causes: tuple[Cause, ...], /) -> Sequence[Placed]:
        raise RuntimeError("the model does not answer")


async def test_a_judge_that_cites_orders_the_causes_and_one_that_fails_leaves_them(
    empty_desk: Desk, database: Database
) -> None:
    await keep(database, parse_run(SUFFICIENT))
    task = about(empty_desk, "run-001-sufficient")
    plain = [item.detail["call_id"] for item in (await AgentRunAgent().investigate(task, empty_desk)).findings]
    assert len(plain) > 1
    judged = await AgentRunAgent(Backwards()).investigate(task, empty_desk)
    assert [item.detail["call_id"] for item in judged.findings] == [plain[1], plain[0], *plain[2:]]
    assert judged.findings[0].detail["decisive"] is True
    broken = await AgentRunAgent(Broken()).investigate(task, empty_desk)
    assert [item.detail["call_id"] for item in broken.findings] == plain
