"""Events over HTTP: one, a JSON array or NDJSON; answered when they are durable."""

from __future__ import annotations

from collections import Counter
from functools import partial
from operator import attrgetter
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query, Request, Response

from rootward.api.access import Application, admit, may
from rootward.api.answers import events as shape
from rootward.api.body import read_body
from rootward.api.described import answers
from rootward.api.ids import full_id
from rootward.api.times import Moment, moment
from rootward.app import App
from rootward.errors import BadInput, BadSyntax, Conflict, TooBusy
from rootward.events import envelope
from rootward.events.ingest import ItemResult
from rootward.events.model import Event
from rootward.events.store import find_events, read_event
from rootward.events.strict import INT64
from rootward.kit import clock
from rootward.schema import events as table
from rootward.tenancy.principal import Principal

__all__ = ["item", "refuse_when_full", "router"]

router = APIRouter(prefix="/api/v1", tags=["events"])
Reader = Annotated[Principal, Depends(may("events.read"))]


@router.post("/events", status_code=202)
@answers(shape.Accepted, also={200: (shape.Received,)})
async def post_events(request: Request) -> Response:
    """One canonical envelope, a JSON array of them, or NDJSON.

    One event answers 202 with its id; a batch answers 200 with one result an item. A repeat is accepted as
    `duplicate`; the same `ingest_id` with another body is 409 (for one event) or `conflict` (in a batch).
    """
    app, principal = await admit(request, "events.write")
    refuse_when_full(app)
    body = await read_body(request, app.settings.max_body_mb)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not body.strip():
        raise BadSyntax("the body is empty; send one event, a JSON array or NDJSON", field="body")
    if _is_single(body, kind):
        return await _one(app, principal, body)
    read = partial(envelope.decode_parts, body, kind, tenant=principal.tenant, now_ns=app.now(), limits=app.limits)
    results = await app.ingestor.take(principal.tenant, read, source="envelope", body=body)
    counts = dict.fromkeys(_STATUSES, 0) | Counter(map(attrgetter("status"), results))
    plain = counts["accepted"] + counts["duplicate"] == len(results)  # then each result is its own JSON
    return _answer({"items": results if plain else [item(result) for result in results], "counts": counts}, 200)


@router.get("/events")
@answers(shape.EventPage)
async def list_events(
    app: Application, principal: Reader, start: Moment = None, end: Moment = None, source: str = "",
    event_type: str = "", limit: Annotated[int, Query(ge=1, le=1000)] = 100, cursor: str = "",
) -> dict[str, Any]:  # fmt: skip
    """Events in order of time; `start` inclusive, `end` exclusive (RFC 3339, or nanoseconds)."""
    unit = partial(
        find_events, tenant=principal.tenant, start=moment(start, "start"), end=moment(end, "end"),
        sources=[source] if source else (), event_types=[event_type] if event_type else (), limit=limit,
        after=_position(cursor),
    )  # fmt: skip
    found = await app.db.read(unit, tenant=principal.tenant)
    more = f"{found[-1].ts}.{found[-1].id}" if len(found) == limit else None
    return {"items": [shown(event) for event in found], "next": more}


@router.get("/events/{event_id}")
@answers(shape.Event)
async def get_event(event_id: str, app: Application, principal: Reader) -> dict[str, Any]:
    """By id or a unique beginning of it: the envelope as it is stored, when it came, and its marks."""
    wanted = await full_id(app, principal.tenant, table.c.id, event_id, "evt_")
    event = await app.db.read(partial(read_event, tenant=principal.tenant, event_id=wanted), tenant=principal.tenant)
    return shown(event)


def shown(event: Event) -> dict[str, Any]:
    received = {"received_at": clock.format_ns(event.received_at), "marks": list(event.marks)}
    return {"id": event.id, **envelope.encode(event), **received}


def item(result: ItemResult) -> dict[str, Any]:
    """A result as JSON: `id` for an event, `dead_letter` for a rejected item."""
    given: dict[str, Any] = {"index": result.index, "status": result.status}
    if result.status == "rejected":
        return given | {"dead_letter": result.ref, "reason": result.reason, "field": result.field}
    given |= {"id": result.ref, "ingest_id": result.ingest_id}
    return given | ({"reason": result.reason} if result.reason else {})


def refuse_when_full(app: App) -> None:
    """Before a body is read. Raises TooBusy."""
    waiting = app.ingestor.waiting
    if waiting >= app.settings.max_waiting_events:
        raise TooBusy(f"{waiting} events wait to be stored", retry_after=2, waiting=waiting)


_STATUSES = ("accepted", "duplicate", "conflict", "rejected")
_BY_LINE = frozenset(("application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines"))


def _position(cursor: str) -> tuple[int, str] | None:
    ts, dot, event_id = cursor.partition(".")
    if not cursor:
        return None
    if not dot or not ts.isascii() or not ts.isdigit() or int(ts[:20]) not in INT64:
        raise BadInput(f"{cursor[:80]!r} is not a cursor of this list", field="cursor", value=cursor[:80])
    return int(ts), event_id


def _is_single(body: bytes, kind: str) -> bool:
    """One event, or what was meant as one: JSON that is no array. Without a type the body decides."""
    if kind in _BY_LINE or body.lstrip().removeprefix(b"\xef\xbb\xbf")[:1] == b"[":
        return False
    if kind == "application/json" or b"\n" not in body.strip():
        return True
    try:
        msgspec.json.decode(body, type=msgspec.Raw)
    except (msgspec.MsgspecError, RecursionError):
        return False
    return True


async def _one(app: App, principal: Principal, body: bytes) -> Response:
    """A single event is refused with a problem instead of being set aside: its sender is listening."""
    given: dict[str, Any] = {"tenant": principal.tenant, "now_ns": app.now(), "limits": app.limits}
    received = envelope.decode_batch(body, "application/json", **given)
    if received.rejects:
        envelope.decode_one(body, **given)  # raises what is wrong, with its own status
    results = await app.ingestor.accept(principal.tenant, received, source="envelope")
    result = results[0]
    if result.status == "conflict":
        ingest_id = result.ingest_id
        raise Conflict(f"ingest_id {ingest_id!r}: {result.reason}", field="ingest_id", value=ingest_id)
    if result.status == "rejected":
        raise BadInput(result.reason, field=result.field)
    return _answer(item(result), 202)


def _answer(body: dict[str, Any], status: int) -> Response:
    return Response(msgspec.json.encode(body), status_code=status, media_type="application/json")
