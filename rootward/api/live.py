"""Live: one stream of everything that changes in a tenant, for a face that shows it, resumed by the change's number.

A frame says what changed, not how: `{kind, ref, at}`, and for investigations the progress as well. Who follows reads
the thing itself through its own route, with the permission that takes.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.responses import StreamingResponse

from rootward.api.access import Application, is_still_let_in, may
from rootward.api.answers import system as shape
from rootward.api.described import Text, answers
from rootward.app import App
from rootward.investigations import progress
from rootward.kit import clock
from rootward.tenancy import changes, invitations, memberships
from rootward.tenancy.principal import Principal

__all__ = ["KINDS", "router"]

router = APIRouter(prefix="/api/v1", tags=["live"])
Reader = Annotated[Principal, Depends(may("cases.read"))]
KINDS = (
    "case", progress.CHANGE_KIND, "approval", "action", "playbook_run", "pack", "tool", "source", "knowledge",
    "delegation", memberships.CHANGE, invitations.CHANGE,
)  # fmt: skip
"""What is followed unless it is said; every single ingested item (`ingest`) only on demand."""
_POLL_S = 0.15
_QUIET_S = 15
_MOST_MISSED = 2000
"""Who missed more than this reads everything again: that is less than all the changes."""


@router.get("/stream")
@answers(Text("text/event-stream", shape.LiveChange))
async def follow(
    request: Request, app: Application, principal: Reader,
    kind: Annotated[list[Annotated[str, Query(max_length=40)]] | None, Query(max_length=20)] = None,
    last_event_id: Annotated[int | None, Header()] = None,
) -> StreamingResponse:  # fmt: skip
    """Server-sent events without end: `hello` first, or what was missed since `Last-Event-ID`; `reset` when that is too
    much to tell; then one `change` each."""
    feed = _feed(app, principal.tenant, tuple(kind or KINDS), last_event_id, request)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(feed, media_type="text/event-stream", headers=headers)


async def _feed(
    app: App, tenant: str, kinds: tuple[str, ...], last_id: int | None, request: Request
) -> AsyncIterator[bytes]:
    now = await app.db.read(partial(changes.current, tenant=tenant), tenant=tenant)
    offset = now if last_id is None or not now - _MOST_MISSED <= last_id <= now else last_id
    if last_id is None:
        yield _frame(offset, "hello", {})
    elif offset != last_id:
        yield _frame(offset, "reset", {})
    quiet_since = checked = clock.monotonic()
    while not await request.is_disconnected():
        if clock.monotonic() - checked > _QUIET_S:
            checked = clock.monotonic()
            if not await is_still_let_in(request, app):
                return
        since = partial(changes.since, tenant=tenant, after=offset, kinds=kinds)
        for change in await app.db.read(since, tenant=tenant):
            offset, quiet_since = change.seq, clock.monotonic()
            yield _frame(change.seq, "change", _told(change))
        if clock.monotonic() - quiet_since > _QUIET_S:
            quiet_since = clock.monotonic()
            yield b": still here\n\n"
        await asyncio.sleep(_POLL_S)


def _told(change: changes.Change) -> dict[str, Any]:
    told: dict[str, Any] = {"kind": change.kind, "ref": change.ref, "at": clock.format_ns(change.at)}
    return told | {"progress": change.body} if change.kind == progress.CHANGE_KIND else told


def _frame(seq: int, event: str, body: object) -> bytes:
    return f"id: {seq}\nevent: {event}\ndata: ".encode() + msgspec.json.encode(body) + b"\n\n"
