"""Servers of tools (MCP) over HTTP: which there are, and another look at what one offers."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from rootward.api.access import Application
from rootward.api.answers import tools as shape
from rootward.api.commands import CommandRoute
from rootward.api.described import answers
from rootward.api.tools import Keeper, Reader
from rootward.audit import log as audit
from rootward.audit.entry import AuditEntry
from rootward.errors import NotFound
from rootward.kit import clock
from rootward.kit.db import Connection
from rootward.packs.tool_model import McpServer
from rootward.plugins.tools.mcp import look, name_of
from rootward.tenancy.principal import Principal
from rootward.tools import offers, states

__all__ = ["router"]

router = APIRouter(prefix="/api/v1/tool-servers", tags=["tools"], route_class=CommandRoute)


@router.get("")
@answers(shape.ToolServerList)
async def list_servers(app: Application, principal: Reader) -> dict[str, Any]:
    """The servers that the packs declare, and when each was looked at."""
    pack = await app.pack_of(principal.tenant)
    seen = await app.db.read(lambda c: offers.seen(c, principal.tenant), tenant=principal.tenant)
    return {"items": [_shown(server, *seen.get(server.name, (0, 0))) for server in pack.mcp]}


@router.post("/{name}/look")
@answers(shape.ToolServerSeen)
async def look_at_server(name: str, app: Application, principal: Keeper) -> dict[str, Any]:
    """Ask a server what it offers now. What was approved and says something else is in quarantine from then on."""
    pack = await app.pack_of(principal.tenant)
    server = next((item for item in pack.mcp if item.name == name), None)
    if server is None:
        raise NotFound(f"there is no MCP server {name!r}", field="name", value=name)
    found = await look(server, app.outside(principal.tenant))

    def unit(connection: Connection) -> list[str]:
        changed = offers.keep(connection, principal.tenant, name, found)
        names = [name_of(name, tool) for tool in changed]
        for tool in names:
            _quarantine(connection, principal, tool)
        entry = AuditEntry(
            actor=principal.actor, action="tool.server_looked_at", resource=f"mcp:{name}",
            facts={"tools": len(found), "changed": [*names]},
        )  # fmt: skip
        audit.append(connection, principal.tenant, entry)
        return names

    changed = await app.db.run(unit, tenant=principal.tenant)
    return _shown(server, len(found), clock.now_ns()) | {"changed": changed}


def _quarantine(connection: Connection, principal: Principal, tool: str) -> None:
    """Only what somebody had approved: nobody can call the others anyhow."""
    if states.state_of(connection, principal.tenant, tool).pinned is not None:
        why = "its server says something else of it than when it was approved"
        states.quarantine(connection, principal.tenant, tool, why, actor=principal.actor)


def _shown(server: McpServer, tools: int, seen_at: int) -> dict[str, Any]:
    return {
        "name": server.name, "at": server.url or " ".join(server.command), "tools": tools,
        "classified": [item.name for item in server.tools],
        "seen_at": clock.format_ns(seen_at) if seen_at else None,
    }  # fmt: skip
