"""API tokens: `rwt_<id>_<secret>`, shown once, kept as a digest; each belongs to one principal of one tenant.

Making, rotating and revoking stand on the audit log in the same transaction.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa

from rootward.audit import log
from rootward.audit.entry import ActorKind, AuditEntry
from rootward.errors import BadInput, Conflict, Denied, NotFound, Unauthenticated
from rootward.kit import clock
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.schema import principals, tenants, tokens
from rootward.tenancy import credential, roles
from rootward.tenancy.principal import LOCAL, Person, Principal, person, register

__all__ = [
    "PREFIX", "Issued", "Token", "authenticate", "create", "first_admin", "issue", "list_tokens", "revoke", "roles_of",
    "rotate",
]  # fmt: skip

PREFIX = "rwt_"
"""Of every token of ours."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Token:
    """What is known of a token; times in nanoseconds."""

    token_id: str
    principal_id: str
    name: str
    kind: ActorKind
    role: str
    created_at: int
    expires_at: int | None
    revoked_at: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Issued:
    """A new token with its secret, which nobody can show again."""

    token: Token
    secret: str = field(repr=False)


def create(
    connection: Connection,
    tenant: str,
    *,
    name: str,
    kind: str,
    role: str,
    by: Principal,
    expires_at: int | None = None,
) -> Issued:
    """A token for a new principal. Raises BadInput for a bad name, kind, role or time."""
    return issue(
        connection, tenant, register(connection, tenant, name=name, kind=kind), role=role, by=by, expires_at=expires_at
    )


def issue(
    connection: Connection, tenant: str, owner: Person, *, role: str, by: Principal, expires_at: int | None = None
) -> Issued:
    """A token for a principal the tenant knows already. Raises BadInput for a bad role or time."""
    roles.check_role(role)
    if expires_at is not None and expires_at <= clock.now_ns():
        raise BadInput("a token cannot expire before it is made", field="expires_at", value=expires_at)
    made = _insert(connection, tenant, owner, role, expires_at)
    _note(connection, tenant, "token.created", made.token, by)
    return made


def rotate(connection: Connection, tenant: str, token_id: str, *, by: Principal, grace_ns: int = 0) -> Issued:
    """A new token in the place of an old one, which stays good for `grace_ns`; as long-lived as the old one was.

    Raises NotFound, also for another tenant's token; Conflict for one that is revoked or expired.
    """
    old, now = _read(connection, tenant, token_id), clock.now_ns()
    if grace_ns < 0:
        raise BadInput("the time a rotated token stays good cannot be negative", field="grace", value=grace_ns)
    if why := _ended(old, now):
        raise Conflict(f"token {token_id!r} is {why}; make a new one", field="token_id", value=token_id)
    expires_at = None if old.expires_at is None else now + old.expires_at - old.created_at
    made = _insert(connection, tenant, person(connection, tenant, old.principal_id), old.role, expires_at)
    ends = now + grace_ns
    last = ends if old.expires_at is None else min(ends, old.expires_at)
    _end(connection, tenant, token_id, **({"expires_at": last} if grace_ns else {"revoked_at": now}))
    _note(connection, tenant, "token.rotated", old, by, new_token=made.token.token_id, old_until=clock.format_ns(last))
    return made


def revoke(connection: Connection, tenant: str, token_id: str, *, by: Principal) -> Token:
    """End a token at once; ending it again changes nothing. Raises NotFound, also for another tenant's token."""
    old = _read(connection, tenant, token_id)
    if old.revoked_at is not None:
        return old
    now = clock.now_ns()
    _end(connection, tenant, token_id, revoked_at=now)
    _note(connection, tenant, "token.revoked", old, by)
    return replace(old, revoked_at=now)


def list_tokens(connection: Connection, tenant: str) -> list[Token]:
    """Every token the tenant ever had, oldest first."""
    return [_token(row) for row in connection.execute(_select(tenant).order_by(tokens.c.token_id))]


def roles_of(connection: Connection, tenant: str, principal_id: str, *, now: int) -> frozenset[str]:
    """The roles in which a principal could act at `now`: those of its good tokens."""
    rows = connection.execute(_select(tenant).where(tokens.c.principal_id == principal_id))
    return frozenset(token.role for token in map(_token, rows) if not _ended(token, now))


def authenticate(connection: Connection, secret: str) -> Principal:
    """Whose token this is; run as kit.db.DISPATCHER, because the tenant is not known yet.

    Raises Unauthenticated for anything that is not a good token, Denied when its tenant is suspended.
    """
    given = credential.parse("rwt", secret)
    if given is None:
        raise Unauthenticated("this is not a token of Rootward: rwt_…", field="authorization")
    row = connection.execute(
        sa.select(tokens, principals.c.name, principals.c.kind, tenants.c.status)
        .join(
            principals,
            sa.and_(principals.c.tenant == tokens.c.tenant, principals.c.principal_id == tokens.c.principal_id),
        )
        .join(tenants, tenants.c.tenant == tokens.c.tenant)
        .where(tokens.c.digest == given.digest)
    ).first()
    if row is None or not given.is_row(row.token_id, row.digest):
        raise Unauthenticated("the token is not known", field="authorization")
    if why := _ended(_token(row), clock.now_ns()):
        raise Unauthenticated(f"the token is {why}", field="authorization")
    if row.status != "active":
        raise Denied(f"tenant {row.tenant!r} is {row.status}", tenant=row.tenant)
    return Principal(
        tenant=row.tenant, id=row.principal_id, name=row.name, kind=row.kind, role=row.role, auth=f"token:{given.id}"
    )


def first_admin(connection: Connection, tenant: str, *, again: bool = False) -> Issued:
    """The admin token an installation begins with, made by whoever sits at the machine.

    Raises Conflict when there is a good admin token and not `again`; NotFound when there is no such tenant.
    """
    if connection.execute(sa.select(tenants.c.tenant).where(tenants.c.tenant == tenant)).first() is None:
        raise NotFound(f"there is no tenant {tenant!r}", field="tenant", value=tenant)
    now = clock.now_ns()
    good = [token for token in list_tokens(connection, tenant) if token.role == "admin" and not _ended(token, now)]
    if good and not again:
        raise Conflict(
            f"tenant {tenant!r} has an admin token already ({good[0].token_id}); `rootward init --again` makes another",
            field="tenant",
            value=tenant,
        )
    console = replace(LOCAL, tenant=tenant, auth="console")
    return create(connection, tenant, name="admin", kind="human", role="admin", by=console)


def _insert(connection: Connection, tenant: str, owner: Person, role: str, expires_at: int | None) -> Issued:
    minted = credential.mint("rwt")
    made = Token(
        token_id=minted.id,
        principal_id=owner.principal_id,
        name=owner.name,
        kind=owner.kind,
        role=role,
        created_at=clock.now_ns(),
        expires_at=expires_at,
        revoked_at=None,
    )
    connection.execute(
        tokens.insert(),
        {
            "tenant": tenant,
            "token_id": minted.id,
            "principal_id": made.principal_id,
            "role": role,
            "digest": minted.digest,
            "created_at": made.created_at,
            "expires_at": expires_at,
            "revoked_at": None,
        },
    )
    return Issued(token=made, secret=minted.secret)


def _read(connection: Connection, tenant: str, token_id: str) -> Token:
    """The token, locked until the commit where rows can be."""
    row = connection.execute(_select(tenant).where(tokens.c.token_id == token_id).with_for_update(of=tokens)).first()
    if row is None:
        raise NotFound(f"there is no token {token_id!r}", field="token_id", value=token_id)
    return _token(row)


def _select(tenant: str) -> sa.Select[Any]:
    owner = sa.and_(principals.c.tenant == tokens.c.tenant, principals.c.principal_id == tokens.c.principal_id)
    columns = [column for column in tokens.c if column.name != "digest"]
    return (
        sa.select(*columns, principals.c.name, principals.c.kind)
        .join(principals, owner)
        .where(tokens.c.tenant == tenant)
    )


def _end(connection: Connection, tenant: str, token_id: str, **values: int) -> None:
    connection.execute(tokens.update().where(tokens.c.tenant == tenant, tokens.c.token_id == token_id).values(**values))


def _note(connection: Connection, tenant: str, action: str, token: Token, by: Principal, **more: JSON) -> None:
    facts: dict[str, JSON] = {"role": token.role, "principal_id": token.principal_id, "name": token.name, **more}
    if token.expires_at is not None:
        facts["expires_at"] = clock.format_ns(token.expires_at)
    if by.tenant != tenant:
        facts["actor_tenant"] = by.tenant
    entry = AuditEntry(actor=by.actor, action=action, resource=f"token:{token.token_id}", facts=facts)
    log.append(connection, tenant, entry)


def _token(row: sa.Row[Any]) -> Token:
    return Token(
        token_id=row.token_id,
        principal_id=row.principal_id,
        name=row.name,
        kind=row.kind,
        role=row.role,
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )


def _ended(token: Token, now: int) -> str:
    if token.revoked_at is not None:
        return "revoked"
    return "expired" if token.expires_at is not None and token.expires_at <= now else ""
