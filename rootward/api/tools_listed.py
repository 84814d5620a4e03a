"""Tools as an exception platform lists and registers them: `/api/tools`, in its own words and pages."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rootward.api.access import Application
from rootward.api.answers import tools as shape
from rootward.api.commands import CommandRoute
from rootward.api.described import answers
from rootward.api.tools import Enablement, Keeper, Reader, decide, declare, enabling, forgetting, found, tools_of
from rootward.errors import BadInput
from rootward.kit import clock
from rootward.packs import own_tools
from rootward.tools.catalogue import Listed
from rootward.tools.declared import DeclaredHttp

__all__ = ["router"]

router = APIRouter(prefix="/api/tools", tags=["tools"], route_class=CommandRoute)
Page = Annotated[int, Query(ge=1, le=100_000)]
PageSize = Annotated[int, Query(alias="pageSize", ge=1, le=200)]


class EndpointConfig(BaseModel):
    model_config = ConfigDict(extra="forbid")
    url: str
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] = "POST"
    headers: dict[str, str] = Field(default_factory=dict)
    timeoutSeconds: float = Field(default=30.0, gt=0, le=600)


class Registration(BaseModel):
    """A tool as it is registered there; its definition may also stand in `config`."""

    model_config = ConfigDict(extra="forbid")
    name: str
    type: Literal["http", "webhook", "rest"] = "http"
    description: str = ""
    inputSchema: dict[str, Any] = Field(default_factory=dict)
    outputSchema: dict[str, Any] = Field(default_factory=dict)
    authType: Literal["none", "api_key"] = "none"
    endpointConfig: EndpointConfig | None = None
    tenantScope: Literal["tenant", "global"] = "tenant"
    version: str = "1"
    maxRetries: int = Field(default=0, ge=0, le=10)
    config: dict[str, Any] | None = None


@router.get("")
@answers(shape.PlatformToolPage)
async def list_tools(
    app: Application, principal: Reader, page: Page = 1, page_size: PageSize = 20,
    scope: Literal["global", "tenant", "all"] = "all", enabled: Literal["true", "false", "all"] = "all",
    name: str = "", type: str = "",
) -> dict[str, Any]:  # fmt: skip
    """Tools by scope, enablement, type and a part of the name."""
    items = [
        item
        for item in await tools_of(app, principal.tenant)
        if scope in ("all", item.scope)
        and enabled in ("all", str(item.standing.is_open).lower())
        and name.lower() in item.spec.name.lower()
        and type in ("", _kind(item))
    ]
    shown = items[(page - 1) * page_size : page * page_size]
    return {
        "items": [_shown(item, principal.tenant) for item in shown], "total": len(items), "page": page,
        "pageSize": page_size, "totalPages": -(-len(items) // page_size),
    }  # fmt: skip


@router.get("/{name}")
@answers(shape.PlatformTool)
async def get_tool(name: str, app: Application, principal: Reader) -> dict[str, Any]:
    """One tool with its definition."""
    return _shown(await found(app, principal.tenant, name), principal.tenant)


@router.post("", status_code=201)
@answers(shape.PlatformTool)
async def post_tool(body: Registration, app: Application, principal: Keeper) -> dict[str, Any]:
    """Register an HTTP tool for the caller's tenant."""
    if body.config is not None:
        body = _definition(body)
    if body.tenantScope == "global":
        raise BadInput("a tool for every tenant ships with the product or with a plugin", field="tenantScope")
    if body.endpointConfig is None:
        raise BadInput("an HTTP tool needs an endpointConfig with a url", field="endpointConfig")
    await declare(app, principal, own_tools.check(_declared(body, body.endpointConfig)))
    return await get_tool(body.name, app, principal)


@router.put("/{name}/enablement")
@answers(shape.PlatformEnablement)
async def put_enablement(name: str, body: Enablement, app: Application, principal: Keeper) -> dict[str, Any]:
    """Enable or disable a tool for the caller's tenant."""
    return _enablement(await decide(app, principal, name, enabling(principal, body.enabled)), principal.tenant)


@router.get("/{name}/enablement")
@answers(shape.PlatformEnablement)
async def get_enablement(name: str, app: Application, principal: Reader) -> dict[str, Any]:
    """Whether a tool is enabled for the caller's tenant."""
    return _enablement(await found(app, principal.tenant, name), principal.tenant)


@router.delete("/{name}/enablement")
@answers(shape.PlatformEnablement)
async def delete_enablement(name: str, app: Application, principal: Keeper) -> dict[str, Any]:
    """Back to how the tool was declared."""
    return _enablement(await decide(app, principal, name, forgetting(principal)), principal.tenant)


def _definition(body: Registration) -> Registration:
    try:
        return Registration.model_validate((body.config or {}) | {"name": body.name, "type": body.type})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(["config", *(str(step) for step in first["loc"])])
        raise BadInput(f"{field}: {first['msg']}", field=field) from error


def _declared(body: Registration, endpoint: EndpointConfig) -> dict[str, object]:
    """An api_key is the secret TOOL_<NAME>_API_KEY, sent as a bearer token."""
    headers = {name: value for name, value in endpoint.headers.items() if name.lower() != "content-type"}
    if body.authType == "api_key":
        variable = "".join(letter if letter.isalnum() else "_" for letter in body.name.upper()).strip("_")
        headers["authorization"] = f"Bearer ${{TOOL_{variable}_API_KEY}}"
    return {
        "name": body.name, "description": body.description or body.name, "version": body.version,
        "url": endpoint.url, "method": endpoint.method, "headers": headers, "retries": body.maxRetries,
        "timeoutSeconds": endpoint.timeoutSeconds,
        "arguments": body.inputSchema or {"type": "object", "properties": {}},
    }  # fmt: skip


def _kind(item: Listed) -> str:
    return "http" if item.kind == "pack" else item.kind


def _shown(item: Listed, tenant: str) -> dict[str, Any]:
    spec = item.spec
    config: dict[str, Any] = {
        "description": spec.description, "inputSchema": spec.schema, "authType": "none", "tenantScope": item.scope,
        "version": spec.version, "maxRetries": spec.retries,
    }  # fmt: skip
    if isinstance(item.tool, DeclaredHttp):
        declared = item.tool.declared
        config["authType"] = "api_key" if declared.headers.get("authorization") else "none"
        config["endpointConfig"] = {
            "url": declared.url, "method": declared.method, "headers": dict(declared.headers),
            "timeoutSeconds": spec.timeout_s,
        }  # fmt: skip
    return {
        "toolId": spec.name, "tenantId": tenant if item.scope == "tenant" else None, "name": spec.name,
        "type": _kind(item), "config": config, "enabled": item.standing.is_open,
        "createdAt": _time(item), "schemaHash": spec.schema_hash, "effect": spec.effect, "risk": spec.risk,
    }  # fmt: skip


def _enablement(item: Listed, tenant: str) -> dict[str, Any]:
    return {
        "toolId": item.spec.name, "tenantId": tenant, "enabled": item.standing.is_open, "updatedAt": _time(item),
        "state": item.standing.word, "reason": item.standing.reason,
    }  # fmt: skip


def _time(item: Listed) -> str | None:
    return clock.format_ns(item.state.changed_at) if item.state.changed_at else None
