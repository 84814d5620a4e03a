"""Investigations over HTTP: ask, follow, read the report, check its citations."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from rootward.agents.contract import Scope
from rootward.api.access import Application, may
from rootward.app import App
from rootward.errors import BadInput, Denied
from rootward.evidence import store as evidence_store
from rootward.evidence.recheck import recheck
from rootward.investigations import ask, progress, read
from rootward.investigations.render import as_markdown
from rootward.kit import clock
from rootward.runs.calls import calls_of, steps_of
from rootward.tenancy import changes
from rootward.tenancy.principal import Principal

__all__ = ["router"]

router = APIRouter(prefix="/api/v1", tags=["investigations"])
Reader = Annotated[Principal, Depends(may("reports.read"))]
Asker = Annotated[Principal, Depends(may("investigations.run"))]
_POLL_S = 0.3
_ENDED = ("done", "error")


class TimeWindow(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    start: str
    end: str


class Question(BaseModel):
    """What to investigate: a query in words, narrowed by whatever is known; or a case."""

    model_config = ConfigDict(extra="forbid", strict=True)
    query: str = Field(default="", max_length=4000)
    tenant_id: str = ""
    service: str = Field(default="", max_length=200)
    time_window: TimeWindow | None = None
    pivot_event_id: str = ""
    correlation_ids: list[str] = Field(default_factory=list, max_length=100)
    case_id: str = ""
    as_of: int | None = None


@router.post("/investigate", status_code=202)
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
        by=principal.id, pins=app.pins_of(pack), bus=app.bus, as_of=question.as_of,
    )  # fmt: skip
    investigation_id, case_id = await app.db.run(asked, tenant=principal.tenant)
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
async def list_investigations(
    app: Application, principal: Reader, case_id: str = "", limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: str = "",
) -> dict[str, Any]:  # fmt: skip
    unit = partial(read.list_investigations, tenant=principal.tenant, case_id=case_id, limit=limit, after=after)
    rows = await app.db.read(unit, tenant=principal.tenant)
    cursor = rows[-1]["investigation_id"] if len(rows) == limit else None
    return {"items": [_shown(row) for row in rows], "next": cursor}


@router.get("/investigations/{investigation_id}")
async def get_investigation(investigation_id: str, app: Application, principal: Reader) -> dict[str, Any]:
    """Its state, plan, recorded steps and tool calls."""
    row = await _row(app, principal.tenant, investigation_id)
    run = partial(steps_of, tenant=principal.tenant, run_id=row["run_id"])
    calls = partial(calls_of, tenant=principal.tenant, run_id=row["run_id"])
    return _shown(row) | {
        "steps": await app.db.read(run, tenant=principal.tenant),
        "tool_calls": await app.db.read(calls, tenant=principal.tenant),
    }


@router.get("/investigations/{investigation_id}/stream")
async def stream(
    investigation_id: str, request: Request, app: Application, principal: Reader,
    last_event_id: Annotated[int | None, Header()] = None,
) -> StreamingResponse:  # fmt: skip
    """Server-sent events: a snapshot first (or what was missed since `Last-Event-ID`), then progress, until it ends."""
    row = await _row(app, principal.tenant, investigation_id)
    feed = _feed(app, principal.tenant, dict(row), last_event_id, request)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(feed, media_type="text/event-stream", headers=headers)


@router.get("/reports/{report_id}")
async def get_report(
    report_id: str, app: Application, principal: Reader, format: Annotated[str, Query()] = "json"
) -> Response:
    """The report's body, byte for byte as it was hashed (`ETag` is its sha256), or as Markdown (`format=md`)."""
    unit = partial(read.read_report, tenant=principal.tenant, report_id=report_id)
    report = await app.db.read(unit, tenant=principal.tenant)
    headers = {"ETag": f'"{report.digest}"', "X-Degraded": str(report.degraded).lower()}
    if format == "md":
        return Response(as_markdown(report.content), media_type="text/markdown; charset=utf-8", headers=headers)
    if format != "json":
        raise BadInput(f"format {format!r} is not known; use json or md", field="format", value=format)
    return Response(report.body, media_type="application/json", headers=headers)


@router.get("/reports/{report_id}/changes")
async def get_report_changes(report_id: str, app: Application, principal: Reader, since: str) -> dict[str, Any]:
    """What this report says differently from the report `since`."""
    older, newer = [
        await app.db.read(partial(read.read_report, tenant=principal.tenant, report_id=name), tenant=principal.tenant)
        for name in (since, report_id)
    ]
    return read.compare(older.content, newer.content)


@router.post("/reports/{report_id}/verify")
async def verify_report(report_id: str, app: Application, principal: Reader) -> dict[str, Any]:
    """Run the query of every citation again and say which still hold."""
    unit = partial(read.read_report, tenant=principal.tenant, report_id=report_id)
    report = await app.db.read(unit, tenant=principal.tenant)
    cited = [str(item["evidence_id"]) for item in report.content["evidence"]]  # type: ignore[index,union-attr,call-overload]
    find = partial(evidence_store.find, tenant=principal.tenant, evidence_ids=cited)
    items = await app.db.read(find, tenant=principal.tenant)

    async def call(tool: str, arguments: Any) -> Any:
        return (await app.gateway.call(tool, arguments, tenant=principal.tenant))[0]

    checks = [msgspec.to_builtins(await recheck(item, call)) for item in items]
    missing = sorted(set(cited) - {item.evidence_id for item in items})
    holding = sum(1 for check in checks if check["verdict"] == "holds")
    return {
        "report_id": report.report_id, "digest": report.digest, "citations": len(cited), "holding": holding,
        "missing": missing, "checks": checks, "all_hold": holding == len(cited),
    }  # fmt: skip


@router.get("/evidence/{evidence_id}")
async def get_evidence(evidence_id: str, app: Application, principal: Reader) -> dict[str, Any]:
    unit = partial(evidence_store.read, tenant=principal.tenant, evidence_id=evidence_id)
    found = await app.db.read(unit, tenant=principal.tenant)
    shown: dict[str, Any] = msgspec.to_builtins(found)
    return {"evidence_id": found.evidence_id, **shown}


def _scope(question: Question, principal: Principal) -> Scope | None:
    if question.time_window is None:
        return None
    moments = {}
    for name in ("start", "end"):
        text = getattr(question.time_window, name)
        try:
            moments[name] = clock.parse_ns(text)
        except ValueError as error:
            field = f"time_window.{name}"
            raise BadInput(f"{field}: {text!r} is not an RFC 3339 time with a zone", field=field, value=text) from error
    if moments["start"] >= moments["end"]:
        raise BadInput("time_window.start is not before time_window.end", field="time_window.start")
    return Scope(
        tenant=principal.tenant, start=moments["start"], end=moments["end"], service=question.service,
        pivot_event_id=question.pivot_event_id, correlation_ids=tuple(question.correlation_ids), query=question.query,
    )  # fmt: skip


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
        await asyncio.sleep(min(_POLL_S, 0.05))


async def _feed(
    app: App, tenant: str, row: dict[str, Any], last_id: int | None, request: Request
) -> AsyncIterator[bytes]:
    """Frames of the stream; a comment every 15 s keeps proxies from closing it."""
    investigation_id, offset = row["investigation_id"], last_id or 0
    if last_id is None:
        unit = partial(changes.current, tenant=tenant)
        offset = await app.db.read(unit, tenant=tenant)
        row = dict(await _row(app, tenant, investigation_id))
        snapshot = {name: row[name] for name in ("status", "step", "pct", "message", "report_id")}
        yield _frame(offset, "snapshot", snapshot)
        if row["status"] in _ENDED:
            return
    quiet_since = clock.monotonic()
    while not await request.is_disconnected():
        since = partial(changes.since, tenant=tenant, after=offset, kinds=(progress.CHANGE_KIND,), ref=investigation_id)
        for change in await app.db.read(since, tenant=tenant):
            offset, quiet_since = change.seq, clock.monotonic()
            yield _frame(change.seq, "progress", change.body)
            if change.body["status"] in _ENDED:
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
                     "pins", "requested_by", "report_id", "error_message")
    }  # fmt: skip
    times = {name: row[name] for name in ("created_at", "started_at", "ended_at")}
    return shown | {name: None if ns is None else clock.format_ns(ns) for name, ns in times.items()}
