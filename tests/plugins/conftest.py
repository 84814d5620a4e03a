"""A little estate for agents and measuring tools: `web` calls `pay`, and at minute twelve a deploy makes the pool of
`pay` too small."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest

from rootward.agents.contract import Scope, Task
from rootward.events.model import Event, LogLine, Series, SpanItem, SpanKind, Telemetry
from rootward.events.prepare import COLUMNS, row_of
from rootward.events.store import write_telemetry
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection, Database, bulk_insert
from rootward.plugins.builtin import TOOLS
from rootward.schema import events as event_rows
from rootward.tools.contract import ToolResult
from rootward.tools.gateway import Gateway

S = 1_000_000_000
T0 = 1_760_000_400 * S
FAULT, END = T0 + 720 * S, T0 + 1200 * S
DIFF = "-pool_size = 20\n+pool_size = 2\n"


@dataclass(frozen=True)
class Desk:
    """Calls tools as an agent's toolbox does, and knows the task."""

    gateway: Gateway
    task: Task

    async def call(self, tool: str, arguments: dict[str, JSON]) -> ToolResult:
        return (await self.gateway.call(tool, arguments, tenant="t"))[0]


@pytest.fixture
def empty_desk(database: Database) -> Desk:
    """Nothing was ever sent."""
    task = Task(
        scope=Scope(tenant="t", start=T0 - 600 * S, end=END + 600 * S), as_of=100, detected_at=FAULT + 60 * S,
        baseline=(T0 - 600 * S, FAULT - 10 * S), window=(FAULT, END + 600 * S), symptoms=("service:web",),
    )  # fmt: skip
    return Desk(Gateway(database, TOOLS), task)


@pytest.fixture
def desk(empty_desk: Desk, database: Database) -> Desk:
    """The estate is stored."""
    asyncio.run(database.run(_write, tenant="t"))
    return empty_desk


def _write(connection: Connection) -> None:
    telemetry = Telemetry(series=tuple(_series()), logs=tuple(_lines()), spans=tuple(_spans()))
    write_telemetry(connection, "t", [telemetry], 1)
    rows = [(*row_of(event, event.id, 0), 2) for event in _events()]
    bulk_insert(connection, event_rows, COLUMNS, rows)


def _series() -> list[Series]:
    times = tuple(range(T0, END, 10 * S))

    def gauge(name: str, unit: str, before: float, after: float, version: tuple[str, str] = ("1", "1")) -> list[Series]:
        found = []
        for label, level, late in ((version[0], before, False), (version[1], after, True)):
            kept = tuple(ts for ts in times if (ts >= FAULT) == late)
            values = tuple(level * (1 + 0.01 * (n % 3)) for n in range(len(kept)))
            attributes = {"service.version": label}
            found.append(
                Series(name=name, unit=unit, kind="gauge", entity="service:pay", attributes=attributes, times=kept,
                       values=values)
            )  # fmt: skip
        return found

    return [
        *gauge("db.client.connection.max", "{connection}", 20, 2, ("7", "8")),
        *gauge("db.client.connection.pending_requests", "{request}", 0, 9),
        *gauge("process.memory.usage", "By", 1e8, 1e8),
        *gauge("http.server.request.duration.average", "s", 0.02, 1.5),
        *gauge("http.server.request.rate", "{request}/s", 0.5, 0.5),
    ]


def _lines() -> list[LogLine]:
    routine = [LogLine(ts=t, entity="service:pay", severity="info", body="paid 7") for t in range(T0, END, 5 * S)]
    failed = [
        LogLine(ts=t, entity="service:pay", severity="error", body="no connection to pay within 2 s: pool size 2")
        for t in range(FAULT + 10 * S, END, 9 * S)
    ]
    return routine + failed


def _spans() -> list[SpanItem]:
    return [span for n, ts in enumerate(range(T0, END, 2 * S)) for span in _trace(n, ts)]


def _trace(n: int, ts: int) -> list[SpanItem]:
    """One request: slow, and failing every third time, once the pool is too small."""
    slow = 1_500_000_000 if ts >= FAULT else 20_000_000 + n % 5 * 1_000_000
    failed = ts >= FAULT and n % 3 == 0
    code: dict[str, JSON] = {"http.response.status_code": 503 if failed else 200}

    def span(place: int, entity: str, kind: SpanKind, took: int, peer: str = "") -> SpanItem:
        return SpanItem(
            ts=ts, duration_ns=took, trace_id=f"{n:032x}", span_id=f"{n * 4 + place + 1:016x}",
            parent_id=f"{n * 4 + place:016x}" if place else "", entity=entity, name="POST /pay", kind=kind, peer=peer,
            status="error" if failed else "ok", attributes=code,
        )  # fmt: skip

    return [
        span(0, "service:web", "server", slow + 4_000_000),
        span(1, "service:web", "client", slow + 2_000_000, "service:pay"),
        span(2, "service:pay", "server", slow),
    ]


def _events() -> list[Event]:
    def event(name: str, event_type: str, at: int, severity: str, **payload: JSON) -> Event:
        return Event(
            tenant="t", source="x", event_type=event_type, ts=at, entity={"service": "pay"}, severity=severity,
            payload=payload, ingest_id=name, id=f"evt_{name}", received_at=at,  # type: ignore[arg-type]
        )  # fmt: skip

    return [
        event("ing_deploy", "DeployFinished", FAULT - 2 * S, "info", version="8", diff=DIFF),
        event("ing_kill", "ProcessKilled", FAULT + 100 * S, "high", reason="operator"),
    ]
