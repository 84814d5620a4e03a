"""Budgets and usage over HTTP: what may be used, what is left of it, and what was used."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from rootward.api.access import Application, may
from rootward.api.answers import governance as shape
from rootward.api.commands import CommandRoute
from rootward.api.described import answers
from rootward.app import App
from rootward.errors import BadInput
from rootward.governance import budgets, usage
from rootward.governance.budget_limits import Limits, Unit, change, check_scope, limits_of, period_of
from rootward.governance.budgets import Room
from rootward.governance.usage import Axis, Used
from rootward.kit import clock
from rootward.kit.db import Connection
from rootward.tenancy.principal import Principal

__all__ = ["router"]

router = APIRouter(prefix="/api/v1", tags=["governance"], route_class=CommandRoute)
Reader = Annotated[Principal, Depends(may("budgets.read"))]
Keeper = Annotated[Principal, Depends(may("budgets.manage"))]
_LOOK_BACK = timedelta(days=29)
_LONGEST = timedelta(days=3660)


class NewLimit(BaseModel):
    """`limit` null takes back what the tenant has set, so that the pack's holds again; 0 allows nothing."""

    model_config = ConfigDict(extra="forbid", strict=True)
    scope: str = Field(min_length=1, max_length=300)
    unit: Unit
    limit: float | None = Field(ge=0, le=1e12, allow_inf_nan=False)


class NewLimits(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    limits: list[NewLimit] = Field(min_length=1, max_length=1000)


@router.get("/budgets")
@answers(shape.Budgets)
async def get_budgets(app: Application, principal: Reader, scope: str = "") -> dict[str, Any]:
    """What is left of the tenant's budgets, of its agents' and its tools', or of one `scope` (`case:ID`); and every
    limit with who set it."""
    if scope:
        check_scope(scope)
    return await _shown(app, principal.tenant, scope)


@router.put("/budgets")
@answers(shape.Budgets)
async def put_budgets(wanted: NewLimits, app: Application, principal: Keeper) -> dict[str, Any]:
    """Set limits of one's tenant in the place of the pack's; what is not named stays."""
    given = [(one.scope, one.unit, one.limit) for one in wanted.limits]
    unit = partial(change, tenant=principal.tenant, wanted=given, by=principal)
    await app.db.run(unit, tenant=principal.tenant)
    return await _shown(app, principal.tenant, "")


@router.get("/usage")
@answers(shape.Usage)
async def get_usage(
    app: Application, principal: Reader, since: Annotated[str, Query(alias="from", max_length=40)] = "",
    to: Annotated[str, Query(max_length=40)] = "", by: Axis = "day", limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> dict[str, Any]:  # fmt: skip
    """Calls, failures, seconds, tokens and dollars from one day to another, both included, by day, month, agent, tool
    or case. The last 30 days, when nothing is said."""
    last = _day(to, "to") or clock.now().date()
    first = _day(since, "from") or last - _LOOK_BACK
    if not first <= last <= first + _LONGEST:
        raise BadInput(f"from {first} to {last} is no stretch of at most ten years", field="from", value=str(first))
    begin, end = first.isoformat(), last.isoformat()

    def unit(connection: Connection) -> tuple[list[Used], list[Used]]:
        read = partial(usage.read, connection, principal.tenant, first=begin, last=end)
        return read(by=by, limit=limit), read(by="total")

    items, total = await app.db.read(unit, tenant=principal.tenant)
    return {
        "from": begin, "to": end, "by": by, "items": [_used(one) for one in items],
        "total": _used(total[0] if total else Used()),
    }  # fmt: skip


async def _shown(app: App, tenant: str, scope: str) -> dict[str, Any]:
    pack = await app.pack_of(tenant)

    def unit(connection: Connection) -> tuple[Limits, tuple[Room, ...]]:
        limits, now = limits_of(connection, tenant, pack), clock.now_ns()
        if scope:
            return limits, budgets.room(connection, tenant, [scope], limits, now)
        return limits, budgets.standing(connection, tenant, limits, now)

    limits, rooms = await app.db.read(unit, tenant=tenant)
    return {
        "items": [_room(one) for one in rooms],
        "limits": [
            {"scope": one.scope, "unit": one.unit, "per": period_of(one.scope, one.unit), "limit": one.amount,
             "origin": one.origin}
            for one in limits.listed
        ],
    }  # fmt: skip


def _room(one: Room) -> dict[str, Any]:
    return {
        "scope": one.scope, "unit": one.unit, "per": period_of(one.scope, one.unit), "period": one.period,
        "limit": one.limit, "used": one.spent, "reserved": one.reserved, "left": one.left,
        "frees_at": None if one.frees_at is None else clock.format_ns(one.frees_at),
    }  # fmt: skip


def _used(one: Used) -> dict[str, Any]:
    return {name: getattr(one, name) for name in Used.__slots__}


def _day(text: str, field: str) -> date | None:
    """The day of `2026-11-30` or of a time on it; None for ''. Raises BadInput."""
    if not text:
        return None
    try:
        return date.fromisoformat(text) if len(text) <= 10 else clock.at(clock.parse_ns(text)).date()
    except (ValueError, OverflowError) as error:
        raise BadInput(f"{field} {text!r} is no day such as 2026-11-30", field=field, value=text) from error
