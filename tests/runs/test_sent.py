"""Sent: a run again is a new revision, the same again is none, and our own runs stay ours."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
import sqlalchemy as sa

from rootward.errors import Conflict
from rootward.kit.db import DISPATCHER, Connection, Database
from rootward.runs import recorder
from rootward.runs.payload import parse_run
from rootward.runs.sent import Written, write_run, write_runs
from rootward.runs.stored import read_run
from rootward.schema import agent_runs, agent_steps
from rootward.tenancy import tenants
from tests.runs.examples import SUFFICIENT

RUN = parse_run(SUFFICIENT)
TENANT = "default"


async def _write(database: Database, run: object = RUN, seq: int = 1) -> Written:
    await database.run(tenants.ensure_default, tenant=DISPATCHER)
    return await database.run(partial(write_run, tenant=TENANT, run=run, seq=seq), tenant=TENANT)  # type: ignore[arg-type]


async def test_revisions_are_numbered_and_kept(database: Database) -> None:
    assert await _write(database) == Written(run_id=RUN.run_id, revision=1, is_new=True)
    assert await _write(database, seq=2) == Written(run_id=RUN.run_id, revision=1, is_new=False)
    assert (await _write(database, replace(RUN, model="other"), 3)).revision == 2
    assert (await _write(database, RUN, 4)).revision == 3  # back to what it was: that is news again

    def rows(connection: Connection) -> tuple[int, int]:
        runs = sa.select(sa.func.count()).where(agent_runs.c.tenant == TENANT)
        steps = sa.select(sa.func.count()).where(agent_steps.c.tenant == TENANT)
        return connection.execute(runs).scalar() or 0, connection.execute(steps).scalar() or 0

    assert await database.read(rows, tenant=TENANT) == (3, 12)


async def test_what_was_visible_at_a_change_is_read_again(database: Database) -> None:
    await _write(database, RUN, 5)
    await _write(database, replace(RUN, model="other", steps=()), 9)
    newest = await database.read(partial(read_run, tenant=TENANT, run_id=RUN.run_id), tenant=TENANT)
    before = await database.read(partial(read_run, tenant=TENANT, run_id=RUN.run_id, as_of=8), tenant=TENANT)
    assert (newest.model, newest.steps) == ("other", ())
    assert before == replace(RUN)


async def test_an_id_of_our_own_is_refused(database: Database) -> None:
    await database.run(tenants.ensure_default, tenant=DISPATCHER)
    own = partial(
        recorder.create, tenant=TENANT, run_id=RUN.run_id, kind="investigation", agent="i", version="1", given={}
    )
    await database.run(own, tenant=TENANT)
    with pytest.raises(Conflict):
        await _write(database)


async def test_many_runs_are_written_at_once_and_the_later_of_one_id_is_the_newer_revision(database: Database) -> None:
    await _write(database)
    others = [replace(RUN, run_id=f"run-{number}") for number in range(600)]
    given = [*others, RUN, replace(RUN, model="other"), others[0]]
    unit = partial(write_runs, tenant=TENANT, runs=given, seq=2)
    written = await database.run(unit, tenant=TENANT)
    assert [(one.revision, one.is_new) for one in written[:600]] == [(1, True)] * 600
    assert [(one.revision, one.is_new) for one in written[600:]] == [(1, False), (2, True), (1, False)]
    for run_id, expected in ((RUN.run_id, replace(RUN, model="other")), ("run-599", others[599])):
        assert await database.read(partial(read_run, tenant=TENANT, run_id=run_id), tenant=TENANT) == expected


async def test_what_lasted_for_years_is_kept_as_far_as_the_column_goes(database: Database) -> None:
    steps = tuple(replace(step, latency_ms=10**12, retries=10**12) for step in RUN.steps)
    await _write(database, replace(RUN, steps=steps))
    found = await database.read(partial(read_run, tenant=TENANT, run_id=RUN.run_id), tenant=TENANT)
    assert {(step.latency_ms, step.retries) for step in found.steps} == {(2**31 - 1, 2**31 - 1)}
