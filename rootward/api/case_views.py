"""Views over HTTP: filters and an order of the case list under a name, one's own or shared with the tenant."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from rootward.api.access import Application, may
from rootward.api.answers import cases as shape
from rootward.api.commands import CommandRoute
from rootward.api.described import answers
from rootward.cases import views
from rootward.cases.model import CaseKind, CaseState
from rootward.cases.read import Sort
from rootward.events.model import Severity
from rootward.kit import clock
from rootward.kit.redact import redact_text
from rootward.tenancy.principal import Principal

__all__ = ["Wanted", "router"]

router = APIRouter(prefix="/api/v1/case-views", tags=["cases"], route_class=CommandRoute)
Reader = Annotated[Principal, Depends(may("cases.read"))]
Name = Annotated[str, AfterValidator(redact_text), Field(max_length=400)]


class Wanted(BaseModel):
    """The filters and the order of `GET /api/v1/cases`, by its own names; what is left out does not filter."""

    model_config = ConfigDict(extra="forbid", strict=True)
    state: list[CaseState] = Field(default_factory=list, max_length=20)
    severity: list[Severity] = Field(default_factory=list, max_length=20)
    kind: list[CaseKind] = Field(default_factory=list, max_length=20)
    entity: str = Field(default="", max_length=300)
    text: str = Field(default="", max_length=300)
    assigned_to: str = Field(default="", max_length=200)  # a person; me; - for nobody
    cause: list[Annotated[str, Field(max_length=100)]] = Field(default_factory=list, max_length=20)
    source: list[Annotated[str, Field(max_length=100)]] = Field(default_factory=list, max_length=20)
    team: list[Annotated[str, Field(max_length=300)]] = Field(default_factory=list, max_length=20)  # group:payments
    active: bool = False
    sort: Sort = "newest"


class New(BaseModel):
    """`shared` with everybody of the tenant who may see cases."""

    model_config = ConfigDict(extra="forbid", strict=True)
    name: Name
    wanted: Wanted
    shared: bool = False


class Change(BaseModel):
    """What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid", strict=True)
    name: Name | None = None
    wanted: Wanted | None = None


@router.get("")
@answers(shape.CaseViewList)
async def list_views(app: Application, principal: Reader) -> dict[str, Any]:
    """Shared ones and your own, by name."""
    found = await app.db.read(partial(views.listed, tenant=principal.tenant, by=principal), tenant=principal.tenant)
    return {"items": [_shown(view) for view in found]}


@router.post("", status_code=201)
@answers(shape.CaseView)
async def create_view(given: New, app: Application, principal: Reader) -> dict[str, Any]:
    """Keep filters under a name; sharing them needs `cases.write`."""
    unit = partial(
        views.create, tenant=principal.tenant, name=given.name, wanted=_kept(given.wanted), shared=given.shared,
        by=principal,
    )  # fmt: skip
    return _shown(await app.db.run(unit, tenant=principal.tenant))


@router.patch("/{view_id}")
@answers(shape.CaseView)
async def change_view(view_id: str, given: Change, app: Application, principal: Reader) -> dict[str, Any]:
    """Rename it, or keep other filters under its name; a shared one by who made it or who may change settings."""
    wanted = None if given.wanted is None else _kept(given.wanted)
    unit = partial(views.change, tenant=principal.tenant, view_id=view_id, name=given.name, wanted=wanted, by=principal)
    return _shown(await app.db.run(unit, tenant=principal.tenant))


@router.delete("/{view_id}")
@answers(shape.CaseView)
async def delete_view(view_id: str, app: Application, principal: Reader) -> dict[str, Any]:
    unit = partial(views.delete, tenant=principal.tenant, view_id=view_id, by=principal)
    return _shown(await app.db.run(unit, tenant=principal.tenant))


def _kept(wanted: Wanted) -> dict[str, Any]:
    """Only what filters: a filter that comes later is not part of it."""
    return wanted.model_dump(mode="json", exclude_defaults=True)


def _shown(view: views.View) -> dict[str, Any]:
    times = {name: clock.format_ns(getattr(view, name)) for name in ("created_at", "updated_at")}
    return asdict(view) | times
