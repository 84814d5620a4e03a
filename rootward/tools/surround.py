"""Surround: read everything that guards look at beside an action, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from rootward.errors import BadInput, Misconfigured, NotFound
from rootward.governance.decision import Quorum
from rootward.governance.policy import Policy, compiled
from rootward.governance.rights import permissions_now
from rootward.governance.surroundings import Agreed, DryRun, Past, Surroundings, ToolNow, Traffic
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.packs.guardrail_model import Guardrails
from rootward.packs.model import Pack
from rootward.packs.store import active_pack
from rootward.packs.values import nanoseconds
from rootward.schema import actions, agent_runs, approvals, cases, tenants, tool_calls
from rootward.tools.actions import Kept
from rootward.tools.ports import Found, Ports
from rootward.tools.schemas import fault_of

__all__ = ["Seen", "case_of", "found_or_none", "load"]

_MINUTE_NS = 60 * 1_000_000_000
_MOST_PAST = 2000
_DONE = ("running", "succeeded", "unknown")
_CASE = ("case_id", "number", "kind", "severity", "state", "title", "entity", "confidence")


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """What a decision is made from, and the pack that it was read with."""

    surroundings: Surroundings
    pack: Pack | None


def load(
    connection: Connection, kept: Kept, ports: Ports, *, now: int, resting: str | None, tried: DryRun | None
) -> Seen:
    """`resting` says why the tool's breaker is open, `tried` what its dry run has just said."""
    action, tenant = kept.action, kept.action.tenant
    pack, policy, fault = _policy(connection, tenant)
    rails = pack.guardrails if pack is not None else None
    there = found_or_none(connection, tenant, action.tool, ports)
    status = connection.execute(sa.select(tenants.c.status).where(tenants.c.tenant == tenant)).scalar()
    return Seen(
        pack=pack,
        surroundings=Surroundings(
            now=now, policy=policy, policy_fault=fault, guardrails=rails,
            tool=_tool_now(there) if there else None, tenant_active=status == "active",
            switches={switch.scope: switch.reason for switch in ports.switches.engaged(connection, tenant)},
            permissions=permissions_now(connection, tenant, action.requester),
            case=case_of(connection, tenant, action.case_id), recent=_recent(connection, kept, rails, now),
            traffic=_traffic(connection, kept, policy, rails, there, now), breaker=resting,
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
    query = sa.select(*(cases.c[name] for name in _CASE)).where(cases.c.tenant == tenant, cases.c.case_id == case_id)
    row = connection.execute(query).mappings().first()
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


def _traffic(
    connection: Connection, kept: Kept, policy: Policy | None, rails: Guardrails | None, found: Found | None, now: int
) -> Traffic:
    """Only what there is a limit for is counted."""
    action, since = kept.action, now - _MINUTE_NS
    mine = (actions.c.tenant == action.tenant, actions.c.action_id != action.action_id)
    counts: dict[str, int] = {}

    def count(name: str, *where: sa.ColumnElement[bool]) -> None:
        query = sa.select(sa.func.count()).select_from(actions).where(actions.c.tenant == action.tenant, *mine, *where)
        counts[name] = int(connection.execute(query).scalar_one())

    if (policy and policy.rate_of(action.tool)) or (found and found.spec.rate_per_minute):
        count("last_minute", actions.c.tool == action.tool, actions.c.started_at > since)
    if found and found.spec.concurrency:
        count("running", actions.c.tool == action.tool, actions.c.state == "running")
    if action.run_id:
        count("in_run", actions.c.run_id == action.run_id)
        same = (actions.c.tool == action.tool, actions.c.args_sha256 == action.args_sha256)
        count("repeats", actions.c.run_id == action.run_id, *same)
    if rails and rails.limits.per_target_per_minute:
        counts["target_last_minute"] = _busiest_target(connection, kept, since)
    return Traffic(**counts)


def _busiest_target(connection: Connection, kept: Kept, since: int) -> int:
    query = sa.select(actions.c.targets).where(
        actions.c.tenant == kept.action.tenant, actions.c.action_id != kept.action.action_id,
        actions.c.started_at > since,
    )  # fmt: skip
    hits = [target for targets in connection.execute(query.limit(_MOST_PAST)).scalars() for target in targets]
    return max((hits.count(target) for target in kept.action.targets), default=0)


def _recent(connection: Connection, kept: Kept, rails: Guardrails | None, now: int) -> tuple[Past, ...]:
    """As far back as the longest sequence rule reaches; nothing where there is none."""
    if rails is None or not rails.sequences:
        return ()
    action, since = kept.action, now - max(nanoseconds(rule.within) for rule in rails.sequences)
    query = sa.select(
        actions.c.tool, actions.c.effect, actions.c.targets, actions.c.started_at, actions.c.case_id, actions.c.run_id
    ).where(
        actions.c.tenant == action.tenant, actions.c.action_id != action.action_id, actions.c.started_at > since,
        actions.c.state.in_(_DONE),
    )  # fmt: skip
    rows = connection.execute(query.order_by(actions.c.started_at.desc()).limit(_MOST_PAST)).all()
    done = [
        Past(
            tool=row.tool, effect=row.effect, targets=tuple(row.targets), at=row.started_at,
            same_case=_is_same(action.case_id, row.case_id) or _is_same(action.run_id, row.run_id),
        )
        for row in rows
    ]  # fmt: skip
    return (*done, *_readings(connection, kept, since))


def _readings(connection: Connection, kept: Kept, since: int) -> list[Past]:
    """What agents have read for the same case or in the same run."""
    action = kept.action
    if not action.run_id and not action.case_id:
        return []
    runs = sa.select(agent_runs.c.run_id).where(
        agent_runs.c.tenant == action.tenant,
        sa.or_(agent_runs.c.case_id == action.case_id, agent_runs.c.run_id == action.run_id),
    )
    query = sa.select(tool_calls.c.tool_name, tool_calls.c.effect, tool_calls.c.started_at).where(
        tool_calls.c.tenant == action.tenant, tool_calls.c.run_id.in_(runs), tool_calls.c.started_at > since,
        tool_calls.c.status == "succeeded",
    )  # fmt: skip
    rows = connection.execute(query.order_by(tool_calls.c.started_at.desc()).limit(_MOST_PAST)).all()
    return [
        Past(tool=row.tool_name, effect=row.effect, targets=(), at=row.started_at, same_case=True) for row in rows
    ]  # fmt: skip


def _agreed(
    connection: Connection, kept: Kept, ports: Ports, policy: Policy | None, tried: DryRun | None, now: int
) -> Agreed | None:
    action, approval_id = kept.action, kept.row["approval_id"]
    if not approval_id:
        return None
    query = sa.select(approvals.c.quorum, approvals.c.roles).where(
        approvals.c.tenant == action.tenant, approvals.c.approval_id == approval_id
    )
    row = connection.execute(query).first()
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


def _is_same(one: str | None, other: str | None) -> bool:
    return one is not None and one == other
