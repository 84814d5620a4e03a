"""Events over HTTP: one, a JSON array or NDJSON; answered when they are durable."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Request, Response

from rootward.api.access import Application, may
from rootward.api.body import read_body
from rootward.app import App
from rootward.errors import BadInput, Conflict
from rootward.events import envelope
from rootward.events.ingest import ItemResult
from rootward.events.store import find_events, read_event
from rootward.tenancy.principal import Principal

__all__ = ["item", "router"]

router = APIRouter(prefix="/api/v1", tags=["events"])
Writer = Annotated[Principal, Depends(may("events.write"))]
Reader = Annotated[Principal, Depends(may("cases.read"))]


@router.post("/events", status_code=202)
async def post_events(request: Request, app: Application, principal: Writer) -> Response:
    """One canonical envelope, a JSON array of them, or NDJSON.

    One event answers 202 with its id; a batch answers 200 with one result an item. A repeat is accepted as
    `duplicate`; the same `ingest_id` with another body is 409 (for one event) or `conflict` (in a batch).
    """
    body = await read_body(request, app.settings.max_body_mb)
    kind = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if _is_single(body, kind):
        return await _one(app, principal, body)
    received = envelope.decode_batch(body, kind, tenant=principal.tenant, now_ns=app.now(), limits=app.limits)
    results = await app.ingestor.accept(principal.tenant, received, source="api", body=body)
    counts = {name: sum(1 for result in results if result.status == name) for name in _STATUSES}
    body = msgspec.json.encode({"items": [item(result) for result in results], "counts": counts})
    return Response(body, media_type="application/json")


@router.get("/events")
async def list_events(
    app: Application, principal: Reader, start: int | None = None, end: int | None = None, source: str = "",
    event_type: str = "", limit: int = 100,
) -> dict[str, Any]:  # fmt: skip
    """Events by time (ns, start inclusive, end exclusive), in order of time."""
    unit = partial(
        find_events, tenant=principal.tenant, start=start, end=end, sources=[source] if source else (),
        event_types=[event_type] if event_type else (), limit=max(1, min(limit, 1000)),
    )  # fmt: skip
    found = await app.db.read(unit, tenant=principal.tenant)
    return {"items": [{"id": event.id, **envelope.encode(event)} for event in found]}


@router.get("/events/{event_id}")
async def get_event(event_id: str, app: Application, principal: Reader) -> dict[str, Any]:
    event = await app.db.read(partial(read_event, tenant=principal.tenant, event_id=event_id), tenant=principal.tenant)
    return {"id": event.id, **envelope.encode(event), "received_at": event.received_at, "marks": list(event.marks)}


def item(result: ItemResult) -> dict[str, Any]:
    """A result as JSON: `id` for an event, `dead_letter` for a rejected item."""
    shown: dict[str, Any] = {"index": result.index, "status": result.status}
    if result.status == "rejected":
        return shown | {"dead_letter": result.ref, "reason": result.reason, "field": result.field}
    shown |= {"id": result.ref, "ingest_id": result.ingest_id}
    return shown | ({"reason": result.reason} if result.reason else {})


_STATUSES = ("accepted", "duplicate", "conflict", "rejected")


def _is_single(body: bytes, kind: str) -> bool:
    return kind not in ("application/x-ndjson", "application/ndjson", "application/jsonl") and body.lstrip()[:1] == b"{"


async def _one(app: App, principal: Principal, body: bytes) -> Response:
    """A single event is refused with a problem instead of being set aside: its sender is listening."""
    given: dict[str, Any] = {"tenant": principal.tenant, "now_ns": app.now(), "limits": app.limits}
    received = envelope.decode_batch(body, "application/json", **given)
    if received.rejects:
        envelope.decode_one(body, **given)  # raises what is wrong, with its own status
    results = await app.ingestor.accept(principal.tenant, received, source="api")
    result = results[0]
    if result.status == "conflict":
        ingest_id = result.ingest_id
        raise Conflict(f"ingest_id {ingest_id!r}: {result.reason}", field="ingest_id", value=ingest_id)
    if result.status == "rejected":
        raise BadInput(result.reason, field=result.field)
    return Response(msgspec.json.encode(item(result)), status_code=202, media_type="application/json")
