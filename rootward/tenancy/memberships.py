"""Memberships: a person's role in a tenant. In each tenant they are one principal, also after they went and came back.

Whoever goes, is shut out or gets another role loses the tokens of that principal with it. The last administrator
stays one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import sqlalchemy as sa

from rootward.audit import log
from rootward.audit.entry import AuditEntry
from rootward.errors import Conflict, Denied, NotFound
from rootward.kit import clock
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.schema import memberships, principals, tenants
from rootward.tenancy import changes, principal, roles, tokens
from rootward.tenancy.people import Human
from rootward.tenancy.principal import Principal

__all__ = [
    "ACTIVE", "ADMIN", "CHANGE", "Belonging", "Member", "Status", "acting", "add", "change_role", "check_may_grant",
    "end_tokens", "has_been", "list_members", "note", "of_person", "read", "remove", "roles_of", "set_disabled",
    "shut_out",
]  # fmt: skip

ADMIN = "admin"
CHANGE = "member"
"""The kind of a change of the change log."""
Status: TypeAlias = Literal["active", "disabled", "removed"]
ACTIVE = sa.and_(memberships.c.status == "active", memberships.c.shut_out_at.is_(None))
"""That a member may act: neither this tenant nor the whole installation has shut them out."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """A person as a tenant knows them; times in nanoseconds."""

    person_id: str
    principal_id: str
    email: str
    name: str
    role: str
    status: Status
    created_at: int
    changed_at: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Belonging:
    """One of a person's tenants, and what they are there."""

    tenant: str
    name: str
    role: str
    status: Status
    principal_id: str


def add(connection: Connection, tenant: str, who: Human, *, role: str, by: Principal | None = None) -> Member:
    """Make a person a member, or one again who was; without `by` they come by themselves, as far as they may.

    Raises BadInput for a role that is none, Conflict for somebody who is a member already.
    """
    roles.check_role(role)
    now, before = clock.now_ns(), _find(connection, tenant, who.person_id)
    if before is not None and before.status != "removed":
        raise Conflict(f"{who.email} is a member already", field="email", value=who.email)
    if before is None:
        made = principal.register(connection, tenant, name=who.name, kind="human")
        row = {"principal_id": made.principal_id, "email": who.email, "role": role, "status": "active"}
        connection.execute(
            memberships.insert(),
            {"tenant": tenant, "person_id": who.person_id, **row, "created_at": now, "changed_at": now},
        )
    else:
        _change(connection, tenant, who.person_id, role=role, status="active")
    found = read(connection, tenant, who.person_id)
    note(connection, tenant, "member.added", found, by or acting(tenant, found, auth="invitation"))
    return found


def acting(tenant: str, member: Member, *, auth: str) -> Principal:
    """The member as a principal."""
    return Principal(
        tenant=tenant, id=member.principal_id, name=member.name, kind="human", role=member.role, auth=auth
    )  # fmt: skip


def change_role(connection: Connection, tenant: str, person_id: str, role: str, *, by: Principal) -> Member:
    """Raises BadInput, NotFound, Denied for one's own role and for what only an administrator does, and Conflict for
    the last administrator."""
    roles.check_role(role)
    found = read(connection, tenant, person_id)
    if found.role == role:
        return found
    if by.id == found.principal_id:
        raise Denied("somebody else has to change your role", field="role")
    for one in (found.role, role):
        check_may_grant(one, by)
    _check_not_last(connection, tenant, found)
    _change(connection, tenant, person_id, role=role)
    end_tokens(connection, tenant, found.principal_id, by=by)
    changed = read(connection, tenant, person_id)
    note(connection, tenant, "member.role_changed", changed, by, before=found.role)
    return changed


def set_disabled(connection: Connection, tenant: str, person_id: str, *, disabled: bool, by: Principal) -> Member:
    """Shut a member out of this tenant, or let them in again; doing so again changes nothing. Raises as `remove`."""
    found = read(connection, tenant, person_id)
    wanted: Status = "disabled" if disabled else "active"
    if found.status == wanted:
        return found
    if disabled:
        _check_not_last(connection, tenant, found)
        end_tokens(connection, tenant, found.principal_id, by=by)
    _change(connection, tenant, person_id, status=wanted)
    changed = read(connection, tenant, person_id)
    note(connection, tenant, "member.disabled" if disabled else "member.enabled", changed, by)
    return changed


def remove(connection: Connection, tenant: str, person_id: str, *, by: Principal) -> Member:
    """End a membership; what the person did stays on record. Raises NotFound, also for another tenant's member, and
    Conflict for the last administrator."""
    found = read(connection, tenant, person_id)
    _check_not_last(connection, tenant, found)
    end_tokens(connection, tenant, found.principal_id, by=by)
    _change(connection, tenant, person_id, status="removed")
    note(connection, tenant, "member.removed", found, by)
    return found


def read(connection: Connection, tenant: str, person_id: str) -> Member:
    """A member who was not removed. Raises NotFound."""
    found = _find(connection, tenant, person_id)
    if found is None or found.status == "removed":
        raise NotFound(f"there is no member {person_id!r}", field="person_id", value=person_id)
    return found


def has_been(connection: Connection, tenant: str, person_id: str) -> bool:
    """Whether a person is or once was a member."""
    return _find(connection, tenant, person_id) is not None


def list_members(connection: Connection, tenant: str) -> list[Member]:
    """Who belongs to the tenant, by e-mail."""
    query = _select(tenant).where(memberships.c.status != "removed").order_by(memberships.c.email)
    return [_member(row) for row in connection.execute(query)]


def of_person(connection: Connection, person_id: str, *, everywhere: bool = False) -> list[Belonging]:
    """The tenants that a person may enter, by id; with `everywhere` those too that shut them out or are suspended.
    Run as kit.db.DISPATCHER."""
    query = (
        sa.select(memberships, tenants.c.name, tenants.c.status.label("open"))
        .join(tenants, tenants.c.tenant == memberships.c.tenant)
        .where(memberships.c.person_id == person_id, memberships.c.status != "removed")
        .order_by(memberships.c.tenant)
    )
    rows = connection.execute(query).all()
    return [
        Belonging(tenant=row.tenant, name=row.name, role=row.role, status=row.status, principal_id=row.principal_id)
        for row in rows
        if everywhere or (row.status, row.open) == ("active", "active")
    ]


def shut_out(connection: Connection, person_id: str, *, out: bool) -> None:
    """Let every tenant know that a person may not act anywhere, or may again. Run as kit.db.DISPATCHER, in the unit
    that says so of the person."""
    everywhere = memberships.c.tenant.in_(sa.select(tenants.c.tenant))
    mine = sa.and_(everywhere, memberships.c.person_id == person_id)
    since = clock.now_ns() if out else None
    connection.execute(memberships.update().where(mine).values(shut_out_at=since))


def roles_of(connection: Connection, tenant: str, principal_id: str, *, now: int) -> frozenset[str]:
    """The roles in which a principal could act at `now`: those of its good tokens, and that of an active member."""
    query = sa.select(memberships.c.role).where(
        memberships.c.tenant == tenant, memberships.c.principal_id == principal_id, ACTIVE
    )
    held = connection.execute(query).scalars().all()
    return tokens.roles_of(connection, tenant, principal_id, now=now) | set(held)


def check_may_grant(role: str, by: Principal) -> None:
    """Raises Denied: only an administrator makes or unmakes one."""
    if role == ADMIN and by.role != ADMIN:
        raise Denied("only an administrator makes somebody one, or gives an administrator another role", role=by.role)


def end_tokens(connection: Connection, tenant: str, principal_id: str, *, by: Principal) -> None:
    """What was given to a member would outlive the membership otherwise."""
    for token in tokens.list_tokens(connection, tenant):
        if token.principal_id == principal_id and token.revoked_at is None:
            tokens.revoke(connection, tenant, token.token_id, by=by)


def note(connection: Connection, tenant: str, action: str, member: Member, by: Principal, **more: JSON) -> None:
    """Write down what was done about a member: on the audit log, and for everybody who follows."""
    facts: dict[str, JSON] = {"email": member.email, "role": member.role, "principal_id": member.principal_id, **more}
    if by.tenant != tenant:
        facts["actor_tenant"] = by.tenant
    entry = AuditEntry(actor=by.actor, action=action, resource=f"person:{member.person_id}", facts=facts)
    log.append(connection, tenant, entry)
    changes.append(connection, tenant, CHANGE, member.person_id, {"verb": action.partition(".")[2], "by": by.id})


def _check_not_last(connection: Connection, tenant: str, member: Member) -> None:
    if member.role != ADMIN or member.status != "active":
        return
    others = sa.select(memberships.c.person_id).where(
        memberships.c.tenant == tenant, memberships.c.role == ADMIN, ACTIVE,
        memberships.c.person_id != member.person_id,
    )  # fmt: skip
    if connection.execute(others.limit(1)).first() is None:
        raise Conflict(
            f"{member.email} is the last administrator; make somebody else one first", field="person_id",
            value=member.person_id,
        )  # fmt: skip


def _find(connection: Connection, tenant: str, person_id: str) -> Member | None:
    row = connection.execute(_select(tenant).where(memberships.c.person_id == person_id)).first()
    return None if row is None else _member(row)


def _select(tenant: str) -> sa.Select[Any]:
    owner = sa.and_(
        principals.c.tenant == memberships.c.tenant, principals.c.principal_id == memberships.c.principal_id
    )
    return sa.select(memberships, principals.c.name).join(principals, owner).where(memberships.c.tenant == tenant)


def _change(connection: Connection, tenant: str, person_id: str, **values: str) -> None:
    mine = sa.and_(memberships.c.tenant == tenant, memberships.c.person_id == person_id)
    connection.execute(memberships.update().where(mine).values(**values, changed_at=clock.now_ns()))


def _member(row: sa.Row[Any]) -> Member:
    return Member(**{name: getattr(row, name) for name in Member.__slots__})
