"""Stored: a run is read back as it was written, in its order, and is nobody else's."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from rootward.errors import NotFound
from rootward.kit.db import DISPATCHER, Database
from rootward.runs import recorder
from rootward.runs.model import Cost, ToolDefinition
from rootward.runs.payload import parse_run
from rootward.runs.sent import write_run
from rootward.runs.stored import read_run
from rootward.tenancy import tenants
from tests.runs.examples import SUFFICIENT

RUN = parse_run(SUFFICIENT)
TENANT = "default"


async def test_everything_a_run_holds_comes_back(database: Database) -> None:
    step = replace(
        RUN.steps[0], kind="llm", agent="planner", model="m", finish_reason="stop", prompt_hash="p", started_at=None,
        cost=Cost(tokens_prompt=3),
    )  # fmt: skip
    child = replace(RUN.steps[1], parent_id=step.step_id)
    calls = tuple(
        replace(call, kind="retrieval", result_count=0, step_id=step.step_id) for call in RUN.tool_calls[::-1]
    )
    run = replace(
        RUN, steps=(step, child), tool_calls=calls, task="help", prompt_hash="h", guardrail_events=(),
        tools=(ToolDefinition(name="order_lookup_api", description="d", schema={"type": "object"}),),
    )  # fmt: skip
    await database.run(tenants.ensure_default, tenant=DISPATCHER)
    await database.run(partial(write_run, tenant=TENANT, run=run, seq=1), tenant=TENANT)
    assert await database.read(partial(read_run, tenant=TENANT, run_id=run.run_id), tenant=TENANT) == run


async def test_one_of_ours_reads_as_a_run_too_and_nobody_reads_anothers(database: Database) -> None:
    await database.run(tenants.ensure_default, tenant=DISPATCHER)
    own = partial(recorder.create, tenant=TENANT, run_id="r1", kind="investigation", agent="i", version="1", given={})
    await database.run(own, tenant=TENANT)
    run = await database.read(partial(read_run, tenant=TENANT, run_id="r1"), tenant=TENANT)
    assert (run.agent_name, run.status, run.steps) == ("i", "running", ())
    with pytest.raises(NotFound):
        await database.read(partial(read_run, tenant="acme", run_id="r1"), tenant="acme")
