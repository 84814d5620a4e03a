"""What the tests of cases share: a tenant, events as the built-in sources make them, and a batch in one line."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

import pytest

from rootward.cases.intake import Outcome, take
from rootward.cases.model import Case
from rootward.cases.neighbourhood import Edge
from rootward.cases.read import CaseFilter, find
from rootward.events.model import Event, Severity
from rootward.events.prepare import COLUMNS, row_of
from rootward.kit import clock
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection, Database, bulk_insert
from rootward.packs.builtin import standard
from rootward.packs.model import Pack
from rootward.schema import events as event_rows
from rootward.schema import tenants, topology_edges

T = TypeVar("T")

START = 1_800_000_000 * 10**9
SECOND = 10**9
MINUTE = 60 * SECOND


@dataclass
class Desk:
    """Takes events in for the tenant `acme`, as the pipeline does."""

    database: Database
    pack: Pack = field(default_factory=standard)

    def declare(self, *edges: Edge) -> None:
        rows = [
            {"tenant": "acme", "src": src, "dst": dst, "relation": relation, "origin": "pack", "bucket": 0, "seq": 0}
            for src, relation, dst in edges
        ]
        self.run(lambda connection: connection.execute(topology_edges.insert(), rows))

    def run(self, unit: Callable[[Connection], T], tenant: str = "acme") -> T:
        async def go() -> T:
            return await self.database.run(unit, tenant=tenant)

        return asyncio.run(go())

    def take(self, *events: Event, at: int | None = None) -> list[Outcome]:
        now = at if at is not None else max(event.ts for event in events)

        def unit(connection: Connection) -> list[Outcome]:
            rows = [(*row_of(event, event.id, event.received_at), 1) for event in events]
            bulk_insert(connection, event_rows, COLUMNS, rows)
            return take(connection, "acme", events, self.pack, now=now)

        with clock.fixed(now):
            return self.run(unit)

    def cases(self, **wanted: object) -> list[Case]:
        chosen = CaseFilter(**wanted)  # type: ignore[arg-type]
        return list(reversed(self.run(lambda connection: find(connection, "acme", chosen, limit=1000).items)))


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    with clock.fixed(START):
        made = Desk(database)
        for tenant in ("acme", "other"):
            made.run(partial(add_tenant, tenant=tenant), tenant=tenant)
        yield made


def add_tenant(connection: Connection, tenant: str) -> None:
    row = {"tenant": tenant, "name": tenant, "status": "active", "created_at": START, "settings": {}}
    connection.execute(tenants.insert(), row | {"change_seq": 0, "case_number": 0})


_made = 0


def event(
    event_type: str, ts: int, entity: dict[str, str], *, payload: dict[str, JSON] | None = None,
    severity: Severity = "high", source: str = "test", ids: dict[str, str] | None = None,
) -> Event:  # fmt: skip
    global _made
    _made += 1
    return Event(
        tenant="acme", source=source, event_type=event_type, ts=ts, entity=entity, severity=severity,
        payload=payload or {}, ingest_id=f"i{_made}", correlation_ids=ids or {}, id=f"evt_{_made:08d}",
    )  # fmt: skip


def firing(
    name: str, service: str, ts: int, *, started: int | None = None, group: str = "", repeat: bool = False,
    severity: Severity = "high", ids: dict[str, str] | None = None,
) -> Event:  # fmt: skip
    """An alert of Alertmanager; its fingerprint is its name and service."""
    return _alert("AlertFiring", name, service, ts, ts if started is None else started, group, repeat, severity, ids)


def resolved(name: str, service: str, ts: int, *, started: int) -> Event:
    return _alert("AlertResolved", name, service, ts, started, "", False, "high", None)


def _alert(
    event_type: str, name: str, service: str, ts: int, started: int, group: str, repeat: bool, severity: Severity,
    ids: dict[str, str] | None,
) -> Event:  # fmt: skip
    payload: dict[str, JSON] = {
        "alert": {
            "labels": {"alertname": name, "service": service},
            "fingerprint": f"{name}/{service}",
            "startsAt": clock.format_ns(started),
        }
    }
    if group:
        payload["groupKey"] = group
    if repeat:
        payload["repeat"] = True
    entity = {"service": service} if service else {}
    return event(event_type, ts, entity, payload=payload, severity=severity, source="alertmanager", ids=ids)
