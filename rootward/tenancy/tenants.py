"""Tenants: the hard walls of an installation; their settings (how long things are kept, how much is let in)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

import sqlalchemy as sa

from rootward.audit import log
from rootward.audit.entry import AuditEntry
from rootward.errors import BadInput, Conflict, Denied, NotFound
from rootward.kit import clock
from rootward.kit.db import Connection, insert_new
from rootward.schema import tenants
from rootward.tenancy import tokens
from rootward.tenancy.principal import DEFAULT, Principal
from rootward.tenancy.tokens import Issued

__all__ = [
    "DEFAULT",
    "ONE",
    "QUOTAS",
    "RETENTION_DAYS",
    "Tenant",
    "TenantSettings",
    "TenantStatus",
    "list_tenants",
    "check_id",
    "configure",
    "create",
    "create_with_admin",
    "ensure_default",
    "from_row",
    "read",
    "require_active",
    "resume",
    "suspend",
]

TenantStatus: TypeAlias = Literal["active", "suspended"]
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
_MOST = 10**12

ONE = sa.select(tenants).where(tenants.c.tenant == sa.bindparam("whose"))
"""Made once: every action asks for it."""

RETENTION_DAYS: Mapping[str, int] = MappingProxyType(
    {
        "events": 90, "ingest_keys": 90, "metrics": 30, "logs": 30, "spans": 30, "topology": 30, "dead_letters": 30,
        "evidence": 365, "changes": 365, "run_revisions": 90,
    }
)  # fmt: skip
"""Days each kind of data is kept when a tenant says nothing; 0 keeps it for ever.

Repeats of an event are told by `ingest_keys`, whose age is read from `changes`: these must be kept as long.
"""

QUOTAS: Mapping[str, int] = MappingProxyType(
    {"events_per_minute": 0, "investigations_per_hour": 0, "concurrent_investigations": 0, "stored_mb": 0}
)
"""Limits when a tenant says nothing; 0 sets none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TenantSettings:
    """Every kind of data and every quota with its value."""

    retention_days: Mapping[str, int] = field(default_factory=lambda: dict(RETENTION_DAYS))
    quotas: Mapping[str, int] = field(default_factory=lambda: dict(QUOTAS))


@dataclass(frozen=True, kw_only=True, slots=True)
class Tenant:
    tenant: str
    name: str
    status: TenantStatus
    created_at: int
    settings: TenantSettings


def check_id(tenant: str) -> str:
    """The id itself. Raises BadInput for one that is not acceptable."""
    if not _ID.fullmatch(tenant):
        raise BadInput(
            f"{tenant[:80]!r} is not a tenant id: up to 63 lower-case letters, digits, '-' and '_', a letter or digit "
            "first",
            field="tenant",
            value=tenant[:80],
        )
    return tenant


def create(
    connection: Connection,
    tenant: str,
    *,
    name: str,
    by: Principal,
    settings: Mapping[str, Mapping[str, int]] | None = None,
) -> Tenant:
    """A new tenant with the given settings over the defaults; its log begins with this. Run as that tenant.

    Raises BadInput for a bad id or setting, Conflict when the id is taken.
    """
    check_id(tenant)
    if not name.strip() or len(name) > 200 or not name.isprintable():
        raise BadInput(f"a name has 1 to 200 printable characters, not {name[:201]!r}", field="name")
    chosen = _stored(settings or {})
    _check_days(chosen.get("retention_days", {}))
    if connection.execute(sa.select(tenants.c.tenant).where(tenants.c.tenant == tenant)).first() is not None:
        raise Conflict(f"there is a tenant {tenant!r} already", field="tenant", value=tenant)
    connection.execute(tenants.insert(), _row(tenant, name, chosen))
    _note(connection, tenant, "tenant.created", by, {"name": name})
    return read(connection, tenant)


def create_with_admin(connection: Connection, tenant: str, *, name: str, by: Principal) -> Issued:
    """A new tenant and its first admin token. Run as that tenant; raises as `create` does."""
    create(connection, tenant, name=name, by=by)
    return tokens.create(connection, tenant, name="admin", kind="human", role="admin", by=by)


def ensure_default(connection: Connection) -> None:
    """Make the default tenant where it is missing."""
    insert_new(connection, tenants, [_row(DEFAULT, "Default", {})])


def read(connection: Connection, tenant: str) -> Tenant:
    """Raises NotFound."""
    row = connection.execute(ONE, {"whose": tenant}).mappings().first()
    if row is None:
        raise NotFound(f"there is no tenant {tenant!r}", field="tenant", value=tenant)
    return from_row(row)


def from_row(row: Mapping[Any, Any]) -> Tenant:
    kept = row["settings"]
    settings = TenantSettings(
        retention_days={**RETENTION_DAYS, **kept.get("retention_days", {})},
        quotas={**QUOTAS, **kept.get("quotas", {})},
    )
    same = {name: row[name] for name in ("tenant", "name", "status", "created_at")}
    return Tenant(**same, settings=settings)


def list_tenants(connection: Connection) -> list[Tenant]:
    """Every tenant of the installation, by id. Run as kit.db.DISPATCHER."""
    rows = connection.execute(sa.select(tenants).order_by(tenants.c.tenant)).mappings()
    return [from_row(row) for row in rows]


def configure(
    connection: Connection, tenant: str, settings: Mapping[str, Mapping[str, int]], *, by: Principal
) -> TenantSettings:
    """Put `settings` over those there are. Raises NotFound, or BadInput naming the setting."""
    row = connection.execute(sa.select(tenants.c.settings).where(tenants.c.tenant == tenant).with_for_update()).first()
    if row is None:
        raise NotFound(f"there is no tenant {tenant!r}", field="tenant", value=tenant)
    changed = _stored(settings)
    kept = {group: {**row.settings.get(group, {}), **changed.get(group, {})} for group in _GROUPS}
    _check_days(kept["retention_days"])
    connection.execute(tenants.update().where(tenants.c.tenant == tenant).values(settings=kept))
    facts = {f"{group}.{key}": value for group, values in changed.items() for key, value in values.items()}
    _note(connection, tenant, "tenant.configured", by, facts)
    return read(connection, tenant).settings


def suspend(connection: Connection, tenant: str, *, by: Principal, reason: str) -> None:
    """Shut the tenant out until it is resumed; nothing is deleted.

    Raises NotFound, and Conflict for the default tenant, from which others are resumed.
    """
    if tenant == DEFAULT:
        raise Conflict("the default tenant cannot be suspended", field="tenant", value=tenant)
    _set_status(connection, tenant, "suspended", by, reason)


def resume(connection: Connection, tenant: str, *, by: Principal, reason: str) -> None:
    """Raises NotFound."""
    _set_status(connection, tenant, "active", by, reason)


def require_active(tenant: Tenant) -> None:
    """Raises Denied for a suspended tenant."""
    if tenant.status != "active":
        raise Denied(f"tenant {tenant.tenant!r} is {tenant.status}", tenant=tenant.tenant)


_GROUPS: Mapping[str, Mapping[str, int]] = MappingProxyType({"retention_days": RETENTION_DAYS, "quotas": QUOTAS})


def _row(tenant: str, name: str, settings: dict[str, dict[str, int]]) -> dict[str, object]:
    return {
        "tenant": tenant,
        "name": name,
        "status": "active",
        "created_at": clock.now_ns(),
        "settings": settings,
        "change_seq": 0,
        "case_number": 0,
    }


def _stored(settings: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    """The same, checked. Raises BadInput naming the path and the value."""
    for group, values in settings.items():
        if group not in _GROUPS:
            raise BadInput(f"there is no setting {group!r}; there are {', '.join(_GROUPS)}", field=group)
        if not isinstance(values, Mapping):
            raise BadInput(f"{group} must be an object, not {values!r}", field=group)
        for key, value in values.items():
            if key not in _GROUPS[group]:
                raise BadInput(
                    f"there is no setting {group}.{key}; there are {', '.join(_GROUPS[group])}", field=f"{group}.{key}"
                )
            if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _MOST:
                raise BadInput(f"{group}.{key} must be a whole number from 0, not {value!r}", field=f"{group}.{key}")
    return {group: dict(values) for group, values in settings.items()}


def _check_days(given: Mapping[str, int]) -> None:
    """Raises BadInput for days that, with the defaults, do not go together; 0 is longer than any number."""
    days = {**RETENTION_DAYS, **given}
    keys, read_from = days["ingest_keys"], days["changes"]
    if read_from and keys > read_from:
        raise BadInput(
            f"retention_days.changes ({read_from}) must not be less than retention_days.ingest_keys ({keys}): the age "
            "of the keys is read from the changes",
            field="retention_days.changes",
            value=read_from,
        )


def _set_status(connection: Connection, tenant: str, status: TenantStatus, by: Principal, reason: str) -> None:
    changed = connection.execute(
        tenants.update().where(tenants.c.tenant == tenant, tenants.c.status != status).values(status=status)
    )
    if changed.rowcount:
        _note(connection, tenant, "tenant.suspended" if status == "suspended" else "tenant.resumed", by, {}, reason)
    else:
        read(connection, tenant)


def _note(
    connection: Connection,
    tenant: str,
    action: str,
    by: Principal,
    facts: Mapping[str, Any],
    reason: str | None = None,
) -> None:
    if by.tenant != tenant:
        facts = {**facts, "actor_tenant": by.tenant}
    entry = AuditEntry(actor=by.actor, action=action, resource=f"tenant:{tenant}", facts=facts, reason=reason)
    log.append(connection, tenant, entry)
