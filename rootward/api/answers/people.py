"""People as they are answered: signing in, one's account, members of a tenant, and everybody of the installation."""

from __future__ import annotations

from typing import Literal, TypedDict

__all__ = [
    "Entered", "Invitation", "InvitationList", "Invited", "InvitedTo", "Member", "MemberList", "Names",
    "OwnSessionEnded", "OwnSessionList", "PasswordChanged", "PasswordReset", "Person", "PersonList", "ProviderAddress",
    "RemovedMember", "ResetFor", "Session", "Ways",
]  # fmt: skip


class Entered(TypedDict):
    """Who one is now, and where."""

    tenant: str
    id: str
    name: str
    role: str


class SignedInPerson(TypedDict):
    person_id: str
    email: str
    session_id: str
    method: str
    expires_at: str


class OwnTenant(TypedDict):
    tenant: str
    name: str
    role: str


class Session(Entered):
    """`person` is there for who signed in, not for a token; `tenants` are where else one may go."""

    auth: str
    person: SignedInPerson | None
    tenants: list[OwnTenant]


class NamedProvider(TypedDict):
    name: str


class Ways(TypedDict):
    """How one may sign in here."""

    token: bool
    password: bool
    provider: NamedProvider | None


class ProviderAddress(TypedDict):
    """Where the browser goes now."""

    url: str


class PasswordChanged(TypedDict):
    changed: Literal[True]


class OwnSession(TypedDict):
    """`current` is the one that asks."""

    session_id: str
    method: str
    agent: str
    address: str
    created_at: str
    seen_at: str
    expires_at: str
    tenant: str
    current: bool


class OwnSessionList(TypedDict):
    items: list[OwnSession]


class OwnSessionEnded(TypedDict):
    session_id: str
    ended: Literal[True]


class InvitedTo(TypedDict):
    """What an invitation is to; `known` whose address it is, `signed_in` that this browser is theirs."""

    tenant: str
    tenant_name: str
    email: str
    role: str
    expires_at: str
    known: bool
    signed_in: bool


class ResetFor(TypedDict):
    """Whose password a link sets."""

    email: str
    name: str


class Member(TypedDict):
    """A person as a tenant knows them."""

    person_id: str
    principal_id: str
    email: str
    name: str
    role: str
    status: Literal["active", "disabled"]
    created_at: str
    changed_at: str


class MemberList(TypedDict):
    items: list[Member]


class RemovedMember(TypedDict):
    person_id: str
    removed: Literal[True]


class PasswordReset(TypedDict):
    """The link is shown this once."""

    person_id: str
    link: str
    expires_at: str


class Invitation(TypedDict):
    invitation_id: str
    email: str
    role: str
    invited_by: str
    created_at: str
    expires_at: str
    state: Literal["open", "accepted", "revoked", "expired"]


class Invited(Invitation):
    """With the link, which is shown this once."""

    link: str


class InvitationList(TypedDict):
    items: list[Invitation]


class PersonTenant(TypedDict):
    tenant: str
    role: str
    status: Literal["active", "disabled"]


class Person(TypedDict):
    """Somebody who may sign in, and the tenants they belong to."""

    person_id: str
    email: str
    name: str
    created_at: str
    disabled_at: str | None
    has_password: bool
    has_provider: bool
    tenants: list[PersonTenant]


class PersonList(TypedDict):
    items: list[Person]


class Names(TypedDict):
    """What each is called, by id."""

    names: dict[str, str]
