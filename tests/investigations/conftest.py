"""What the tests of investigations share: a tenant with a case, and the values an investigation is made of."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar

import pytest

from rootward.agents.contract import AgentResult, Finding, Scope, Task
from rootward.cases import open as opening
from rootward.cases.model import Case
from rootward.causality.model import Hop, Hypothesis, Place, Ranking, RuledOut
from rootward.events.model import Event
from rootward.events.prepare import COLUMNS, row_of
from rootward.evidence.model import Evidence, Query
from rootward.investigations.plan import Plan
from rootward.investigations.request import request
from rootward.kit import clock
from rootward.kit.bus import Message, Weight
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection, Database, bulk_insert
from rootward.schema import events, tenants
from rootward.tenancy import changes

T = TypeVar("T")
START = 1_800_000_000 * 10**9
MINUTE = 60 * 10**9
PINS: dict[str, JSON] = {"packs": "p1", "product": "1.0", "parameters": "q1"}


@dataclass
class Sent:
    """A bus that keeps what was sent."""

    messages: list[Message] = field(default_factory=list)

    def send(self, _connection: Connection, *messages: Message) -> None:
        self.messages += messages

    def absorb(self, _connection: Connection, _message: Message, *, most: int, weight: Weight) -> list[Message]:
        raise AssertionError("nothing waits here")

    async def consume(self, topic: str, subscriber: object, *, concurrency: int) -> None:
        raise AssertionError(f"nobody consumes {topic} here")


@dataclass
class Desk:
    """The tenants `acme` and `other`; every unit runs for `acme` unless said otherwise."""

    database: Database
    bus: Sent = field(default_factory=Sent)

    async def run(self, unit: Callable[[Connection], T], tenant: str = "acme") -> T:
        return await self.database.run(unit, tenant=tenant)

    async def found(self) -> None:
        for name in ("acme", "other"):
            await self.run(partial(_add_tenant, name), tenant=name)

    async def ingest(self, *given: Event, tenant: str = "acme") -> int:
        """Store events as one delivery; returns its change number."""

        def unit(connection: Connection) -> int:
            seq = changes.append(connection, tenant, "ingest", "", {})
            mine = [replace(item, tenant=tenant) for item in given]
            bulk_insert(connection, events, COLUMNS, [(*row_of(item, item.id, START), seq) for item in mine])
            return seq

        return await self.run(unit, tenant)

    async def case(self, *linked: Event, kind: str = "incident", entity: str = "service:cart") -> Case:
        """A case with events that are stored already."""

        def unit(connection: Connection) -> Case:
            made = opening.open_case(
                connection, "acme", kind=kind, title="Cart is slow", severity="medium", entity=entity, actor="ann",  # type: ignore[arg-type]
                reason="asked for", ts=START,
            )  # fmt: skip
            for item in linked:
                opening.link_event(connection, "acme", made, item, actor="ann", reason="it belongs here")
            return made

        return await self.run(unit)

    async def ask(self, case: Case, scope: Scope | None = None, as_of: int | None = None) -> str:
        unit = partial(
            request, tenant="acme", case_id=case.case_id, by="ann", pins=PINS, bus=self.bus, scope=scope, as_of=as_of
        )
        return await self.run(unit)


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    with clock.fixed(START):
        opened = Desk(database)
        asyncio.run(opened.found())
        yield opened


def _add_tenant(name: str, connection: Connection) -> None:
    row = {"tenant": name, "name": name, "status": "active", "created_at": START, "settings": {}}
    connection.execute(tenants.insert(), row | {"change_seq": 0, "case_number": 0})


def alert(number: int, service: str = "cart", ts: int = START) -> Event:
    return Event(
        tenant="acme", source="alertmanager", event_type="AlertFiring", ts=ts, entity={"service": service},
        severity="high", payload={"alert": {"labels": {"alertname": "Slow"}}}, ingest_id=f"i{number}",
        id=f"evt_{number:04d}",
    )  # fmt: skip


def scope(**given: object) -> Scope:
    facts: dict[str, object] = {"tenant": "acme", "start": START, "end": START + 60 * MINUTE, "service": "cart"}
    return Scope(**facts | given)  # type: ignore[arg-type]


def seen(entity: str, number: int = 0, **given: object) -> Evidence:
    """An observation of `entity`; another `number` is another observation."""
    facts: dict[str, object] = {
        "kind": "metric.latency", "entity": entity, "text": f"{entity} was slow ({number})",
        "query": Query(tool="metrics.measure", arguments={"series_id": f"s{number}"}),
        "window": (START, START + MINUTE), "value": {"n": number}, "onset": START + number, "score": 5.0,
    }  # fmt: skip
    return Evidence(**facts | given)  # type: ignore[arg-type]


def ids(*items: Evidence) -> tuple[str, ...]:
    return tuple(item.evidence_id for item in items)


def suspect(entity: str, *cited: Evidence, **given: object) -> Hypothesis:
    facts: dict[str, object] = {
        "entity": entity, "role": "cause", "kind": "cpu.saturation", "title": f"{entity} is to blame",
        "description": "", "change_ref": None, "component": "", "evidence_ids": ids(*cited), "against_ids": (),
        "explains": (), "unexplained": (), "confidence": 0.8, "score": 10.0, "path": (), "onset": START,
    }  # fmt: skip
    return Hypothesis(**facts | given)  # type: ignore[arg-type]


def hop(entity: str, *cited: Evidence) -> Hop:
    return Hop(entity=entity, relation="calls", evidence_ids=ids(*cited), onset=START, verified=True)


def place(entity: str, *cited: Evidence) -> Place:
    return Place(entity=entity, evidence_ids=ids(*cited), onset=START)


def ranking(*hypotheses: Hypothesis, **given: object) -> Ranking:
    facts: dict[str, object] = {
        "hypotheses": hypotheses, "first_failure": None, "impact": (), "ruled_out": (), "onset": START,
        "insufficient": None,
    }  # fmt: skip
    return Ranking(**facts | given)  # type: ignore[arg-type]


def ruled_out(subject: str, *cited: Evidence) -> RuledOut:
    return RuledOut(subject=subject, reason="it came later", evidence_ids=ids(*cited))


def answer(*items: Evidence, **given: object) -> AgentResult:
    """What the agent `metrics` says: the observations, and one finding that cites them all."""
    said = (Finding(kind="metric.latency", detail={}, confidence=0.5, evidence_ids=ids(*items)),)
    facts: dict[str, object] = {"agent": "metrics", "evidence": items, "findings": said if items else ()}
    return AgentResult(**facts | given)  # type: ignore[arg-type]


def plan(**given: object) -> Plan:
    task = Task(
        scope=scope(), as_of=7, detected_at=START + 5 * MINUTE, baseline=(START, START + 5 * MINUTE),
        window=(START, START + 60 * MINUTE), symptoms=("service:cart",),
    )  # fmt: skip
    facts: dict[str, object] = {
        "task": task, "agents": ("metrics",), "reasons": {"metrics": "all: everybody looks"}, "title": "Cart is slow",
        "kind": "incident", "severity": "high", "case_events": (),
    }  # fmt: skip
    return Plan(**facts | given)  # type: ignore[arg-type]
