"""What the tests of playbooks share: a tenant with a case and a report, a small gate, and time that is moved by hand.

The gate here is real rows in the table of actions; what it lets through is done by `Deed`, which notes every call it
gets, as a server outside would.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

import pytest
import sqlalchemy as sa

from rootward.cases import open as opening
from rootward.cases import timeline
from rootward.cases.model import Case
from rootward.cases.read import by_id
from rootward.events.model import Event
from rootward.events.prepare import COLUMNS, row_of
from rootward.governance.action import PLAYBOOK, Action
from rootward.governance.decision import Quorum
from rootward.kit import clock
from rootward.kit.bus import Message, message
from rootward.kit.bus_sql import SqlBus
from rootward.kit.canonical import JSON, canonical, sha256_hex
from rootward.kit.db import Connection, Database, bulk_insert
from rootward.packs.load import load_body
from rootward.packs.model import Pack
from rootward.playbooks import control, propose, store
from rootward.playbooks.execute import PlaybookRunner
from rootward.playbooks.store import PlaybookRun
from rootward.schema import actions, alert_states, messages, reports, tenants
from rootward.schema import events as event_rows
from rootward.tenancy import changes
from rootward.tenancy.principal import Principal
from rootward.tools.contract import Tool, ToolContext, ToolResult, ToolSpec
from rootward.tools.gateway import Gateway

T = TypeVar("T")
START = 1_800_000_000 * 10**9
SECOND = 10**9
MINUTE = 60 * SECOND
ANN = Principal(tenant="acme", id="ann", name="Ann", kind="human", role="sre_operator", auth="token:tok_1")


@dataclass
class Deed:
    """A tool with an effect: notes what it was called with."""

    name: str = "release.rollback"
    effect: str = "non_idempotent"
    calls: list[dict[str, JSON]] = field(default_factory=list)

    @property
    def spec(self) -> ToolSpec:
        text: dict[str, JSON] = {"type": "string", "maxLength": 100}
        schema: dict[str, JSON] = {
            "type": "object", "properties": {"service": text, "why": text}, "additionalProperties": False,
        }  # fmt: skip
        return ToolSpec(
            name=self.name, description="does it", schema=schema, effect=self.effect, risk="high",  # type: ignore[arg-type]
            targets=("service:{service}",),
        )  # fmt: skip

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        self.calls.append(arguments)
        return ToolResult(value={"done": True}, summary="done")


@dataclass
class Rows:
    """The door to actions as rows of their table; a test says how each one ends."""

    bus: SqlBus
    tools: dict[str, ToolSpec] = field(default_factory=dict)

    def spec(self, connection: Connection, tenant: str, tool: str) -> ToolSpec | None:
        return self.tools.get(tool)

    def request(self, connection: Connection, tenant: str, action: Action) -> str:
        return self._insert(connection, tenant, action, "requested")

    def ask(self, connection: Connection, tenant: str, action: Action, quorum: Quorum, reason: str) -> str:
        return self._insert(connection, tenant, action, "held")

    def withdraw(self, connection: Connection, tenant: str, action_id: str, *, why: str) -> None:
        connection.execute(
            actions.update()
            .where(actions.c.tenant == tenant, actions.c.action_id == action_id)
            .where(actions.c.state.in_(("requested", "held")))
            .values(state="denied", error_message=why, ended_at=clock.now_ns())
        )

    def ends(self, connection: Connection, action_id: str, state: str, **values: Any) -> None:
        """As the gate does: the state, and a word to the run that waits for it."""
        row = connection.execute(
            actions.update()
            .where(actions.c.tenant == "acme", actions.c.action_id == action_id)
            .values(state=state, **values)
            .returning(actions.c.run_id)
        ).one()
        if state != "held":
            run_id = str(row.run_id)
            self.bus.send(connection, message(PLAYBOOK, "acme", run_id, {"playbook_run_id": run_id}))

    def _insert(self, connection: Connection, tenant: str, action: Action, state: str) -> str:
        names = (
            "action_id", "tool", "tool_version", "schema_hash", "effect", "risk", "arguments", "args_sha256", "case_id",
            "run_id", "step_id", "reason", "idempotency_key",
        )  # fmt: skip
        row: dict[str, Any] = {name: getattr(action, name) for name in names} | {
            "tenant": tenant, "targets": list(action.targets), "requester": {"id": action.requester.id},
            "provenance": {at: list(found) for at, found in action.provenance.items()}, "state": state, "attempts": 0,
            "result_summary": "", "result_sha256": "", "cost_usd": 0.0, "created_at": clock.now_ns(), "seq": 0,
        }  # fmt: skip
        row |= {column.name: {} for column in actions.c if not column.nullable and column.name not in row}
        connection.execute(actions.insert(), row)
        return action.action_id


@dataclass
class Desk:
    """The tenants `acme` and `other`. `carry` handles every message that is due, in order, as the stage does."""

    database: Database
    bus: SqlBus
    rows: Rows
    deed: Deed
    pack: Pack = field(default_factory=lambda: Pack(name="shop", version="1"))
    time: int = START
    _clock: ExitStack = field(default_factory=ExitStack)

    def __post_init__(self) -> None:
        self.read_only = Deed(name="release.show", effect="read")
        self.has(self.deed, self.read_only)

    def has(self, *tools: Tool) -> None:
        """The tools that there are."""
        self.gateway = Gateway(self.database, tools)
        self.rows.tools = {tool.spec.name: tool.spec for tool in tools}
        self.runner = self.new_runner()

    def new_runner(self) -> PlaybookRunner:
        """A worker of its own, as after the death of the one before."""
        return PlaybookRunner(
            self.database, self.bus, self.gateway, requests=self.rows, pack_of=self._pack_of, owner=clock.new_id("w"),
            lease_s=30,
        )  # fmt: skip

    async def _pack_of(self, _tenant: str) -> Pack:
        return self.pack

    def declare(self, *playbooks: dict[str, Any], **repair: Any) -> None:
        self.pack = load_body({"name": "shop", "version": "1", "playbooks": list(playbooks), "repair": repair})

    def run(self, unit: Callable[..., T], tenant: str = "acme", **given: Any) -> T:
        async def go() -> T:
            return await self.database.run(partial(unit, tenant=tenant, **given), tenant=tenant)

        return asyncio.run(go())

    def at(self, ns: int) -> None:
        """Move the clock."""
        self.time = ns
        self._clock.close()
        self._clock.enter_context(clock.fixed(ns))

    def later(self, ns: int) -> None:
        self.at(self.time + ns)

    def case(self, *events: Event, kind: str = "incident", entity: str = "service:orders") -> Case:
        def unit(connection: Connection, tenant: str) -> Case:
            seq = changes.append(connection, tenant, "ingest", "", {})
            bulk_insert(connection, event_rows, COLUMNS, [(*row_of(event, event.id, START), seq) for event in events])
            made = opening.open_case(
                connection, tenant, kind=kind, title="Orders are slow", severity="high", entity=entity, actor="rule",  # type: ignore[arg-type]
                reason="an alert", ts=START,
            )  # fmt: skip
            for event in events:
                opening.link_event(connection, tenant, made, event, actor="rule", reason="it fired")
            return made

        return self.run(unit)

    def fires(self, case: Case, fingerprint: str = "slow", status: str = "firing") -> None:
        def unit(connection: Connection, tenant: str) -> None:
            row = {"tenant": tenant, "fingerprint": fingerprint, "status": status, "starts_at": START,
                   "last_ts": self.time, "case_id": case.case_id, "transitions": []}  # fmt: skip
            where = (alert_states.c.tenant == tenant, alert_states.c.fingerprint == fingerprint)
            connection.execute(alert_states.delete().where(*where))
            connection.execute(alert_states.insert(), row)

        self.run(unit)

    def report(self, case: Case, **verdict: Any) -> None:
        """A report that names a cause, and the case diagnosed."""
        body = report_body(**verdict)

        def unit(connection: Connection, tenant: str) -> None:
            raw = canonical(body)
            row = {"tenant": tenant, "report_id": clock.new_id("rep"), "investigation_id": "inv_1",
                   "case_id": case.case_id, "digest": sha256_hex(body), "body": raw, "degraded": False,
                   "created_at": clock.now_ns()}  # fmt: skip
            connection.execute(reports.insert(), row)
            opening_cases = sa.table("cases", sa.column("tenant"), sa.column("case_id"), sa.column("state"))
            connection.execute(
                opening_cases.update()
                .where(opening_cases.c.tenant == tenant, opening_cases.c.case_id == case.case_id)
                .values(state="diagnosed")
            )

        self.run(unit)

    def proposed(self, case: Case) -> PlaybookRun | None:
        return self.run(propose.propose, case_id=case.case_id, pack=self.pack)

    def started(self, case: Case, **inputs: JSON) -> PlaybookRun:
        run = self.proposed(case)
        assert run is not None
        return self.start(run, **inputs)

    def start(self, run: PlaybookRun, **inputs: JSON) -> PlaybookRun:
        return self.run(
            control.start, playbook_run_id=run.playbook_run_id, pack=self.pack, by=ANN, bus=self.bus,
            requests=self.rows, inputs=inputs,
        )  # fmt: skip

    def carry(self) -> int:
        """Handle what is due until nothing is; how many messages that were."""
        handled = 0
        while (found := self._due()) is not None:
            self.handle(found)
            handled += 1
        return handled

    def handle(self, found: Message) -> None:
        """One message: decide, then write it and its end in one transaction."""

        async def go() -> None:
            settlement = await self.runner.carry(found)

            def settle(connection: Connection) -> None:
                gone = messages.delete().where(messages.c.tenant == "acme", messages.c.message_id == found.id)
                assert connection.execute(gone).rowcount == 1
                settlement(connection)

            await self.database.run(settle, tenant="acme")

        asyncio.run(go())

    def waiting(self) -> list[Message]:
        """Every message that is kept, due or not, in order."""

        def unit(connection: Connection, tenant: str) -> list[Message]:
            query = sa.select(messages).where(messages.c.tenant == tenant, messages.c.topic == PLAYBOOK)
            rows = connection.execute(query.order_by(messages.c.message_id)).mappings()
            return [
                Message(id=r["message_id"], tenant=tenant, topic=r["topic"], key=r["key"], body=r["body"],
                        created_at=r["created_at"], not_before=r["available_at"])
                for r in rows
            ]  # fmt: skip

        return self.run(unit)

    def _due(self) -> Message | None:
        return next((one for one in self.waiting() if one.not_before <= self.time), None)

    def asked(self) -> list[dict[str, Any]]:
        """Every action that was asked for, in order."""

        def unit(connection: Connection, tenant: str) -> list[dict[str, Any]]:
            query = sa.select(actions).where(actions.c.tenant == tenant).order_by(actions.c.action_id)
            return [dict(row) for row in connection.execute(query).mappings()]

        return self.run(unit)

    def end(self, state: str = "succeeded", number: int = -1, **values: Any) -> None:
        """The gate's word on one of the actions."""
        action_id = str(self.asked()[number]["action_id"])
        values = {"ended_at": self.time, "result_summary": "done", "result": {"id": "r1"}} | values

        def unit(connection: Connection, tenant: str) -> None:
            self.rows.ends(connection, action_id, state, **values)

        self.run(unit)

    def now(self, run: PlaybookRun) -> PlaybookRun:
        return self.run(store.read, playbook_run_id=run.playbook_run_id)

    def of(self, case: Case) -> Case:
        return self.run(by_id, case_id=case.case_id)

    def told(self, case: Case) -> list[str]:
        """The kinds of the timeline's entries, in order."""
        found = self.run(timeline.read, case_id=case.case_id, with_events=False)
        return [entry.kind for entry in sorted(found, key=lambda entry: entry.seq)]


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    bus = SqlBus(database, messages, bury=lambda *_: None, lease_s=30, poll_s=0.05, max_attempts=3)
    made = Desk(database, bus, Rows(bus), Deed())
    made.at(START)
    for name in ("acme", "other"):
        made.run(_add_tenant, tenant=name)
    yield made
    made._clock.close()


def _add_tenant(connection: Connection, tenant: str) -> None:
    row = {"tenant": tenant, "name": tenant, "status": "active", "created_at": START, "settings": {}}
    connection.execute(tenants.insert(), row | {"change_seq": 0, "case_number": 0})


def report_body(
    *, entity: str = "service:orders", kind: str = "code.regression", confidence: float = 0.9,
    change: str | None = None, component: str = "", evidence: list[dict[str, Any]] | None = None,
    symptoms: tuple[str, ...] = ("service:orders",),
) -> dict[str, Any]:  # fmt: skip
    cause = {"entity": entity, "kind": kind, "component": component, "change": change, "description": "a change broke",
             "onset": None, "evidence_ids": []}  # fmt: skip
    return {
        "verdict": {"status": "cause_found", "summary": f"{entity} broke", "cause": cause, "confidence": confidence,
                    "confidence_word": "high", "next_step": "Roll it back", "impact": [], "first_failure": None},
        "scope": {"start": clock.format_ns(START), "end": clock.format_ns(START + 10 * MINUTE), "baseline": [],
                  "symptoms": list(symptoms)},
        "evidence": evidence or [],
    }  # fmt: skip


def event(number: int = 1, event_type: str = "AlertFiring", **payload: JSON) -> Event:
    return Event(
        tenant="acme", source="pager", event_type=event_type, ts=START, entity={"service": "orders"}, severity="high",
        payload=payload, ingest_id=f"i{number}", id=f"evt_{number:04d}",
    )  # fmt: skip


def step(name: str, action: str, **params: Any) -> dict[str, Any]:
    return {"name": name, "action": action, "params": params}


def roll_back(name: str = "roll back", **more: Any) -> dict[str, Any]:
    """A step with an effect."""
    payload = {"service": "{report.cause.name}"}
    return step(name, "call_tool", tool_id="release.rollback", payload=payload) | more


def playbook(*steps: dict[str, Any], name: str = "undo the release", **more: Any) -> dict[str, Any]:
    return {"name": name, "conditions": {"match": {"fault": "code.*"}}, "steps": list(steps)} | more
