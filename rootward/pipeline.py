"""The pipeline: every stage as a row of one table. Read this first.

    ingest ──> intake ──> investigate ──> playbook ──> (tool) ──> playbook
               │ events   cases become    the causes of reports become proposals, and what people start is
               │ become   reports         carried out step by step
               │ cases
               └──> detect ──> intake
                    telemetry becomes events of our own
    ingest ──> assemble ──> intake
               spans of agents become agent runs; a failed one is an event
    request ──> tool ──> (outcome)
                actions pass the gate, and are done once

One process runs all rows, or any of them (`run`). A row's subscriber decides; what it returns is written together with
the end of its message and the messages it sends.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import partial

import sqlalchemy as sa
import structlog

from rootward.cases import detect, intake, silence
from rootward.cases.confirm import confirmed
from rootward.cases.detect import DETECT_TOPIC
from rootward.cases.rules import rules_of
from rootward.events import agent_traces
from rootward.events.agent_spans import ASSEMBLE
from rootward.events.ingest import INTAKE
from rootward.events.model import Event
from rootward.events.rows import sliced
from rootward.events.store import find_events
from rootward.governance.action import PLAYBOOK, TOOL
from rootward.investigations import outcome
from rootward.investigations.conduct import Investigator
from rootward.investigations.request import INVESTIGATE, request_if_allowed
from rootward.kit import clock, metrics
from rootward.kit.bus import Bus, Message, Settlement, Subscriber
from rootward.kit.bus import message as bus_message
from rootward.kit.bus_sql import SqlBus
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection, Database
from rootward.kit.redact import redact_text
from rootward.packs.model import Pack
from rootward.playbooks import outcome as playbook_outcome
from rootward.playbooks.execute import PlaybookRunner
from rootward.schema import messages
from rootward.tools.execute import Executor
from rootward.tools.ports import Ports
from rootward.tools.settle import give_up

__all__ = ["STAGES", "Stage", "Stages", "buried", "run"]

log = structlog.get_logger()
PackOf = Callable[[str], Awaitable[Pack]]
PinsOf = Callable[[Pack], dict[str, JSON]]
_ITEMS = 20_000
"""Events and records of telemetry that are taken in at once, so that a unit stays short."""


@dataclass(frozen=True, slots=True)
class Stage:
    """`topic` in, `sends` out."""

    name: str
    topic: str
    sends: tuple[str, ...]


STAGES = (
    Stage("intake", INTAKE, (INVESTIGATE, DETECT_TOPIC)),
    Stage("detect", DETECT_TOPIC, (INTAKE, DETECT_TOPIC)),
    Stage("assemble", ASSEMBLE, (INTAKE, ASSEMBLE)),
    Stage("investigate", INVESTIGATE, (PLAYBOOK,)),
    Stage("playbook", PLAYBOOK, (PLAYBOOK, TOOL)),
    Stage("tool", TOOL, (PLAYBOOK,)),
)


@dataclass(frozen=True, slots=True)
class Stages:
    """The subscribers of the stages, wired by the composition root."""

    db: Database
    bus: SqlBus
    pack_of: PackOf
    pins_of: PinsOf
    investigator: Investigator
    playbooks: PlaybookRunner
    executor: Executor
    due: dict[str, int] = field(default_factory=dict)
    """A hint of this process, by tenant: telemetry older than this (ns) completes no evaluation."""

    def subscriber(self, name: str) -> Subscriber:
        subscribers: dict[str, Subscriber] = {
            "intake": self._take,
            "detect": self._detect,
            "assemble": self._assemble,
            "investigate": self._investigate,
            "playbook": self.playbooks.carry,
            "tool": self.executor.carry,
        }
        return subscribers[name]

    async def _take(self, message: Message) -> Settlement:
        """Events become cases; a case that opened, or that somebody else confirms, is investigated."""
        pack = await self.pack_of(message.tenant)
        due = self.due.get(message.tenant, 0)
        return partial(_take, message=message, pack=pack, pins=self.pins_of(pack), bus=self.bus, due=due)

    async def _investigate(self, message: Message) -> Settlement:
        """A report is followed by the question what to do about its cause, where the pack knows playbooks."""
        pack = await self.pack_of(message.tenant)
        settlement = await self.investigator.carry(message)
        return (
            partial(_reported, message=message, settlement=settlement, bus=self.bus) if pack.playbooks else settlement
        )

    async def _detect(self, message: Message) -> Settlement:
        """What came in is evaluated, a bounded stretch at a time; what is unusual becomes events."""
        pack = await self.pack_of(message.tenant)
        if pack.cases.detection.sensitivity == "off":
            return _nothing
        look = partial(detect.look, tenant=message.tenant, pack=pack, now=clock.now_ns())
        found = await self.db.read(look, tenant=message.tenant)
        if found is None:
            return _nothing
        judged = await asyncio.to_thread(detect.judge, found, pack)
        self.due[message.tenant] = detect.due_after(judged)
        return partial(_judged, message=message, judged=judged, more=found.more, bus=self.bus)

    async def _assemble(self, message: Message) -> Settlement:
        """Spans of agents become runs, once nothing of them is missing or nothing more has come for long."""
        if message.body.get("later"):
            return partial(agent_traces.take_turn, asked=message, bus=self.bus)
        found = await self.db.read(partial(agent_traces.gather, asked=message), tenant=message.tenant)
        assembled = await asyncio.to_thread(agent_traces.assemble, found)
        return partial(agent_traces.write, tenant=message.tenant, assembled=assembled, bus=self.bus)


async def run(stages: Stages, names: Collection[str], *, concurrency: int) -> None:
    """Run the named stages until cancelled."""
    async with asyncio.TaskGroup() as tasks:
        for stage in STAGES:
            if stage.name in names:
                subscriber = stages.subscriber(stage.name)
                tasks.create_task(stages.bus.consume(stage.topic, subscriber, concurrency=concurrency))


def buried(connection: Connection, message: Message, reason: str, *, ports: Ports, bus: Bus) -> None:
    """What else ends when a message is given up: what nobody can carry is an error people see."""
    tenant, body, why = message.tenant, message.body, redact_text(reason)
    if message.topic == INVESTIGATE:
        outcome.fail(connection, tenant, str(body["investigation_id"]), reason=why)
    elif message.topic == TOOL:
        give_up(connection, tenant=tenant, action_id=str(body["action_id"]), reason=why, ports=ports, bus=bus)
    elif message.topic == PLAYBOOK and "playbook_run_id" in body:
        playbook_outcome.give_up(connection, tenant, str(body["playbook_run_id"]), reason=why)


def _wanted(given: JSON, known: frozenset[str] | None) -> list[str]:
    """The event types that came and mean something: most events are never read again here."""
    assert isinstance(given, list)
    return [str(name) for name in given if known is None or name in known]


def _take(connection: Connection, *, message: Message, pack: Pack, pins: dict[str, JSON], bus: Bus, due: int) -> None:
    """What came first and what waits behind it, as one batch."""
    tenant, now = message.tenant, clock.now_ns()
    behind = bus.absorb(connection, message, most=_ITEMS, weight=lambda item: sum(_sources(item).values()))
    arrivals = [message, *behind]
    found = _arrived(connection, tenant, arrivals, pack)
    results = intake.take(connection, tenant, found, pack, now=now)
    for result in results:
        if result.opened:
            metrics.CASES_OPENED.labels(tenant, result.kind).inc()
            request_if_allowed(connection, tenant, result.case_id, by="pipeline", pins=pins, bus=bus)
    for case_id in confirmed(connection, tenant, results, found, pack):
        request_if_allowed(connection, tenant, case_id, by="pipeline", pins=pins, bus=bus)
    newest = max(int(str(item.body.get("telemetry", 0))) for item in arrivals)
    if newest >= due and detect.is_news(pack, newest, now):
        _ask_detection(connection, tenant, bus)
    came: Counter[str] = Counter()
    for item in arrivals:
        came.update(_sources(item))
    for source, items in came.items():
        silence.seen(connection, tenant, source, ts=now, items=items, now=now)


def _arrived(connection: Connection, tenant: str, arrivals: Sequence[Message], pack: Pack) -> list[Event]:
    """The events of the arrivals that a rule could be about."""
    known = rules_of(pack).event_types
    wanted: dict[int, list[str]] = {}
    for item in arrivals:
        types = _wanted(item.body["types"], known)
        if types:
            wanted[int(str(item.body["seq"]))] = types
    types = sorted({name for types in wanted.values() for name in types})
    return [
        event
        for seqs in sliced(sorted(wanted))
        for event in find_events(connection, tenant, seqs=seqs, event_types=types, limit=1_000_000)
    ]


def _sources(arrival: Message) -> dict[str, int]:
    """How many items came from each source."""
    sources = arrival.body["sources"]
    assert isinstance(sources, dict)
    return {source: int(str(items)) for source, items in sources.items()}


def _ask_detection(connection: Connection, tenant: str, bus: Bus) -> None:
    """One message that waits is enough for everything that has come until it is handled."""
    waiting = sa.select(messages.c.message_id).where(
        messages.c.tenant == tenant, messages.c.topic == DETECT_TOPIC, messages.c.attempts == 0
    )
    if connection.execute(waiting.limit(1)).first() is None:
        bus.send(connection, bus_message(DETECT_TOPIC, tenant, tenant, {}))


def _judged(connection: Connection, *, message: Message, judged: detect.Judged, more: bool, bus: Bus) -> None:
    detect.write(connection, message.tenant, judged, bus)
    if more:
        _ask_detection(connection, message.tenant, bus)


def _reported(connection: Connection, *, message: Message, settlement: Settlement, bus: Bus) -> None:
    settlement(connection)
    case_id = str(message.body["case_id"])
    bus.send(connection, bus_message(PLAYBOOK, message.tenant, case_id, {"case_id": case_id}))


def _nothing(_connection: Connection) -> None:
    """The settlement of a message that there was nothing to do about."""
