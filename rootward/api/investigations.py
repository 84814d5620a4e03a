"""Investigations over HTTP: ask, list, read, follow."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from rootward.agents.contract import Scope
from rootward.api.access import Application, may
from rootward.api.answers import investigations as shape
from rootward.api.cases import Clean
from rootward.api.commands import CommandRoute
from rootward.api.described import Text, answers
from rootward.api.ids import full_id
from rootward.api.times import moment
from rootward.app import App
from rootward.errors import BadInput, Denied
from rootward.governance import quotas
from rootward.governance.budget_room import OverBudget
from rootward.investigations import ask, progress, read
from rootward.investigations.scope import Known
from rootward.kit import clock
from rootward.kit.db import Connection
from rootward.runs.calls import calls_of, steps_of
from rootward.schema import investigations
from rootward.tenancy import changes
from rootward.tenancy.principal import Principal

__all__ = ["router"]

router = APIRouter(prefix="/api/v1", tags=["investigations"], route_class=CommandRoute)
Reader = Annotated[Principal, Depends(may("investigations.read"))]
Asker = Annotated[Principal, Depends(may("investigations.run"))]
_POLL_S = 0.3
_LOOK_S = 0.05
_ENDED = ("done", "error")


class TimeWindow(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    start: str = Field(max_length=40)
    end: str = Field(max_length=40)


class Question(BaseModel):
    """What to investigate: a query in words, narrowed by whatever is known; or a case."""

    model_config = ConfigDict(extra="forbid", strict=True)
    query: Clean = Field(default="", max_length=4000)
    tenant_id: str = Field(default="", max_length=200)
    service: Clean = Field(default="", max_length=200)
    time_window: TimeWindow | None = None
    pivot_event_id: str = Field(default="", max_length=100)
    correlation_ids: list[Annotated[str, Field(max_length=500)]] = Field(default_factory=list, max_length=100)
    case_id: str = Field(default="", max_length=100)
    as_of: int | None = Field(default=None, ge=0, lt=2**63)
    onset: str | None = Field(default=None, max_length=40, description="when it began; nothing is estimated then")
    detected_at: str | None = Field(default=None, max_length=40, description="when it was noticed")
    baseline: list[TimeWindow] = Field(
        default_factory=list, max_length=100,
        description="times of normal operation to compare with, instead of what came before",
    )  # fmt: skip
    exclude: list[TimeWindow] = Field(
        default_factory=list, max_length=1000, description="times of other incidents, which are not normal"
    )


@router.post("/investigate", status_code=202)
@answers(shape.Asked, shape.Investigation, also={200: (shape.Investigated, shape.Investigation)})
async def investigate(
    question: Question, app: Application, principal: Asker, wait: Annotated[float, Query(ge=0, le=600)] = 0
) -> JSONResponse:
    """Queue an investigation. `wait` seconds: answer 200 with the report when it is done by then, else 202."""
    if question.tenant_id and question.tenant_id != principal.tenant:
        raise Denied(
            f"tenant_id {question.tenant_id!r} is not the tenant of this caller", field="tenant_id",
            value=question.tenant_id,
        )  # fmt: skip
    pack = await app.pack_of(principal.tenant)
    asked = partial(
        ask.ask, tenant=principal.tenant, case_ref=question.case_id, scope=_scope(question, principal),
        by=principal.id, pins=app.pins_of(pack), bus=app.bus, as_of=question.as_of, known=_known(question),
    )  # fmt: skip
    try:
        investigation_id, case_id = await app.db.run(asked, tenant=principal.tenant)
    except OverBudget as error:  # what it wrote is undone, and that it was refused must stay
        refused = partial(quotas.refused, tenant=principal.tenant, error=error, case_id=None, by=principal.actor)
        await app.db.run(refused, tenant=principal.tenant)
        raise
    answer = {"investigation_id": investigation_id, "case_id": case_id, "status": "queued"}
    if wait:
        row = await _until_ended(app, principal.tenant, investigation_id, wait)
        shown = _shown(row)
        if row["report_id"]:
            unit = partial(read.read_report, tenant=principal.tenant, report_id=row["report_id"])
            shown["report"] = (await app.db.read(unit, tenant=principal.tenant)).content
        return JSONResponse(shown, status_code=200 if row["status"] in _ENDED else 202)
    return JSONResponse(answer, status_code=202, headers={"Location": f"/api/v1/investigations/{investigation_id}"})


@router.get("/investigations")
@answers(shape.InvestigationPage)
async def list_investigations(
    app: Application, principal: Reader, case_id: str = "", limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: str = "",
) -> dict[str, Any]:  # fmt: skip
    unit = partial(read.list_investigations, tenant=principal.tenant, case_id=case_id, limit=limit, after=after)
    rows = await app.db.read(unit, tenant=principal.tenant)
    cursor = rows[-1]["investigation_id"] if len(rows) == limit else None
    return {"items": [_shown(row) for row in rows], "next": cursor}


@router.get("/investigations/{investigation_id}")
@answers(shape.InvestigationRead)
async def get_investigation(investigation_id: str, app: Application, principal: Reader) -> dict[str, Any]:
    """Its state and plan, its recorded steps and tool calls, and what each agent answered."""
    row = await _named(app, principal.tenant, investigation_id)

    def unit(connection: Connection) -> dict[str, Any]:
        run: dict[str, str] = {"tenant": principal.tenant, "run_id": row["run_id"]}
        return {
            "steps": [_timed(step) for step in steps_of(connection, **run)],
            "tool_calls": [_timed(call) for call in calls_of(connection, **run)],
            "results": read.agent_results(connection, **run),
        }

    return _shown(row) | await app.db.read(unit, tenant=principal.tenant)


@router.get("/investigations/{investigation_id}/stream")
@answers(Text("text/event-stream", shape.InvestigationStep))
async def stream(
    investigation_id: str, request: Request, app: Application, principal: Reader,
    last_event_id: Annotated[int | None, Header()] = None,
) -> StreamingResponse:  # fmt: skip
    """Server-sent events: `snapshot` first (or what was missed since `Last-Event-ID`), then `progress`, and one `end`
    after which the client closes."""
    row = await _named(app, principal.tenant, investigation_id)
    feed = _feed(app, principal.tenant, dict(row), last_event_id, request)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(feed, media_type="text/event-stream", headers=headers)


def _scope(question: Question, principal: Principal) -> Scope | None:
    if question.time_window is None:
        return None
    start = moment(question.time_window.start, "time_window.start") or 0
    end = moment(question.time_window.end, "time_window.end") or 0
    if start >= end:
        raise BadInput("time_window.start is not before time_window.end", field="time_window.start")
    return Scope(
        tenant=principal.tenant, start=start, end=end, service=question.service,
        pivot_event_id=question.pivot_event_id, correlation_ids=tuple(question.correlation_ids), query=question.query,
    )  # fmt: skip


def _known(question: Question) -> Known | None:
    """None when nothing beside the time window is said."""
    known = Known(
        onset=moment(question.onset, "onset"),
        detected=moment(question.detected_at, "detected_at"),
        baseline=tuple(_window(item, "baseline") for item in question.baseline),
        exclude=tuple(_window(item, "exclude") for item in question.exclude),
    )
    return None if known == Known() else known


def _window(given: TimeWindow, field: str) -> tuple[int, int]:
    return moment(given.start, f"{field}.start") or 0, moment(given.end, f"{field}.end") or 0


async def _named(app: App, tenant: str, given: str) -> Any:
    column = investigations.c.investigation_id
    return await _row(app, tenant, await full_id(app, tenant, column, given, "inv_"))


async def _row(app: App, tenant: str, investigation_id: str) -> Any:
    return await app.db.read(
        partial(read.read_investigation, tenant=tenant, investigation_id=investigation_id), tenant=tenant
    )


async def _until_ended(app: App, tenant: str, investigation_id: str, seconds: float) -> Any:
    deadline = clock.monotonic() + seconds
    while True:
        row = await _row(app, tenant, investigation_id)
        if row["status"] in _ENDED or clock.monotonic() > deadline:
            return row
        await asyncio.sleep(_LOOK_S)


async def _feed(
    app: App, tenant: str, row: dict[str, Any], last_id: int | None, request: Request
) -> AsyncIterator[bytes]:
    """Frames of the stream, `end` being the last; a comment every 15 s keeps proxies from closing it."""
    investigation_id = row["investigation_id"]
    offset = await app.db.read(partial(changes.current, tenant=tenant), tenant=tenant)
    if last_id is None or not 0 <= last_id <= offset:
        row = dict(await _row(app, tenant, investigation_id))
        snapshot = {name: row[name] for name in ("status", "step", "pct", "message", "report_id")}
        yield _frame(offset, "snapshot", snapshot)
    else:
        offset = last_id
    quiet_since = clock.monotonic()
    while not await request.is_disconnected():
        is_over = (await _row(app, tenant, investigation_id))["status"] in _ENDED  # before the changes are read
        since = partial(changes.since, tenant=tenant, after=offset, kinds=(progress.CHANGE_KIND,), ref=investigation_id)
        for change in await app.db.read(since, tenant=tenant):
            offset, quiet_since = change.seq, clock.monotonic()
            yield _frame(change.seq, "progress", change.body)
        if is_over:
            row = dict(await _row(app, tenant, investigation_id))
            yield _frame(offset, "end", {name: row[name] for name in ("status", "report_id", "error_message")})
            return
        if clock.monotonic() - quiet_since > 15:
            quiet_since = clock.monotonic()
            yield b": still here\n\n"
        await asyncio.sleep(_POLL_S)


def _frame(seq: int, event: str, body: object) -> bytes:
    return f"id: {seq}\nevent: {event}\ndata: ".encode() + msgspec.json.encode(body) + b"\n\n"


def _shown(row: Any) -> dict[str, Any]:
    shown = {
        name: row[name]
        for name in ("investigation_id", "case_id", "run_id", "attempt", "status", "step", "pct", "message", "scope",
                     "plan", "pins", "requested_by", "report_id", "error_message")
    }  # fmt: skip
    return shown | _timed({name: row[name] for name in ("created_at", "started_at", "ended_at")})


def _timed(values: dict[str, Any]) -> dict[str, Any]:
    """The same with its times as RFC 3339."""
    times = {name: values[name] for name in ("created_at", "started_at", "ended_at") if name in values}
    return values | {name: None if ns is None else clock.format_ns(ns) for name, ns in times.items()}
