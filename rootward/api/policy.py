"""Policy over HTTP: the rules that decide now, and what others would have decided."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query, Request

from rootward.api.access import Application, may
from rootward.api.answers import packs as shape
from rootward.api.body import read_body
from rootward.api.commands import CommandRoute
from rootward.api.described import answers
from rootward.errors import BadInput, Misconfigured
from rootward.governance.policy import compiled
from rootward.kit import clock
from rootward.kit.db import Connection
from rootward.packs import store
from rootward.packs.load import load_text
from rootward.packs.model import Pack
from rootward.tenancy.principal import Principal
from rootward.tools.simulate import Simulation, simulate

__all__ = ["router"]

router = APIRouter(prefix="/api/v1/policy", tags=["policy"], route_class=CommandRoute)
Reader = Annotated[Principal, Depends(may("packs.read"))]
_DAY_NS = 86_400 * 1_000_000_000


@router.get("")
@answers(shape.Policy)
async def get_policy(app: Application, principal: Reader) -> dict[str, Any]:
    """The rules and guardrails of the active packs together, as they decide now."""
    pack = await app.pack_of(principal.tenant)
    return {
        "pack": pack.name, "version": pack.version, "sha256": compiled(pack).sha256,
        "policies": pack.policies.model_dump(mode="json"), "guardrails": pack.guardrails.model_dump(mode="json"),
    }  # fmt: skip


@router.post("/simulate")
@answers(shape.Simulated)
async def simulate_policy(
    request: Request, app: Application, principal: Reader, days: Annotated[int, Query(ge=1, le=365)] = 30,
    limit: Annotated[int, Query(ge=1, le=20_000)] = 5000,
) -> dict[str, Any]:  # fmt: skip
    """What a pack (YAML or JSON), in the place of the active one of its name or over the active ones, would have
    decided about the actions of the last days. Nothing is changed."""
    pack, tenant = _pack(await read_body(request, 4)), principal.tenant
    since = app.now() - days * _DAY_NS

    def unit(connection: Connection) -> tuple[Pack, Simulation]:
        whole = store.active_with(connection, tenant, pack)
        return whole, simulate(connection, tenant, whole, since=since, limit=limit)

    try:
        whole, found = await app.db.read(unit, tenant=tenant)
    except Misconfigured as error:
        raise BadInput(error.message, field="pack") from error
    before = compiled(await app.pack_of(tenant)).sha256
    body: dict[str, Any] = msgspec.to_builtins(found)
    differs = [item | {"created_at": clock.format_ns(item["created_at"])} for item in body["differs"]]
    return body | {"differs": differs, "days": days, "before_sha256": before, "after_sha256": compiled(whole).sha256}


def _pack(body: bytes) -> Pack:
    try:
        return load_text(body.decode(), file="pack")
    except UnicodeDecodeError as error:
        raise BadInput("the pack is not UTF-8 text", field="body") from error
    except Misconfigured as error:
        raise BadInput(error.message, **{**error.facts, "field": "pack"}) from error
