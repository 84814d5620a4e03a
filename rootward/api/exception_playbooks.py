"""Playbooks of exceptions, at the paths and in the words of exception platforms."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, ConfigDict, Field

from rootward.api.access import Application, may
from rootward.api.answers import playbooks as shape
from rootward.api.cases import Clean
from rootward.api.commands import CommandRoute
from rootward.api.described import answers
from rootward.cases import read
from rootward.cases.model import Case
from rootward.errors import BadInput, Conflict, NotFound
from rootward.kit.db import Connection
from rootward.playbooks import control, propose, store
from rootward.playbooks.outward import platform_answer, platform_status
from rootward.playbooks.store import PlaybookRun
from rootward.schema import case_events, ingest_keys
from rootward.tenancy.principal import Principal

__all__ = ["router"]

router = APIRouter(prefix="/exceptions", tags=["exceptions"], route_class=CommandRoute)
Reader = Annotated[Principal, Depends(may("cases.read"))]
Runner = Annotated[Principal, Depends(may("playbooks.run"))]


class Completion(BaseModel):
    """Who did it is the caller; whom the caller names stands in the note."""

    model_config = ConfigDict(extra="forbid", strict=True)
    actorType: Literal["human", "agent", "system"] = "human"
    actorId: Clean = Field(default="", max_length=200)
    notes: Clean | None = Field(default=None, max_length=2000)


@router.post("/{tenant_id}/{exception_id}/playbook/recalculate", status_code=202)
@answers(shape.PlatformAnswer)
async def recalculate(tenant_id: str, exception_id: str, app: Application, principal: Runner) -> dict[str, Any]:
    """Choose the playbook of an exception anew."""
    pack = await app.pack_of(principal.tenant)

    def unit(connection: Connection) -> tuple[PlaybookRun | None, propose.Candidates]:
        case = _case(connection, principal, tenant_id, exception_id)
        return propose.recalculate(connection, principal.tenant, case.case_id, pack, by=principal)

    run, found = await app.db.run(unit, tenant=principal.tenant)
    if run is None:
        against = "; ".join(f"{one.playbook.name}: {one.blocked or one.summary}" for one in found.judged)
        return platform_answer(exception_id, None, f"No playbook fits. {against}".strip())
    return platform_answer(exception_id, run, f"Selected playbook {run.playbook!r}: {run.why['summary']}")


@router.get("/{tenant_id}/{exception_id}/playbook")
@answers(shape.PlatformStatus)
async def get_playbook(tenant_id: str, exception_id: str, app: Application, principal: Reader) -> dict[str, Any]:
    """The playbook of an exception, and how far each of its steps is."""

    def unit(connection: Connection) -> PlaybookRun | None:
        case = _case(connection, principal, tenant_id, exception_id)
        return _assigned(connection, principal.tenant, case)

    return platform_status(exception_id, await app.db.read(unit, tenant=principal.tenant))


@router.post("/{tenant_id}/{exception_id}/playbook/steps/{step_order}/complete", status_code=202)
@answers(shape.PlatformStatus)
async def complete_step(
    tenant_id: str, exception_id: str, step_order: Annotated[int, Path(ge=1, le=10_000)], said: Completion,
    app: Application, principal: Runner,
) -> dict[str, Any]:  # fmt: skip
    """Say that a step is done; the first one starts the playbook. What the platform does itself it does by then."""
    tenant, pack = principal.tenant, await app.pack_of(principal.tenant)

    def assigned(connection: Connection) -> PlaybookRun:
        case = _case(connection, principal, tenant_id, exception_id)
        run = _assigned(connection, tenant, case)
        if run is None or run.state == "stopped":
            raise BadInput(f"no playbook is assigned to {exception_id}", field="exception_id", value=exception_id)
        if step_order > len(run.declared.steps):
            raise NotFound(f"{run.playbook} has no step {step_order}", field="step_order", value=step_order)
        if run.state == "proposed":
            if step_order != 1:
                raise Conflict(f"step {step_order} of {run.playbook} is not the next one, that is 1", step=step_order)
            run = control.start(
                connection, tenant, run.playbook_run_id, pack, by=principal, bus=app.bus, requests=app.requests
            )
        return run

    def unit(connection: Connection) -> PlaybookRun:
        run = assigned(connection)
        step = run.steps[step_order - 1]
        if step["action"] != "manual" and not step.get("person"):
            return run
        notes = _notes(said, principal)
        return control.complete(
            connection, tenant, run.playbook_run_id, step_order, by=principal, bus=app.bus, notes=notes
        )

    return platform_status(exception_id, await app.db.run(unit, tenant=tenant))


def _notes(said: Completion, principal: Principal) -> str:
    named = f"(for {said.actorType} {said.actorId})" if said.actorId not in ("", principal.id) else ""
    return f"{said.notes or ''} {named}".strip()


def _case(connection: Connection, principal: Principal, tenant_id: str, exception_id: str) -> Case:
    """By the case's number or id, or by the id under which the exception was sent. Raises NotFound."""
    if tenant_id != principal.tenant:
        raise NotFound(f"there is no exception {exception_id!r}", field="exception_id", value=exception_id)
    query = sa.select(ingest_keys.c.ref).where(
        ingest_keys.c.tenant == principal.tenant, ingest_keys.c.ingest_id == exception_id
    )
    event_id = connection.execute(query).scalar()
    if event_id is None:
        return read.get(connection, principal.tenant, exception_id)
    linked = sa.select(case_events.c.case_id).where(
        case_events.c.tenant == principal.tenant, case_events.c.event_id == event_id
    )
    found = connection.execute(linked.order_by(case_events.c.case_id.desc()).limit(1)).scalar()
    if found is None:
        raise NotFound(f"there is no exception {exception_id!r}", field="exception_id", value=exception_id)
    return read.by_id(connection, principal.tenant, found)


def _assigned(connection: Connection, tenant: str, case: Case) -> PlaybookRun | None:
    return store.active_of_case(connection, tenant, case.case_id) or store.newest_of_case(
        connection, tenant, case.case_id
    )
