"""Packs of exceptions, at the paths of exception platforms: a domain's, and a tenant's own over it."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter, Request

from rootward.api.access import Application
from rootward.api.answers import packs as shape
from rootward.api.commands import CommandRoute
from rootward.api.described import answers
from rootward.api.packs import Keeper, keep, read_pack
from rootward.errors import BadInput, Misconfigured, NotFound
from rootward.packs.document import read_document
from rootward.packs.forms import is_of_tenant

__all__ = ["router"]

router = APIRouter(prefix="/tenants", tags=["exceptions"], route_class=CommandRoute)


@router.post("/{tenant_id}/packs/{kind}", status_code=201)
@answers(shape.KeptPack)
async def post_pack(
    tenant_id: str, kind: Literal["domain", "policy"], request: Request, app: Application, principal: Keeper
) -> dict[str, Any]:
    """Check a domain pack, or a tenant's policy pack, and keep it as a version. It is not active yet."""
    if tenant_id != principal.tenant:
        raise NotFound(f"there is no tenant {tenant_id!r}", field="tenant_id", value=tenant_id)
    text = await read_pack(request)
    try:
        written = read_document(text, "pack").value
    except Misconfigured as error:
        raise BadInput(error.message, **error.facts) from error
    if not isinstance(written, dict) or "domainName" not in written or is_of_tenant(written) != (kind == "policy"):
        wanted = "tenantId and domainName" if kind == "policy" else "domainName and no tenantId"
        raise BadInput(f"a {kind} pack has {wanted}", field="domainName")
    return await keep(app, principal, text)
