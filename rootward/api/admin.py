"""Tokens, tenants, sources and the audit log over HTTP."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from rootward.api.access import Application, may
from rootward.audit import checkpoint, export, prove, search
from rootward.audit.verify import verify
from rootward.cases import silence
from rootward.errors import BadInput
from rootward.kit import clock
from rootward.kit.db import DISPATCHER
from rootward.tenancy import tenants, tokens
from rootward.tenancy.principal import Principal

__all__ = ["router"]

router = APIRouter(prefix="/api/v1", tags=["administration"])
Keeper = Annotated[Principal, Depends(may("tokens.manage"))]
Founder = Annotated[Principal, Depends(may("tenants.manage"))]
Auditor = Annotated[Principal, Depends(may("audit.read"))]
Reader = Annotated[Principal, Depends(may("cases.read"))]
_DAY_NS = 86_400 * 1_000_000_000


class NewToken(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    name: str = Field(min_length=1, max_length=200)
    role: str
    kind: str = "service"
    days: float | None = Field(default=None, gt=0, le=3650)


class NewTenant(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    tenant_id: str
    name: str = Field(min_length=1, max_length=200)


@router.get("/whoami")
async def whoami(principal: Reader) -> dict[str, Any]:
    return asdict(principal)


@router.get("/tokens")
async def list_tokens(app: Application, principal: Keeper) -> dict[str, Any]:
    """Every token of the tenant, without its secret."""
    found = await app.db.read(partial(tokens.list_tokens, tenant=principal.tenant), tenant=principal.tenant)
    return {"items": [_token(item) for item in found]}


@router.post("/tokens", status_code=201)
async def create_token(wanted: NewToken, app: Application, principal: Keeper) -> dict[str, Any]:
    """A new token; `secret` is shown this once."""
    expires = None if wanted.days is None else clock.now_ns() + int(wanted.days * _DAY_NS)
    unit = partial(
        tokens.create, tenant=principal.tenant, name=wanted.name, role=wanted.role, kind=wanted.kind,
        expires_at=expires, by=principal,
    )  # fmt: skip
    made = await app.db.run(unit, tenant=principal.tenant)
    return _token(made.token) | {"secret": made.secret}


@router.post("/tokens/{token_id}/rotate")
async def rotate_token(
    token_id: str, app: Application, principal: Keeper, grace_s: Annotated[float, Query(ge=0, le=604_800)] = 0
) -> dict[str, Any]:
    """A new secret; the old one is good for `grace_s` more seconds."""
    unit = partial(tokens.rotate, tenant=principal.tenant, token_id=token_id, by=principal, grace_ns=int(grace_s * 1e9))
    made = await app.db.run(unit, tenant=principal.tenant)
    return _token(made.token) | {"secret": made.secret}


@router.post("/tokens/{token_id}/revoke")
async def revoke_token(token_id: str, app: Application, principal: Keeper) -> dict[str, Any]:
    unit = partial(tokens.revoke, tenant=principal.tenant, token_id=token_id, by=principal)
    return _token(await app.db.run(unit, tenant=principal.tenant))


@router.get("/tenants")
async def list_tenants(app: Application, principal: Founder) -> dict[str, Any]:
    found = await app.db.read(tenants.list_tenants, tenant=DISPATCHER)
    return {"items": [asdict(item) | {"created_at": clock.format_ns(item.created_at)} for item in found]}


@router.post("/tenants", status_code=201)
async def create_tenant(wanted: NewTenant, app: Application, principal: Founder) -> dict[str, Any]:
    """A new tenant with its first admin token, whose secret is shown this once."""
    unit = partial(tenants.create_with_admin, tenant=wanted.tenant_id, name=wanted.name, by=principal)
    made = await app.db.run(unit, tenant=wanted.tenant_id)
    return {"tenant_id": wanted.tenant_id, "token": _token(made.token) | {"secret": made.secret}}


@router.get("/sources")
async def list_sources(app: Application, principal: Reader) -> dict[str, Any]:
    """When each source was last heard, and whether it is unusually silent."""
    found = await app.db.read(partial(silence.list_seen, tenant=principal.tenant), tenant=principal.tenant)
    times = ("first_seen", "last_seen", "last_ts", "silent_since")
    items = []
    for row in found:
        values = asdict(row)
        items.append(values | {name: clock.format_ns(values[name]) if values[name] else None for name in times})
    return {"items": items, "known": sorted(app.sources)}


@router.get("/audit")
async def search_audit(
    app: Application, principal: Auditor, action: str | None = None, actor: str | None = None,
    resource: str | None = None, limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> dict[str, Any]:  # fmt: skip
    """Entries, the newest first."""
    wanted = search.Search(action=action, actor=actor, resource=resource, limit=limit)
    found = await app.db.read(partial(search.search, tenant=principal.tenant, wanted=wanted), tenant=principal.tenant)
    return {"items": [msgspec.to_builtins(item) for item in found]}


@router.get("/audit/verify")
async def verify_audit(
    app: Application, principal: Auditor, from_seq: int = 1, to_seq: int | None = None, witness: str = ""
) -> dict[str, Any]:
    """Check the log. `witness` is the text of a checkpoint that was kept elsewhere."""
    known = checkpoint.parse(witness) if witness else None
    unit = partial(verify, tenant=principal.tenant, from_seq=from_seq, to_seq=to_seq, witness=known)
    verdict = await app.db.read(unit, tenant=principal.tenant)
    return asdict(verdict) | {"exit_code": verdict.exit_code}


@router.get("/audit/checkpoint")
async def get_checkpoint(app: Application, principal: Auditor) -> Response:
    """Origin, size and root as text: keep it elsewhere, and it is a witness."""
    found = await app.db.read(partial(checkpoint.current, tenant=principal.tenant), tenant=principal.tenant)
    return Response(found.text(), media_type="text/plain; charset=utf-8")


@router.get("/audit/prove")
async def prove_entry(
    app: Application, principal: Auditor, seq: int | None = None, old: int | None = None, new: int | None = None
) -> dict[str, Any]:
    """That entry `seq` is in the log, or that the log of size `new` continues that of size `old`."""
    if seq is not None:
        unit = partial(prove.prove, tenant=principal.tenant, seq=seq)
        return await app.db.read(unit, tenant=principal.tenant)
    if old is None:
        raise BadInput("give seq, or old (and new)", field="seq")
    both = partial(prove.prove_consistency, tenant=principal.tenant, old=old, new=new)
    return await app.db.read(both, tenant=principal.tenant)


@router.get("/audit/export")
async def export_audit(app: Application, principal: Auditor) -> Response:
    """Every entry as JSON lines with its leaf, and a checkpoint at the end."""

    def unit(connection: Any) -> bytes:
        return b"".join(export.export(connection, principal.tenant))

    return Response(await app.db.read(unit, tenant=principal.tenant), media_type="application/x-ndjson")


def _token(item: Any) -> dict[str, Any]:
    values = asdict(item)
    times = ("created_at", "expires_at", "revoked_at")
    return values | {name: clock.format_ns(values[name]) if values[name] else None for name in times}
