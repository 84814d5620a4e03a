"""Rights: what somebody may at this moment, in person and through an agent: never more than both of them have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from rootward.errors import Denied
from rootward.governance.action import Requester
from rootward.kit.db import Connection
from rootward.kit.together import Found, together
from rootward.schema import memberships, tokens
from rootward.tenancy.memberships import ACTIVE
from rootward.tenancy.principal import LOCAL, Principal
from rootward.tenancy.roles import ROLES

__all__ = ["asking", "permissions_from", "permissions_now", "requester_of"]

# Made once: every action asks for them.
_REVOKED = sa.select(tokens.c.revoked_at).where(
    tokens.c.tenant == sa.bindparam("whose"), tokens.c.token_id == sa.bindparam("token")
)
_PERSONS = sa.select(tokens.c.role).where(
    tokens.c.tenant == sa.bindparam("whose"), tokens.c.principal_id == sa.bindparam("behalf"),
    tokens.c.revoked_at.is_(None),
)  # fmt: skip
_MEMBER = sa.select(memberships.c.role).where(
    memberships.c.tenant == sa.bindparam("whose"), memberships.c.principal_id == sa.bindparam("member"), ACTIVE
)
_MEMBERS = sa.select(memberships.c.role).where(
    memberships.c.tenant == sa.bindparam("whose"), memberships.c.principal_id == sa.bindparam("behalf"), ACTIVE
)
_SESSION = "session:"
_TOKEN = "token:"  # noqa: S105  (how a principal's authentication begins)


def requester_of(
    connection: Connection, principal: Principal, *, agent: str | None = None, on_behalf_of: str | None = None
) -> Requester:
    """Who asks, with the rights of that moment. Raises Denied when somebody who is no agent names another person."""
    behalf = None if on_behalf_of == principal.id else on_behalf_of
    if behalf and principal.kind != "agent":
        raise Denied("only an agent asks on behalf of somebody", field="on_behalf_of", value=behalf)
    asks = Requester(
        id=principal.id, name=principal.name, kind=principal.kind, role=principal.role, auth=principal.auth,
        agent=agent or (principal.name if principal.kind == "agent" else None), on_behalf_of=behalf,
        permissions=tuple(sorted(ROLES.get(principal.role, frozenset()))),
    )  # fmt: skip
    may = permissions_now(connection, principal.tenant, asks)
    return Requester(
        id=asks.id, name=asks.name, kind=asks.kind, role=asks.role, auth=asks.auth, agent=asks.agent,
        on_behalf_of=behalf, permissions=tuple(sorted(may)),
    )  # fmt: skip


def permissions_now(connection: Connection, tenant: str, asks: Requester) -> frozenset[str]:
    """What the requester's role may today, and the person's on whose behalf it asks; nothing after its token was
    revoked or its membership has ended, and no more than a changed role may. A token that has merely expired since, or
    a session that was left, does not take back what was asked with it."""
    queries, given = asking(asks)
    return permissions_from(tenant, asks, together(connection, queries, {"whose": tenant, **given}))


def asking(asks: Requester) -> tuple[dict[str, sa.Select[Any]], dict[str, str]]:
    """The queries that `permissions_from` has to know the answers to, with their parameters."""
    queries: dict[str, sa.Select[Any]] = {}
    given: dict[str, str] = {}
    if asks.auth.startswith(_TOKEN):
        queries["token"], given["token"] = _REVOKED, asks.auth.removeprefix(_TOKEN)
    if asks.auth.startswith(_SESSION):
        queries["member"], given["member"] = _MEMBER, asks.id
    if asks.on_behalf_of and asks.on_behalf_of != LOCAL.id:
        queries |= {"behalf": _PERSONS, "behalf_member": _MEMBERS}
        given["behalf"] = asks.on_behalf_of
    return queries, given


def permissions_from(tenant: str, asks: Requester, found: Found) -> frozenset[str]:
    """As `permissions_now` says them."""
    own = ROLES.get(asks.role, frozenset())
    if any(row["revoked_at"] is not None for row in found.get("token", ())) or found.get("token") == []:
        own = frozenset()
    if "member" in found:
        own &= _of_roles(found["member"])
    return own & _persons(tenant, asks.on_behalf_of, found) if asks.on_behalf_of else own


def _persons(tenant: str, principal_id: str, found: Found) -> frozenset[str]:
    """What the person's tokens that are not revoked are for, and the membership, together."""
    if principal_id == LOCAL.id:
        return ROLES[LOCAL.role] if tenant == LOCAL.tenant else frozenset()
    return _of_roles([*found["behalf"], *found["behalf_member"]])


def _of_roles(rows: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    return frozenset[str]().union(*(ROLES.get(row["role"], frozenset()) for row in rows))
