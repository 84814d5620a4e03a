"""Names over HTTP: what those are called who stand on cases by their ids."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from rootward.api.access import Application, may
from rootward.api.answers import people as shape
from rootward.api.described import answers
from rootward.tenancy import principal as principals
from rootward.tenancy.principal import Principal

__all__ = ["router"]

router = APIRouter(prefix="/api/v1/names", tags=["identity"])
Reader = Annotated[Principal, Depends(may("cases.read"))]
Id = Annotated[str, Query(max_length=200)]
_MOST = 200


@router.get("")
@answers(shape.Names)
async def list_names(
    app: Application, principal: Reader, id: Annotated[list[Id], Query(min_length=1, max_length=_MOST)]
) -> dict[str, Any]:
    """Of people, programs and agents of the tenant, by id; who is not known here is called by the id itself."""
    unit = partial(principals.names, tenant=principal.tenant, principal_ids=id)
    found = await app.db.read(unit, tenant=principal.tenant)
    return {"names": {one: found[one] for one in id}}
