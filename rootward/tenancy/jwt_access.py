"""Who a bearer token's claims make of its holder, unless the token was logged out or its tenant is not open."""

from __future__ import annotations

import hashlib

import sqlalchemy as sa

from rootward.audit import log
from rootward.audit.entry import AuditEntry
from rootward.errors import Denied
from rootward.kit import clock
from rootward.kit.db import Connection, insert_new
from rootward.schema import denied_tokens, tenants
from rootward.tenancy.jwt_claims import LEEWAY_S, Claimed, refused
from rootward.tenancy.principal import Principal

__all__ = ["admit", "deny", "id_of"]

_SECOND_NS = 1_000_000_000


def id_of(claimed: Claimed, token: str) -> str:
    """By which a token is logged out: its `jti`, or a hash of what was signed where the provider gives none."""
    if claimed.jti:
        return claimed.jti
    return "sha256:" + hashlib.sha256(token.rpartition(".")[0].encode()).hexdigest()


def admit(connection: Connection, claimed: Claimed, *, token_id: str, kid: str) -> Principal:
    """Raises Unauthenticated for a tenant that is none and for a token that was logged out, Denied for a suspended
    tenant. To be run as the tenant that is claimed."""
    query = sa.select(tenants.c.status).where(tenants.c.tenant == claimed.tenant)
    status = connection.execute(query).scalar()
    if status is None:
        raise refused("tenant", "is not one of this server")
    denied = sa.select(denied_tokens.c.jti).where(
        denied_tokens.c.tenant == claimed.tenant, denied_tokens.c.jti == token_id
    )
    if connection.execute(denied).first() is not None:
        raise refused("jti", "was logged out")
    if status != "active":
        raise Denied(f"tenant {claimed.tenant!r} is {status}", tenant=claimed.tenant)
    return Principal(
        tenant=claimed.tenant, id=f"jwt:{claimed.subject}", name=claimed.name, kind=claimed.kind, role=claimed.role,
        auth=f"jwt:{kid}",
    )  # fmt: skip


def deny(connection: Connection, tenant: str, token_id: str, *, until_s: int, by: Principal) -> None:
    """Log a token out before it ends; again changes nothing. Rows of tokens that have ended by themselves go."""
    now = clock.now_ns()
    connection.execute(denied_tokens.delete().where(denied_tokens.c.tenant == tenant, denied_tokens.c.until < now))
    known = sa.select(denied_tokens.c.jti).where(denied_tokens.c.tenant == tenant, denied_tokens.c.jti == token_id)
    if connection.execute(known).first() is not None:
        return
    row = {"tenant": tenant, "jti": token_id, "until": (until_s + LEEWAY_S) * _SECOND_NS}
    insert_new(connection, denied_tokens, [row | {"denied_by": by.id, "denied_at": now}])
    entry = AuditEntry(
        actor=by.actor, action="token.logged_out", resource=f"jwt:{hashlib.sha256(token_id.encode()).hexdigest()[:32]}"
    )  # fmt: skip
    log.append(connection, tenant, entry)
