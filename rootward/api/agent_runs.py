"""Agent runs over HTTP, at the paths and in the words of agent telemetry: send, read, replay, measure."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Query, Request

from rootward.api.access import Application, may
from rootward.api.answers import runs as shape
from rootward.api.body import read_body
from rootward.api.described import answers
from rootward.api.events import refuse_when_full
from rootward.api.ingest_secret import admit_sender
from rootward.errors import BadInput
from rootward.events.agent_runs import take_runs
from rootward.events.strict import read as read_json
from rootward.kit import clock
from rootward.kit.db import Connection
from rootward.runs.overview import overview
from rootward.runs.payload import parse_run
from rootward.runs.stored import find_row, read_run
from rootward.runs.timeline import timeline_of
from rootward.schema import agent_steps, guardrail_events, tool_calls
from rootward.tenancy.principal import Principal

__all__ = ["router"]

router = APIRouter(tags=["agent runs"])
Reader = Annotated[Principal, Depends(may("runs.read"))]
Measurer = Annotated[Principal, Depends(may("metrics.read"))]
_HOUR_NS = 3600 * 1_000_000_000


@router.post("/agent-runs")
@answers(shape.RunTaken)
async def post_agent_run(request: Request) -> dict[str, Any]:
    """Send a run with its steps, tool calls and guardrail events; sent again with the same `run_id` it replaces what
    was sent before. With an ingest secret configured, `X-Ingest-Secret` or a token."""
    app, principal = await admit_sender(request)
    refuse_when_full(app)
    given = read_json(await read_body(request, app.settings.max_body_mb))
    if not isinstance(given, dict):
        raise BadInput("the body is no JSON object; send one run", field="body")
    run = parse_run(given)
    (written,) = await take_runs(app.ingestor, principal.tenant, [run])
    status = "duplicate" if not written.is_new else "created" if written.revision == 1 else "replaced"
    return {"run_id": written.run_id, "revision": written.revision, "status": status}


@router.get("/agent-runs/{run_id}")
@answers(shape.RunCounted)
async def get_agent_run(run_id: str, app: Application, principal: Reader) -> dict[str, Any]:
    """A run with the numbers of its parts."""

    def unit(connection: Connection) -> dict[str, Any]:
        row = find_row(connection, principal.tenant, run_id)
        counts = {
            f"{name}_count": _count(connection, principal.tenant, table, row)
            for name, table in (("step", agent_steps), ("tool_call", tool_calls),
                                ("guardrail_event", guardrail_events))
        }  # fmt: skip
        times = {name: row[name] and clock.format_ns(row[name]) for name in ("started_at", "ended_at")}
        return {name: row[name] for name in ("run_id", "agent_name", "status")} | times | counts

    return await app.db.read(unit, tenant=principal.tenant)


@router.get("/agent-runs/{run_id}/timeline")
@answers(list[shape.RunEntry])
async def get_timeline(run_id: str, app: Application, principal: Reader) -> list[dict[str, Any]]:
    """Steps, tool calls and guardrail events merged in the order in which they happened."""
    run = await app.db.read(partial(read_run, tenant=principal.tenant, run_id=run_id), tenant=principal.tenant)
    return timeline_of(run)


@router.get("/metrics/overview")
@answers(shape.Overview)
async def get_overview(
    app: Application, principal: Measurer, hours: Annotated[int, Query(ge=1, le=168)] = 24
) -> dict[str, Any]:
    """How the runs went that came within the last hours."""
    unit = partial(overview, tenant=principal.tenant, since=app.now() - hours * _HOUR_NS)
    return await app.db.read(unit, tenant=principal.tenant)


def _count(connection: Connection, tenant: str, table: sa.Table, row: sa.RowMapping) -> int:
    query = sa.select(sa.func.count()).where(
        table.c.tenant == tenant, table.c.run_id == row["run_id"], table.c.revision == row["revision"]
    )
    return int(connection.execute(query).scalar() or 0)
