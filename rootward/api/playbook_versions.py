"""Versions of a playbook over HTTP: where it is declared, in which words, and what changed between two."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query

from rootward.api.access import Application, may
from rootward.api.answers import playbook_versions as shape
from rootward.api.described import answers
from rootward.app import App
from rootward.packs.written import playbook_text
from rootward.playbooks.outward import shown_version
from rootward.playbooks.versions import Versions, changes, choose, versions
from rootward.tenancy.principal import Principal

__all__ = ["router"]

router = APIRouter(prefix="/api/v1/playbooks", tags=["playbooks"])
Reader = Annotated[Principal, Depends(may("packs.read"))]
Which = Annotated[str, Query(max_length=300, description="a version of a pack, PACK@VERSION, or a digest")]


@router.get("/{name}/versions")
@answers(shape.PlaybookVersions)
async def list_versions(name: str, app: Application, principal: Reader) -> dict[str, Any]:
    """Every stored version of a pack in which this playbook stands, the newest first."""
    found = await _versions(app, principal, name)
    return {"items": [shown_version(one) for one in found.items], "more": found.more}


@router.get("/{name}/declaration")
@answers(shape.PlaybookDeclaration)
async def get_declaration(name: str, app: Application, principal: Reader, version: Which = "") -> dict[str, Any]:
    """The playbook as YAML, and where it comes from; without `version` the one that is in force, else the newest."""
    one = choose((await _versions(app, principal, name)).items, version)
    written = playbook_text(one.pack, one.digest, one.item)
    return shown_version(one) | {"yaml": written.text, "original": written.original}


@router.get("/{name}/diff")
@answers(shape.PlaybookDifference)
async def get_playbook_diff(
    name: str, before: Which, after: Which, app: Application, principal: Reader
) -> dict[str, Any]:
    """Two versions line by line, also of two packs."""
    found = (await _versions(app, principal, name)).items
    first, second = choose(found, before), choose(found, after)
    lines = msgspec.to_builtins(changes(first, second))
    return {"before": shown_version(first), "after": shown_version(second), "lines": lines}


async def _versions(app: App, principal: Principal, name: str) -> Versions:
    return await app.db.read(partial(versions, tenant=principal.tenant, name=name), tenant=principal.tenant)
