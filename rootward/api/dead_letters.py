"""Dead letters over HTTP: list, read, replay, discard."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Depends, Query

from rootward.api.access import Application, may
from rootward.api.answers import events as shape
from rootward.api.commands import CommandRoute
from rootward.api.described import answers
from rootward.api.events import item
from rootward.api.ids import full_id
from rootward.app import App
from rootward.audit import log as audit
from rootward.audit.entry import AuditEntry
from rootward.errors import BadInput, Conflict
from rootward.events import dead_letters
from rootward.events.dead_letters import DeadLetter
from rootward.kit import clock
from rootward.kit.bus import message
from rootward.kit.db import Connection
from rootward.schema import dead_letters as table
from rootward.tenancy.principal import Principal

__all__ = ["router"]

router = APIRouter(prefix="/api/v1/dead-letters", tags=["dead letters"], route_class=CommandRoute)
Keeper = Annotated[Principal, Depends(may("dead_letters.manage"))]


@router.get("")
@answers(shape.DeadLetterPage)
async def list_dead_letters(
    app: Application, principal: Keeper, state: Literal["open", "replayed", "discarded", ""] = "open",
    limit: Annotated[int, Query(ge=1, le=200)] = 50, after: str = "",
) -> dict[str, Any]:  # fmt: skip
    """The newest first; `state` open, replayed or discarded, or empty for all."""
    unit = partial(dead_letters.find, tenant=principal.tenant, state=state, limit=limit, after=after)
    found = await app.db.read(unit, tenant=principal.tenant)
    return {"items": [_shown(letter) for letter in found], "next": found[-1].id if len(found) == limit else None}


@router.get("/{dead_id}")
@answers(shape.DeadLetterRead)
async def get_dead_letter(dead_id: str, app: Application, principal: Keeper) -> dict[str, Any]:
    """With the bytes as they were kept (after redaction)."""
    letter = await _read(app, principal.tenant, dead_id)
    return _shown(letter) | {"raw": letter.raw.decode(errors="replace"), "headers": letter.headers}


@router.post("/{dead_id}/replay")
@answers(shape.Replayed)
async def replay(dead_id: str, app: Application, principal: Keeper) -> dict[str, Any]:
    """Try again with today's sources and rules. What fails again is set aside anew, and `results` names it; this
    letter is settled either way."""
    letter = await _read(app, principal.tenant, dead_id)
    if letter.state != "open":
        raise Conflict(f"dead letter {letter.id} is {letter.state} already", field="state", value=letter.state)
    if letter.kind == "message":
        return await _settle(app, principal, letter, "replayed", resend=True)
    try:
        received = await app.receive(principal.tenant, letter.source, letter.raw, letter.headers)
        results = [item(result) for result in received]
    except BadInput as error:
        again = error.facts.get("dead_letter")
        field = error.facts.get("field")
        results = [{"index": 0, "status": "rejected", "dead_letter": again, "reason": error.message, "field": field}]
    return await _settle(app, principal, letter, "replayed") | {"results": results}


@router.post("/{dead_id}/discard")
@answers(shape.DeadLetter)
async def discard(dead_id: str, app: Application, principal: Keeper) -> dict[str, Any]:
    return await _settle(app, principal, await _read(app, principal.tenant, dead_id), "discarded")


async def _read(app: App, tenant: str, dead_id: str) -> DeadLetter:
    wanted = await full_id(app, tenant, table.c.id, dead_id, "dead_")
    return await app.db.read(partial(dead_letters.read, tenant=tenant, dead_id=wanted), tenant=tenant)


async def _settle(
    app: App, principal: Principal, letter: DeadLetter, state: str, *, resend: bool = False
) -> dict[str, Any]:
    """Settle it once, on the record; a message goes back to its topic in the same transaction."""
    tenant = principal.tenant

    def unit(connection: Connection) -> DeadLetter:
        dead_letters.settle(connection, tenant, letter.id, state=state, by=principal.id)
        if resend:
            body = msgspec.json.decode(letter.raw)
            app.bus.send(connection, message(letter.source, tenant, letter.id, body))
        entry = AuditEntry(actor=principal.actor, action=f"dead_letter.{state}", resource=f"dead_letter:{letter.id}")
        audit.append(connection, tenant, entry)
        return dead_letters.read(connection, tenant, letter.id)

    return _shown(await app.db.run(unit, tenant=tenant))


def _shown(letter: DeadLetter) -> dict[str, Any]:
    return {
        "id": letter.id, "kind": letter.kind, "source": letter.source, "reason": letter.reason, "field": letter.field,
        "received_at": clock.format_ns(letter.received_at), "attempts": letter.attempts, "state": letter.state,
        "settled_by": letter.settled_by, "bytes": len(letter.raw),
    }  # fmt: skip
