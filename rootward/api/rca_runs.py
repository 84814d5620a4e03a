"""Root causes of agent runs over HTTP, at the paths and in the words of agent telemetry: ask, read, follow.

An RCA run is an investigation of the run's case, told in other words.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from functools import partial
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Request
from fastapi.responses import StreamingResponse

from rootward.api.access import Application, may
from rootward.api.answers import rca as shape
from rootward.api.commands import CommandRoute
from rootward.api.described import Text, answers
from rootward.app import App
from rootward.errors import NotFound
from rootward.governance import quotas
from rootward.governance.budget_room import OverBudget
from rootward.investigations import progress, read
from rootward.investigations.ask_run import ask_about_run
from rootward.investigations.run_report import run_report
from rootward.kit import clock
from rootward.kit.db import Connection
from rootward.runs.stored import read_run
from rootward.tenancy import changes
from rootward.tenancy.principal import Principal

__all__ = ["router", "shown_progress"]

router = APIRouter(tags=["agent runs"], route_class=CommandRoute)
Reader = Annotated[Principal, Depends(may("investigations.read"))]
Asker = Annotated[Principal, Depends(may("investigations.run"))]
_POLL_S = 0.1
_QUIET_S = 15
_ENDED = ("done", "error")
_STEPS = (
    ("queued", "Queued", 0),
    ("plan", "Starting RCA", 5),
    ("onset", "Collecting evidence", 30),
    ("agent.", "Classifying failure", 55),
    ("synthesize", "Generating report", 85),
    ("done", "RCA complete", 100),
    ("error", "RCA failed", 100),
)
"""Our step (its beginning), and what is done from then on."""


@router.post("/agent-runs/{run_id}/rca-runs", status_code=202)
@answers(shape.RcaAsked)
async def post_rca_run(run_id: str, app: Application, principal: Asker) -> dict[str, str]:
    """Ask why a run failed. Within ten minutes the same question is the same RCA run, unless the run was sent again."""
    pack = await app.pack_of(principal.tenant)
    asked = partial(
        ask_about_run, tenant=principal.tenant, run_id=run_id, by=principal.id, pins=app.pins_of(pack), bus=app.bus,
        pack=pack,
    )  # fmt: skip
    try:
        return {"rca_run_id": await app.db.run(asked, tenant=principal.tenant)}
    except OverBudget as error:  # what it wrote is undone, and that it was refused must stay
        refused = partial(quotas.refused, tenant=principal.tenant, error=error, case_id=None, by=principal.actor)
        await app.db.run(refused, tenant=principal.tenant)
        raise


@router.get("/agent-runs/rca-runs/{rca_run_id}")
@answers(shape.RcaRun)
async def get_rca_run(rca_run_id: str, app: Application, principal: Reader) -> dict[str, Any]:
    """How far an RCA run is, and its report when it is done."""

    def unit(connection: Connection) -> dict[str, Any]:
        row = _named(connection, principal.tenant, rca_run_id)
        return _shown(row) | _report(connection, principal.tenant, row)

    return await app.db.read(unit, tenant=principal.tenant)


@router.get("/rca-runs/{rca_run_id}/stream")
@answers(Text("text/event-stream", shape.RcaProgress))
async def stream(rca_run_id: str, request: Request, app: Application, principal: Reader) -> StreamingResponse:
    """Server-sent events: how it stands first, then each step, until it is done or has failed."""
    await app.db.read(partial(_named, tenant=principal.tenant, rca_run_id=rca_run_id), tenant=principal.tenant)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    feed = _feed(app, principal.tenant, rca_run_id, request)
    return StreamingResponse(feed, media_type="text/event-stream", headers=headers)


def shown_progress(body: Mapping[str, Any]) -> dict[str, Any]:
    """A change of an investigation (status, step, message, updated_at) in the words of these paths."""
    step, pct = next(((name, pct) for ours, name, pct in _STEPS if str(body["step"]).startswith(ours)), ("Running", 5))
    message = str(body["message"]) if body["status"] == "error" else step
    return {"status": body["status"], "step": step, "pct": pct, "message": message, "updated_at": body["updated_at"]}


def _named(connection: Connection, tenant: str, rca_run_id: str) -> Any:
    """Raises NotFound, also for an investigation of something else than an agent run."""
    row = read.read_investigation(connection, tenant, rca_run_id)
    if not row["scope"].get("run_id"):
        raise NotFound(f"there is no RCA run {rca_run_id!r}", field="rca_run_id", value=rca_run_id)
    return row


def _shown(row: Any) -> dict[str, Any]:
    told = shown_progress({name: row[name] for name in ("status", "step", "message")} | {"updated_at": ""})
    del told["updated_at"]
    times = {name: row[name] and clock.format_ns(row[name]) for name in ("created_at", "started_at", "ended_at")}
    return {
        "rca_run_id": row["investigation_id"], "run_id": row["scope"]["run_id"], **told, **times,
        "error_message": row["error_message"], "case_id": row["case_id"],
    }  # fmt: skip


def _report(connection: Connection, tenant: str, row: Any) -> dict[str, Any]:
    if not row["report_id"]:
        return {"report": None}
    report = read.read_report(connection, tenant, row["report_id"])
    run = read_run(connection, tenant, row["scope"]["run_id"], as_of=int(row["pins"]["as_of"]))
    told = run_report(
        report.content, run, report_id=report.report_id, rca_run_id=row["investigation_id"],
        generated_at=clock.format_ns(report.created_at),
    )  # fmt: skip
    return {"report": told}


async def _feed(app: App, tenant: str, rca_run_id: str, request: Request) -> AsyncIterator[bytes]:
    """Frames of `data:` alone, which is what an EventSource hands to its simplest listener."""
    offset = await app.db.read(partial(changes.current, tenant=tenant), tenant=tenant)
    named = partial(_named, tenant=tenant, rca_run_id=rca_run_id)
    row = await app.db.read(named, tenant=tenant)
    now = {name: row[name] for name in ("status", "step", "message")} | {"updated_at": clock.format_ns(app.now())}
    yield _frame(now)
    said, quiet_since = shown_progress(now)["pct"], clock.monotonic()
    is_over = row["status"] in _ENDED
    while not is_over and not await request.is_disconnected():
        is_over = (await app.db.read(named, tenant=tenant))["status"] in _ENDED  # before the changes are read
        since = partial(changes.since, tenant=tenant, after=offset, kinds=(progress.CHANGE_KIND,), ref=rca_run_id)
        for change in await app.db.read(since, tenant=tenant):
            offset, told = change.seq, shown_progress(change.body)
            if told["pct"] > said:
                said, quiet_since = told["pct"], clock.monotonic()
                yield _frame(change.body)
        if not is_over and clock.monotonic() - quiet_since > _QUIET_S:
            quiet_since = clock.monotonic()
            yield b": still here\n\n"
        if not is_over:
            await asyncio.sleep(_POLL_S)


def _frame(body: Mapping[str, Any]) -> bytes:
    return b"data: " + msgspec.json.encode(shown_progress(body)) + b"\n\n"
