from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

from rootward.audit import log
from rootward.audit.entry import AuditEntry
from rootward.audit.sequencer import keep_sequencing, sequence_waiting
from rootward.audit.verify import verify
from rootward.kit.db import Database

Make = Callable[..., AuditEntry]


async def test_what_is_staged_is_numbered_for_every_tenant(database: Database, make: Make) -> None:
    for tenant in ("acme", "other", "acme"):
        await database.run(partial(log.append, tenant=tenant, entry=make()), tenant=tenant)
    assert await sequence_waiting(database) == (0 if database.is_sqlite else 3)
    assert await sequence_waiting(database) == 0
    for tenant, size in (("acme", 2), ("other", 1)):
        assert (await database.read(partial(verify, tenant=tenant), tenant=tenant)).size == size


async def test_the_loop_numbers_what_comes_in_while_it_runs(database: Database, make: Make) -> None:
    loop = asyncio.create_task(keep_sequencing(database, pause_s=0.001))
    for _ in range(20):
        await database.run(partial(log.append, tenant="acme", entry=make()), tenant="acme")
    async with asyncio.timeout(100):
        while (await database.read(partial(verify, tenant="acme"), tenant="acme")).size < 20:
            pass
    assert loop.done() == database.is_sqlite
    loop.cancel()
    await asyncio.gather(loop, return_exceptions=True)
