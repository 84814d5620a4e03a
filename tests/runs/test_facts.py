"""Facts: each run once in its newest revision, page by page; what failed, and since when."""

from __future__ import annotations

from functools import partial

from rootward.kit import clock
from rootward.kit.db import Database
from rootward.runs.facts import Wanted, agents_since, facts_of, failing_tools, first_seen, list_runs
from rootward.runs.payload import parse_run
from rootward.runs.sent import write_run
from tests.runs.examples import INSUFFICIENT, SUFFICIENT, changed

TENANT = "t"


async def _keep(database: Database) -> None:
    given = [SUFFICIENT, changed(SUFFICIENT, agent_version="2.2.0"), INSUFFICIENT]
    given += [changed(INSUFFICIENT, run_id=f"ok-{n}", status="success") for n in range(4)]
    for at, run in enumerate(given, 1):
        with clock.fixed(at * 10**9):
            unit = partial(write_run, tenant=TENANT, run=parse_run(run), seq=at)
            await database.run(unit, tenant=TENANT)


async def test_a_run_counts_once_and_is_narrowed_down(database: Database) -> None:
    await _keep(database)
    every = await database.read(partial(facts_of, tenant=TENANT, wanted=Wanted()), tenant=TENANT)
    assert len(every) == 6
    assert next(one for one in every if one.run_id == "run-001-sufficient").agent_version == "2.2.0"
    failed = partial(facts_of, tenant=TENANT, wanted=Wanted(status="failure", agent="data-processor"))
    assert [one.run_id for one in await database.read(failed, tenant=TENANT)] == ["run-002-insufficient"]
    none = await database.read(partial(facts_of, tenant="other", wanted=Wanted()), tenant="other")
    assert none == []


async def test_pages_meet_without_a_gap(database: Database) -> None:
    await _keep(database)
    seen: list[str] = []
    after = None
    while True:
        page = partial(list_runs, tenant=TENANT, wanted=Wanted(), limit=4, after=after)
        found = await database.read(page, tenant=TENANT)
        if not found:
            break
        seen += [one.run_id for one in found]
        after = found[-1].created_at, found[-1].run_id
    assert seen == ["ok-3", "ok-2", "ok-1", "ok-0", "run-002-insufficient", "run-001-sufficient"]


async def test_the_tools_that_fail_most_and_when_a_kind_was_first_seen(database: Database) -> None:
    await _keep(database)
    tools = await database.read(partial(failing_tools, tenant=TENANT, wanted=Wanted()), tenant=TENANT)
    assert tools == [{"tool": "order_lookup_api", "calls": 2, "failed": 2, "runs": 1}]
    signature = "failure · Internal Server Error"
    seen = await database.read(partial(first_seen, tenant=TENANT, signatures=[signature]), tenant=TENANT)
    assert seen == {signature: 3 * 10**9}
    since = await database.read(partial(agents_since, tenant=TENANT), tenant=TENANT)
    assert since == {"customer-support-agent": 10**9, "data-processor": 3 * 10**9}
