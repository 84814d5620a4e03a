"""Surround: read everything that guards look at beside an action, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from rootward.errors import BadInput, Misconfigured, NotFound
from rootward.governance.decision import Quorum
from rootward.governance.policy import Policy, compiled
from rootward.governance.rights import permissions_now
from rootward.governance.surroundings import Agreed, DryRun, Surroundings, ToolNow
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.packs.model import Pack
from rootward.packs.store import active_pack
from rootward.schema import approvals, cases, tenants
from rootward.tools.actions import Kept
from rootward.tools.history import recent, traffic
from rootward.tools.ports import Found, Ports
from rootward.tools.schemas import fault_of

__all__ = ["Seen", "case_of", "found_or_none", "load"]

_CASE = ("case_id", "number", "kind", "severity", "state", "title", "entity", "confidence")

# Made once: every action needs them, and making them costs more than carrying them out.
_WHOSE: sa.BindParameter[str] = sa.bindparam("whose")
_WHICH: sa.BindParameter[str] = sa.bindparam("which")
_STATUS = sa.select(tenants.c.status).where(tenants.c.tenant == _WHOSE)
_CASE_OF = sa.select(*(cases.c[name] for name in _CASE)).where(cases.c.tenant == _WHOSE, cases.c.case_id == _WHICH)
_APPROVAL = sa.select(approvals.c.quorum, approvals.c.roles).where(
    approvals.c.tenant == _WHOSE, approvals.c.approval_id == _WHICH
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """What a decision is made from, and the pack that it was read with."""

    surroundings: Surroundings
    pack: Pack | None


def load(
    connection: Connection, kept: Kept, there: Found | None, ports: Ports, *, now: int, resting: str | None,
    tried: DryRun | None,
) -> Seen:  # fmt: skip
    """`there` is the tool, None where there is none; `resting` says why its breaker is open, `tried` what its dry run
    has just said."""
    action, tenant = kept.action, kept.action.tenant
    pack, policy, fault = _policy(connection, tenant)
    rails = pack.guardrails if pack is not None else None
    spec = there.spec if there else None
    status = connection.execute(_STATUS, {"whose": tenant}).scalar()
    return Seen(
        pack=pack,
        surroundings=Surroundings(
            now=now, policy=policy, policy_fault=fault, guardrails=rails,
            tool=_tool_now(there) if there else None, tenant_active=status == "active",
            switches={switch.scope: switch.reason for switch in ports.switches.engaged(connection, tenant)},
            permissions=permissions_now(connection, tenant, action.requester),
            case=case_of(connection, tenant, action.case_id), recent=recent(connection, action, rails, now),
            traffic=traffic(connection, action, policy, rails, spec, now), breaker=resting,
            budget=ports.budgets.short(connection, action, pack, now=now) if pack is not None else None,
            dry_run=tried, approval=_agreed(connection, kept, ports, policy, tried, now),
        ),
    )  # fmt: skip


def found_or_none(connection: Connection, tenant: str, name: str, ports: Ports) -> Found | None:
    try:
        return ports.tools.find(connection, tenant, name)
    except NotFound:
        return None


def case_of(connection: Connection, tenant: str, case_id: str | None) -> dict[str, JSON]:
    """What a rule may know of the case; nothing without one."""
    if not case_id:
        return {}
    row = connection.execute(_CASE_OF, {"whose": tenant, "which": case_id}).mappings().first()
    return {name: value for name, value in row.items() if value is not None} if row else {}


def _policy(connection: Connection, tenant: str) -> tuple[Pack | None, Policy | None, str]:
    """A pack that cannot be read is no policy, and no policy is no."""
    try:
        pack = active_pack(connection, tenant)
        return pack, compiled(pack), ""
    except (Misconfigured, BadInput, NotFound) as error:
        return None, None, error.message


def _tool_now(found: Found) -> ToolNow:
    spec, standing = found.spec, found.standing
    return ToolNow(
        schema_hash=spec.schema_hash, permission=spec.permission, fault=fault_of(spec.schema),
        closed=None if standing.is_open else f"{standing.word}: {standing.reason}",
        previews=hasattr(found.tool, "preview"), targeted=bool(spec.targets), rate_per_minute=spec.rate_per_minute,
        concurrency=spec.concurrency,
    )  # fmt: skip


def _agreed(
    connection: Connection, kept: Kept, ports: Ports, policy: Policy | None, tried: DryRun | None, now: int
) -> Agreed | None:
    action, approval_id = kept.action, kept.row["approval_id"]
    if not approval_id:
        return None
    row = connection.execute(_APPROVAL, {"whose": action.tenant, "which": approval_id}).first()
    if row is None:
        return None
    unusable = ports.approvals.usable(
        connection, action.tenant, approval_id, action, policy_sha256=policy.sha256 if policy else "",
        dry_run_sha256=tried.sha256 if tried and not tried.failed else None, now=now,
    )  # fmt: skip
    quorum = Quorum(people=row.quorum, roles=tuple(row.roles))
    return Agreed(approval_id=approval_id, unusable=unusable, asked=_asked(kept.row["decision"]), quorum=quorum)


def _asked(decision: dict[str, Any] | None) -> frozenset[tuple[str, tuple[str, ...]]]:
    """What held the action when people were asked."""
    words = decision["words"] if decision else []
    return frozenset((word["guard"], tuple(word["rule_ids"])) for word in words if word["answer"] == "hold")
