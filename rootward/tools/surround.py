"""Surround: what guards look at beside an action: the facts, what they mean, and what went before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rootward.errors import BadInput, Misconfigured, NotFound
from rootward.governance.budget_limits import NO_LIMITS, Limits, limits_from
from rootward.governance.decision import Quorum
from rootward.governance.policy import Policy, compiled
from rootward.governance.surroundings import Agreed, DryRun, Surroundings, ToolNow
from rootward.kit.db import Connection
from rootward.packs.model import Pack
from rootward.packs.store import pack_of
from rootward.tools.actions import Kept
from rootward.tools.facts import Facts
from rootward.tools.history import beside
from rootward.tools.ports import Found, Ports
from rootward.tools.schemas import fault_of
from rootward.tools.states import ToolState

__all__ = ["Seen", "found_or_none", "load"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """What a decision is made from, with the tool (None where there is none) and the limits that were read with it."""

    surroundings: Surroundings
    found: Found | None
    limits: Limits


def load(
    connection: Connection, kept: Kept, facts: Facts, ports: Ports, *, now: int, resting: str | None,
    tried: DryRun | None,
) -> Seen:  # fmt: skip
    """`resting` says why the tool's breaker is open, `tried` what its dry run has just said."""
    action, tenant = kept.action, facts.tenant
    pack, policy, fault = _policy(connection, kept, facts)
    rails = pack.guardrails if pack is not None else None
    there = found_or_none(connection, action.tenant, action.tool, ports, state=facts.state, pack=pack)
    limits = limits_from(pack, tenant, facts.ceilings) if pack is not None and tenant is not None else NO_LIMITS
    past, traffic = beside(connection, action, policy, rails, there.spec if there else None, now)
    return Seen(
        found=there, limits=limits,
        surroundings=Surroundings(
            now=now, policy=policy, policy_fault=fault, guardrails=rails,
            tool=_tool_now(there) if there else None, tenant_active=tenant is not None and tenant.status == "active",
            switches={switch.scope: switch.reason for switch in facts.switches}, permissions=facts.permissions,
            case=facts.case, recent=past, traffic=traffic, breaker=resting,
            budget=ports.budgets.short(connection, action, limits, now=now), dry_run=tried,
            approval=_agreed(connection, kept, facts, ports, policy, tried, now),
        ),
    )  # fmt: skip


def found_or_none(
    connection: Connection, tenant: str, name: str, ports: Ports, *, state: ToolState | None = None,
    pack: Pack | None = None,
) -> Found | None:  # fmt: skip
    """`state` and `pack` where they have been read already."""
    try:
        return ports.tools.find(connection, tenant, name, state=state, pack=pack)
    except NotFound:
        return None


def _policy(connection: Connection, kept: Kept, facts: Facts) -> tuple[Pack | None, Policy | None, str]:
    """A pack that cannot be read is no policy, and no policy is no."""
    try:
        pack = pack_of(connection, kept.action.tenant, facts.active)
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
    connection: Connection, kept: Kept, facts: Facts, ports: Ports, policy: Policy | None, tried: DryRun | None,
    now: int,
) -> Agreed | None:  # fmt: skip
    action, asked = kept.action, facts.asked
    if asked is None:
        return None
    unusable = ports.approvals.usable(
        connection, action.tenant, asked.approval_id, action, policy_sha256=policy.sha256 if policy else "",
        dry_run_sha256=tried.sha256 if tried and not tried.failed else None, now=now,
    )  # fmt: skip
    quorum = Quorum(people=asked.quorum, roles=asked.roles)
    decision = kept.row["decision"]
    return Agreed(approval_id=asked.approval_id, unusable=unusable, asked=_asked(decision), quorum=quorum)


def _asked(decision: dict[str, Any] | None) -> frozenset[tuple[str, tuple[str, ...]]]:
    """What held the action when people were asked."""
    words = decision["words"] if decision else []
    return frozenset((word["guard"], tuple(word["rule_ids"])) for word in words if word["answer"] == "hold")
