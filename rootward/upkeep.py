"""Upkeep: what must happen now and then, whatever arrives. Every round is safe to repeat and to run in two processes.

at the start    shipped packs of an earlier version of the product replaced, approvals whose time is over ended
each 15 s       approvals that are late told, those whose time is over ended
each minute     sources that fell silent, cases that are over, budgets held by who died, the global kill switch
each ten        small chunks of telemetry merged into bigger ones
each hour       data past its retention deleted, months ahead partitioned

The first rounds begin when a process has been up for some seconds: until then it has to answer, not to tidy up.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

import structlog

from rootward.audit import log as audit
from rootward.audit.entry import Actor, AuditEntry
from rootward.cases import settle, silence
from rootward.errors import RootwardError
from rootward.events import compaction, retention
from rootward.events.declared import declare
from rootward.governance import approvals, budgets, kill_switch
from rootward.kit import clock, partitions
from rootward.kit.bus import Bus
from rootward.kit.db import DISPATCHER, Connection, Database
from rootward.packs import store as packs
from rootward.packs.model import Pack
from rootward.tenancy import tenants

__all__ = [
    "chase_all", "compact_all", "expire_all", "follow_product", "partition", "release_all", "run", "watch_all",
]  # fmt: skip

log = structlog.get_logger()
PackOf = Callable[[str], Awaitable[Pack]]
Round = Callable[[], Awaitable[None]]
_MINUTE_S = 60.0
_PRODUCT = Actor(id=packs.PRODUCT, kind="service", auth="internal")
_COMPACT_AFTER_NS = 2 * 3600 * 1_000_000_000
_MONTHS_AHEAD = 2
_BALANCES_KEPT_NS = 35 * 86_400 * 1_000_000_000
"""Long enough for whoever asks about last month; the roll-ups of usage stay."""


async def run(db: Database, pack_of: PackOf, bus: Bus, *, minute_s: float = _MINUTE_S) -> None:
    """Rounds until cancelled. What fails is logged and tried again in the next round; the other tenants go on."""
    await _attempt(partial(follow_product, db))
    await _attempt(partial(chase_all, db, bus))  # before a clock that was set back could make one good again
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(_every(60 * minute_s, partial(partition, db)))  # nothing can be stored without it
        await asyncio.sleep(minute_s / 12)
        tasks.create_task(_every(minute_s / 4, partial(chase_all, db, bus)))
        tasks.create_task(_every(minute_s, partial(watch_all, db, pack_of)))
        tasks.create_task(_every(minute_s, partial(release_all, db)))
        tasks.create_task(_every(10 * minute_s, partial(compact_all, db)))
        tasks.create_task(_every(60 * minute_s, partial(expire_all, db)))


async def follow_product(db: Database) -> None:
    """After an upgrade, let the packs that ship take the place of those that shipped before. Where a tenant's own packs
    do not fit over them, it keeps what it has, and a line of the log says so."""
    await _of_each_tenant(db, partial(_follow, db))


async def watch_all(db: Database, pack_of: PackOf) -> None:
    """Notice sources that fell silent, and resolve cases that are over where the pack says so."""
    await _of_each_tenant(db, partial(_watch, db, pack_of))


async def chase_all(db: Database, bus: Bus) -> None:
    """Tell of approvals that are late, and end those whose time is over."""
    await _of_each_tenant(db, partial(_chase, db, bus))


async def release_all(db: Database) -> None:
    """Give back what is reserved by whoever died; stop the tenants that a global kill switch has not reached."""
    await db.run(kill_switch.spread, tenant=DISPATCHER)
    await _of_each_tenant(db, partial(_release, db))


async def compact_all(db: Database) -> None:
    """Merge small chunks of telemetry that nobody adds to any more."""
    await _of_each_tenant(db, partial(_compact, db))


async def expire_all(db: Database) -> None:
    """Delete what is past its tenant's retention."""
    await _of_each_tenant(db, partial(_expire, db))


async def partition(db: Database) -> None:
    """PostgreSQL: have this month's partition of the events, and the next ones."""
    if not db.is_sqlite:
        ahead = partial(partitions.create_months, table="events", column="ts", months=_MONTHS_AHEAD)
        await db.run(ahead, tenant=DISPATCHER)


async def _follow(db: Database, tenant: str) -> None:
    if await db.read(partial(packs.is_behind, tenant=tenant), tenant=tenant):
        for name in await db.run(partial(_upgrade_packs, tenant=tenant), tenant=tenant):
            log.info("pack.upgraded", tenant=tenant, pack=name)


def _upgrade_packs(connection: Connection, tenant: str) -> list[str]:
    """As a person's activation: on the record, with the declared topology that follows from it."""
    changed = packs.follow_product(connection, tenant)
    for name in changed:
        entry = AuditEntry(actor=_PRODUCT, action="pack.changed", resource=f"pack:{name}", reason="product upgraded")
        audit.append(connection, tenant, entry)
    if changed:
        declare(connection, tenant)
    return changed


async def _watch(db: Database, pack_of: PackOf, tenant: str) -> None:
    pack = await pack_of(tenant)
    silent = partial(silence.find_silent, tenant=tenant, pack=pack, now=clock.now_ns())
    for source in await db.run(silent, tenant=tenant):
        log.warning("source.silent", tenant=tenant, source=source.source)
    await db.run(partial(settle.settle, tenant=tenant, pack=pack, now=clock.now_ns()), tenant=tenant)


async def _chase(db: Database, bus: Bus, tenant: str) -> None:
    now = clock.forward_ns()
    if await db.read(partial(approvals.is_anything_due, tenant=tenant, now=now), tenant=tenant):
        for approval_id in await db.run(partial(approvals.remind_due, tenant=tenant, now=now), tenant=tenant):
            log.warning("approval.due", tenant=tenant, approval=approval_id)
        for approval_id in await db.run(partial(approvals.expire_due, tenant=tenant, now=now, bus=bus), tenant=tenant):
            log.info("approval.expired", tenant=tenant, approval=approval_id)


async def _release(db: Database, tenant: str) -> None:
    now = clock.now_ns()
    if await db.read(partial(budgets.has_abandoned, tenant=tenant, now=now), tenant=tenant):
        given_back = await db.run(partial(budgets.release_abandoned, tenant=tenant, now=now), tenant=tenant)
        log.warning("budget.abandoned", tenant=tenant, reservations=given_back)


async def _compact(db: Database, tenant: str) -> None:
    before = clock.now_ns() - _COMPACT_AFTER_NS
    merged = await db.run(partial(compaction.compact, tenant=tenant, before=before), tenant=tenant)
    if merged:
        log.info("telemetry.compacted", tenant=tenant, chunks=merged)


async def _expire(db: Database, tenant: str) -> None:
    """In units short enough to let others in between."""
    before = clock.now_ns() - _BALANCES_KEPT_NS
    await db.run(partial(budgets.forget, tenant=tenant, before=before), tenant=tenant)
    days = await db.read(partial(_retention_of, tenant=tenant), tenant=tenant)
    unit = partial(retention.expire, tenant=tenant, now=clock.now_ns(), days=days)
    while any((gone := await db.run(unit, tenant=tenant)).values()):
        log.info("retention.expired", tenant=tenant, **{kind: rows for kind, rows in gone.items() if rows})


async def _every(seconds: float, work: Round) -> None:
    while True:
        await _attempt(work)
        await asyncio.sleep(seconds)


async def _of_each_tenant(db: Database, work: Callable[[str], Awaitable[None]]) -> None:
    for tenant in await db.read(tenants.list_tenants, tenant=DISPATCHER):
        await _attempt(partial(work, tenant.tenant), tenant=tenant.tenant)


async def _attempt(work: Round, **facts: str) -> None:
    try:
        await work()
    except Exception as error:  # what fails here must stop neither the other rounds nor the pipeline beside them
        reason = error.message if isinstance(error, RootwardError) else f"{type(error).__name__}: {error}"
        log.error("upkeep.failed", reason=reason, **facts)


def _retention_of(connection: Connection, tenant: str) -> dict[str, int]:
    """Days by kind of data; what is kept for ever is left out."""
    days = tenants.read(connection, tenant).settings.retention_days
    return {kind: number for kind, number in days.items() if number}
