"""Rights to vote: who may say yes or no to one approval, in which role, and on whose behalf. Every door asks this.

Never the requester, by any identity: not who asked, not on whose behalf, not who wrote what is being run, not another
principal of the same person, and nobody on behalf of one of them. Never an agent or a service. The one exception is who
is alone (`alone`), for what an agent asks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from rootward.errors import Denied
from rootward.governance import delegations, identities
from rootward.governance.alone import is_alone
from rootward.governance.approvals_model import Approval, Vote
from rootward.kit.db import Connection
from rootward.tenancy import memberships, roles
from rootward.tenancy.principal import LOCAL, Principal, is_logged_in

__all__ = ["Right", "people_for", "right_to_vote"]

_NEVER_ONESELF = "nobody approves what they asked for, wrote or last changed themselves, under any name"


@dataclass(frozen=True, kw_only=True, slots=True)
class Right:
    """`persons` are whose word it uses up: the voter's, and that of who delegated it."""

    role: str
    person: str
    persons: frozenset[str]
    on_behalf_of: str | None = None
    break_glass: bool = False
    alone: bool = False
    """They are behind the request themselves, and there is nobody else."""


def right_to_vote(
    connection: Connection, principal: Principal, approval: Approval, *, now: int, on_behalf_of: str | None = None
) -> Right:
    """The right that `principal` would vote with: their own where they have one, else one delegated to them.

    Raises Denied saying why there is none.
    """
    facts = {"approval_id": approval.approval_id}
    if principal.kind != "human":
        raise Denied(f"only people vote, and {principal.name!r} is of kind {principal.kind}", **facts)
    person = identities.person_of(connection, principal.tenant, principal.id)
    excluded = _excluded(connection, approval)
    is_behind = bool(excluded & {principal.id, person})
    if is_behind and not is_alone(connection, approval, auth=principal.auth):
        raise Denied(_NEVER_ONESELF, **facts)
    _check_login(principal, approval)
    if on_behalf_of is None:
        if roles.may(principal, "actions.break_glass"):
            return Right(role=principal.role, person=person, persons=frozenset((person,)), break_glass=True)
        if principal.role in approval.roles and roles.may(principal, "actions.approve"):
            return Right(role=principal.role, person=person, persons=frozenset((person,)), alone=is_behind)
    delegated = _delegated(connection, principal, approval, person, excluded, on_behalf_of, now)
    if delegated is not None:
        return delegated
    wanted = ", ".join(approval.roles) or "none that exists: the rules that hold it agree on no role"
    for_whom = f" on behalf of {on_behalf_of!r}" if on_behalf_of else ""
    raise Denied(
        f"this needs the role {wanted}; {principal.role!r} may not vote on it{for_whom}", role=principal.role, **facts
    )


def people_for(connection: Connection, approval: Approval, votes: Iterable[Vote]) -> int:
    """How many distinct people have agreed, by what is known of identities now: votes that share a person are one."""
    agreed = [vote for vote in votes if vote.verdict == "approve" and vote.digest == approval.digest]
    names = [name for vote in agreed for name in (vote.principal_id, vote.on_behalf_of) if name]
    persons = identities.persons_of(connection, approval.tenant, (*names, *approval.excluded))
    excluded = {*approval.excluded, *(persons[one] for one in approval.excluded)}
    groups: list[set[str]] = []
    alone = any(is_alone(connection, approval, auth=vote.auth) for vote in agreed)
    for vote in agreed:
        mine = {vote.person, *(persons[name] for name in (vote.principal_id, vote.on_behalf_of) if name)}
        if (mine & excluded or vote.principal_id in excluded) and not (alone and vote.auth == LOCAL.auth):
            continue
        shared = [group for group in groups if group & mine]
        groups = [group for group in groups if not group & mine] + [mine.union(*shared)]
    return len(groups)


def _excluded(connection: Connection, approval: Approval) -> set[str]:
    """Principals and persons."""
    persons = identities.persons_of(connection, approval.tenant, approval.excluded)
    return {*persons, *persons.values()}


def _check_login(principal: Principal, approval: Approval) -> None:
    """Without a login it is not known which person sits there: enough for what an agent asks, not for two people.

    Raises Denied.
    """
    if is_logged_in(principal.auth):
        return
    if approval.quorum > 1:
        raise Denied(f"this needs {approval.quorum} people, so each of them needs a token", quorum=approval.quorum)
    requester = approval.shown.get("requester")
    asked_by = requester.get("id") if isinstance(requester, dict) and requester.get("kind") != "human" else None
    if set(approval.excluded) - {asked_by, principal.id}:
        raise Denied("a person stands behind this request: only who logs in with a token is known to be another one")


def _delegated(
    connection: Connection, principal: Principal, approval: Approval, person: str, excluded: Collection[str],
    on_behalf_of: str | None, now: int,
) -> Right | None:  # fmt: skip
    """The first delegation whose giver may still vote; Denied where the only one is the requester's."""
    tenant, refused = principal.tenant, False
    names = {principal.id, *identities.names_of(connection, tenant, person)}
    for found in delegations.live(connection, tenant, to=names, now=now, approval_id=approval.approval_id):
        giver = found.from_principal
        if on_behalf_of not in (None, giver):
            continue
        theirs = identities.person_of(connection, tenant, giver)
        if {giver, theirs} & set(excluded):
            refused = True
            continue
        held = memberships.roles_of(connection, tenant, giver, now=now)
        able = sorted(role for role in held & set(approval.roles) if "actions.approve" in roles.ROLES.get(role, ()))
        if able:
            return Right(role=able[0], person=person, persons=frozenset((person, theirs)), on_behalf_of=giver)
    if refused:
        raise Denied(f"{_NEVER_ONESELF}, and nobody does it on their behalf", approval_id=approval.approval_id)
    return None
