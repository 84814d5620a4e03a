"""Telling: the loop that hands the newest checkpoints to the witnesses, each at its own pace, and knows who is behind.

A witness that fails is asked again after a pause that grows to a minute; the others do not wait for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import sqlalchemy as sa
import structlog

from rootward.audit import checkpoint, signing
from rootward.audit.keeping import Growth, Sweep, everybody
from rootward.audit.witness import Witness
from rootward.errors import RootwardError, Unavailable
from rootward.kit import clock, metrics
from rootward.kit.db import Connection, Database, upsert
from rootward.schema import audit_heads, audit_witnesses

__all__ = ["Told", "keep_telling", "lags", "tell"]

log = structlog.get_logger()
_SECOND_NS = 1_000_000_000
_LONGEST_PAUSE_S = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What a witness has taken of a log: its first `size` entries, `behind` fewer than there are; times in ns."""

    witness: str
    size: int = 0
    behind: int = 0
    at: int | None = None
    tried_at: int = 0
    failures: int = 0
    error: str = ""


async def keep_telling(
    database: Database, witnesses: Sequence[Witness], growth: Growth, *, pause_s: float
) -> None:  # fmt: skip
    """Run until cancelled. Without witnesses there is nobody to tell, and it returns."""
    sweep = Sweep()
    while witnesses:
        every, began = sweep.is_due(), clock.monotonic()
        try:
            for tenant in await everybody(database) if every or database.is_sqlite else sorted(growth.signed):
                growth.signed.discard(tenant)
                if not await tell(database, tenant, witnesses):
                    growth.signed.add(tenant)
            if every:
                sweep.done(began)
        except Unavailable as error:
            log.warning("audit.telling_waits", why=error.message)
        await asyncio.sleep(pause_s)


async def tell(database: Database, tenant: str, witnesses: Sequence[Witness]) -> bool:
    """Hand the newest checkpoint to each witness that lacks it and whose pause is over; whether all have it now."""
    note, states = await database.read(partial(_standing, tenant=tenant), tenant=tenant)
    if note is None:
        return True
    size, now = checkpoint.parse(note).size, clock.now_ns()
    lacking = [one for one in witnesses if states.get(one.name, Told(witness=one.name)).size < size]
    due = [one for one in lacking if _is_due(states.get(one.name), now)]
    if not due:
        return not lacking
    errors = await asyncio.gather(*(_keep(one, note) for one in due))
    told = [
        _after(states.get(one.name, Told(witness=one.name)), size, now, error)
        for one, error in zip(due, errors, strict=True)
    ]
    for one in told:
        metrics.AUDIT_WITNESS_BEHIND.labels(tenant, one.witness).set(size - one.size)
        if one.error:
            log.warning("audit.witness_fails", tenant=tenant, witness=one.witness, why=one.error)
    await database.run(partial(_write, tenant=tenant, told=told), tenant=tenant)
    return len(due) == len(lacking) and not any(errors)


def lags(connection: Connection, tenant: str, names: Sequence[str]) -> list[Told]:
    """How far each of the named witnesses is, also one that has never taken anything."""
    head = connection.execute(sa.select(audit_heads.c.size).where(audit_heads.c.tenant == tenant)).scalar() or 0
    states = _states(connection, tenant, behind=head)
    return [states.get(name, Told(witness=name, behind=head)) for name in names]


async def _keep(witness: Witness, note: str) -> str:
    """What went wrong; '' when nothing did."""
    try:
        await witness.keep(note)
    except RootwardError as error:
        return error.message
    return ""


def _standing(connection: Connection, tenant: str) -> tuple[str | None, Mapping[str, Told]]:
    return signing.newest(connection, tenant), _states(connection, tenant, behind=0)


def _states(connection: Connection, tenant: str, *, behind: int) -> dict[str, Told]:
    rows = connection.execute(sa.select(audit_witnesses).where(audit_witnesses.c.tenant == tenant))
    return {
        row.witness: Told(
            witness=row.witness, size=row.size, behind=max(0, behind - row.size), at=row.at, tried_at=row.tried_at,
            failures=row.failures, error=row.error,
        )
        for row in rows
    }  # fmt: skip


def _is_due(state: Told | None, now: int) -> bool:
    if state is None or not state.failures:
        return True
    pause_s = min(1 << min(state.failures, 10), _LONGEST_PAUSE_S)
    return now >= state.tried_at + pause_s * _SECOND_NS


def _after(before: Told, size: int, now: int, error: str) -> Told:
    if not error:
        return Told(witness=before.witness, size=size, at=now, tried_at=now)
    return Told(
        witness=before.witness, size=before.size, at=before.at, tried_at=now, failures=before.failures + 1,
        error=error[:500],
    )  # fmt: skip


def _write(connection: Connection, tenant: str, told: Iterable[Told]) -> None:
    rows = [
        {
            "tenant": tenant, "witness": one.witness, "size": one.size, "at": one.at, "tried_at": one.tried_at,
            "failures": one.failures, "error": one.error,
        }
        for one in told
    ]  # fmt: skip
    upsert(connection, audit_witnesses, rows, update=("size", "at", "tried_at", "failures", "error"))
