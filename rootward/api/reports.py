"""Reports over HTTP: read, compare, check every citation again; and the evidence they cite."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Depends, Header
from fastapi.responses import Response

from rootward.api.access import Application, may
from rootward.api.answers import evidence as shape
from rootward.api.answers.reports import Report
from rootward.api.described import Text, answers
from rootward.api.ids import full_id
from rootward.app import App
from rootward.evidence import store as evidence_store
from rootward.evidence.recheck import recheck
from rootward.investigations import read
from rootward.investigations.read import StoredReport
from rootward.investigations.render import as_markdown
from rootward.schema import evidence_items
from rootward.schema import reports as table
from rootward.tenancy.principal import Principal

__all__ = ["read_named", "router"]

router = APIRouter(prefix="/api/v1", tags=["reports"])
Reader = Annotated[Principal, Depends(may("reports.read"))]
Checker = Annotated[Principal, Depends(may("evidence.read"))]


@router.get("/reports/{report_id}")
@answers(Report, Text("text/markdown"), also={304: ()})
async def get_report(
    report_id: str, app: Application, principal: Reader, format: Literal["json", "md"] = "json",
    if_none_match: Annotated[str, Header()] = "",
) -> Response:  # fmt: skip
    """By its id, its investigation's, or a unique beginning: the body byte for byte as it was hashed (`ETag` is its
    sha256), or as Markdown."""
    report = await read_named(app, principal.tenant, report_id)
    etag = f'"{report.digest}"' if format == "json" else f'"{report.digest}-{format}"'
    headers = {"ETag": etag, "X-Degraded": str(report.degraded).lower(), "X-Report-Id": report.report_id}
    if etag in (part.strip().removeprefix("W/") for part in if_none_match.split(",")):
        return Response(status_code=304, headers=headers)
    if format == "md":
        return Response(as_markdown(report.content), media_type="text/markdown; charset=utf-8", headers=headers)
    return Response(report.body, media_type="application/json", headers=headers)


@router.get("/reports/{report_id}/changes")
@answers(shape.ReportChanges)
async def get_report_changes(report_id: str, app: Application, principal: Reader, since: str) -> dict[str, Any]:
    """What this report says differently from the report `since`."""
    older, newer = [await read_named(app, principal.tenant, name) for name in (since, report_id)]
    return read.compare(older.content, newer.content)


@router.post("/reports/{report_id}/verify")
@answers(shape.ReportCheck)
async def verify_report(report_id: str, app: Application, principal: Checker) -> dict[str, Any]:
    """Run the query of every citation again and say which still hold."""
    report = await read_named(app, principal.tenant, report_id)
    cited = [str(item["evidence_id"]) for item in report.content["evidence"]]  # type: ignore[index,union-attr,call-overload]
    find = partial(evidence_store.find, tenant=principal.tenant, evidence_ids=cited)
    items = await app.db.read(find, tenant=principal.tenant)

    async def call(tool: str, arguments: Any) -> Any:
        return (await app.gateway.call(tool, arguments, tenant=principal.tenant))[0]

    checks = [msgspec.to_builtins(await recheck(item, call)) for item in items]
    missing = sorted(set(cited) - {item.evidence_id for item in items})
    holding = sum(1 for check in checks if check["verdict"] == "holds")
    return {
        "report_id": report.report_id, "digest": report.digest, "citations": len(cited), "holding": holding,
        "missing": missing, "checks": checks, "all_hold": holding == len(cited),
    }  # fmt: skip


@router.get("/evidence/{evidence_id}")
@answers(shape.EvidenceRead)
async def get_evidence(evidence_id: str, app: Application, principal: Checker) -> dict[str, Any]:
    """One observation, with the query that makes it again; by id or a unique beginning of it."""
    wanted = await full_id(app, principal.tenant, evidence_items.c.evidence_id, evidence_id, "ev_")
    unit = partial(evidence_store.read, tenant=principal.tenant, evidence_id=wanted)
    found = await app.db.read(unit, tenant=principal.tenant)
    shown: dict[str, Any] = msgspec.to_builtins(found)
    return {"evidence_id": found.evidence_id, **shown}


@router.post("/evidence/{evidence_id}/verify")
@answers(shape.Recheck)
async def verify_evidence(evidence_id: str, app: Application, principal: Checker) -> dict[str, Any]:
    """Run the query of one observation again and say whether it still holds."""
    wanted = await full_id(app, principal.tenant, evidence_items.c.evidence_id, evidence_id, "ev_")
    unit = partial(evidence_store.read, tenant=principal.tenant, evidence_id=wanted)
    item = await app.db.read(unit, tenant=principal.tenant)

    async def call(tool: str, arguments: Any) -> Any:
        return (await app.gateway.call(tool, arguments, tenant=principal.tenant))[0]

    check: dict[str, Any] = msgspec.to_builtins(await recheck(item, call))
    return check


async def read_named(app: App, tenant: str, given: str) -> StoredReport:
    """By its id, its investigation's, or a unique beginning. Raises NotFound, Conflict."""
    column, prefix = (table.c.investigation_id, "inv_") if given.startswith("inv_") else (table.c.report_id, "rep_")
    wanted = await full_id(app, tenant, column, given, prefix)
    return await app.db.read(partial(read.read_report, tenant=tenant, report_id=wanted), tenant=tenant)
