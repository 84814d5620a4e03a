"""Who is who as it is answered: the caller, tokens, roles, tenants and their settings, sources that are heard."""

from __future__ import annotations

from typing import Literal, TypedDict

from rootward.audit.entry import ActorKind

__all__ = [
    "FoundedTenant", "LoggedOut", "Roles", "SessionEnded", "SourceList", "TenantList", "TenantSettings",
    "TenantStatus", "Token", "TokenList", "TokenSecret", "WhoAmI",
]  # fmt: skip


class WhoAmI(TypedDict):
    """Whose token this is, and what its role may do."""

    tenant: str
    id: str
    name: str
    kind: ActorKind
    role: str
    auth: str
    permissions: list[str]


class Token(TypedDict):
    token_id: str
    principal_id: str
    name: str
    kind: ActorKind
    role: str
    created_at: str
    expires_at: str | None
    revoked_at: str | None


class TokenList(TypedDict):
    items: list[Token]


class TokenSecret(Token):
    """With the secret, which is shown this once."""

    secret: str


class TenantSettings(TypedDict):
    """Days that each kind of data is kept (0 for ever), and limits (0 for none)."""

    retention_days: dict[str, int]
    quotas: dict[str, int]


class Tenant(TypedDict):
    tenant: str
    name: str
    status: Literal["active", "suspended"]
    created_at: str
    settings: TenantSettings


class TenantList(TypedDict):
    items: list[Tenant]


class FoundedTenant(TypedDict):
    tenant_id: str
    token: TokenSecret


class TenantStatus(TypedDict):
    tenant_id: str
    status: Literal["active", "suspended"]


class SourceSeen(TypedDict):
    """When a source was last heard; `silent_since` where that is unusually long ago."""

    source: str
    first_seen: str
    last_seen: str
    last_ts: str | None
    items: int
    mean_gap_ns: int
    silent_since: str | None


class SourceList(TypedDict):
    items: list[SourceSeen]
    known: list[str]


class Role(TypedDict):
    role: str
    permissions: list[str]


class Permission(TypedDict):
    permission: str
    meaning: str
    installation_wide: bool
    roles: list[str]


class Roles(TypedDict):
    """The permission table."""

    items: list[Role]
    permissions: list[Permission]


class LoggedOut(TypedDict):
    logged_out: Literal[True]


class SessionEnded(TypedDict):
    ended: Literal[True]
