from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

import sqlalchemy as sa

from rootward.events.model import Event
from rootward.events.own import OWN, record
from rootward.kit.bus_sql import SqlBus
from rootward.kit.db import Connection, Database
from rootward.schema import events, messages
from rootward.tenancy import tenants

T = TypeVar("T")


def run(database: Database, unit: Callable[[Connection], T]) -> T:
    async def go() -> T:
        return await database.run(unit, tenant="default")

    return asyncio.run(go())


def own(name: str) -> Event:
    return Event(
        tenant="default", source=OWN, event_type="anomaly.detected", ts=5, entity={"service": "web"}, severity="high",
        payload={"a": 1}, ingest_id=name,
    )  # fmt: skip


def test_an_own_event_is_stored_once_and_the_intake_hears_of_it_once(database: Database) -> None:
    run(database, tenants.ensure_default)
    bus = SqlBus(database, messages, bury=lambda *_: None, lease_s=5, poll_s=1, max_attempts=3)
    assert run(database, lambda c: record(c, "default", [own("a"), own("b")], bus)) == 2
    assert run(database, lambda c: record(c, "default", [own("a")], bus)) == 0
    assert run(database, lambda c: record(c, "default", [], bus)) == 0
    stored = run(
        database, lambda c: c.execute(sa.select(events.c.ingest_id).order_by(events.c.ingest_id)).scalars().all()
    )
    assert stored == ["a", "b"]
    [body] = run(database, lambda c: c.execute(sa.select(messages.c.body)).scalars().all())
    assert body["types"] == ["anomaly.detected"]
    assert body["sources"] == {OWN: 2}
