"""Delegations and identities over HTTP: who votes on whose behalf, and which principals are one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from rootward.api.access import Application, may
from rootward.api.answers import approvals as shape
from rootward.api.approvals import Lend
from rootward.api.cases import Clean
from rootward.api.commands import CommandRoute
from rootward.api.described import answers
from rootward.api.ids import full_id
from rootward.api.times import moment
from rootward.governance import delegations, identities
from rootward.governance.delegations import Delegation
from rootward.kit import clock
from rootward.kit.db import Connection
from rootward.kit.visible import visible
from rootward.schema import delegations as table
from rootward.tenancy.principal import Principal, names

__all__ = ["router"]

router = APIRouter(prefix="/api/v1", tags=["approvals"], route_class=CommandRoute)
Reader = Annotated[Principal, Depends(may("approvals.read"))]
Approver = Annotated[Principal, Depends(may("actions.approve"))]
Officer = Annotated[Principal, Depends(may("roles.manage"))]
_TIMES = ("created_at", "until", "revoked_at")


class Same(BaseModel):
    """Two principals, and how it is known that they are one person."""

    model_config = ConfigDict(extra="forbid", strict=True)
    principals: list[Annotated[str, Field(max_length=100)]] = Field(min_length=2, max_length=2)
    reason: Clean = Field(min_length=1, max_length=1000)


class Because(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    reason: Clean = Field(min_length=1, max_length=1000)


@router.get("/delegations")
@answers(shape.DelegationList)
async def list_delegations(app: Application, principal: Reader, ended: bool = False) -> dict[str, Any]:
    """Who votes on whose behalf now, the newest first; `ended` adds those that are over."""
    now = clock.forward_ns()

    def unit(connection: Connection) -> list[dict[str, Any]]:
        found = delegations.delegations_of(connection, principal.tenant, now=now, ended=ended)
        return _shown(connection, principal.tenant, found)

    return {"items": await app.db.read(unit, tenant=principal.tenant)}


@router.post("/delegations", status_code=201)
@answers(shape.Delegation)
async def lend(given: Lend, app: Application, principal: Approver) -> dict[str, Any]:
    """Let somebody vote on your behalf on everything that you may vote on, for a time."""
    until = moment(given.until, "until")

    def unit(connection: Connection) -> dict[str, Any]:
        now = clock.forward_ns()
        made = delegations.delegate(connection, principal, to=given.to, until=until, reason=given.reason, now=now)
        return _shown(connection, principal.tenant, [made])[0]

    return await app.db.run(unit, tenant=principal.tenant)


@router.post("/delegations/{delegation_id}/revoke")
@answers(shape.Delegation)
async def revoke(delegation_id: str, app: Application, principal: Reader) -> dict[str, Any]:
    """End it at once: yours, or anybody's for who manages roles. Ending it again changes nothing."""
    wanted = await full_id(app, principal.tenant, table.c.delegation_id, delegation_id, "dlg_")

    def unit(connection: Connection) -> dict[str, Any]:
        ended = delegations.revoke(connection, principal, wanted, now=clock.forward_ns())
        return _shown(connection, principal.tenant, [ended])[0]

    return await app.db.run(unit, tenant=principal.tenant)


@router.get("/identities")
@answers(shape.IdentityList)
async def list_identities(app: Application, principal: Officer) -> dict[str, Any]:
    """Which principals are one person."""
    found = await app.db.read(partial(identities.identities, tenant=principal.tenant), tenant=principal.tenant)
    return {"items": [asdict(item) | {"linked_at": clock.format_ns(item.linked_at)} for item in found]}


@router.post("/identities", status_code=201)
@answers(shape.NewPerson)
async def link_identities(given: Same, app: Application, principal: Officer) -> dict[str, Any]:
    """Say that two principals are one person, who then counts once and never agrees to what any of them asked for."""
    one, other = given.principals
    unit = partial(
        identities.link, tenant=principal.tenant, one=one, other=other, by=principal, reason=given.reason
    )  # fmt: skip
    person = await app.db.run(unit, tenant=principal.tenant)
    names = await app.db.read(
        partial(identities.names_of, tenant=principal.tenant, person=person), tenant=principal.tenant
    )  # fmt: skip
    return {"person": person, "principals": names}


@router.post("/identities/{principal_id}/unlink")
@answers(shape.Unlinked)
async def unlink_identity(principal_id: str, given: Because, app: Application, principal: Officer) -> dict[str, Any]:
    """Say that a principal is not that person after all; nobody does so for themselves."""
    unit = partial(
        identities.unlink, tenant=principal.tenant, principal_id=principal_id, by=principal, reason=given.reason
    )
    await app.db.run(unit, tenant=principal.tenant)
    return {"principal_id": principal_id}


def _shown(connection: Connection, tenant: str, items: Sequence[Delegation]) -> list[dict[str, Any]]:
    """With the names of both people, since nobody knows anybody by an id."""
    called = names(connection, tenant, {one for item in items for one in (item.from_principal, item.to_principal)})
    return [
        asdict(item)
        | {"from_name": called[item.from_principal], "to_name": called[item.to_principal]}
        | {"reason": visible(item.reason)}
        | {name: clock.format_ns(at) if (at := getattr(item, name)) else None for name in _TIMES}
        for item in items
    ]
