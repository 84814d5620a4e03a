"""Invitations: a link, shown once and good for a week, by which one person becomes a member in one role.

Who holds the link may take an address that is nobody's yet; somebody who has signed in before must do so again, so
that nobody becomes another person by inviting them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

import sqlalchemy as sa

from rootward.audit import log
from rootward.audit.entry import AuditEntry
from rootward.errors import Conflict, NotFound
from rootward.kit import clock
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.schema import invitations, memberships, tenants
from rootward.tenancy import changes, credential, roles
from rootward.tenancy import memberships as members
from rootward.tenancy.memberships import Member
from rootward.tenancy.people import Human, check_email
from rootward.tenancy.principal import Principal

__all__ = [
    "CHANGE", "LIFE_NS", "Invitation", "Invited", "State", "accept", "find", "invite", "list_invitations", "open_for",
    "revoke",
]  # fmt: skip

LIFE_NS = 7 * 86_400 * 1_000_000_000
CHANGE = "invitation"
State: TypeAlias = Literal["open", "accepted", "revoked", "expired"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Invitation:
    """What is known of one; times in nanoseconds."""

    tenant: str
    invitation_id: str
    email: str
    role: str
    invited_by: str
    created_at: int
    expires_at: int
    accepted_at: int | None
    revoked_at: int | None

    def state(self, now: int) -> State:
        if self.accepted_at is not None:
            return "accepted"
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if self.expires_at <= now else "open"


@dataclass(frozen=True, kw_only=True, slots=True)
class Invited:
    """A new invitation with its secret, which nobody can show again."""

    invitation: Invitation
    secret: str = field(repr=False)


def invite(connection: Connection, tenant: str, *, email: str, role: str, by: Principal) -> Invited:
    """One that is open for the same address ends with it.

    Raises BadInput for a bad address or role, Denied for who may not give the role, Conflict for a member.
    """
    roles.check_role(role)
    members.check_may_grant(role, by)
    address, now, minted = check_email(email), clock.now_ns(), credential.mint("rwi")
    known = sa.select(memberships.c.person_id).where(
        memberships.c.tenant == tenant, memberships.c.email == address, memberships.c.status != "removed"
    )
    if connection.execute(known).first() is not None:
        raise Conflict(f"{address} is a member already", field="email", value=address)
    for before in list_invitations(connection, tenant):
        if before.email == address:
            revoke(connection, tenant, before.invitation_id, by=by)
    made = Invitation(
        tenant=tenant, invitation_id=minted.id, email=address, role=role, invited_by=by.id, created_at=now,
        expires_at=now + LIFE_NS, accepted_at=None, revoked_at=None,
    )  # fmt: skip
    row = {name: getattr(made, name) for name in Invitation.__slots__}
    connection.execute(invitations.insert(), row | {"tenant": tenant, "digest": minted.digest, "accepted_by": None})
    _note(connection, "invitation.created", made, by)
    return Invited(invitation=made, secret=minted.secret)


def list_invitations(connection: Connection, tenant: str) -> list[Invitation]:
    """Those that are open, oldest first."""
    query = sa.select(invitations).where(invitations.c.tenant == tenant)
    return _open(connection, query.order_by(invitations.c.invitation_id))


def open_for(connection: Connection, email: str) -> list[Invitation]:
    """Those of every tenant that are open for an address. Run as kit.db.DISPATCHER."""
    query = sa.select(invitations).join(tenants, tenants.c.tenant == invitations.c.tenant)
    mine = (invitations.c.email == email, tenants.c.status == "active")
    return _open(connection, query.where(*mine).order_by(invitations.c.invitation_id))


def revoke(connection: Connection, tenant: str, invitation_id: str, *, by: Principal) -> Invitation:
    """The link is good for nothing from now on. Raises NotFound, also for another tenant's, and Conflict for one that
    was accepted."""
    found = _read(connection, tenant, invitation_id)
    if found.accepted_at is not None:
        raise Conflict("the invitation was accepted; remove the member instead", field="invitation_id")
    if found.revoked_at is None:
        _change(connection, found, revoked_at=clock.now_ns())
        _note(connection, "invitation.revoked", found, by)
    return _read(connection, tenant, invitation_id)


def find(connection: Connection, secret: str) -> tuple[Invitation, str]:
    """The open invitation of a link, and the name of its tenant. Run as kit.db.DISPATCHER.

    Raises NotFound for a link that is none, Conflict for one that is over.
    """
    given = credential.parse("rwi", secret)
    query = sa.select(invitations, tenants.c.name, tenants.c.status).join(
        tenants, tenants.c.tenant == invitations.c.tenant
    )
    row = connection.execute(query.where(invitations.c.digest == given.digest)).first() if given else None
    if row is None or given is None or not given.is_row(row.invitation_id, row.digest):
        raise NotFound("this invitation is not known; ask for another one", field="link")
    found = _invitation(row)
    _check_open(found)
    if row.status != "active":
        raise Conflict("the tenant of this invitation is suspended", field="link")
    return found, str(row.name)


def accept(connection: Connection, tenant: str, invitation_id: str, who: Human, *, auth: str) -> Member:
    """Make the invited person a member; the invitation is used up with that. Raises NotFound, Conflict, and NotFound
    too for another person than was invited."""
    found = _read(connection, tenant, invitation_id)
    if found.email != who.email:
        raise NotFound("this invitation is for another address", field="link")
    _check_open(found)
    made = members.add(connection, tenant, who, role=found.role)
    _change(connection, found, accepted_at=clock.now_ns(), accepted_by=made.principal_id)
    _note(connection, "invitation.accepted", found, members.acting(tenant, made, auth=auth))
    return made


def _check_open(found: Invitation) -> None:
    state = found.state(clock.now_ns())
    if state != "open":
        raise Conflict(f"this invitation is {state}; ask for another one", field="link", state=state)


def _open(connection: Connection, query: sa.Select[Any]) -> list[Invitation]:
    now = clock.now_ns()
    every = (_invitation(row) for row in connection.execute(query))
    return [one for one in every if one.state(now) == "open"]


def _read(connection: Connection, tenant: str, invitation_id: str) -> Invitation:
    """The invitation, locked until the commit where rows can be."""
    mine = (invitations.c.tenant == tenant, invitations.c.invitation_id == invitation_id)
    row = connection.execute(sa.select(invitations).where(*mine).with_for_update()).first()
    if row is None:
        raise NotFound(f"there is no invitation {invitation_id!r}", field="invitation_id", value=invitation_id)
    return _invitation(row)


def _change(connection: Connection, found: Invitation, **values: Any) -> None:
    mine = sa.and_(invitations.c.tenant == found.tenant, invitations.c.invitation_id == found.invitation_id)
    connection.execute(invitations.update().where(mine).values(**values))


def _note(connection: Connection, action: str, found: Invitation, by: Principal) -> None:
    facts: dict[str, JSON] = {"email": found.email, "role": found.role}
    if by.tenant != found.tenant:
        facts["actor_tenant"] = by.tenant
    entry = AuditEntry(actor=by.actor, action=action, resource=f"invitation:{found.invitation_id}", facts=facts)
    log.append(connection, found.tenant, entry)
    changes.append(connection, found.tenant, CHANGE, found.invitation_id, {"verb": action.partition(".")[2]})


def _invitation(row: sa.Row[Any]) -> Invitation:
    return Invitation(**{name: getattr(row, name) for name in Invitation.__slots__})
