"""Signing in at the identity provider: who was invited, or belongs to a tenant already, and where the settings say so
who has an address of a certain domain.

A person is known by the provider's own id for them from the first time on; the first time, by an e-mail address that
the provider has verified.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from rootward.errors import Denied, Misconfigured
from rootward.kit.db import DISPATCHER, Connection, Database
from rootward.tenancy import invitations, memberships, people, roles
from rootward.tenancy.invitations import Invitation
from rootward.tenancy.oidc_claims import Identified
from rootward.tenancy.people import Human
from rootward.tenancy.principal import DEFAULT
from rootward.tenancy.sessions import Origin
from rootward.tenancy.sign_in import Entered, SignIn

__all__ = ["Newcomers", "newcomers", "with_provider"]

_METHOD = "oidc"


@dataclass(frozen=True, kw_only=True, slots=True)
class Newcomers:
    """Who comes in without an invitation: addresses of these domains, as what, into the default tenant."""

    domains: tuple[str, ...]
    role: str

    def admit(self, email: str) -> bool:
        return email.rpartition("@")[2] in self.domains


def newcomers(domains: str, role: str) -> Newcomers:
    """From the settings. Raises Misconfigured for a role that is none, and for one that nobody gets without a person
    who gives it."""
    listed = tuple(part for part in (part.strip().lower() for part in domains.split(",")) if part)
    if listed and (role not in roles.ROLES or role in (memberships.ADMIN, "break_glass")):
        raise Misconfigured(f"oidc_role {role!r} is no role that newcomers may have", field="oidc_role")
    return Newcomers(domains=listed, role=role)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Standing:
    """What is known of whom the provider means."""

    who: Human | None
    invited: Sequence[Invitation]
    is_member: bool
    was_member: bool


async def with_provider(
    door: SignIn, db: Database, found: Identified, *, rules: Newcomers, origin: Origin
) -> Entered:  # fmt: skip
    """Raises Denied for who is shut out, not invited, or whose address the provider has not verified; Conflict for an
    address that is another account's."""
    standing = await db.read(partial(_standing, found=found), tenant=DISPATCHER)
    is_free = found.email is not None and rules.admit(found.email) and not standing.was_member
    if standing.who is None or standing.who.oidc_subject is None:
        if found.email is None:
            raise Denied("the identity provider has not verified your e-mail address", why="unverified")
        if not (standing.is_member or standing.invited or is_free):
            raise Denied("nobody has invited you; ask an administrator", why="not_invited")
    if standing.who is not None and standing.who.disabled_at is not None:
        raise Denied("this person is shut out", why="shut_out")
    who = await db.run(partial(_bound, found=found), tenant=DISPATCHER)
    for one in standing.invited:
        await door.join(who, one.tenant, one.invitation_id, auth=_METHOD)
    if is_free and not standing.is_member and not standing.invited:
        await db.run(partial(memberships.add, tenant=DEFAULT, who=who, role=rules.role), tenant=DEFAULT)
    return await door.enter(who, method=_METHOD, origin=origin)


def _standing(connection: Connection, *, found: Identified) -> _Standing:
    who = people.by_subject(connection, found.issuer, found.subject)
    if who is None and found.email is not None:
        who = people.by_email(connection, found.email)
    belongs = [] if who is None else memberships.of_person(connection, who.person_id, everywhere=True)
    taken = {one.tenant for one in belongs}
    is_own = found.email is not None and (who is None or who.email == found.email)
    invited = invitations.open_for(connection, found.email) if is_own and found.email is not None else []
    return _Standing(
        who=who, invited=[one for one in invited if one.tenant not in taken], is_member=bool(belongs),
        was_member=who is not None and memberships.has_been(connection, DEFAULT, who.person_id),
    )  # fmt: skip


def _bound(connection: Connection, *, found: Identified) -> Human:
    """The person, made where there is none, and from now on known by the provider's id."""
    who = people.by_subject(connection, found.issuer, found.subject)
    if who is not None:
        return who
    assert found.email is not None
    who = people.by_email(connection, found.email)
    if who is None:
        who = people.create(connection, email=found.email, name=found.name)
    people.bind_subject(connection, who.person_id, found.issuer, found.subject)
    return people.by_id(connection, who.person_id)
