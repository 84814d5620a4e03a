"""Tokens, tenants and sources over HTTP."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from rootward.api.access import Application, Caller, may
from rootward.api.answers import identity as shape
from rootward.api.cases import Clean
from rootward.api.commands import CommandRoute
from rootward.api.described import answers
from rootward.api.ids import full_id
from rootward.cases import silence
from rootward.governance import kill_switch
from rootward.kit import clock
from rootward.kit.db import DISPATCHER, Connection
from rootward.schema import tokens as table
from rootward.tenancy import roles, tenants, tokens
from rootward.tenancy.principal import Principal, person

__all__ = ["router"]

router = APIRouter(prefix="/api/v1", tags=["administration"], route_class=CommandRoute)
Keeper = Annotated[Principal, Depends(may("tokens.manage"))]
Founder = Annotated[Principal, Depends(may("tenants.manage"))]
Settler = Annotated[Principal, Depends(may("settings.manage"))]
Reader = Annotated[Principal, Depends(may("cases.read"))]
_DAY_NS = 86_400 * 1_000_000_000


class NewToken(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    name: Clean = Field(min_length=1, max_length=200)
    role: str = Field(max_length=100)
    kind: str = Field(default="service", max_length=100)
    days: float | None = Field(default=None, gt=0, le=3650)
    own: bool = False
    """For the caller: whoever holds it is the same person, who never agrees to what they asked for themselves."""


class NewTenant(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    tenant_id: str = Field(max_length=100)
    name: Clean = Field(min_length=1, max_length=200)


class Settings(BaseModel):
    """Only what is to change; 0 keeps for ever, or sets no limit."""

    model_config = ConfigDict(extra="forbid", strict=True)
    retention_days: dict[str, int] = Field(default_factory=dict, max_length=20)
    quotas: dict[str, int] = Field(default_factory=dict, max_length=20)


class Because(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    reason: Clean = Field(min_length=1, max_length=1000)


@router.get("/whoami")
@answers(shape.WhoAmI)
async def whoami(principal: Caller) -> dict[str, Any]:
    """Whose token this is, and what its role may do."""
    may_do = sorted(name for name in roles.PERMISSIONS if roles.may(principal, name))
    return asdict(principal) | {"permissions": may_do}


@router.get("/tokens")
@answers(shape.TokenList)
async def list_tokens(app: Application, principal: Keeper) -> dict[str, Any]:
    """Every token of the tenant, without its secret."""
    found = await app.db.read(partial(tokens.list_tokens, tenant=principal.tenant), tenant=principal.tenant)
    return {"items": [_token(item) for item in found]}


@router.post("/tokens", status_code=201)
@answers(shape.TokenSecret)
async def create_token(wanted: NewToken, app: Application, principal: Keeper) -> dict[str, Any]:
    """A new token; `secret` is shown this once."""
    expires = None if wanted.days is None else clock.now_ns() + int(wanted.days * _DAY_NS)

    def unit(connection: Connection) -> tokens.Issued:
        given: dict[str, Any] = {"role": wanted.role, "by": principal, "expires_at": expires}
        if wanted.own:
            owner = person(connection, principal.tenant, principal.id)
            return tokens.issue(connection, principal.tenant, owner, **given)
        return tokens.create(connection, principal.tenant, name=wanted.name, kind=wanted.kind, **given)

    made = await app.db.run(unit, tenant=principal.tenant)
    return _token(made.token) | {"secret": made.secret}


@router.post("/tokens/{token_id}/rotate")
@answers(shape.TokenSecret)
async def rotate_token(
    token_id: str, app: Application, principal: Keeper, grace_s: Annotated[float, Query(ge=0, le=604_800)] = 0
) -> dict[str, Any]:
    """A new secret; the old one is good for `grace_s` more seconds."""
    wanted = await full_id(app, principal.tenant, table.c.token_id, token_id, "tok_")
    unit = partial(tokens.rotate, tenant=principal.tenant, token_id=wanted, by=principal, grace_ns=int(grace_s * 1e9))
    made = await app.db.run(unit, tenant=principal.tenant)
    return _token(made.token) | {"secret": made.secret}


@router.post("/tokens/{token_id}/revoke")
@answers(shape.Token)
async def revoke_token(token_id: str, app: Application, principal: Keeper) -> dict[str, Any]:
    """Ended at once; ending it again changes nothing."""
    wanted = await full_id(app, principal.tenant, table.c.token_id, token_id, "tok_")
    unit = partial(tokens.revoke, tenant=principal.tenant, token_id=wanted, by=principal)
    return _token(await app.db.run(unit, tenant=principal.tenant))


@router.get("/tenants")
@answers(shape.TenantList)
async def list_tenants(app: Application, principal: Founder) -> dict[str, Any]:
    found = await app.db.read(tenants.list_tenants, tenant=DISPATCHER)
    return {"items": [asdict(item) | {"created_at": clock.format_ns(item.created_at)} for item in found]}


@router.post("/tenants", status_code=201)
@answers(shape.FoundedTenant)
async def create_tenant(wanted: NewTenant, app: Application, principal: Founder) -> dict[str, Any]:
    """A new tenant with its first admin token, whose secret is shown this once."""
    unit = partial(tenants.create_with_admin, tenant=wanted.tenant_id, name=wanted.name, by=principal)
    made = await app.db.run(unit, tenant=wanted.tenant_id)
    await app.db.run(kill_switch.spread, tenant=DISPATCHER)  # what stops everybody stops the new one too
    return {"tenant_id": wanted.tenant_id, "token": _token(made.token) | {"secret": made.secret}}


@router.post("/tenants/{tenant_id}/suspend")
@answers(shape.TenantStatus)
async def suspend_tenant(tenant_id: str, why: Because, app: Application, principal: Founder) -> dict[str, Any]:
    """Shut a tenant out until it is resumed; nothing is deleted."""
    unit = partial(tenants.suspend, tenant=tenant_id, by=principal, reason=why.reason)
    await app.db.run(unit, tenant=tenants.check_id(tenant_id))
    return {"tenant_id": tenant_id, "status": "suspended"}


@router.post("/tenants/{tenant_id}/resume")
@answers(shape.TenantStatus)
async def resume_tenant(tenant_id: str, why: Because, app: Application, principal: Founder) -> dict[str, Any]:
    unit = partial(tenants.resume, tenant=tenant_id, by=principal, reason=why.reason)
    await app.db.run(unit, tenant=tenants.check_id(tenant_id))
    return {"tenant_id": tenant_id, "status": "active"}


@router.get("/settings")
@answers(shape.TenantSettings)
async def get_settings(app: Application, principal: Reader) -> dict[str, Any]:
    """How many days the tenant's data is kept, and how much is let in."""
    found = await app.db.read(partial(tenants.read, tenant=principal.tenant), tenant=principal.tenant)
    return asdict(found.settings)


@router.post("/settings")
@answers(shape.TenantSettings)
async def change_settings(wanted: Settings, app: Application, principal: Settler) -> dict[str, Any]:
    """Change some of them; the others stay."""
    given = {"retention_days": wanted.retention_days, "quotas": wanted.quotas}
    unit = partial(tenants.configure, tenant=principal.tenant, settings=given, by=principal)
    return asdict(await app.db.run(unit, tenant=principal.tenant))


@router.get("/sources")
@answers(shape.SourceList)
async def list_sources(app: Application, principal: Reader) -> dict[str, Any]:
    """When each source was last heard, and whether it is unusually silent."""
    found = await app.db.read(partial(silence.list_seen, tenant=principal.tenant), tenant=principal.tenant)
    times = ("first_seen", "last_seen", "last_ts", "silent_since")
    items = []
    for row in found:
        values = asdict(row)
        items.append(values | {name: clock.format_ns(values[name]) if values[name] else None for name in times})
    return {"items": items, "known": sorted(app.sources)}


def _token(item: Any) -> dict[str, Any]:
    values = asdict(item)
    times = ("created_at", "expires_at", "revoked_at")
    return values | {name: clock.format_ns(values[name]) if values[name] else None for name in times}
