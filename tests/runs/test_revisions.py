"""Revisions: what was replaced goes with its parts, what is the newest stays, whoever it belongs to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial

import sqlalchemy as sa

from rootward.kit.db import Connection, Database
from rootward.runs.model import AgentRun, GuardrailEvent, Step, ToolCall
from rootward.runs.revisions import delete_superseded
from rootward.runs.sent import write_run
from rootward.runs.stored import read_run
from rootward.schema import agent_runs, agent_steps, guardrail_events, tool_calls

RUN = AgentRun(
    run_id="r1", agent_name="a", status="failure", steps=(Step(step_id="s1", name="look"),),
    tool_calls=(ToolCall(call_id="c1", step_id="s1", tool_name="lookup"),),
    guardrail_events=(GuardrailEvent(event_id="g1", type="schema"),),
)  # fmt: skip
PARTS = (agent_runs, agent_steps, tool_calls, guardrail_events)


def _counts(connection: Connection) -> list[int]:
    queries = [sa.select(sa.func.count()).select_from(part).where(part.c.tenant == "t") for part in PARTS]
    return [int(connection.execute(query).scalar_one()) for query in queries]


def _sent(connection: Connection, tasks: Sequence[str]) -> None:
    """One revision after another, which came at 100, 200 and so on."""
    for revision, task in enumerate(tasks, 1):
        write_run(connection, "t", replace(RUN, task=task), seq=revision)
        mine = sa.and_(agent_runs.c.tenant == "t", agent_runs.c.revision == revision)
        connection.execute(agent_runs.update().where(mine).values(created_at=revision * 100))


async def _with(database: Database, *tasks: str) -> Callable[[int, int], Awaitable[int]]:
    await database.run(partial(_sent, tasks=tasks), tenant="t")

    async def delete(before: int, limit: int) -> int:
        return await database.run(partial(delete_superseded, tenant="t", before=before, limit=limit), tenant="t")

    return delete


async def test_what_was_replaced_long_ago_goes_with_its_parts(database: Database) -> None:
    delete = await _with(database, "one", "two", "three")
    assert await delete(250, 10) == 1  # the first, which the second replaced at 200
    assert await database.read(_counts, tenant="t") == [2, 2, 2, 2]
    assert await delete(1000, 10) == 1
    assert await database.read(_counts, tenant="t") == [1, 1, 1, 1]
    assert (await database.read(partial(read_run, tenant="t", run_id="r1"), tenant="t")).task == "three"


async def test_the_newest_is_never_too_old(database: Database) -> None:
    delete = await _with(database, "one")
    assert await delete(10**18, 10) == 0


async def test_no_more_than_asked_go_at_once_the_oldest_first(database: Database) -> None:
    delete = await _with(database, "one", "two", "three")
    assert await delete(1000, 1) == 1
    assert await database.read(_counts, tenant="t") == [2, 2, 2, 2]
    assert (await database.read(partial(read_run, tenant="t", run_id="r1", as_of=2), tenant="t")).task == "two"


async def test_another_tenants_runs_stay(database: Database) -> None:
    await _with(database, "one", "two")
    mine = partial(delete_superseded, tenant="u", before=10**18, limit=10)
    assert await database.run(mine, tenant="u") == 0
    assert await database.read(_counts, tenant="t") == [2, 2, 2, 2]
