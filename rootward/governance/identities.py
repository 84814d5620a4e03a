"""Identities: principals that are one person, so that nobody agrees with themselves under a second name.

A member's principal is the person who signs in, in every tenant the same; somebody may say that a token's is too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from rootward.audit import log
from rootward.audit.entry import AuditEntry
from rootward.errors import BadInput, Denied, NotFound
from rootward.kit import clock
from rootward.kit.db import Connection, upsert
from rootward.schema import identity_links, memberships
from rootward.tenancy import principal as principals
from rootward.tenancy import roles
from rootward.tenancy.principal import DEFAULT, LOCAL, Principal

__all__ = ["Identity", "bind", "identities", "link", "names_of", "person_of", "persons_of", "unlink"]

_KIND = "per"


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """One of several names of a person; `linked_at` in ns."""

    principal_id: str
    person: str
    linked_by: str
    linked_at: int


def person_of(connection: Connection, tenant: str, principal_id: str) -> str:
    """The person behind a principal; a principal that is linked to none is a person of its own."""
    return persons_of(connection, tenant, [principal_id])[principal_id]


def persons_of(connection: Connection, tenant: str, principal_ids: Iterable[str]) -> dict[str, str]:
    """The person behind each, by principal."""
    wanted = list(dict.fromkeys(principal_ids))
    if not wanted:
        return {}
    members = sa.select(memberships.c.principal_id, memberships.c.person_id).where(
        memberships.c.tenant == tenant, memberships.c.principal_id.in_(wanted)
    )
    links = sa.select(identity_links.c.principal_id, identity_links.c.person).where(
        identity_links.c.tenant == tenant, identity_links.c.principal_id.in_(wanted)
    )
    known = {row[0]: row[1] for query in (members, links) for row in connection.execute(query)}
    return {one: known.get(one, one) for one in wanted}


def names_of(connection: Connection, tenant: str, person: str) -> list[str]:
    """The principals that are a person's: the member's own, and those that are linked to them."""
    links = sa.select(identity_links.c.principal_id).where(
        identity_links.c.tenant == tenant, identity_links.c.person == person
    )
    members = sa.select(memberships.c.principal_id).where(
        memberships.c.tenant == tenant, memberships.c.person_id == person
    )
    found = {one for query in (links, members) for one in connection.execute(query).scalars()}
    persons = persons_of(connection, tenant, found)
    return sorted(one for one in found if persons[one] == person)


def link(connection: Connection, tenant: str, one: str, other: str, *, by: Principal, reason: str) -> str:
    """Say that two principals are one person, with everybody who was linked to either; the person's id.

    Raises Denied without the right to, NotFound for a principal that the tenant does not know, BadInput for one alone.
    """
    roles.require(by, "roles.manage")
    if one == other:
        raise BadInput("a person needs two principals to be linked", field="principals", value=one)
    for principal_id in (one, other):
        _check_known(connection, tenant, principal_id)
    persons = persons_of(connection, tenant, (one, other))
    known = [person for person in persons.values() if person.startswith(f"{_KIND}_")]
    person = known[0] if known else clock.new_id(_KIND)
    connection.execute(
        identity_links.update()
        .where(identity_links.c.tenant == tenant, identity_links.c.person.in_(list(persons.values())))
        .values(person=person)
    )
    now = clock.now_ns()
    rows = [
        {"tenant": tenant, "principal_id": principal_id, "person": person, "linked_by": by.id, "linked_at": now}
        for principal_id in (one, other)
    ]
    upsert(connection, identity_links, rows, update=("person",))
    _note(connection, tenant, "identity.linked", by, person, reason, [one, other])
    return person


def bind(connection: Connection, tenant: str, principal_id: str, *, person: str, by: Principal) -> None:
    """Write down that a principal is the person who has just proved it; binding again changes nothing. Where it was
    linked to others before, they are that person too."""
    before = person_of(connection, tenant, principal_id)
    if before == person:
        return
    others = sa.and_(identity_links.c.tenant == tenant, identity_links.c.person == before)
    connection.execute(identity_links.update().where(others).values(person=person))
    row = {"tenant": tenant, "principal_id": principal_id, "person": person, "linked_by": by.id}
    upsert(connection, identity_links, [row | {"linked_at": clock.now_ns()}], update=("person",))
    _note(connection, tenant, "identity.linked", by, person, "signed in as both", [principal_id, by.id])


def unlink(connection: Connection, tenant: str, principal_id: str, *, by: Principal, reason: str) -> None:
    """Say that a principal is not that person after all. Nobody does so for themselves.

    Raises Denied without the right to, NotFound when it is not linked.
    """
    roles.require(by, "roles.manage")
    person = person_of(connection, tenant, principal_id)
    mine = sa.and_(identity_links.c.tenant == tenant, identity_links.c.principal_id == principal_id)
    if connection.execute(sa.select(identity_links.c.person).where(mine)).first() is None:
        raise NotFound(f"{principal_id!r} is linked to no other principal", field="principal_id", value=principal_id)
    if person_of(connection, tenant, by.id) == person:
        raise Denied("somebody else has to say that this is not you", principal_id=principal_id)
    connection.execute(identity_links.delete().where(mine))
    _note(connection, tenant, "identity.unlinked", by, person, reason, [principal_id])


def identities(connection: Connection, tenant: str) -> list[Identity]:
    """Every linked principal, person by person."""
    query = sa.select(identity_links).where(identity_links.c.tenant == tenant)
    rows = connection.execute(query.order_by(identity_links.c.person, identity_links.c.principal_id)).mappings()
    return [Identity(**{name: row[name] for name in Identity.__slots__}) for row in rows]


def _check_known(connection: Connection, tenant: str, principal_id: str) -> None:
    if (tenant, principal_id) != (DEFAULT, LOCAL.id):
        principals.person(connection, tenant, principal_id)


def _note(
    connection: Connection, tenant: str, action: str, by: Principal, person: str, reason: str, which: list[str]
) -> None:
    entry = AuditEntry(
        actor=by.actor, action=action, resource=f"person:{person}", reason=reason, facts={"principals": [*which]}
    )  # fmt: skip
    log.append(connection, tenant, entry)
