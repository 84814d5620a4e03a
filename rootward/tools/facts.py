"""Facts: what a tenant's rows say, at one moment, that any action of it is decided by; read in one statement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from rootward.governance.budget_limits import CEILINGS
from rootward.governance.kill_switch import ENGAGED, Switch, engaged_from
from rootward.governance.rights import asking, permissions_from
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.kit.together import together
from rootward.packs.store import ACTIVE, Activation, active_from
from rootward.schema import approvals, cases
from rootward.tenancy import tenants
from rootward.tools.actions import Kept
from rootward.tools.states import STATE, ToolState, state_from

__all__ = ["Asked", "Facts", "case_of", "facts_of"]

_CASE = ("case_id", "number", "kind", "severity", "state", "title", "entity", "confidence")

# Made once: every action needs them, and making them costs more than carrying them out.
_CASE_OF = sa.select(*(cases.c[name] for name in _CASE)).where(
    cases.c.tenant == sa.bindparam("whose"), cases.c.case_id == sa.bindparam("case")
)
_ASKED = sa.select(
    approvals.c.state, approvals.c.expires_at, approvals.c.digest, approvals.c.quorum, approvals.c.roles
).where(approvals.c.tenant == sa.bindparam("whose"), approvals.c.approval_id == sa.bindparam("approval"))
_ALWAYS = {"tenant": tenants.ONE, "active": ACTIVE, "state": STATE, "switches": ENGAGED, "ceilings": CEILINGS}


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What people were asked about the action. `state` is as at the moment of reading: one that waits beyond its time
    has expired, also when nobody has written that yet."""

    approval_id: str
    state: str
    digest: str
    quorum: int
    roles: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """`active` are the packs in force, the lowest first; `permissions` what the requester may now; `case` what a rule
    may know of it."""

    tenant: tenants.Tenant | None
    active: tuple[Activation, ...]
    state: ToolState
    switches: tuple[Switch, ...]
    ceilings: tuple[Mapping[str, Any], ...]
    permissions: frozenset[str]
    case: dict[str, JSON]
    asked: Asked | None


def facts_of(connection: Connection, kept: Kept, now: int) -> Facts:
    """Those of one action."""
    action, approval_id = kept.action, kept.row["approval_id"]
    queries, given = asking(action.requester)
    queries |= _ALWAYS
    given |= {"whose": action.tenant, "tool": action.tool}
    if action.case_id:
        queries["case"], given["case"] = _CASE_OF, action.case_id
    if approval_id:
        queries["asked"], given["approval"] = _ASKED, approval_id
    found = together(connection, queries, given)
    return Facts(
        tenant=next((tenants.from_row(row) for row in found["tenant"]), None),
        active=tuple(active_from(found["active"])), state=state_from(found["state"]),
        switches=engaged_from(found["switches"]), ceilings=tuple(found["ceilings"]),
        permissions=permissions_from(action.tenant, action.requester, found),
        case=next((_known(row) for row in found.get("case", ())), {}),
        asked=next((_asked(approval_id, row, now) for row in found.get("asked", ())), None),
    )  # fmt: skip


def case_of(connection: Connection, tenant: str, case_id: str | None) -> dict[str, JSON]:
    """What a rule may know of the case; nothing without one."""
    if not case_id:
        return {}
    row = connection.execute(_CASE_OF, {"whose": tenant, "case": case_id}).mappings().first()
    return _known(row) if row else {}


def _known(row: Mapping[Any, Any]) -> dict[str, JSON]:
    return {name: value for name, value in row.items() if value is not None}


def _asked(approval_id: str, row: Mapping[str, Any], now: int) -> Asked:
    late = row["state"] == "pending" and row["expires_at"] <= now
    return Asked(
        approval_id=approval_id, state="expired" if late else str(row["state"]), digest=row["digest"],
        quorum=row["quorum"], roles=tuple(row["roles"]),
    )  # fmt: skip
