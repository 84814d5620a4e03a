"""Playbooks over HTTP: what there is, what fits a case; runs started, followed, paused and ended."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from rootward.api.access import Application, may
from rootward.api.answers import playbooks as shape
from rootward.api.cases import Clean
from rootward.api.commands import CommandRoute
from rootward.api.described import answers
from rootward.api.ids import full_id
from rootward.app import App
from rootward.cases import read
from rootward.errors import BadInput, Conflict, NotFound
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.packs.playbook_model import Playbook
from rootward.playbooks import control, propose, store
from rootward.playbooks.matches import matches, standing
from rootward.playbooks.outward import shown_fit, shown_playbook, shown_run, shown_standing
from rootward.playbooks.store import STATES, PlaybookRun
from rootward.schema import playbook_runs
from rootward.tenancy.principal import Principal

__all__ = ["router"]

router = APIRouter(prefix="/api/v1", tags=["playbooks"], route_class=CommandRoute)
Declared = Annotated[Principal, Depends(may("packs.read"))]
Reader = Annotated[Principal, Depends(may("cases.read"))]
Runner = Annotated[Principal, Depends(may("playbooks.run"))]
Order = Annotated[int, Path(ge=1, le=10_000)]


class Start(BaseModel):
    """Which playbook for which case; without a playbook the one that is proposed, or fits best."""

    model_config = ConfigDict(extra="forbid", strict=True)
    case: str = Field(max_length=100)
    playbook: str = Field(default="", max_length=200)
    inputs: dict[str, Any] = Field(default_factory=dict, max_length=100)


class Inputs(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    inputs: dict[str, Any] = Field(default_factory=dict, max_length=100)


class Why(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    reason: Clean = Field(default="", max_length=1000)


class StepDone(BaseModel):
    """What a person says of the step that waits for one."""

    model_config = ConfigDict(extra="forbid", strict=True)
    notes: Clean = Field(default="", max_length=2000)
    failed: bool = False


@router.get("/playbooks")
@answers(shape.PlaybookList)
async def list_playbooks(app: Application, principal: Declared) -> dict[str, Any]:
    """Every playbook of the active packs."""
    pack = await app.pack_of(principal.tenant)
    return {"items": [shown_playbook(one) for one in pack.playbooks], "next": None}


@router.get("/playbooks/match")
@answers(shape.MatchList)
async def match_playbooks(app: Application, principal: Reader, case: Annotated[str, Query(max_length=100)]) -> Any:
    """Every playbook with the reasons for and against it for a case, the best first."""
    pack = await app.pack_of(principal.tenant)

    def unit(connection: Connection) -> propose.Candidates:
        found = read.get(connection, principal.tenant, case)
        return propose.candidates(connection, principal.tenant, found.case_id, pack)

    found = await app.db.read(unit, tenant=principal.tenant)
    best = found.best
    return {
        "case": found.known.case.number, "signature": found.known.signature,
        "proposes": best.playbook.name if best else None, "items": propose.shown(found.judged), "next": None,
    }  # fmt: skip


@router.get("/playbooks/{name}")
@answers(shape.Playbook)
async def get_playbook(name: str, app: Application, principal: Declared) -> dict[str, Any]:
    return shown_playbook(_declared((await app.pack_of(principal.tenant)).playbooks, name))


@router.get("/playbooks/{name}/matches")
@answers(shape.PlaybookCasePage)
async def list_cases_of_playbook(
    name: str, app: Application, principal: Reader, limit: Annotated[int, Query(ge=1, le=50)] = 20, after: str = ""
) -> dict[str, Any]:
    """The newest cases that are not over: whether the playbook fits each of them now, and why or why not."""
    pack = await app.pack_of(principal.tenant)
    declared = _declared(pack.playbooks, name)
    unit = partial(matches, tenant=principal.tenant, pack=pack, name=declared.name, limit=limit, cursor=after)
    found = await app.db.read(unit, tenant=principal.tenant)
    return {"items": [shown_fit(one) for one in found.items], "next": found.next_cursor or None}


@router.get("/playbooks/{name}/standing")
@answers(shape.PlaybookStanding)
async def get_standing(name: str, app: Application, principal: Reader) -> dict[str, Any]:
    """What came of its runs, and for which faults it is not proposed again."""
    pack = await app.pack_of(principal.tenant)
    declared = _declared(pack.playbooks, name)
    unit = partial(standing, tenant=principal.tenant, pack=pack, name=declared.name)
    return shown_standing(declared.name, await app.db.read(unit, tenant=principal.tenant))


@router.get("/playbook-runs")
@answers(shape.PlaybookRunPage)
async def list_runs(
    app: Application, principal: Reader, case: Annotated[str, Query(max_length=100)] = "",
    playbook: Annotated[str, Query(max_length=200)] = "",
    state: Annotated[list[str] | None, Query()] = None, limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: str = "",
) -> dict[str, Any]:  # fmt: skip
    """The newest first."""
    wrong = [word for word in state or () if word not in STATES]
    if wrong:
        raise BadInput(f"there is no state {wrong[0]!r}; there are {', '.join(STATES)}", field="state", value=wrong[0])

    def unit(connection: Connection) -> list[PlaybookRun]:
        case_id = read.get(connection, principal.tenant, case).case_id if case else ""
        return store.find(
            connection, principal.tenant, case_id=case_id, playbook=playbook, states=tuple(state or ()), limit=limit,
            after=after,
        )  # fmt: skip

    found = await app.db.read(unit, tenant=principal.tenant)
    cursor = found[-1].playbook_run_id if len(found) == limit else None
    return {"items": [shown_run(run) for run in found], "next": cursor}


@router.post("/playbook-runs", status_code=202)
@answers(shape.PlaybookRun)
async def start_playbook(asked: Start, app: Application, principal: Runner) -> dict[str, Any]:
    """Start a playbook for a case. What its steps do outside is asked of the gate, one by one."""
    pack = await app.pack_of(principal.tenant)
    tenant = principal.tenant

    def unit(connection: Connection) -> PlaybookRun:
        case = read.get(connection, tenant, asked.case)
        if asked.playbook:
            declared = _declared(pack.playbooks, asked.playbook)
            run: PlaybookRun | None = propose.take(connection, tenant, case.case_id, declared, pack, by=principal)
        else:
            run, _ = propose.recalculate(connection, tenant, case.case_id, pack, by=principal)
        if run is None:
            raise Conflict(f"no playbook fits {case.number}: name one", case=case.case_id)
        return _start(connection, app, run, principal, pack, asked.inputs)

    return shown_run(await app.db.run(unit, tenant=tenant))


@router.get("/playbook-runs/{playbook_run_id}")
@answers(shape.PlaybookRunRead)
async def get_run(playbook_run_id: str, app: Application, principal: Reader) -> dict[str, Any]:
    """A run with its steps, why it was chosen, and what was measured after it."""
    wanted = await _id(app, principal.tenant, playbook_run_id)
    run = await app.db.read(
        partial(store.read, tenant=principal.tenant, playbook_run_id=wanted), tenant=principal.tenant
    )
    case = await app.db.read(partial(read.by_id, tenant=principal.tenant, case_id=run.case_id), tenant=principal.tenant)
    return shown_run(run, case)


@router.post("/playbook-runs/{playbook_run_id}/start", status_code=202)
@answers(shape.PlaybookRun)
async def start_run(playbook_run_id: str, given: Inputs, app: Application, principal: Runner) -> dict[str, Any]:
    """Start what is proposed."""
    wanted, pack = await _id(app, principal.tenant, playbook_run_id), await app.pack_of(principal.tenant)

    def unit(connection: Connection) -> PlaybookRun:
        run = store.read(connection, principal.tenant, wanted)
        return _start(connection, app, run, principal, pack, given.inputs)

    return shown_run(await app.db.run(unit, tenant=principal.tenant))


@router.post("/playbook-runs/{playbook_run_id}/pause")
@answers(shape.PlaybookRun)
async def pause_run(playbook_run_id: str, app: Application, principal: Runner) -> dict[str, Any]:
    """No further step begins."""
    return await _change(app, principal, playbook_run_id, control.pause)


@router.post("/playbook-runs/{playbook_run_id}/resume", status_code=202)
@answers(shape.PlaybookRun)
async def resume_run(playbook_run_id: str, app: Application, principal: Runner) -> dict[str, Any]:
    """Go on where it was paused."""
    return await _change(app, principal, playbook_run_id, partial(control.resume, bus=app.bus))


@router.post("/playbook-runs/{playbook_run_id}/stop")
@answers(shape.PlaybookRun)
async def stop_run(playbook_run_id: str, why: Why, app: Application, principal: Runner) -> dict[str, Any]:
    """End it; what it has asked for and has not begun is given up."""
    verb = partial(control.stop, reason=why.reason, requests=app.requests)
    return await _change(app, principal, playbook_run_id, verb)


@router.post("/playbook-runs/{playbook_run_id}/steps/{order}/complete", status_code=202)
@answers(shape.PlaybookRun)
async def complete_step(
    playbook_run_id: str, order: Order, said: StepDone, app: Application, principal: Runner
) -> dict[str, Any]:
    """Say that the step which waits for a person is done, or that it cannot be."""
    verb = partial(control.complete, order=order, bus=app.bus, notes=said.notes, failed=said.failed)
    return await _change(app, principal, playbook_run_id, verb)


def _start(
    connection: Connection, app: App, run: PlaybookRun, principal: Principal, pack: Any, inputs: dict[str, JSON]
) -> PlaybookRun:
    return control.start(
        connection, principal.tenant, run.playbook_run_id, pack, by=principal, bus=app.bus, requests=app.requests,
        inputs=inputs,
    )  # fmt: skip


async def _change(app: App, principal: Principal, playbook_run_id: str, verb: Any) -> dict[str, Any]:
    wanted = await _id(app, principal.tenant, playbook_run_id)
    unit = partial(verb, tenant=principal.tenant, playbook_run_id=wanted, by=principal)
    return shown_run(cast(PlaybookRun, await app.db.run(unit, tenant=principal.tenant)))


async def _id(app: App, tenant: str, given: str) -> str:
    return await full_id(app, tenant, playbook_runs.c.playbook_run_id, given, "pbr_")


def _declared(playbooks: tuple[Playbook, ...], name: str) -> Playbook:
    found = next((one for one in playbooks if one.name == name), None)
    if found is None:
        raise NotFound(f"there is no playbook {name!r}", field="playbook", value=name)
    return found
