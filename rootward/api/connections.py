"""Connections over HTTP: the live sources that are asked where they are. Secrets appear by reference only."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends

from rootward.api.access import Application, may
from rootward.api.answers import packs as shape
from rootward.api.commands import CommandRoute
from rootward.api.described import answers
from rootward.app import App
from rootward.audit import log as audit
from rootward.audit.entry import AuditEntry
from rootward.errors import BadInput, NotFound
from rootward.events.presence import Presence
from rootward.kit.db import Connection as Database
from rootward.packs import connections
from rootward.packs.connection import Connection
from rootward.tenancy.principal import Principal

__all__ = ["router"]

router = APIRouter(prefix="/api/v1/connections", tags=["connections"], route_class=CommandRoute)
Reader = Annotated[Principal, Depends(may("packs.read"))]
Keeper = Annotated[Principal, Depends(may("packs.manage"))]


@router.get("")
@answers(shape.ConnectionList)
async def list_connections(app: Application, principal: Reader) -> dict[str, Any]:
    """Every connection of the active packs, by name."""
    pack = await app.pack_of(principal.tenant)
    return {"items": [_shown(item) for item in sorted(pack.connections, key=lambda item: item.name)]}


@router.put("/{name}")
@answers(shape.Connection)
async def put_connection(name: str, body: dict[str, Any], app: Application, principal: Keeper) -> dict[str, Any]:
    """Add a connection, or change the one with this name. Credentials are references: `env:NAME` or `file:NAME`."""
    if body.get("name", name) != name:
        raise BadInput(f"name is {str(body['name'])[:80]!r}, the path says {name!r}", field="name")
    item = connections.check({**body, "name": name})
    await _change(app, principal, name, partial(connections.put, item=item))
    return _shown(item)


@router.delete("/{name}")
@answers(shape.ConnectionList)
async def delete_connection(name: str, app: Application, principal: Keeper) -> dict[str, Any]:
    """It is asked no more; what it answered before stays in the reports that cite it."""
    await _change(app, principal, name, partial(connections.remove, name=name))
    return await list_connections(app, principal)


@router.post("/{name}/test")
@answers(shape.ConnectionTried)
async def try_connection(name: str, app: Application, principal: Keeper) -> dict[str, Any]:
    """Ask it something small, and say what came of it."""
    pack = await app.pack_of(principal.tenant)
    found = next((item for item in pack.connections if item.name == name), None)
    if found is None:
        raise NotFound(f"there is no connection {name!r}", field="name", value=name)
    result, _ = await app.gateway.call(f"{found.kind}.check", {"source": name}, tenant=principal.tenant)
    answers = result.presence in (Presence.FOUND, Presence.OUT_OF_WINDOW)
    return {"name": name, "kind": found.kind, "presence": str(result.presence), "answers": answers,
            "detail": result.summary, "found": result.value}  # fmt: skip


async def _change(app: App, principal: Principal, name: str, verb: partial[None]) -> None:
    """The change, on the record, in one transaction."""

    def unit(connection: Database) -> None:
        verb(connection, principal.tenant, actor=principal.id)
        entry = AuditEntry(actor=principal.actor, action="connection.changed", resource=f"connection:{name}")
        audit.append(connection, principal.tenant, entry)

    await app.db.run(unit, tenant=principal.tenant)


def _shown(item: Connection) -> dict[str, Any]:
    return item.model_dump(mode="json", exclude_defaults=True)
