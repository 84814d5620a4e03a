"""Rehearsals over HTTP: what a tool would do with these arguments and what the gate would say; nothing is done."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from rootward.api.access import Application, may
from rootward.api.answers import tools as shape
from rootward.api.commands import CommandRoute
from rootward.api.described import answers
from rootward.cases.read import get as get_case
from rootward.errors import BadInput
from rootward.events import strict
from rootward.governance.action import Action, idempotency_key
from rootward.governance.guards.schema import oddity
from rootward.governance.rights import requester_of
from rootward.kit import clock
from rootward.kit.db import Connection
from rootward.kit.json_schema import misfit
from rootward.tenancy.principal import Principal
from rootward.tools.propose import action_of, origins
from rootward.tools.rehearse import Rehearsal, rehearse

__all__ = ["router", "shown_rehearsal"]

router = APIRouter(prefix="/api/v1/tools", tags=["tools"], route_class=CommandRoute)
Asker = Annotated[Principal, Depends(may("actions.request"))]


class Wanted(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    arguments: dict[str, Any] = Field(default_factory=dict)
    case: str = Field(default="", max_length=100, description="number or id of the case that it would be for")


@router.post("/{name}/rehearse")
@answers(shape.Rehearsed)
async def rehearse_tool(
    name: str, wanted: Wanted, request: Request, app: Application, principal: Asker
) -> dict[str, Any]:
    """Read with a tool that only reads; let any other one say what it would do. With what every guard says to it."""
    strict.read(await request.body())

    def unit(connection: Connection) -> Action:
        tenant, arguments = principal.tenant, wanted.arguments
        spec = app.ports.tools.find(connection, tenant, name).spec
        if odd := oddity(arguments):
            raise BadInput(f"arguments: {odd}", field="arguments")
        wrong = misfit(spec.schema, arguments)
        if wrong is not None:
            raise BadInput(wrong.message, field=wrong.field or "arguments")
        return action_of(
            spec, arguments, tenant=tenant, requester=requester_of(connection, principal), reason="rehearsed",
            key=idempotency_key(tenant, clock.new_id("req"), spec.name, arguments),
            provenance=origins(principal.kind, {}, arguments),
            case_id=get_case(connection, tenant, wanted.case).case_id if wanted.case else None,
        )  # fmt: skip

    action = await app.db.read(unit, tenant=principal.tenant)
    return shown_rehearsal(action, await rehearse(app.db, app.ports, app.outside, action))


def shown_rehearsal(action: Action, found: Rehearsal) -> dict[str, Any]:
    """What it would do, what the gate would say, and the word of every guard."""
    decision = found.decision
    return {
        "tool": action.tool, "effect": action.effect, "risk": action.risk, "targets": list(action.targets),
        "answer": decision.answer, "guard": decision.guard, "reason": decision.reason,
        "rule_ids": list(decision.rule_ids),
        "quorum": {"people": decision.quorum.people, "roles": list(decision.quorum.roles)} if decision.quorum else None,
        "words": [
            {"guard": word.guard, "answer": word.answer, "reason": word.reason, "rule_ids": list(word.rule_ids)}
            for word in decision.words
        ],
        "result": found.answer, "failed": found.failed or None,
    }  # fmt: skip
