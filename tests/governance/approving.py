"""Approving: what the tests of approvals share: people with tokens, an action that is held, and a bus that is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any, TypeVar

import sqlalchemy as sa

from rootward.audit import log
from rootward.audit.entry import Record
from rootward.audit.search import Search, search
from rootward.audit.verify import verify
from rootward.cases import timeline
from rootward.governance import approvals
from rootward.governance.action import Action, Requester
from rootward.governance.approvals import Approval
from rootward.governance.decision import Decision, Quorum, Word
from rootward.kit.bus import Message
from rootward.kit.bus_sql import SqlBus
from rootward.kit.db import DISPATCHER, Connection, Database
from rootward.schema import actions, messages
from rootward.tenancy import tenants, tokens
from rootward.tenancy.principal import LOCAL, Principal

T = TypeVar("T")
SECOND = 1_000_000_000
HOUR = 3600 * SECOND
NOW = 1_800_000_000 * SECOND
POLICY = "p" * 64
DRY_RUN = {"sha256": "d" * 64, "summary": "6 pods -> 8 pods", "value": {"replicas": [6, 8]}, "at": NOW}
ARGUMENTS = {"namespace": "prod", "name": "checkout", "replicas": 8, "labels": {"team": "shop"}}


def an_action(**changed: Any) -> Action:
    """Scaling a deployment; an agent asks on behalf of nobody."""
    given: dict[str, Any] = {
        "tenant": "acme", "action_id": "act_1", "tool": "k8s.scale", "tool_version": "1", "schema_hash": "s" * 64,
        "effect": "idempotent", "risk": "high", "arguments": dict(ARGUMENTS), "targets": ("deployment:prod/checkout",),
        "provenance": {"/namespace": ("operator",), "/name": ("free_text",), "/replicas": ("model",)},
        "sensitive": ("/namespace", "/name"),
        "requester": Requester(id="agent:fixer", name="fixer", kind="agent", role="agent", auth="internal",
                               agent="fixer"),
        "reason": "too few replicas", "idempotency_key": "act_key", "case_id": "case_1", "run_id": "run_1",
        "step_id": "step_1", "hosts": ("cluster.local",), "rollback": "k8s.scale", "dry_run_sha256": "d" * 64,
    }  # fmt: skip
    return Action(**given | changed)


def asked_by(principal_id: str, *, kind: Any = "human", on_behalf_of: str | None = None) -> Requester:
    return Requester(
        id=principal_id, name=principal_id, kind=kind, role="sre_operator", auth="token:tok_x",
        on_behalf_of=on_behalf_of,
    )  # fmt: skip


def a_hold(quorum: Quorum | None = None, policy: str = POLICY) -> Decision:
    words = (
        Word(guard="rights", answer="allow", reason="may"),
        Word(guard="policy", answer="hold", reason="production needs a person", rule_ids=("prod",), quorum=quorum),
    )
    return Decision(
        answer="hold", guard="policy", reason="production needs a person", words=words, rule_ids=("prod",),
        policy_sha256=policy, quorum=quorum,
    )  # fmt: skip


@dataclass
class Desk:
    """A database with two tenants, who works there, and the bus."""

    database: Database
    bus: SqlBus
    tenant: str = "acme"

    @classmethod
    async def opened(cls, database: Database) -> Desk:
        await database.run(tenants.ensure_default, tenant="default")
        for tenant in ("acme", "other"):
            await database.run(partial(tenants.create, tenant=tenant, name=tenant, by=LOCAL), tenant=tenant)
        bus = SqlBus(database, messages, bury=lambda *_: None, lease_s=15, poll_s=0.05, max_attempts=3)
        return cls(database, bus)

    async def run(self, unit: Callable[[Connection], T], tenant: str = "") -> T:
        return await self.database.run(unit, tenant=tenant or self.tenant)

    async def person(self, role: str, name: str = "", kind: str = "human", tenant: str = "") -> Principal:
        """A new principal with a token."""
        where = tenant or self.tenant
        create = partial(tokens.create, tenant=where, name=name or role, kind=kind, role=role, by=LOCAL)
        made = await self.run(create, where)
        return await self.database.read(partial(tokens.authenticate, secret=made.secret), tenant=DISPATCHER)

    async def again(self, principal: Principal, role: str) -> Principal:
        """Another token of the same principal."""
        return replace(principal, role=role, auth="token:tok_other")

    async def put(self, action: Action, state: str = "held", dry_run: Any = DRY_RUN) -> None:
        """The row of an action, as the gate leaves it when it holds."""
        await self.run(partial(insert_action, action=action, state=state, dry_run=dry_run), action.tenant)

    async def ask(
        self, action: Action | None = None, *, quorum: Quorum | None = None, now: int = NOW, **how: Any
    ) -> str:
        wanted = action or an_action()
        decision = how.pop("decision", None) or a_hold(quorum)
        dry_run = how.pop("dry_run_sha256", wanted.dry_run_sha256)
        unit = partial(
            approvals.open_request, tenant=wanted.tenant, action=wanted, decision=decision, dry_run_sha256=dry_run,
            now=now, **how,
        )  # fmt: skip
        return await self.run(unit, wanted.tenant)

    async def held(self, action: Action | None = None, **how: Any) -> Approval:
        """An action that is held, and the request about it."""
        await self.put(action or an_action())
        return await self.approval(await self.ask(action, **how), (action or an_action()).tenant)

    async def approval(self, approval_id: str, tenant: str = "") -> Approval:
        return await self.run(lambda c: approvals.read(c, tenant or self.tenant, approval_id), tenant)

    async def vote(
        self, principal: Principal, approval: Approval, verdict: Any = "approve", *, now: int = NOW,
        comment: str = "ok", digest: str | None = None, **how: Any,
    ) -> Approval:  # fmt: skip
        unit = partial(
            approvals.vote, principal=principal, approval_id=approval.approval_id, verdict=verdict,
            digest=approval.digest if digest is None else digest, comment=comment, bus=self.bus, now=now, **how,
        )  # fmt: skip
        return await self.run(unit, principal.tenant)

    async def usable(
        self, approval: Approval, action: Action | None = None, *, now: int = NOW, **how: Any
    ) -> str | None:
        wanted = action or an_action()
        given: dict[str, Any] = {"policy_sha256": POLICY, "dry_run_sha256": wanted.dry_run_sha256, "now": now}
        unit = partial(
            approvals.usable, tenant=self.tenant, approval_id=approval.approval_id, action=wanted, **given | how
        )
        return await self.run(unit)

    async def consume(self, approval: Approval, *, now: int = NOW, digest: str = "") -> tuple[str, ...]:
        unit = partial(
            approvals.consume, tenant=self.tenant, approval_id=approval.approval_id, digest=digest or approval.digest,
            now=now,
        )  # fmt: skip
        return await self.run(unit)

    async def sent(self, tenant: str = "") -> list[Message]:
        """What waits on the bus, oldest first."""
        where = tenant or self.tenant
        query = sa.select(messages).where(messages.c.tenant == where).order_by(messages.c.message_id)
        rows = await self.run(lambda c: c.execute(query).mappings().all(), where)
        return [
            Message(
                id=row["message_id"], created_at=0, **{name: row[name] for name in ("tenant", "topic", "key", "body")}
            )
            for row in rows
        ]

    async def told(self) -> list[str]:
        """The kinds of entries in the case's story, oldest first."""
        entries = await self.run(lambda c: timeline.read(c, self.tenant, "case_1"))
        return [entry.kind for entry in entries]

    async def audited(self, action: str = "", tenant: str = "") -> list[Record]:
        """Entries of the audit log, oldest first, after checking that the log is whole."""
        where = tenant or self.tenant
        await self.run(partial(log.sequence, tenant=where), where)
        assert (await self.run(partial(verify, tenant=where), where)).status == "unwitnessed"
        wanted = Search(action=action, limit=1000) if action else Search(limit=1000)
        found = await self.run(partial(search, tenant=where, wanted=wanted), where)
        return found[::-1]


def insert_action(connection: Connection, *, action: Action, state: str, dry_run: Any) -> None:
    row = {
        "tenant": action.tenant, "action_id": action.action_id, "tool": action.tool,
        "tool_version": action.tool_version, "schema_hash": action.schema_hash, "effect": action.effect,
        "risk": action.risk, "arguments": action.arguments, "args_sha256": action.args_sha256,
        "targets": list(action.targets), "provenance": dict(action.provenance),
        "declared": {
            "sensitive": list(action.sensitive), "hosts": list(action.hosts), "rollback": action.rollback,
            "most": asdict(action.most), "confidence": action.confidence,
        },
        "requester": asdict(action.requester), "case_id": action.case_id,
        "run_id": action.run_id, "step_id": action.step_id, "reason": action.reason,
        "idempotency_key": action.idempotency_key + action.action_id, "state": state, "dry_run": dry_run, "attempts": 0,
        "result_summary": "", "result_sha256": "", "cost_usd": 0.0, "created_at": NOW, "seq": 0,
    }  # fmt: skip
    connection.execute(actions.insert(), row)
