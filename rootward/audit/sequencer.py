"""The background loop that numbers staged entries on PostgreSQL, tenant by tenant, as they come in."""

from __future__ import annotations

import asyncio
from functools import partial

import structlog

from rootward.audit.log import sequence, staged_tenants
from rootward.errors import Unavailable
from rootward.kit.db import DISPATCHER, Database

__all__ = ["keep_sequencing", "sequence_waiting"]

_log = structlog.get_logger()
_BATCH = 1000


async def sequence_waiting(database: Database) -> int:
    """Number what is staged now, at most a batch of each tenant; how many entries there were."""
    if database.is_sqlite:
        return 0
    tenants = await database.read(staged_tenants, tenant=DISPATCHER)
    counts = [await database.run(partial(sequence, tenant=tenant, limit=_BATCH), tenant=tenant) for tenant in tenants]
    return sum(counts)


async def keep_sequencing(database: Database, *, pause_s: float = 0.05) -> None:
    """Run until cancelled; any number of processes may. A database that is away is waited for.

    `pause_s` is how long the log may lag behind when nothing waits; on SQLite there is nothing to do and it returns.
    """
    while not database.is_sqlite:
        try:
            if await sequence_waiting(database):
                continue
        except Unavailable as error:
            _log.warning("audit.sequencing_waits", why=error.message)
        await asyncio.sleep(pause_s)
