"""Who may do what, as data; and the end of a bearer token before its time."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from rootward.api.access import Application, Caller, claimed, may
from rootward.api.answers import identity as shape
from rootward.api.commands import CommandRoute
from rootward.api.described import answers
from rootward.errors import Conflict
from rootward.kit import clock
from rootward.tenancy import jwt_access, jwt_claims, roles
from rootward.tenancy.principal import Principal

__all__ = ["router"]

router = APIRouter(prefix="/api/v1", tags=["identity"], route_class=CommandRoute)
Keeper = Annotated[Principal, Depends(may("tokens.manage"))]


class Ended(BaseModel):
    """`jti` of a token that is to be refused from now on."""

    model_config = ConfigDict(extra="forbid", strict=True)
    jti: str = Field(min_length=1, max_length=200)


@router.get("/roles")
@answers(shape.Roles)
async def list_roles(_caller: Caller) -> dict[str, Any]:
    """The permission table: what each role may do, and what each permission means."""
    permissions = [
        {"permission": name, "meaning": meaning, "installation_wide": name in roles.INSTALLATION_WIDE,
         "roles": roles.roles_with(name)}
        for name, meaning in roles.PERMISSIONS.items()
    ]  # fmt: skip
    items = [{"role": role, "permissions": sorted(granted)} for role, granted in roles.ROLES.items()]
    return {"items": items, "permissions": permissions}


@router.post("/logout")
@answers(shape.LoggedOut)
async def logout(request: Request, app: Application, principal: Caller) -> dict[str, Any]:
    """End the identity provider's token that this request came with."""
    found = claimed(request, app)
    if found is None:
        raise Conflict("only a token of the identity provider is logged out; a token of Rootward is revoked",
                       field="authorization")  # fmt: skip
    who, token_id, _ = found
    unit = partial(jwt_access.deny, tenant=principal.tenant, token_id=token_id, until_s=who.until, by=principal)
    await app.db.run(unit, tenant=principal.tenant)
    return {"logged_out": True}


@router.post("/logged-out-tokens", status_code=201)
@answers(shape.LoggedOut)
async def deny_token(wanted: Ended, app: Application, principal: Keeper) -> dict[str, Any]:
    """Refuse somebody else's token of the identity provider, for as long as any can live."""
    until = clock.now_ns() // 1_000_000_000 + jwt_claims.LIFE_S + jwt_claims.LEEWAY_S
    unit = partial(jwt_access.deny, tenant=principal.tenant, token_id=wanted.jti, until_s=until, by=principal)
    await app.db.run(unit, tenant=principal.tenant)
    return {"logged_out": True}
