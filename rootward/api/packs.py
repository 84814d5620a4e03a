"""Packs over HTTP: versions, what is active, differences, activation and the way back."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Request

from rootward.api.access import Application, may
from rootward.api.answers import packs as shape
from rootward.api.body import read_body
from rootward.api.commands import CommandRoute
from rootward.api.described import answers
from rootward.app import App
from rootward.audit import log as audit
from rootward.audit.entry import AuditEntry
from rootward.errors import BadInput, Misconfigured
from rootward.events.declared import declare
from rootward.kit import clock
from rootward.kit.db import Connection
from rootward.packs import store
from rootward.packs.diff import diff, parts
from rootward.packs.load import load_text
from rootward.packs.warnings import warnings
from rootward.plugins.sources.mapped import check_mapping
from rootward.tenancy.principal import Principal

__all__ = ["Keeper", "keep", "read_pack", "router"]

router = APIRouter(prefix="/api/v1/packs", tags=["packs"], route_class=CommandRoute)
Reader = Annotated[Principal, Depends(may("packs.read"))]
Keeper = Annotated[Principal, Depends(may("packs.manage"))]


@router.get("")
@answers(shape.Packs)
async def list_packs(app: Application, principal: Reader) -> dict[str, Any]:
    """Every stored version, and which are active, lowest overlay first."""
    versions = await app.db.read(partial(store.versions, tenant=principal.tenant), tenant=principal.tenant)
    active = await app.db.read(partial(store.activations, tenant=principal.tenant), tenant=principal.tenant)
    return {
        "versions": [_times(asdict(item), "loaded_at") for item in versions],
        "active": [_times(asdict(item), "activated_at") for item in active],
    }


@router.get("/effective")
@answers(shape.EffectivePack)
async def get_effective(app: Application, principal: Reader) -> dict[str, Any]:
    """The active packs laid over each other: what decides right now."""
    pack = await app.pack_of(principal.tenant)
    return {"digest": pack.digest, "body": pack.body}


@router.post("", status_code=201)
@answers(shape.KeptPack)
async def post_pack(request: Request, app: Application, principal: Keeper) -> dict[str, Any]:
    """Check a pack (YAML or JSON; ours, or a domain or tenant pack as exception platforms write them) and keep it as a
    version; faults name line and path, `warnings` say what is worth knowing. It is not active yet."""
    return await keep(app, principal, await read_pack(request))


@router.get("/{name}/diff")
@answers(shape.PackDifference)
async def get_diff(name: str, before: str, after: str, app: Application, principal: Reader) -> Any:
    """What was added, removed or changed between two versions (a version or the beginning of a digest)."""

    def unit(connection: Connection) -> Any:
        first = store.read_version(connection, principal.tenant, name, before)
        second = store.read_version(connection, principal.tenant, name, after)
        return msgspec.to_builtins(diff(first, second)) | {"parts": msgspec.to_builtins(parts(first, second))}

    return await app.db.read(unit, tenant=principal.tenant)


@router.post("/{name}/activate")
@answers(shape.Packs)
async def activate(name: str, version: str, app: Application, principal: Keeper) -> dict[str, Any]:
    """Make a version the active one. Refused when the active packs would not fit together."""
    return await _change(app, principal, partial(store.activate, name=name, which=version))


@router.post("/{name}/roll-back")
@answers(shape.Packs)
async def roll_back(name: str, app: Application, principal: Keeper) -> dict[str, Any]:
    """Go back to the version that was active before."""
    return await _change(app, principal, partial(store.roll_back, name=name))


@router.post("/{name}/deactivate")
@answers(shape.Packs)
async def deactivate(name: str, app: Application, principal: Keeper) -> dict[str, Any]:
    """Take a pack out of force; its versions stay."""
    return await _change(app, principal, partial(store.deactivate, name=name))


async def _change(app: App, principal: Principal, verb: partial[Any]) -> dict[str, Any]:
    """The change, on the record, and the declared topology that follows from it, in one transaction."""

    def unit(connection: Connection) -> None:
        verb(connection, principal.tenant, actor=principal.id)
        declare(connection, principal.tenant)
        entry = AuditEntry(actor=principal.actor, action="pack.changed", resource=f"pack:{verb.keywords['name']}")
        audit.append(connection, principal.tenant, entry)

    await app.db.run(unit, tenant=principal.tenant)
    return await list_packs(app, principal)


async def read_pack(request: Request) -> str:
    """Raises BadInput for what is no text."""
    body = await read_body(request, 4)
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise BadInput("the pack is not UTF-8 text", field="body") from error


async def keep(app: App, principal: Principal, text: str) -> dict[str, Any]:
    """Raises BadInput with every fault, each with its line."""
    try:
        pack = load_text(text, file="pack", check_source=check_mapping)
    except Misconfigured as error:  # what is wrong is what was sent, not this installation
        raise BadInput(error.message, **error.facts) from error
    save = partial(store.save, tenant=principal.tenant, pack=pack, actor=principal.id)
    digest = await app.db.run(save, tenant=principal.tenant)
    return {"name": pack.name, "version": pack.version, "digest": digest, "warnings": [*warnings(pack)]}


def _times(values: dict[str, Any], *names: str) -> dict[str, Any]:
    return values | {name: clock.format_ns(values[name]) for name in names}
