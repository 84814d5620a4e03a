"""Delegation: somebody who may approve lets a person vote on their behalf, for a time and a reason.

What is handed on is a right of one's own, never one that was delegated, and it is looked up again at every vote: it
ends with the time, with a revocation, and with the right of the person who gave it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from rootward.audit import log
from rootward.audit.entry import AuditEntry
from rootward.errors import BadInput, Conflict, Denied, NotFound
from rootward.governance import identities
from rootward.governance.approvals_model import moment, read, write
from rootward.kit import clock
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.kit.visible import visible
from rootward.schema import delegations, principals
from rootward.tenancy import changes, roles
from rootward.tenancy.principal import Principal, is_logged_in

__all__ = ["Delegation", "delegate", "delegations_of", "live", "read_delegation", "revoke"]

LONGEST_NS = 30 * 86_400 * 1_000_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Delegation:
    """Without an `approval_id` it is for everything that the one who delegates may vote on. Times in ns."""

    delegation_id: str
    from_principal: str
    to_principal: str
    approval_id: str | None
    reason: str
    created_at: int
    until: int
    revoked_at: int | None


def delegate(
    connection: Connection, principal: Principal, *, to: str, until: int | None, reason: str, now: int,
    approval_id: str | None = None,
) -> Delegation:  # fmt: skip
    """Let `to` (a principal's id, or a name that only one human has) vote on behalf of `principal` until a time (ns);
    for one approval, until it expires if no time is given.

    Raises Denied for who has no such right themselves or wants to give it to who may not vote, BadInput for a time or a
    reason that is none, NotFound for an unknown person or approval, Conflict when the approval has been decided.
    """
    now = moment(now)
    _check_giver(principal)
    taker = _taker(connection, principal.tenant, to)
    mine, theirs = (identities.person_of(connection, principal.tenant, one) for one in (principal.id, taker))
    if mine == theirs:
        raise BadInput("nobody can vote on their own behalf", field="to", value=to)
    if approval_id is not None:
        until = _check_approval(connection, principal, approval_id, {mine: "you", theirs: to}, until, now)
    if not reason.strip():
        raise BadInput("a delegation needs a reason", field="reason", value=reason)
    if until is None or not now < until <= now + LONGEST_NS:
        raise BadInput("a delegation ends within 30 days, and not before it begins", field="until")
    made = Delegation(
        delegation_id=clock.new_id("dlg"), from_principal=principal.id, to_principal=taker, approval_id=approval_id,
        reason=reason, created_at=now, until=until, revoked_at=None,
    )  # fmt: skip
    row = {name: getattr(made, name) for name in Delegation.__slots__}
    connection.execute(delegations.insert(), {"tenant": principal.tenant, **row})
    _note(connection, principal, "delegation.created", made, reason)
    if approval_id is not None:
        text = f"{visible(principal.name)} lets {visible(to)} vote on their behalf: {visible(reason)}"
        approval = read(connection, principal.tenant, approval_id)
        write(connection, approval, kind="approval.delegated", actor=principal.id, text=text)
    return made


def revoke(connection: Connection, principal: Principal, delegation_id: str, *, now: int) -> Delegation:
    """End it at once; ending it again changes nothing. By who gave it, or who manages roles.

    Raises NotFound, also for another tenant's; Denied for everybody else.
    """
    found = read_delegation(connection, principal.tenant, delegation_id)
    persons = identities.persons_of(connection, principal.tenant, (principal.id, found.from_principal))
    if persons[principal.id] != persons[found.from_principal]:
        roles.require(principal, "roles.manage")
    if found.revoked_at is None:
        connection.execute(
            delegations.update()
            .where(delegations.c.tenant == principal.tenant, delegations.c.delegation_id == delegation_id)
            .values(revoked_at=moment(now))
        )
        _note(connection, principal, "delegation.revoked", found, None)
    return read_delegation(connection, principal.tenant, delegation_id)


def read_delegation(connection: Connection, tenant: str, delegation_id: str) -> Delegation:
    """Raises NotFound, also for another tenant's."""
    query = sa.select(delegations).where(
        delegations.c.tenant == tenant, delegations.c.delegation_id == delegation_id
    )  # fmt: skip
    row = connection.execute(query).mappings().first()
    if row is None:
        raise NotFound(f"there is no delegation {delegation_id!r}", field="delegation_id", value=delegation_id)
    return _delegation(row)


def live(connection: Connection, tenant: str, *, to: Collection[str], now: int, approval_id: str) -> list[Delegation]:
    """Those to any of these principals that are good for an approval at `now`, the oldest first."""
    table = delegations.c
    query = sa.select(delegations).where(
        table.tenant == tenant, table.to_principal.in_(list(to)), table.revoked_at.is_(None), table.until > now,
        sa.or_(table.approval_id.is_(None), table.approval_id == approval_id),
    )  # fmt: skip
    rows = connection.execute(query.order_by(table.created_at, table.delegation_id)).mappings()
    return [_delegation(row) for row in rows]


def delegations_of(connection: Connection, tenant: str, *, now: int, ended: bool = False) -> list[Delegation]:
    """Every delegation of the tenant that is good at `now`, with the ended ones where asked for; the newest first."""
    table = delegations.c
    query = sa.select(delegations).where(table.tenant == tenant)
    if not ended:
        query = query.where(table.revoked_at.is_(None), table.until > now)
    rows = connection.execute(query.order_by(table.created_at.desc(), table.delegation_id.desc()).limit(500))
    return [_delegation(row) for row in rows.mappings()]


def _check_giver(principal: Principal) -> None:
    """Raises Denied."""
    if principal.kind != "human":
        raise Denied(f"only people delegate, and {principal.name!r} is of kind {principal.kind}", kind=principal.kind)
    if not is_logged_in(principal.auth):
        raise Denied("without a login nobody knows on whose behalf a vote would be: use a token")
    if not roles.may(principal, "actions.approve"):
        raise Denied(
            f"role {principal.role!r} may not approve, so there is nothing to delegate; what was delegated to you "
            "cannot be delegated on",
            role=principal.role,
            permission="actions.approve",
        )


def _taker(connection: Connection, tenant: str, to: str) -> str:
    """The id of the human who is meant. Raises NotFound, Conflict for a name of several, Denied for no human."""
    query = sa.select(principals).where(principals.c.tenant == tenant)
    rows = connection.execute(query.where(principals.c.principal_id == to)).all()
    rows = rows or connection.execute(query.where(principals.c.name == to, principals.c.kind == "human").limit(2)).all()
    if not rows:
        raise NotFound(f"there is no person {to!r}", field="to", value=to)
    if len(rows) > 1:
        raise Conflict(f"several people are called {to!r}: give the id", field="to", value=to)
    found = rows[0]
    if found.kind != "human":
        raise Denied(f"only people vote, and {found.name!r} is of kind {found.kind}", field="to", value=to)
    return str(found.principal_id)


def _check_approval(
    connection: Connection, principal: Principal, approval_id: str, persons: dict[str, str], until: int | None, now: int
) -> int:
    """Until when, at the most as long as the approval lasts. Raises Denied, NotFound and Conflict."""
    approval = read(connection, principal.tenant, approval_id, for_change=True)
    state = approval.state_at(now)
    if state != "pending":
        raise Conflict(f"the approval is {state}: nobody votes on it any more", field="approval_id", state=state)
    excluded = identities.persons_of(connection, principal.tenant, approval.excluded).values()
    for who in {*excluded, *approval.excluded} & persons.keys():
        raise Denied(f"{persons[who]} asked for this, and nobody votes on what they asked for", field="to")
    return min(approval.expires_at, until or approval.expires_at)


def _note(connection: Connection, by: Principal, action: str, made: Delegation, reason: str | None) -> None:
    facts: dict[str, JSON] = {
        "from": made.from_principal, "to": made.to_principal, "until": clock.format_ns(made.until),
        "approval_id": made.approval_id,
    }  # fmt: skip
    entry = AuditEntry(
        actor=by.actor, action=action, resource=f"delegation:{made.delegation_id}", reason=reason, facts=facts,
        approval_ids=() if made.approval_id is None else (made.approval_id,),
    )  # fmt: skip
    log.append(connection, by.tenant, entry)
    told: dict[str, object] = {"kind": action, "to": made.to_principal, "approval_id": made.approval_id}
    changes.append(connection, by.tenant, "delegation", made.delegation_id, told)


def _delegation(row: sa.RowMapping) -> Delegation:
    return Delegation(**{name: row[name] for name in Delegation.__slots__})
