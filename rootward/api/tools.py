"""Tools over HTTP: what a tenant has, what it declares itself, and what it decided about each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from rootward.api.access import Application, may
from rootward.api.answers import tools as shape
from rootward.api.commands import CommandRoute
from rootward.api.described import answers
from rootward.app import App
from rootward.audit import log as audit
from rootward.audit.entry import AuditEntry
from rootward.errors import Conflict
from rootward.kit import clock
from rootward.kit.db import Connection
from rootward.packs import own_tools
from rootward.packs.tool_model import DeclaredTool
from rootward.tenancy.principal import Principal
from rootward.tools import states
from rootward.tools.catalogue import Listed

__all__ = ["Decided", "Keeper", "Reader", "decide", "declare", "found", "router", "tools_of"]

router = APIRouter(prefix="/api/v1/tools", tags=["tools"], route_class=CommandRoute)
Reader = Annotated[Principal, Depends(may("packs.read"))]
Keeper = Annotated[Principal, Depends(may("tools.manage"))]
Decided = Callable[[Connection, Listed], object]


class Seen(BaseModel):
    """`schema_hash` is what the person was shown, or the beginning of it."""

    model_config = ConfigDict(extra="forbid")
    schema_hash: str = Field(min_length=8, max_length=64)


class Enablement(BaseModel):
    model_config = ConfigDict(extra="forbid")
    enabled: bool


@router.get("")
@answers(shape.ToolList)
async def list_tools(
    app: Application, principal: Reader, name: str = "", state: str = "", origin: str = ""
) -> dict[str, Any]:
    """Every tool of the tenant with what it declares and whether it can be called; `name` is a part of the name,
    `origin` builtin, plugin, pack or mcp."""
    items = [
        item
        for item in await tools_of(app, principal.tenant)
        if name in item.spec.name and state in ("", item.standing.word) and origin in ("", item.kind)
    ]
    return {"items": [_shown(item) for item in items]}


@router.get("/{name}")
@answers(shape.ToolRead)
async def get_tool(name: str, app: Application, principal: Reader) -> dict[str, Any]:
    """One tool, with the schema of its arguments."""
    item = await found(app, principal.tenant, name)
    return _shown(item) | {"schema": item.spec.schema}


@router.put("/{name}")
@answers(shape.ToolRead)
async def put_tool(name: str, body: dict[str, Any], app: Application, principal: Keeper) -> dict[str, Any]:
    """Declare an HTTP tool of the tenant's own, or change the one with this name. Credentials are references."""
    await declare(app, principal, own_tools.check({**body, "name": name}))
    return await get_tool(name, app, principal)


@router.delete("/{name}")
@answers(shape.ToolList)
async def delete_tool(name: str, app: Application, principal: Keeper) -> dict[str, Any]:
    """Take a declared tool away; its versions stay in the history of the pack."""

    def unit(connection: Connection) -> None:
        own_tools.remove(connection, principal.tenant, name, actor=principal.id)
        _record(connection, principal, "tool.removed", name)

    await app.db.run(unit, tenant=principal.tenant)
    return await list_tools(app, principal)


@router.put("/{name}/enablement")
@answers(shape.Tool)
async def put_enablement(name: str, body: Enablement, app: Application, principal: Keeper) -> dict[str, Any]:
    """Enable or disable a tool for the tenant. Enabling pins what the tool is now."""
    return _shown(await decide(app, principal, name, enabling(principal, body.enabled)))


@router.delete("/{name}/enablement")
@answers(shape.Tool)
async def delete_enablement(name: str, app: Application, principal: Keeper) -> dict[str, Any]:
    """Back to how the tool was declared."""
    return _shown(await decide(app, principal, name, forgetting(principal)))


@router.post("/{name}/pin")
@answers(shape.Tool)
async def pin_tool(name: str, app: Application, principal: Keeper) -> dict[str, Any]:
    """Hold the tool to what it is now: when it says something else later, nobody calls it."""
    return _shown(
        await decide(
            app, principal, name,
            lambda connection, item: states.pin(connection, principal.tenant, item.spec, actor=principal.actor),
        )
    )  # fmt: skip


@router.post("/{name}/approve")
@answers(shape.Tool)
async def approve_tool(name: str, body: Seen, app: Application, principal: Keeper) -> dict[str, Any]:
    """End a quarantine: what the tool says now is what was looked at."""
    return _shown(
        await decide(
            app, principal, name,
            lambda connection, item: states.approve(
                connection, principal.tenant, item.spec, body.schema_hash, actor=principal.actor
            ),
        )
    )  # fmt: skip


def enabling(principal: Principal, enabled: bool) -> Decided:
    return lambda connection, item: states.set_enabled(
        connection, principal.tenant, item.spec, enabled, actor=principal.actor
    )


def forgetting(principal: Principal) -> Decided:
    return lambda connection, item: states.forget(connection, principal.tenant, item.spec.name, actor=principal.actor)


async def tools_of(app: App, tenant: str) -> list[Listed]:
    return await app.db.read(lambda connection: app.catalogue.listed(connection, tenant), tenant=tenant)


async def found(app: App, tenant: str, name: str) -> Listed:
    """Raises NotFound."""
    return await app.db.read(lambda connection: app.catalogue.find(connection, tenant, name), tenant=tenant)


async def decide(app: App, principal: Principal, name: str, verb: Decided) -> Listed:
    """A decision about one tool and the tool as it stands then, in one transaction."""

    def unit(connection: Connection) -> Listed:
        verb(connection, app.catalogue.find(connection, principal.tenant, name))
        return app.catalogue.find(connection, principal.tenant, name)

    return await app.db.run(unit, tenant=principal.tenant)


async def declare(app: App, principal: Principal, item: DeclaredTool) -> None:
    """Raises Conflict for a name that is everybody's, or that another pack or an MCP server has taken."""

    def unit(connection: Connection) -> None:
        own_tools.put(connection, principal.tenant, item, actor=principal.id)
        taken = app.catalogue.find(connection, principal.tenant, item.name)
        if taken.kind != "pack":
            raise Conflict(f"the name {item.name!r} is taken by a tool of {taken.spec.origin}", field="name")
        _record(connection, principal, "tool.declared", item.name)

    await app.db.run(unit, tenant=principal.tenant)


def _record(connection: Connection, principal: Principal, action: str, name: str) -> None:
    audit.append(
        connection, principal.tenant, AuditEntry(actor=principal.actor, action=action, resource=f"tool:{name}")
    )


def _shown(item: Listed) -> dict[str, Any]:
    spec, state, standing = item.spec, item.state, item.standing
    return {
        "name": spec.name, "description": spec.description, "version": spec.version, "schema_hash": spec.schema_hash,
        "origin": spec.origin, "scope": item.scope, "effect": spec.effect, "risk": spec.risk,
        "cost_usd": spec.cost_usd, "timeout_s": spec.timeout_s, "retries": spec.retries,
        "rate_per_minute": spec.rate_per_minute, "concurrency": spec.concurrency, "targets": list(spec.targets),
        "sensitive": list(spec.sensitive), "hosts": list(spec.hosts), "rollback": spec.rollback,
        "previews": hasattr(item.tool, "preview"), "permission": spec.permission, "state": standing.word,
        "reason": standing.reason, "pinned": state.pinned, "changed_by": state.changed_by,
        "changed_at": clock.format_ns(state.changed_at) if state.changed_at else None,
    }  # fmt: skip
