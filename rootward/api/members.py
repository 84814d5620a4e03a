"""Members of the caller's tenant, and invitations to it."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from rootward.api.access import Application, may
from rootward.api.answers import people as shape
from rootward.api.commands import CommandRoute
from rootward.api.described import answers
from rootward.api.session import public_address
from rootward.audit import log
from rootward.audit.entry import AuditEntry
from rootward.kit import clock
from rootward.kit.db import DISPATCHER, Connection
from rootward.tenancy import invitations, memberships, resets
from rootward.tenancy.invitations import Invitation
from rootward.tenancy.memberships import Member
from rootward.tenancy.principal import Principal

__all__ = ["issue_reset", "router"]

router = APIRouter(prefix="/api/v1", tags=["identity"], route_class=CommandRoute)
Keeper = Annotated[Principal, Depends(may("members.manage"))]
Promoter = Annotated[Principal, Depends(may("roles.manage"))]


class Wanted(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    email: str = Field(max_length=254)
    role: str = Field(max_length=100)


class NewRole(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    role: str = Field(max_length=100)


@router.get("/members")
@answers(shape.MemberList)
async def list_members(app: Application, principal: Promoter) -> dict[str, Any]:
    """Who belongs to the tenant, in which role."""
    found = await app.db.read(partial(memberships.list_members, tenant=principal.tenant), tenant=principal.tenant)
    return {"items": [_member(one) for one in found]}


@router.post("/members/{person_id}/role")
@answers(shape.Member)
async def change_role(person_id: str, wanted: NewRole, app: Application, principal: Promoter) -> dict[str, Any]:
    """Give a member another role. Nobody changes their own, and the last administrator stays one."""
    unit = partial(
        memberships.change_role, tenant=principal.tenant, person_id=person_id, role=wanted.role, by=principal
    )
    return _member(await app.db.run(unit, tenant=principal.tenant))


@router.post("/members/{person_id}/disable")
@answers(shape.Member)
async def disable_member(person_id: str, app: Application, principal: Keeper) -> dict[str, Any]:
    """Shut a member out of this tenant at once, until somebody lets them in again."""
    return _member(await _set_disabled(app, principal, person_id, disabled=True))


@router.post("/members/{person_id}/enable")
@answers(shape.Member)
async def enable_member(person_id: str, app: Application, principal: Keeper) -> dict[str, Any]:
    return _member(await _set_disabled(app, principal, person_id, disabled=False))


@router.post("/members/{person_id}/remove")
@answers(shape.RemovedMember)
async def remove_member(person_id: str, app: Application, principal: Keeper) -> dict[str, Any]:
    """End a membership; sessions in this tenant and tokens of the member end with it."""
    unit = partial(memberships.remove, tenant=principal.tenant, person_id=person_id, by=principal)
    return {"person_id": (await app.db.run(unit, tenant=principal.tenant)).person_id, "removed": True}


@router.post("/members/{person_id}/reset", status_code=201)
@answers(shape.PasswordReset)
async def reset_member(person_id: str, request: Request, app: Application, principal: Keeper) -> dict[str, Any]:
    """A link by which the member sets another password, shown this once and good for a day. For a member who is known
    in another tenant too, only who looks after people everywhere makes one."""
    unit = partial(memberships.read, tenant=principal.tenant, person_id=person_id)
    await app.db.read(unit, tenant=principal.tenant)
    return await issue_reset(request, app, principal, person_id)


@router.get("/invitations")
@answers(shape.InvitationList)
async def list_invitations(app: Application, principal: Keeper) -> dict[str, Any]:
    """Those that are open."""
    unit = partial(invitations.list_invitations, tenant=principal.tenant)
    return {"items": [_invitation(one) for one in await app.db.read(unit, tenant=principal.tenant)]}


@router.post("/invitations", status_code=201)
@answers(shape.Invited)
async def invite(wanted: Wanted, request: Request, app: Application, principal: Keeper) -> dict[str, Any]:
    """Invite a person; `link` is shown this once and good for a week. An earlier one for the address ends."""
    unit = partial(
        invitations.invite, tenant=principal.tenant, email=wanted.email, role=wanted.role, by=principal
    )  # fmt: skip
    made = await app.db.run(unit, tenant=principal.tenant)
    return _invitation(made.invitation) | {"link": f"{public_address(request, app)}/invitation#{made.secret}"}


@router.post("/invitations/{invitation_id}/revoke")
@answers(shape.Invitation)
async def revoke_invitation(invitation_id: str, app: Application, principal: Keeper) -> dict[str, Any]:
    """The link is good for nothing from now on."""
    unit = partial(invitations.revoke, tenant=principal.tenant, invitation_id=invitation_id, by=principal)
    return _invitation(await app.db.run(unit, tenant=principal.tenant))


async def issue_reset(request: Request, app: Application, principal: Principal, person_id: str) -> dict[str, Any]:
    """The audit log of who issues it says so before there is one."""

    def stated(connection: Connection) -> None:
        entry = AuditEntry(actor=principal.actor, action="password.reset_issued", resource=f"person:{person_id}")
        log.append(connection, principal.tenant, entry)

    check = partial(resets.check_may_reset, person_id=person_id, by=principal)
    await app.db.read(check, tenant=DISPATCHER)
    await app.db.run(stated, tenant=principal.tenant)
    made = await app.db.run(partial(resets.issue, person_id=person_id, by=principal), tenant=DISPATCHER)
    ends = clock.format_ns(clock.now_ns() + resets.LIFE_NS)
    return {"person_id": person_id, "link": f"{public_address(request, app)}/reset#{made.secret}", "expires_at": ends}


async def _set_disabled(app: Application, principal: Principal, person_id: str, *, disabled: bool) -> Member:
    unit = partial(
        memberships.set_disabled, tenant=principal.tenant, person_id=person_id, disabled=disabled, by=principal
    )
    return await app.db.run(unit, tenant=principal.tenant)


def _member(one: Member) -> dict[str, Any]:
    return asdict(one) | {name: clock.format_ns(getattr(one, name)) for name in ("created_at", "changed_at")}


def _invitation(one: Invitation) -> dict[str, Any]:
    times = {name: clock.format_ns(getattr(one, name)) for name in ("created_at", "expires_at")}
    shown = ("invitation_id", "email", "role", "invited_by")
    return {name: getattr(one, name) for name in shown} | times | {"state": one.state(clock.now_ns())}
