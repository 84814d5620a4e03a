"""Actions over HTTP: ask for one, list them, read what was decided, say how an unknown one ended."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, Literal, get_args

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from rootward.api.access import Application, may
from rootward.api.answers import actions as shape
from rootward.api.cases import Clean
from rootward.api.commands import CommandRoute
from rootward.api.described import answers
from rootward.api.ids import full_id
from rootward.app import App
from rootward.cases.read import get as get_case
from rootward.errors import BadInput, Denied
from rootward.events import strict
from rootward.governance.action import ACTION_STATES, Action, ActionState, idempotency_key
from rootward.governance.rights import requester_of
from rootward.kit import clock
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.kit.provenance import Origin, leaves
from rootward.schema import actions as table
from rootward.tenancy.principal import Principal
from rootward.tools import actions
from rootward.tools.actions import Kept
from rootward.tools.propose import action_of, client_key, origins
from rootward.tools.settle import resolve

__all__ = ["router", "shown"]

router = APIRouter(prefix="/api/v1/actions", tags=["actions"], route_class=CommandRoute)
Reader = Annotated[Principal, Depends(may("actions.read"))]
Asker = Annotated[Principal, Depends(may("actions.request"))]
Resolver = Annotated[Principal, Depends(may("actions.resolve"))]
_TIMES = ("created_at", "started_at", "ended_at")
_PLAIN = (
    "approval_id", "attempts", "result", "result_summary", "result_sha256", "error_class", "error_message",
    "status_code", "cost_usd", "resolved_by", "dry_run", "policy_sha256", "args_sha256",
)  # fmt: skip


class Ask(BaseModel):
    """One exact thing to be done. `provenance` says of arguments, by JSON pointer, where their values came from."""

    model_config = ConfigDict(extra="forbid", strict=True)
    tool: str = Field(min_length=1, max_length=200)
    arguments: dict[str, Any] = Field(default_factory=dict)
    reason: Clean = Field(min_length=1, max_length=2000)
    case: str = Field(default="", max_length=100, description="number or id of the case that it is for")
    provenance: dict[str, list[Origin]] = Field(default_factory=dict, max_length=1000)
    on_behalf_of: str = Field(default="", max_length=200, description="for agents: the principal who started it")


class Ended(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    outcome: Literal["succeeded", "failed"]
    note: Clean = Field(min_length=1, max_length=2000, description="how that was found out")


@router.post("", status_code=202)
@answers(shape.Action)
async def post_action(
    ask: Ask, request: Request, app: Application, principal: Asker, idempotency_key: Annotated[str, Header()] = ""
) -> JSONResponse:
    """Ask for an action. It passes the gate by itself; what it became stands at its address.

    The same `Idempotency-Key` is the same action for ever; with other arguments it is refused.
    """
    strict.read(await request.body())  # keys that stand twice, which the reader before this one has not seen
    unit = partial(_request, app=app, principal=principal, ask=ask, key=idempotency_key)
    action_id = await app.db.run(unit, tenant=principal.tenant)
    kept = await app.db.read(
        partial(actions.read, tenant=principal.tenant, action_id=action_id), tenant=principal.tenant
    )
    return JSONResponse(shown(kept), status_code=202, headers={"Location": f"/api/v1/actions/{action_id}"})


@router.get("")
@answers(shape.ActionPage)
async def list_actions(
    app: Application, principal: Reader, state: str = "", tool: str = "", case: str = "", run_id: str = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50, after: str = "",
) -> dict[str, Any]:  # fmt: skip
    """The newest first; `state` may name several, with commas."""
    states = _states(state)

    def unit(connection: Connection) -> list[Kept]:
        case_id = get_case(connection, principal.tenant, case).case_id if case else ""
        return actions.find(
            connection, principal.tenant, states=states, limit=limit, after=after, tool=tool, case_id=case_id,
            run_id=run_id,
        )  # fmt: skip

    found = await app.db.read(unit, tenant=principal.tenant)
    cursor = found[-1].action.action_id if len(found) == limit else None
    return {"items": [shown(kept) for kept in found], "next": cursor}


@router.get("/{action_id}")
@answers(shape.Action)
async def get_action(action_id: str, app: Application, principal: Reader) -> dict[str, Any]:
    """With what every guard said about it."""
    return shown(await _named(app, principal.tenant, action_id))


@router.post("/{action_id}/resolve")
@answers(shape.Action)
async def resolve_action(action_id: str, ended: Ended, app: Application, principal: Resolver) -> dict[str, Any]:
    """Say how an action of unknown outcome ended. Only a person can, and it is on the record."""
    if principal.kind != "human":
        raise Denied("only a person says how an action of unknown outcome ended", kind=principal.kind)
    kept = await _named(app, principal.tenant, action_id)
    unit = partial(
        resolve, principal=principal, action_id=kept.action.action_id, outcome=ended.outcome, note=ended.note,
        ports=app.ports, bus=app.bus,
    )  # fmt: skip
    return shown(await app.db.run(unit, tenant=principal.tenant))


def shown(kept: Kept) -> dict[str, Any]:
    """An action as people and programs read it; its arguments hold no secret."""
    action, row = kept.action, kept.row
    asks = action.requester
    body: dict[str, Any] = {
        "action_id": action.action_id, "state": kept.state, "tool": action.tool, "tool_version": action.tool_version,
        "effect": action.effect, "risk": action.risk, "arguments": action.arguments, "targets": list(action.targets),
        "provenance": {at: list(found) for at, found in action.provenance.items()},
        "requester": {name: getattr(asks, name) for name in ("id", "name", "kind", "role", "agent", "on_behalf_of")},
        "case_id": action.case_id, "run_id": action.run_id, "step_id": action.step_id, "reason": action.reason,
        "idempotency_key": action.idempotency_key, "rollback": action.rollback, "confidence": action.confidence,
        "decision": row["decision"],
    }  # fmt: skip
    times = {name: clock.format_ns(row[name]) if row[name] is not None else None for name in _TIMES}
    return body | {name: row[name] for name in _PLAIN} | times


def _request(connection: Connection, *, app: App, principal: Principal, ask: Ask, key: str) -> str:
    """Raises NotFound for a tool or a case that is not there."""
    tenant, arguments = principal.tenant, ask.arguments
    spec = app.ports.tools.find(connection, tenant, ask.tool).spec
    case_id = get_case(connection, tenant, ask.case).case_id if ask.case else None
    unknown = sorted(set(ask.provenance) - set(leaves(arguments)))
    if unknown:
        raise BadInput(f"provenance names {unknown[0]!r}, which is no argument", field="provenance", value=unknown[0])
    asks = requester_of(connection, principal, on_behalf_of=ask.on_behalf_of or None)
    claimed: dict[str, tuple[Origin, ...]] = {at: tuple(found) for at, found in ask.provenance.items()}
    action: Action = action_of(
        spec, arguments, tenant=tenant, requester=asks, reason=ask.reason, case_id=case_id,
        key=_key(principal, spec.name, arguments, key), provenance=origins(principal.kind, claimed, arguments),
    )  # fmt: skip
    return actions.request(connection, tenant, action, app.bus)


def _key(principal: Principal, tool: str, arguments: dict[str, JSON], key: str) -> str:
    if key:
        return client_key(principal.tenant, principal.id, key)
    return idempotency_key(principal.tenant, clock.new_id("req"), tool, arguments)


def _states(text: str) -> list[ActionState]:
    wanted = [part.strip() for part in text.split(",") if part.strip()]
    wrong = [part for part in wanted if part not in get_args(ActionState)]
    if wrong:
        raise BadInput(
            f"there is no state {wrong[0]!r}; there are {', '.join(ACTION_STATES)}", field="state", value=wrong[0]
        )
    return [state for state in ACTION_STATES if state in wanted]


async def _named(app: App, tenant: str, action_id: str) -> Kept:
    wanted = await full_id(app, tenant, table.c.action_id, action_id, "act_")
    return await app.db.read(partial(actions.read, tenant=tenant, action_id=wanted), tenant=tenant)
