"""Upkeep: what must happen now and then, whatever arrives. Every round is safe to repeat and to run in two processes.

    each minute     sources that fell silent, cases that are over
    each ten        small chunks of telemetry merged into bigger ones
    each hour       data past its retention deleted, months ahead partitioned
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

import structlog

from rootward.cases import settle, silence
from rootward.errors import RootwardError
from rootward.events import compaction, retention
from rootward.kit import clock, partitions
from rootward.kit.db import DISPATCHER, Connection, Database
from rootward.packs.model import Pack
from rootward.tenancy import tenants

__all__ = ["expire_all", "run"]

log = structlog.get_logger()
PackOf = Callable[[str], Awaitable[Pack]]
_MINUTE_S = 60.0
_COMPACT_AFTER_NS = 2 * 3600 * 1_000_000_000
_MONTHS_AHEAD = 2


async def run(db: Database, pack_of: PackOf) -> None:
    """Rounds until cancelled; a round that fails is logged and tried again at its next time."""
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(_every(_MINUTE_S, partial(watch, db, pack_of)))
        tasks.create_task(_every(10 * _MINUTE_S, partial(compact_all, db)))
        tasks.create_task(_every(60 * _MINUTE_S, partial(expire_all, db)))
        tasks.create_task(_every(60 * _MINUTE_S, partial(partition, db)))


async def watch(db: Database, pack_of: PackOf) -> None:
    """Notice sources that fell silent, and resolve cases that are over where the pack says so."""
    for tenant in await _tenants(db):
        pack = await pack_of(tenant)
        silent = partial(silence.find_silent, tenant=tenant, pack=pack, now=clock.now_ns())
        for source in await db.run(silent, tenant=tenant):
            log.warning("source.silent", tenant=tenant, source=source.source)
        await db.run(partial(settle.settle, tenant=tenant, pack=pack, now=clock.now_ns()), tenant=tenant)


async def compact_all(db: Database) -> None:
    before = clock.now_ns() - _COMPACT_AFTER_NS
    for tenant in await _tenants(db):
        merged = await db.run(partial(compaction.compact, tenant=tenant, before=before), tenant=tenant)
        if merged:
            log.info("telemetry.compacted", tenant=tenant, chunks=merged)


async def expire_all(db: Database) -> None:
    """Delete what is past its tenant's retention, in units short enough to let others in between."""
    for tenant in await _tenants(db):
        settings = await db.read(partial(_retention_of, tenant=tenant), tenant=tenant)
        unit = partial(retention.expire, tenant=tenant, now=clock.now_ns(), days=settings)
        while any(gone := (await db.run(unit, tenant=tenant)).values()):
            log.info("retention.expired", tenant=tenant, rows=sum(gone))


async def partition(db: Database) -> None:
    """PostgreSQL: have this month's partition of the events, and the next ones."""
    if not db.is_sqlite:
        ahead = partial(partitions.create_months, table="events", column="ts", months=_MONTHS_AHEAD)
        await db.run(ahead, tenant=DISPATCHER)


async def _every(seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await work()
        except RootwardError as error:
            log.error("upkeep.failed", reason=error.message)
        await asyncio.sleep(seconds)


async def _tenants(db: Database) -> list[str]:
    return [item.tenant for item in await db.read(tenants.list_tenants, tenant=DISPATCHER)]


def _retention_of(connection: Connection, tenant: str) -> dict[str, int]:
    """Days by kind of data; what is kept for ever is left out."""
    days = tenants.read(connection, tenant).settings.retention_days
    return {kind: number for kind, number in days.items() if number}
