"""The audit log over HTTP: search, verify, prove, export."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query, Response

from rootward.api.access import Application, may
from rootward.audit import checkpoint, export, prove, search
from rootward.audit.verify import verify
from rootward.errors import BadInput
from rootward.kit.db import Connection
from rootward.tenancy.principal import Principal

__all__ = ["router"]

router = APIRouter(prefix="/api/v1", tags=["audit"])
Auditor = Annotated[Principal, Depends(may("audit.read"))]
Number = Annotated[int | None, Query(ge=0, lt=2**63)]


@router.get("/audit")
async def search_audit(
    app: Application, principal: Auditor, action: str | None = None, actor: str | None = None,
    resource: str | None = None, before_seq: Number = None, limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> dict[str, Any]:  # fmt: skip
    """Entries, the newest first."""
    wanted = search.Search(action=action, actor=actor, resource=resource, before_seq=before_seq, limit=limit)
    found = await app.db.read(partial(search.search, tenant=principal.tenant, wanted=wanted), tenant=principal.tenant)
    more = found[-1].seq if len(found) == limit else None
    return {"items": [msgspec.to_builtins(item) for item in found], "next": more}


@router.get("/audit/verify")
async def verify_audit(
    app: Application, principal: Auditor, from_seq: Annotated[int, Query(ge=1, lt=2**63)] = 1, to_seq: Number = None,
    witness: str = "",
) -> dict[str, Any]:  # fmt: skip
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
    app: Application, principal: Auditor, seq: Number = None, old: Number = None, new: Number = None
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

    def unit(connection: Connection) -> bytes:
        return b"".join(export.export(connection, principal.tenant))

    return Response(await app.db.read(unit, tenant=principal.tenant), media_type="application/x-ndjson")
