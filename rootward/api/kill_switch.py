"""Kill switches over HTTP: what is stopped, stopping it, and the two halves of letting it go on."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from rootward.api.access import Application, may
from rootward.api.answers import governance as shape
from rootward.api.cases import Clean
from rootward.api.commands import CommandRoute
from rootward.api.described import answers
from rootward.governance import kill_switch
from rootward.governance.kill_switch import GLOBAL, Switch
from rootward.kit import clock
from rootward.kit.db import DISPATCHER
from rootward.tenancy.principal import Principal

__all__ = ["router"]

router = APIRouter(prefix="/api/v1/kill-switches", tags=["governance"], route_class=CommandRoute)
Reader = Annotated[Principal, Depends(may("kill_switch.read"))]
Stopper = Annotated[Principal, Depends(may("kill_switch.use"))]


class Engagement(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    scope: str = Field(min_length=1, max_length=200, description="global, tenant, agent:NAME or tool:NAME")
    reason: Clean = Field(min_length=1, max_length=1000)


class Because(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    reason: Clean = Field(default="", max_length=1000)


@router.get("")
@answers(shape.KillSwitchList)
async def list_kill_switches(app: Application, principal: Reader) -> dict[str, Any]:
    """Every kill switch of the tenant that there ever was, those that are engaged first."""
    found = await app.db.read(partial(kill_switch.known, tenant=principal.tenant), tenant=principal.tenant)
    return {"items": [_shown(one) for one in found], "engaged": sum(one.engaged for one in found)}


@router.post("")
@answers(shape.KillSwitch)
async def engage_kill_switch(wanted: Engagement, app: Application, principal: Stopper) -> dict[str, Any]:
    """Stop effects at once: of the whole installation, one's tenant, an agent or a tool. Waits for no queue."""
    unit = partial(kill_switch.engage, scope=wanted.scope, by=principal, reason=wanted.reason, now=clock.now_ns())
    made = await app.db.run(unit, tenant=DISPATCHER, urgent=True)
    app.switches.forget()
    return _shown(made)


@router.post("/{scope}/lift")
@answers(shape.KillSwitch)
async def lift_kill_switch(scope: str, why: Because, app: Application, principal: Stopper) -> dict[str, Any]:
    """Ask that effects may go on; another person confirms it within an hour."""
    unit = partial(kill_switch.ask_lift, scope=scope, by=principal, reason=why.reason, now=clock.now_ns())
    return _shown(await app.db.run(unit, tenant=principal.tenant))


@router.post("/{scope}/confirm-lift")
@answers(shape.KillSwitch)
async def confirm_lift_of_kill_switch(scope: str, app: Application, principal: Stopper) -> dict[str, Any]:
    """Confirm what somebody else has asked: effects go on."""
    unit = partial(kill_switch.confirm_lift, scope=scope, by=principal, now=clock.now_ns())
    done = await app.db.run(unit, tenant=principal.tenant)
    if scope == GLOBAL:
        await app.db.run(kill_switch.spread, tenant=DISPATCHER)
    app.switches.forget()
    return _shown(done)


def _shown(one: Switch) -> dict[str, Any]:
    times = ("engaged_at", "lift_asked_at", "lifted_at")
    values = asdict(one)
    return values | {name: clock.format_ns(values[name]) if values[name] else None for name in times}
