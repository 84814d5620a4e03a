"""Dead letters over HTTP: list, read, replay, discard."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query

from rootward.api.access import Application, may
from rootward.app import App
from rootward.audit import log as audit
from rootward.audit.entry import AuditEntry
from rootward.errors import Conflict
from rootward.events import dead_letters
from rootward.events.dead_letters import DeadLetter
from rootward.kit import clock
from rootward.kit.bus import message
from rootward.kit.db import Connection
from rootward.tenancy.principal import Principal

__all__ = ["router"]

router = APIRouter(prefix="/api/v1/dead-letters", tags=["dead letters"])
Keeper = Annotated[Principal, Depends(may("dead_letters.manage"))]


@router.get("")
async def list_dead_letters(
    app: Application, principal: Keeper, state: str = "open", limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: str = "",
) -> dict[str, Any]:  # fmt: skip
    """The newest first; `state` open, replayed or discarded, or empty for all."""
    unit = partial(dead_letters.find, tenant=principal.tenant, state=state, limit=limit, after=after)
    found = await app.db.read(unit, tenant=principal.tenant)
    return {"items": [_shown(item) for item in found], "next": found[-1].id if len(found) == limit else None}


@router.get("/{dead_id}")
async def get_dead_letter(dead_id: str, app: Application, principal: Keeper) -> dict[str, Any]:
    """With the bytes as they were kept (after redaction)."""
    letter = await _read(app, principal.tenant, dead_id)
    return _shown(letter) | {"raw": letter.raw.decode(errors="replace"), "headers": letter.headers}


@router.post("/{dead_id}/replay")
async def replay(dead_id: str, app: Application, principal: Keeper) -> dict[str, Any]:
    """Try again with today's sources and rules. What fails again is set aside anew; this one is settled."""
    letter = await _read(app, principal.tenant, dead_id)
    if letter.state != "open":
        raise Conflict(f"dead letter {dead_id} is {letter.state} already", field="state", value=letter.state)
    if letter.kind == "message":
        return await _settle(app, principal, letter, "replayed", resend=True)
    results = await app.receive(principal.tenant, letter.source, letter.raw, letter.headers)
    answer = await _settle(app, principal, letter, "replayed")
    return answer | {"results": [msgspec.to_builtins(result) for result in results]}


@router.post("/{dead_id}/discard")
async def discard(dead_id: str, app: Application, principal: Keeper) -> dict[str, Any]:
    return await _settle(app, principal, await _read(app, principal.tenant, dead_id), "discarded")


async def _read(app: App, tenant: str, dead_id: str) -> DeadLetter:
    return await app.db.read(partial(dead_letters.read, tenant=tenant, dead_id=dead_id), tenant=tenant)


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


def _shown(item: DeadLetter) -> dict[str, Any]:
    return {
        "id": item.id, "kind": item.kind, "source": item.source, "reason": item.reason, "field": item.field,
        "received_at": clock.format_ns(item.received_at), "attempts": item.attempts, "state": item.state,
        "settled_by": item.settled_by, "bytes": len(item.raw),
    }  # fmt: skip
