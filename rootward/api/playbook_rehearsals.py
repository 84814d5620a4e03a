"""Rehearsals of a playbook over HTTP: what each step would do, and what the gate would say; nothing is done."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from rootward.api.access import Application, may
from rootward.api.answers import playbooks as shape
from rootward.api.commands import CommandRoute
from rootward.api.described import answers
from rootward.api.rehearsals import shown_rehearsal
from rootward.app import App
from rootward.cases import read
from rootward.cases.model import Case
from rootward.errors import NotFound
from rootward.kit.db import Connection
from rootward.playbooks.rehearse import Planned, plan
from rootward.playbooks.rights import on_behalf_of
from rootward.tenancy.principal import Principal
from rootward.tools.rehearse import rehearse

__all__ = ["router"]

router = APIRouter(prefix="/api/v1/playbooks", tags=["playbooks"], route_class=CommandRoute)
Runner = Annotated[Principal, Depends(may("playbooks.run"))]
_MOST_CALLS = 20
"""Calls of one playbook that are tried; a dry run may ask the outside."""


class Wanted(BaseModel):
    """For which case, and what a person would say at the start."""

    model_config = ConfigDict(extra="forbid", strict=True)
    case: str = Field(max_length=100)
    inputs: dict[str, Any] = Field(default_factory=dict, max_length=100)


@router.post("/{name}/rehearse")
@answers(shape.RehearsedPlaybook)
async def rehearse_playbook(name: str, wanted: Wanted, app: Application, principal: Runner) -> dict[str, Any]:
    """Go through the steps as things stand: every call is made ready, tried where its tool has a dry run, and shown to
    the gate; nothing is done or asked for."""
    pack = await app.pack_of(principal.tenant)
    playbook = next((one for one in pack.playbooks if one.name == name), None)
    if playbook is None:
        raise NotFound(f"there is no playbook {name!r}", field="playbook", value=name)

    def unit(connection: Connection) -> tuple[Case, tuple[Planned, ...]]:
        case = read.get(connection, principal.tenant, wanted.case)
        spec_of = partial(app.requests.spec, connection, principal.tenant)
        return case, plan(
            connection, principal.tenant, case.case_id, playbook, pack, inputs=wanted.inputs,
            requester=on_behalf_of(principal), spec_of=spec_of,
        )  # fmt: skip

    case, steps = await app.db.read(unit, tenant=principal.tenant)
    return {"playbook": playbook.name, "case": case.number, "steps": await _tried(app, steps)}


async def _tried(app: App, steps: tuple[Planned, ...]) -> list[dict[str, Any]]:
    tried, left = [], _MOST_CALLS
    for one in steps:
        call = None
        if one.action is not None and left > 0:
            left -= 1
            call = shown_rehearsal(one.action, await rehearse(app.db, app.ports, app.outside, one.action))
        tried.append(
            {"order": one.order, "name": one.name, "action": one.kind, "outlook": one.outlook, "says": one.says,
             "call": call}
        )  # fmt: skip
    return tried
