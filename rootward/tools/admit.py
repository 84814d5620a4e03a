"""Admit: decide, and write what was decided, in the one transaction after which an effect may begin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from rootward.audit import log as audit
from rootward.audit.entry import AuditEntry
from rootward.errors import Conflict
from rootward.governance.action import PLAYBOOK, Action
from rootward.governance.authors import authors_of
from rootward.governance.decide import BEFORE_TRYING, decide
from rootward.governance.decision import Decision, Refused, Word, combined
from rootward.governance.surroundings import DryRun
from rootward.kit import metrics
from rootward.kit.bus import Bus, message
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.schema import approvals, playbook_runs
from rootward.tools.actions import Kept, change, plain, read
from rootward.tools.facts import facts_of
from rootward.tools.ports import Found, Ports
from rootward.tools.record import entry_of
from rootward.tools.surround import Seen, found_or_none, load

__all__ = ["VERB", "Admitted", "Begun", "Tried", "Untried", "admit", "approval_state", "deny", "tell_waiter"]

VERB = "tool.call"
_STATE = sa.select(approvals.c.state, approvals.c.expires_at).where(
    approvals.c.tenant == sa.bindparam("whose"), approvals.c.approval_id == sa.bindparam("which")
)
_GRAVE = ("high", "critical")
_GRACE_NS = 300 * 1_000_000_000
"""After its time limit and this long, what a call has reserved is free again: its worker has died."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tried:
    """What a tool said it would do; `kept` is what stays with the action."""

    result: DryRun
    kept: dict[str, JSON] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Admitted:
    """It may be done now: its intent is on the record. `kept` is how it began."""

    kept: Kept
    found: Found
    intent: AuditEntry


@dataclass(frozen=True, kw_only=True, slots=True)
class Untried:
    """Nothing speaks against it so far, and the tool can say what it would do: it has to be asked that first."""

    kept: Kept
    found: Found


@dataclass(frozen=True, kw_only=True, slots=True)
class Begun:
    """Its intent was on the record before, and nobody has said how it ended."""

    kept: Kept
    found: Found | None


def admit(
    connection: Connection, *, tenant: str, action_id: str, ports: Ports, bus: Bus, now: int,
    resting: Callable[[str], str | None], tried: Tried | None = None,
) -> Admitted | Untried | Begun | None:  # fmt: skip
    """None when it may not be done, or not yet, or has ended: the action says which and why. `resting` says why a tool
    is left alone. Raises NotFound."""
    kept = read(connection, tenant, action_id, for_change=True)
    if kept.state == "running":
        return Begun(kept=kept, found=found_or_none(connection, tenant, kept.action.tool, ports))
    if kept.state not in ("requested", "held"):
        return None
    facts = facts_of(connection, kept, now)
    state = facts.asked.state if facts.asked is not None and kept.state == "held" else None
    if state == "pending":
        return None  # people are being asked; their answer sends another message
    if state in ("denied", "expired"):
        deny(connection, kept, _ended_by_people(kept, state), ports, bus, now=now)
        return None
    saying, because = tried.result if tried else None, resting(kept.action.tool)
    seen = load(connection, kept, facts, ports, now=now, resting=because, tried=saying)
    if tried is None and seen.found is not None and _is_to_be_tried(kept.action, seen.found, seen):
        return Untried(kept=kept, found=seen.found)
    found = decide(kept.action, seen.surroundings)
    metrics.GATE_DECISIONS.labels(tenant, found.answer, found.guard).inc()
    if found.answer == "allow" and seen.found is not None:
        return _let(connection, kept, seen.found, found, seen, tried, ports, bus, now=now)
    if found.answer == "hold":
        _hold(connection, kept, found, seen, tried, ports, bus, now=now)
    else:
        deny(connection, kept, found, ports, bus, now=now)
    return None


def deny(connection: Connection, kept: Kept, found: Decision, ports: Ports, bus: Bus, *, now: int) -> None:
    """The end of it; a request to people that still waits is void."""
    action, tenant = kept.action, kept.action.tenant
    approval_id = kept.row["approval_id"]
    if approval_id and approval_state(connection, kept, now) in ("pending", "approved"):
        ports.approvals.void(connection, tenant, approval_id, why=found.reason, now=now)
    named = (approval_id,) if approval_id else ()
    audit.append(connection, tenant, entry_of(action, VERB, found, approval_ids=named))
    change(
        connection, tenant, action.action_id, verb="denied", tool=action.tool, state="denied", decision=plain(found),
        policy_sha256=found.policy_sha256, ended_at=now,
    )  # fmt: skip
    _tell(connection, action, ports, "action.denied", f"{action.tool} was denied: {found.reason}", found)
    tell_waiter(connection, action, bus)


def tell_waiter(connection: Connection, action: Action, bus: Bus) -> None:
    """The playbook run that waits for this action goes on, or sees that people are being asked."""
    if action.run_id:
        query = sa.select(playbook_runs.c.playbook_run_id).where(
            playbook_runs.c.tenant == action.tenant, playbook_runs.c.run_id == action.run_id
        )
        waiter = connection.execute(query).scalar()
        if waiter is not None:
            bus.send(connection, message(PLAYBOOK, action.tenant, waiter, {"playbook_run_id": waiter}))


def approval_state(connection: Connection, kept: Kept, now: int) -> str | None:
    """As it is at `now`: one that waits beyond its time has expired, also when nobody has written that yet."""
    approval_id = kept.row["approval_id"]
    if not approval_id:
        return None
    row = connection.execute(_STATE, {"whose": kept.action.tenant, "which": approval_id}).first()
    if row is None:
        return None
    return "expired" if row.state == "pending" and row.expires_at <= now else str(row.state)


def _is_to_be_tried(action: Action, found: Found, seen: Seen) -> bool:
    """Not where it would be denied whatever the tool says: then it is not even asked."""
    can = action.effect != "read" and hasattr(found.tool, "preview")
    return can and decide(action, seen.surroundings, BEFORE_TRYING).answer != "deny"


def _hold(
    connection: Connection, kept: Kept, found: Decision, seen: Seen, tried: Tried | None, ports: Ports, bus: Bus, *,
    now: int,
) -> None:  # fmt: skip
    """People are asked, about exactly this; what they had agreed to before counts no more."""
    action, before = kept.action, seen.surroundings.approval
    if before is not None:
        why = before.unusable or f"it is held for another reason now: {found.reason}"
        ports.approvals.void(connection, action.tenant, before.approval_id, why=why, now=now)
    if tried is not None:  # first, because the request shows it
        action = replace(action, dry_run_sha256=tried.result.sha256)
    values: dict[str, Any] = {"dry_run": tried.kept} if tried is not None else {}
    change(
        connection, action.tenant, action.action_id, verb="held", tool=action.tool, state="held",
        decision=plain(found), policy_sha256=found.policy_sha256, **values,
    )  # fmt: skip
    approval_id = ports.approvals.open_request(
        connection, action.tenant, action, found, dry_run_sha256=action.dry_run_sha256 if tried else None, now=now,
        excluded=authors_of(connection, action.tenant, action),
    )  # fmt: skip
    change(
        connection, action.tenant, action.action_id, verb="held", tool=action.tool, state="held",
        approval_id=approval_id,
    )  # fmt: skip
    audit.append(connection, action.tenant, entry_of(action, f"{VERB}.held", found, approval_ids=(approval_id,)))
    _tell(connection, action, ports, "action.held", f"{action.tool} waits for approval: {found.reason}", found)
    tell_waiter(connection, action, bus)


def _let(
    connection: Connection, kept: Kept, there: Found, found: Decision, seen: Seen, tried: Tried | None, ports: Ports,
    bus: Bus, *, now: int,
) -> Admitted | None:  # fmt: skip
    """Reserve, spend the yes, state the intent: all of it or nothing."""
    action, tenant = kept.action, kept.action.tenant
    until = now + int(action.most.seconds * 1e9) + _GRACE_NS
    try:
        reservation_id = ports.budgets.reserve(connection, action, seen.limits, until=until, now=now)
    except Refused as error:
        word = Word(guard="budget", answer="deny", reason=error.message)
        deny(connection, kept, combined((word,), found.policy_sha256), ports, bus, now=now)
        return None
    yes = seen.surroundings.approval if found.guard == "approval" else None
    people = _spend(connection, kept, yes.approval_id, ports, now) if yes else ()
    entry = entry_of(action, VERB, found, approval_ids=(yes.approval_id,) if yes else (), approvers=people)
    signer = ports.signer() if action.risk in _GRAVE else None  # kept in a file, and read for those alone
    stated = audit.intent(connection, tenant, entry, signer=signer)
    begun: dict[str, Any] = {"dry_run": tried.kept} if tried is not None else {}
    begun |= {
        "decision": plain(found), "policy_sha256": found.policy_sha256, "intent": plain(stated),
        "reservation_id": reservation_id, "attempts": kept.row["attempts"] + 1, "started_at": now,
    }  # fmt: skip
    change(connection, tenant, action.action_id, verb="started", tool=action.tool, state="running", **begun)
    return Admitted(kept=kept.as_is(state="running", **begun), found=there, intent=stated)


def _spend(connection: Connection, kept: Kept, approval_id: str, ports: Ports, now: int) -> tuple[str, ...]:
    """Raises Conflict when somebody was faster, which undoes everything."""
    tenant = kept.action.tenant
    query = sa.select(approvals.c.digest).where(approvals.c.tenant == tenant, approvals.c.approval_id == approval_id)
    digest = connection.execute(query).scalar()
    if digest is None:
        raise Conflict(f"there is no approval {approval_id!r} any more", approval_id=approval_id)
    return tuple(ports.approvals.consume(connection, tenant, approval_id, digest=digest, now=now))


def _ended_by_people(kept: Kept, state: str) -> Decision:
    """A no of one person, or nobody's answer in time, is the end of it."""
    reason = "somebody who was asked said no" if state == "denied" else "nobody agreed in time"
    word = Word(guard="approval", answer="deny", reason=reason, rule_ids=(kept.row["approval_id"],))
    return combined((word,), kept.row["policy_sha256"] or "")


def _tell(connection: Connection, action: Action, ports: Ports, kind: str, text: str, found: Decision) -> None:
    if action.case_id:
        body: dict[str, JSON] = {"action_id": action.action_id, "tool": action.tool, "guard": found.guard}
        ports.tell(
            connection, action.tenant, action.case_id, kind=kind, actor=action.requester.id, text=text, body=body
        )
