"""Pipeline: a tenant's work that waits, how long it has waited, and who works on it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Depends

from rootward.api.access import Application, may
from rootward.api.answers import system as shape
from rootward.api.described import answers
from rootward.kit import clock
from rootward.kit.db import Connection
from rootward.schema import agent_runs, messages, sources_seen
from rootward.tenancy.principal import Principal

__all__ = ["router"]

router = APIRouter(tags=["health"])
Watcher = Annotated[Principal, Depends(may("metrics.read"))]
_SECOND = 1_000_000_000


@router.get("/api/v1/pipeline")
@answers(shape.Pipeline)
async def pipeline(app: Application, principal: Watcher) -> dict[str, Any]:
    """The tenant's messages by the topic of their stage, the workers that hold its runs, and how much was ever taken
    in: two looks tell the rate."""
    read = partial(_read, tenant=principal.tenant, now=clock.now_ns())
    found = await app.db.read(read, tenant=principal.tenant)
    kind = "sqlite" if app.db.is_sqlite else "postgresql"
    return {**found, "database": kind, "writes_waiting": app.db.waiting}


def _read(connection: Connection, *, tenant: str, now: int) -> dict[str, Any]:
    stages = [_stage(tuple(row), now) for row in connection.execute(_stages(tenant, now))]
    depth = {stage["topic"]: stage["waiting"] + stage["running"] for stage in stages}
    items = sa.select(sa.func.coalesce(sa.func.sum(sources_seen.c["items"]), 0)).where(sources_seen.c.tenant == tenant)
    workers = [{"worker": row[0], "runs": row[1]} for row in connection.execute(_workers(tenant, now))]
    return {
        "depth": depth, "idle": not depth, "stages": stages, "workers": workers,
        "ingested": int(connection.execute(items).scalar_one()),
    }  # fmt: skip


def _stages(tenant: str, now: int) -> sa.Select[Any]:
    """Per topic how many there are, how many are in hand, and since when the oldest could have been."""
    held = messages.c.lease_until > now
    due = sa.and_(~held, messages.c.available_at <= now)
    return (
        sa.select(
            messages.c.topic, sa.func.count(), sa.func.coalesce(sa.func.sum(sa.case((held, 1), else_=0)), 0),
            sa.func.min(sa.case((due, messages.c.available_at))),
        )
        .where(messages.c.tenant == tenant)
        .group_by(messages.c.topic)
        .order_by(messages.c.topic)
    )  # fmt: skip


def _stage(row: Sequence[Any], now: int) -> dict[str, Any]:
    every, running, since = int(row[1]), int(row[2]), row[3]
    lag = 0.0 if since is None else max(0, now - int(since)) / _SECOND
    return {"topic": row[0], "waiting": every - running, "running": running, "lag_s": round(lag, 3)}


def _workers(tenant: str, now: int) -> sa.Select[Any]:
    """Who holds a lease of a run that lives."""
    return (
        sa.select(agent_runs.c.lease_owner, sa.func.count())
        .where(
            agent_runs.c.tenant == tenant, agent_runs.c.status == "running", agent_runs.c.lease_until > now,
            agent_runs.c.lease_owner.is_not(None),
        )
        .group_by(agent_runs.c.lease_owner)
        .order_by(agent_runs.c.lease_owner)
    )  # fmt: skip
