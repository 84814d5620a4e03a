"""The background loop that numbers staged entries on PostgreSQL, tenant by tenant, as they come in."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

import structlog

from rootward.audit.log import sequence, staged_tenants
from rootward.errors import Unavailable
from rootward.kit.db import DISPATCHER, Database

__all__ = ["keep_sequencing", "sequence_waiting"]

_log = structlog.get_logger()
_BATCH = 1000


def _unheard(_tenant: str) -> None:
    """Nobody wants to know."""


async def sequence_waiting(database: Database, grew: Callable[[str], object] = _unheard) -> int:
    """Number what is staged now, at most a batch of each tenant; how many entries there were. `grew` hears whose log
    has grown."""
    if database.is_sqlite:
        return 0
    count = 0
    for tenant in await database.read(staged_tenants, tenant=DISPATCHER):
        count += await database.run(partial(sequence, tenant=tenant, limit=_BATCH), tenant=tenant)
        grew(tenant)
    return count


async def keep_sequencing(
    database: Database, grew: Callable[[str], object] = _unheard, *, pause_s: float = 0.05
) -> None:  # fmt: skip
    """Run until cancelled; any number of processes may. A database that is away is waited for.

    For `pause_s` it gathers: numbering takes a commit of its own, in which nobody else of the tenant writes, so it is
    shared by as many entries as the log may lag behind. On SQLite there is nothing to do and it returns.
    """
    while not database.is_sqlite:
        try:
            if await sequence_waiting(database, grew) >= _BATCH:
                continue
        except Unavailable as error:
            _log.warning("audit.sequencing_waits", why=error.message)
        await asyncio.sleep(pause_s)
