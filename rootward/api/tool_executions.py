"""Executions of tools as an exception platform asks for them: actions in its words, through the one gate.

Who acts is whoever the token says; what a body claims about the actor is a remark.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from rootward.api.access import Application, may
from rootward.api.answers import tools as shape
from rootward.api.commands import CommandRoute
from rootward.api.described import answers
from rootward.app import App
from rootward.audit import log as audit
from rootward.audit.entry import ActorKind, AuditEntry
from rootward.cases.read import get as get_case
from rootward.errors import Denied
from rootward.events import strict
from rootward.governance.action import ActionState, idempotency_key
from rootward.governance.rights import requester_of
from rootward.kit import clock
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.tenancy.principal import Principal
from rootward.tools import actions
from rootward.tools.actions import Kept
from rootward.tools.propose import action_of, client_key, origins

__all__ = ["router"]

router = APIRouter(tags=["tools"], route_class=CommandRoute)
Asker = Annotated[Principal, Depends(may("actions.request"))]
Reader = Annotated[Principal, Depends(may("actions.read"))]
Page = Annotated[int, Query(ge=1, le=1000)]
PageSize = Annotated[int, Query(alias="pageSize", ge=1, le=200)]
Status = Literal["requested", "running", "succeeded", "failed", "unknown", ""]

_NEWEST = 5000
_STATES: dict[str, tuple[ActionState, ...]] = {
    "requested": ("requested", "held"), "running": ("running",), "succeeded": ("succeeded",),
    "failed": ("failed", "denied"), "unknown": ("unknown",),
}  # fmt: skip
_KINDS: dict[str, ActorKind] = {"user": "human", "agent": "agent", "system": "service"}


class Execution(BaseModel):
    model_config = ConfigDict(extra="forbid")
    payload: dict[str, Any] = Field(default_factory=dict)
    exceptionId: str = Field(default="", max_length=100)
    actorType: str = Field(default="", max_length=40, pattern=r"^[\w-]*$")
    actorId: str = Field(default="", max_length=200, pattern=r"^[\w.@:-]*$")


@router.post("/api/v1/tools/{name}/execute", status_code=202)
@router.post("/api/tools/{name}/execute", status_code=202)
@answers(shape.Executed)
async def execute(
    name: str, body: Execution, request: Request, app: Application, principal: Asker,
    idempotency_key: Annotated[str, Header()] = "",
) -> JSONResponse:  # fmt: skip
    """Ask for a tool to be called. It passes the gate by itself; the execution says what became of it."""
    strict.read(await request.body())
    await _refuse_closed(app, principal, name)
    unit = partial(_request, app=app, principal=principal, name=name, body=body, key=idempotency_key)
    action_id = await app.db.run(unit, tenant=principal.tenant)
    kept = await app.db.read(lambda c: actions.read(c, principal.tenant, action_id), tenant=principal.tenant)
    return JSONResponse(_shown(kept), status_code=202, headers={"Location": f"/api/tools/executions/{action_id}"})


@router.get("/api/v1/tools/executions")
@router.get("/api/tools/executions")
@answers(shape.ExecutedPage)
async def list_executions(
    app: Application, principal: Reader, tool_id: str = "", exception_id: str = "", status: Status = "",
    actor_type: Literal["user", "agent", "system", ""] = "", actor_id: str = "", page: Page = 1,
    page_size: PageSize = 20,
) -> dict[str, Any]:  # fmt: skip
    """The newest first, by tool, exception, status and actor; of the newest five thousand."""

    def unit(connection: Connection) -> list[Kept]:
        case_id = get_case(connection, principal.tenant, exception_id).case_id if exception_id else ""
        states = _STATES.get(status, ())
        return actions.find(
            connection, principal.tenant, states=states, limit=_NEWEST, tool=tool_id, case_id=case_id
        )  # fmt: skip

    found = _by(await app.db.read(unit, tenant=principal.tenant), actor_type, actor_id)
    return {
        "items": [_shown(kept) for kept in found[(page - 1) * page_size : page * page_size]], "total": len(found),
        "page": page, "pageSize": page_size, "totalPages": -(-len(found) // page_size),
    }  # fmt: skip


@router.get("/api/v1/tools/executions/{execution_id}")
@router.get("/api/tools/executions/{execution_id}")
@answers(shape.Executed)
async def get_execution(execution_id: str, app: Application, principal: Reader) -> dict[str, Any]:
    """One execution with what it was given and what it answered."""
    return _shown(await app.db.read(lambda c: actions.read(c, principal.tenant, execution_id), tenant=principal.tenant))


async def _refuse_closed(app: App, principal: Principal, name: str) -> None:
    """What is disabled is refused at once, on the record; the gate would refuse it, too. Raises NotFound, Denied."""
    tenant = principal.tenant
    found = await app.db.read(lambda c: app.catalogue.find(c, tenant, name), tenant=tenant)
    if found.standing.is_open:
        return
    reason = f"tool {name!r} is {found.standing.word}: {found.standing.reason}"
    entry = AuditEntry(
        actor=principal.actor, action="tool.call", resource=f"tool:{name}", tool=name, decision="deny", reason=reason,
        tool_schema=found.spec.schema_hash,
    )  # fmt: skip
    await app.db.run(lambda c: audit.append(c, tenant, entry), tenant=tenant)
    raise Denied(reason, tool=name)


def _request(
    connection: Connection, *, app: App, principal: Principal, name: str, body: Execution, key: str
) -> str:  # fmt: skip
    tenant, payload = principal.tenant, body.payload
    spec = app.catalogue.find(connection, tenant, name).spec
    case_id = get_case(connection, tenant, body.exceptionId).case_id if body.exceptionId else None
    said = f", said to be for {body.actorType} {body.actorId}".rstrip() if body.actorType or body.actorId else ""
    action = action_of(
        spec, payload, tenant=tenant, requester=requester_of(connection, principal),
        reason=f"asked for as an execution{said}", case_id=case_id, key=_key(principal, name, payload, key),
        provenance=origins(principal.kind, {}, payload),
    )  # fmt: skip
    return actions.request(connection, tenant, action, app.bus)


def _key(principal: Principal, tool: str, payload: dict[str, JSON], key: str) -> str:
    if key:
        return client_key(principal.tenant, principal.id, key)
    return idempotency_key(principal.tenant, clock.new_id("req"), tool, payload)


def _by(found: Sequence[Kept], kind: str, identity: str) -> list[Kept]:
    return [
        kept
        for kept in found
        if kind in ("", _word(kept)) and identity in ("", kept.action.requester.id, kept.action.requester.name)
    ]


def _word(kept: Kept) -> str:
    return next(word for word, kind in _KINDS.items() if kind == kept.action.requester.kind)


def _shown(kept: Kept) -> dict[str, Any]:
    """`status` is that platform's word, `state` our own: what waits for a person is requested there, what was denied
    has failed."""
    action, row = kept.action, kept.row
    status = next(word for word, states in _STATES.items() if kept.state in states)
    ended = row["ended_at"] or row["started_at"] or row["created_at"]
    return {
        "executionId": action.action_id, "tenantId": action.tenant, "toolId": action.tool, "status": status,
        "state": kept.state, "exceptionId": action.case_id, "requestedByActorType": _word(kept),
        "requestedByActorId": action.requester.id, "inputPayload": action.arguments, "outputPayload": row["result"],
        "errorMessage": row["error_message"], "approvalId": row["approval_id"],
        "createdAt": clock.format_ns(row["created_at"]), "updatedAt": clock.format_ns(ended),
    }  # fmt: skip
