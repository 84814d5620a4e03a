"""Approval: a person's yes to one exact action, as it stands in the database, and the votes for and against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, TypeAlias, cast

import sqlalchemy as sa

from rootward.audit.entry import Actor, AuditEntry, Risk
from rootward.errors import NotFound
from rootward.governance.approvals_digest import Bound
from rootward.kit import clock, metrics
from rootward.kit.canonical import JSON, sha256_hex
from rootward.kit.db import Connection
from rootward.packs.store import PRODUCT
from rootward.schema import approval_votes, approvals
from rootward.tenancy import changes, timeline

__all__ = [
    "BREAK_GLASS_NS", "CHANGE_KIND", "OURSELVES", "STATES", "Approval", "ApprovalState", "Verdict", "Vote", "entry_of",
    "moment", "read", "votes_of", "write",
]  # fmt: skip

ApprovalState: TypeAlias = Literal["pending", "approved", "denied", "expired", "void", "consumed"]
Verdict: TypeAlias = Literal["approve", "deny"]

STATES: tuple[ApprovalState, ...] = ("pending", "approved", "denied", "expired", "void", "consumed")
CHANGE_KIND = "approval"
OURSELVES = Actor(id=PRODUCT, kind="service", auth="internal")
"""Who ends an approval whose time is over."""

BREAK_GLASS_NS = 15 * 60 * 1_000_000_000
"""How long what one person approved in an emergency may wait for its effect: an emergency does not last."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Approval:
    """Times in ns. `digest` is the hash of `bound`; `shown` is what else was laid before the approver."""

    tenant: str
    approval_id: str
    action_id: str
    digest: str
    bound: Bound
    shown: dict[str, JSON]
    state: ApprovalState
    quorum: int
    roles: tuple[str, ...]
    excluded: tuple[str, ...]
    created_at: int
    due_at: int
    expires_at: int
    reminded_at: int | None
    decided_at: int | None
    consumed_at: int | None
    ended_why: str | None
    break_glass: bool
    review_due_at: int | None
    review_reminded_at: int | None
    reviewed_by: str | None
    reviewed_at: int | None
    review_comment: str | None
    seq: int

    @property
    def tool(self) -> str:
        return str(self.bound["tool"])

    @property
    def case_id(self) -> str | None:
        return cast("str | None", self.bound["case_id"])

    @property
    def good_until(self) -> int:
        """When it ends at the latest; sooner where the glass was broken."""
        if self.break_glass and self.decided_at is not None:
            return min(self.expires_at, self.decided_at + BREAK_GLASS_NS)
        return self.expires_at

    def state_at(self, now: int) -> ApprovalState:
        """What it is worth at `now`, also when nobody has written yet that it expired."""
        is_live = self.state in ("pending", "approved")
        return "expired" if is_live and self.good_until <= now else self.state


@dataclass(frozen=True, kw_only=True, slots=True)
class Vote:
    principal_id: str
    verdict: Verdict
    person: str
    digest: str
    role: str
    on_behalf_of: str | None
    comment: str
    auth: str
    link: str | None
    at: int


def moment(now: int) -> int:
    """`now`, unless this process knows that it is later: a clock that went back revives nothing."""
    return max(now, clock.forward_ns())


def read(connection: Connection, tenant: str, approval_id: str, *, for_change: bool = False) -> Approval:
    """Raises NotFound, also for another tenant's."""
    query = sa.select(approvals).where(approvals.c.tenant == tenant, approvals.c.approval_id == approval_id)
    row = connection.execute(query.with_for_update() if for_change else query).mappings().first()
    if row is None:
        raise NotFound(f"there is no approval {approval_id!r}", field="approval_id", value=approval_id)
    return from_row(row)


def from_row(row: sa.RowMapping) -> Approval:
    values: dict[str, Any] = {item.name: row[item.name] for item in fields(Approval)}
    return Approval(**values | {"roles": tuple(row["roles"]), "excluded": tuple(row["excluded"])})


def votes_of(connection: Connection, tenant: str, approval_id: str) -> tuple[Vote, ...]:
    """In the order in which they were cast."""
    query = sa.select(approval_votes).where(
        approval_votes.c.tenant == tenant, approval_votes.c.approval_id == approval_id
    )
    rows = connection.execute(query.order_by(approval_votes.c.at, approval_votes.c.principal_id)).mappings()
    return tuple(Vote(**{item.name: row[item.name] for item in fields(Vote)}) for row in rows)


def write(
    connection: Connection, approval: Approval, *, kind: str, actor: str, text: str, **values: Any
) -> Approval:  # fmt: skip
    """Change it, and tell everybody who follows approvals or its case; the approval as it is then."""
    state = values.get("state", approval.state)
    body: dict[str, JSON] = {"approval_id": approval.approval_id, "action_id": approval.action_id, "state": state}
    if approval.case_id is not None:
        timeline.append(
            connection, approval.tenant, approval.case_id, kind=kind, actor=actor, text=text, body=body
        )  # fmt: skip
    told: dict[str, object] = {**body, "kind": kind, "text": text, "case_id": approval.case_id}
    seq = changes.append(connection, approval.tenant, CHANGE_KIND, approval.approval_id, told)
    mine = sa.and_(approvals.c.tenant == approval.tenant, approvals.c.approval_id == approval.approval_id)
    connection.execute(approvals.update().where(mine).values(seq=seq, **values))
    if state != approval.state:
        metrics.APPROVALS.labels(approval.tenant, state).inc()
    return replace(approval, seq=seq, **values)


def entry_of(
    approval: Approval, actor: Actor, action: str, *, reason: str | None, approvers: Sequence[str] = (),
    facts: dict[str, JSON] | None = None, **more: Any,
) -> AuditEntry:  # fmt: skip
    """An audit entry about it, with the exact call that it is for."""
    whole = approval.bound
    return AuditEntry(
        actor=actor,
        action=action,
        resource=f"approval:{approval.approval_id}",
        tool=approval.tool,
        tool_schema=str(whole["schema_hash"]),
        args_sha256=sha256_hex(whole["arguments"]),
        idempotency_key=str(whole["idempotency_key"]),
        policy_sha256=str(whole["policy_sha256"]),
        approval_ids=(approval.approval_id,),
        approvers=tuple(approvers),
        risk=cast("Risk", whole["risk"]),
        reason=reason,
        facts={"digest": approval.digest, "action_id": approval.action_id, **(facts or {})},
        **more,
    )
