"""The pipeline: every stage as a row of one table. Read this first.

    ingest ──> intake ──> investigate ──> (report)
               events become cases        cases become reports

One process runs all rows, or any of them (`run`). A row's subscriber decides; what it returns is written together with
the end of its message and the messages it sends.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from functools import partial

import structlog

from rootward.cases import intake, silence
from rootward.cases.rules import rules_of
from rootward.events.ingest import INTAKE
from rootward.events.store import find_events
from rootward.investigations import outcome
from rootward.investigations.conduct import Investigator
from rootward.investigations.request import INVESTIGATE, request
from rootward.kit import clock, metrics
from rootward.kit.bus import Bus, Message, Settlement, Subscriber
from rootward.kit.bus_sql import SqlBus
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.kit.redact import redact_text
from rootward.packs.model import Pack

__all__ = ["STAGES", "Stage", "Stages", "buried", "run"]

log = structlog.get_logger()
PackOf = Callable[[str], Awaitable[Pack]]
PinsOf = Callable[[Pack], dict[str, JSON]]


@dataclass(frozen=True, slots=True)
class Stage:
    """`topic` in, `sends` out."""

    name: str
    topic: str
    sends: tuple[str, ...]


STAGES = (
    Stage("intake", INTAKE, (INVESTIGATE,)),
    Stage("investigate", INVESTIGATE, ()),
)


@dataclass(frozen=True, slots=True)
class Stages:
    """The subscribers of the stages, wired by the composition root."""

    bus: SqlBus
    pack_of: PackOf
    pins_of: PinsOf
    investigator: Investigator

    def subscriber(self, name: str) -> Subscriber:
        subscribers: dict[str, Subscriber] = {"intake": self._take, "investigate": self.investigator.carry}
        return subscribers[name]

    async def _take(self, message: Message) -> Settlement:
        """Events become cases; a case that opened, or grew worse, is investigated."""
        pack = await self.pack_of(message.tenant)
        return partial(_take, message=message, pack=pack, pins=self.pins_of(pack), bus=self.bus)


async def run(stages: Stages, names: Collection[str], *, concurrency: int) -> None:
    """Run the named stages until cancelled."""
    async with asyncio.TaskGroup() as tasks:
        for stage in STAGES:
            if stage.name in names:
                subscriber = stages.subscriber(stage.name)
                tasks.create_task(stages.bus.consume(stage.topic, subscriber, concurrency=concurrency))


def buried(connection: Connection, message: Message, reason: str) -> None:
    """What else ends when a message is given up: an investigation nobody can carry is an error people see."""
    if message.topic == INVESTIGATE:
        outcome.fail(connection, message.tenant, str(message.body["investigation_id"]), reason=redact_text(reason))


def _wanted(given: JSON, known: frozenset[str] | None) -> list[str]:
    """The event types that came and mean something: most events are never read again here."""
    assert isinstance(given, list)
    return [str(name) for name in given if known is None or name in known]


def _take(connection: Connection, *, message: Message, pack: Pack, pins: dict[str, JSON], bus: Bus) -> None:
    tenant, now = message.tenant, clock.now_ns()
    seq = int(str(message.body["seq"]))
    types = _wanted(message.body["types"], rules_of(pack).event_types)
    found = find_events(connection, tenant, seq=seq, event_types=types, limit=1_000_000) if types else []
    for result in intake.take(connection, tenant, found, pack, now=now):
        if result.opened:
            metrics.CASES_OPENED.labels(tenant, result.kind).inc()
            request(connection, tenant, result.case_id, by="pipeline", pins=pins, bus=bus)
    sources = message.body["sources"]
    assert isinstance(sources, dict)
    for source, items in sources.items():
        silence.seen(connection, tenant, source, ts=now, items=int(str(items)), now=now)
