"""Rights: what somebody may at this moment, in person and through an agent: never more than both of them have."""

from __future__ import annotations

import sqlalchemy as sa

from rootward.errors import Denied
from rootward.governance.action import Requester
from rootward.kit.db import Connection
from rootward.schema import tokens
from rootward.tenancy.principal import LOCAL, Principal
from rootward.tenancy.roles import ROLES

__all__ = ["permissions_now", "requester_of"]

_REVOKED = sa.select(tokens.c.revoked_at).where(  # made once: every action asks for it
    tokens.c.tenant == sa.bindparam("whose"), tokens.c.token_id == sa.bindparam("which")
)
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
    revoked. A token that has merely expired since does not take back what was asked with it."""
    own = ROLES.get(asks.role, frozenset())
    if asks.auth.startswith(_TOKEN) and _is_revoked(connection, tenant, asks.auth.removeprefix(_TOKEN)):
        own = frozenset()
    return own & _persons(connection, tenant, asks.on_behalf_of) if asks.on_behalf_of else own


def _is_revoked(connection: Connection, tenant: str, token_id: str) -> bool:
    row = connection.execute(_REVOKED, {"whose": tenant, "which": token_id}).first()
    return row is None or row[0] is not None


def _persons(connection: Connection, tenant: str, principal_id: str) -> frozenset[str]:
    """What the person's tokens that are not revoked are for, together."""
    if principal_id == LOCAL.id:
        return ROLES[LOCAL.role] if tenant == LOCAL.tenant else frozenset()
    mine = (tokens.c.tenant == tenant, tokens.c.principal_id == principal_id, tokens.c.revoked_at.is_(None))
    found = connection.execute(sa.select(tokens.c.role).where(*mine)).scalars()
    return frozenset[str]().union(*(ROLES.get(role, frozenset()) for role in found))
