"""History: each run once, as it ended, of one agent and one origin."""

from __future__ import annotations

from functools import partial

from rootward.kit.db import Database
from rootward.runs.history import history_of
from rootward.runs.payload import parse_run
from rootward.runs.sent import write_run
from tests.runs.examples import SUFFICIENT, changed


async def test_a_run_counts_once_as_it_ended_at_last(database: Database) -> None:
    for seq, status in enumerate(("failure", "success"), 1):
        run = parse_run(changed(SUFFICIENT, status=status))
        await database.run(partial(write_run, tenant="t", run=run, seq=seq), tenant="t")
    read = partial(history_of, tenant="t", agent="customer-support-agent")
    assert [one.failed for one in await database.read(read, tenant="t")] == [False]
    assert [one.failed for one in await database.read(partial(read, as_of=1), tenant="t")] == [True]
    assert await database.read(partial(read, besides="run-001-sufficient"), tenant="t") == []
    assert await database.read(partial(read, origin="own"), tenant="t") == []
