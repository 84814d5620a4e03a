"""A ledger as the outside, a gate in front of it, and people who agree: one action from its request to its end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa

from rootward.audit import log as audit
from rootward.audit.entry import Record
from rootward.audit.search import Search, search
from rootward.governance import approvals
from rootward.governance.action import TOOL, Action, Effect, Requester
from rootward.governance.approvals import Verdict
from rootward.kit import clock
from rootward.kit.bus import message
from rootward.kit.bus_sql import SqlBus
from rootward.kit.canonical import JSON, sha256_hex
from rootward.kit.db import Connection, Database
from rootward.kit.provenance import of_everything
from rootward.packs import store
from rootward.packs.load import load_body
from rootward.schema import approvals as table
from rootward.schema import kill_switches, messages
from rootward.tenancy import tenants
from rootward.tenancy.principal import DEFAULT, Principal
from rootward.tenancy.roles import ROLES
from rootward.tools import actions
from rootward.tools.actions import Kept
from rootward.tools.catalogue import Catalogue
from rootward.tools.contract import Tool, ToolContext, ToolResult, ToolSpec
from rootward.tools.execute import Executor
from rootward.tools.outside import closed
from rootward.tools.ports import Everything
from rootward.tools.propose import action_of

ALLOW: dict[str, Any] = {"id": "allow", "effect": "allow", "message": "all may"}
HOLD: dict[str, Any] = {"id": "hold", "effect": "hold", "message": "ask somebody"}
OPERATOR = Requester(
    id="ana", name="Ana", kind="human", role="sre_operator", auth="loopback",
    permissions=tuple(sorted(ROLES["sre_operator"])),
)  # fmt: skip
_SCHEMA: dict[str, JSON] = {
    "type": "object", "additionalProperties": False, "required": ["name"],
    "properties": {"name": {"type": "string", "maxLength": 63}, "note": {"type": "string"}},
}  # fmt: skip


class Killed(BaseException):
    """The worker dies here."""


@dataclass
class Ledger:
    """Writes every call down, as the outside does; `dies` after that, or `fails` instead of answering."""

    effect: Effect = "non_idempotent"
    schema: dict[str, JSON] = field(default_factory=lambda: _SCHEMA)
    more: dict[str, Any] = field(default_factory=dict)
    fails: list[Exception] = field(default_factory=list)
    dies: bool = False
    calls: list[tuple[str, str]] = field(default_factory=list)
    """Idempotency key and hash of the arguments."""
    during: Callable[[], Any] | None = None
    answer: dict[str, JSON] = field(default_factory=lambda: {"ok": True})

    @property
    def spec(self) -> ToolSpec:
        given: dict[str, Any] = {"risk": "medium", "rollback": "ledger.undo", "targets": ("entry:{name}",)}
        return ToolSpec(
            name="ledger.write", description="x", schema=self.schema, effect=self.effect, **given | self.more
        )

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        if self.during is not None:
            await self.during()
        self.calls.append((context.idempotency_key, sha256_hex(arguments)))
        if self.dies:
            raise Killed
        if self.fails:
            raise self.fails.pop(0)
        await asyncio.sleep(0)
        return ToolResult(value=self.answer, summary="written")


@dataclass
class Trying(Ledger):
    """Says what it would do."""

    would: str = "one entry"
    tries: int = 0
    refuses: Exception | None = None

    async def preview(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        self.tries += 1
        if self.refuses:
            raise self.refuses
        return ToolResult(value={"would": self.would}, summary=self.would)


@dataclass
class Gate:
    db: Database
    tool: Ledger
    bus: SqlBus
    ports: Everything
    told: list[tuple[str, str]] = field(default_factory=list)

    async def policy(self, *rules: dict[str, Any], tools: dict[str, Any] | None = None, **guardrails: Any) -> None:
        policies: dict[str, Any] = {"rules": list(rules), "tools": tools or {}}
        pack = load_body({"name": "p", "version": "1", "policies": policies, "guardrails": guardrails})

        def unit(connection: Connection) -> None:
            store.save(connection, DEFAULT, pack, actor="x")
            for item in store.activations(connection, DEFAULT):
                store.deactivate(connection, DEFAULT, name=item.name, actor="x")
            store.activate(connection, DEFAULT, name="p", which=pack.digest, actor="x")

        await self.run(unit)

    def action(self, arguments: dict[str, JSON] | None = None, *, key: str = "k", **given: Any) -> Action:
        said: dict[str, JSON] = {"name": "a"} if arguments is None else arguments
        whole: dict[str, Any] = {
            "requester": OPERATOR,
            "reason": "because",
            "provenance": of_everything(said, "operator"),
            **given,
        }
        return action_of(self.tool.spec, said, tenant=DEFAULT, key=f"act_{key}", **whole)

    async def ask(self, arguments: dict[str, JSON] | None = None, **given: Any) -> str:
        action = self.action(arguments, **given)
        return await self.run(lambda c: actions.request(c, DEFAULT, action, self.bus))

    async def carry(self, action_id: str, executor: Executor | None = None) -> Kept:
        """What a worker does with the message, all of it."""
        await self.begin(action_id, executor)
        return await self.kept(action_id)

    async def begin(self, action_id: str, executor: Executor | None = None, *, settles: bool = True) -> None:
        settlement = await (executor or self.executor()).carry(
            message(TOOL, DEFAULT, action_id, {"action_id": action_id})
        )
        if settles:
            await self.run(settlement)

    async def done(self, arguments: dict[str, JSON] | None = None, **given: Any) -> Kept:
        return await self.carry(await self.ask(arguments, **given))

    def executor(self) -> Executor:
        return Executor(self.db, self.ports, self.bus, outside=closed, pause_s=0)

    async def kept(self, action_id: str) -> Kept:
        return await self.db.read(partial(actions.read, tenant=DEFAULT, action_id=action_id), tenant=DEFAULT)

    async def vote(self, action_id: str, verdict: Verdict = "approve", by: str = "bo") -> None:
        """What a person who may says to what is asked now."""
        row, tenant = await self.approval(action_id), DEFAULT
        who = Principal(tenant=tenant, id=by, name=by, kind="human", role="approver", auth=f"token:tok_{by}")
        vote = partial(
            approvals.vote, principal=who, approval_id=row["approval_id"], verdict=verdict, digest=row["digest"],
            comment="seen", bus=self.bus, now=clock.now_ns(),
        )  # fmt: skip
        await self.run(vote)

    async def approval(self, action_id: str) -> Any:
        approval_id = (await self.kept(action_id)).row["approval_id"]
        query = sa.select(table).where(table.c.tenant == DEFAULT, table.c.approval_id == approval_id)
        return await self.db.read(lambda c: c.execute(query).mappings().one(), tenant=DEFAULT)

    async def audited(self) -> list[Record]:
        """The oldest first."""
        await self.run(lambda c: audit.sequence(c, DEFAULT) if c.dialect.name != "sqlite" else None)
        wanted = Search(limit=1000)
        found = await self.db.read(partial(search, tenant=DEFAULT, wanted=wanted), tenant=DEFAULT)
        return [record for record in reversed(found) if record.action.startswith("tool.call")]

    async def waiting(self, topic: str = TOOL) -> int:
        count = sa.select(sa.func.count()).select_from(messages).where(messages.c.topic == topic)
        return await self.db.read(lambda c: c.execute(count).scalar_one(), tenant="*")

    async def run(self, unit: Callable[[Connection], Any]) -> Any:
        return await self.db.run(unit, tenant=DEFAULT)


Make = Callable[..., Any]


@pytest.fixture
def gate(database: Database) -> Make:
    """`await gate(tool)`: a tenant, a policy that allows everything, and the tool."""

    async def make(tool: Ledger | None = None, *rules: dict[str, Any], **guardrails: Any) -> Gate:
        await database.run(tenants.ensure_default, tenant=DEFAULT)
        chosen = tool or Ledger()
        bus = SqlBus(database, messages, bury=lambda *_: None, lease_s=5, poll_s=0.05, max_attempts=3)
        told: list[tuple[str, str]] = []

        def tell(_c: Connection, _t: str, case_id: str, *, kind: str, actor: str, text: str, body: Any) -> int:
            told.append((case_id, text))
            return 0

        every: list[Tool] = [chosen]
        made = Gate(database, chosen, bus, Everything(tools=Catalogue(every), tell=tell), told)
        await made.policy(*(rules or (ALLOW,)), **guardrails)
        return made

    return make


def moment_later(seconds: float) -> int:
    return clock.now_ns() + int(seconds * 1e9)


async def engage(g: Gate, scope: str) -> None:
    row = {"tenant": DEFAULT, "scope": scope, "engaged": True, "reason": "fire", "engaged_by": "x", "engaged_at": 1}
    await g.run(lambda c: c.execute(kill_switches.insert(), row) and None)
