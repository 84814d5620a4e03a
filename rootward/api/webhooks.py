"""Webhooks and OTLP: raw bodies of vendors, read by the source that speaks their format."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceResponse
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceResponse
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse

from rootward.api.access import Application, may
from rootward.api.body import read_body
from rootward.app import App
from rootward.events.ingest import ItemResult
from rootward.tenancy.principal import Principal

__all__ = ["router"]

router = APIRouter(tags=["events"])
Writer = Annotated[Principal, Depends(may("events.write"))]
_OTLP: dict[str, tuple[Any, str]] = {
    "traces": (ExportTraceServiceResponse, "rejected_spans"),
    "logs": (ExportLogsServiceResponse, "rejected_log_records"),
    "metrics": (ExportMetricsServiceResponse, "rejected_data_points"),
}


@router.post("/api/v1/ingest/{source}")
async def post_webhook(source: str, request: Request, app: Application, principal: Writer) -> dict[str, Any]:
    """`alertmanager`, `kubernetes`, `github`, or a source declared in a pack. What cannot be read is set aside."""
    results = await _accept(app, principal, source, request)
    return _summary(results)


@router.post("/api/v2/alerts")
async def post_alerts(request: Request, app: Application, principal: Writer) -> dict[str, Any]:
    """Alertmanager's own input, so that Prometheus or a ruler can send here directly."""
    return _summary(await _accept(app, principal, "alertmanager", request))


@router.post("/v1/{signal}")
async def post_otlp(signal: str, request: Request, app: Application, principal: Writer) -> Response:
    """OTLP/HTTP traces, logs and metrics in protobuf or JSON, answered in the same encoding."""
    answer, rejected_field = _OTLP.get(signal, (None, ""))
    if answer is None:
        return Response(status_code=404)
    results = await _accept(app, principal, f"otlp.{signal}", request)
    rejected = [result for result in results if result.status == "rejected"]
    reason = rejected[0].reason if rejected else ""
    if "json" in request.headers.get("content-type", ""):
        camel = "".join(part.title() if n else part for n, part in enumerate(rejected_field.split("_")))
        partial = {"partialSuccess": {camel: str(len(rejected)), "errorMessage": reason}} if rejected else {}
        return JSONResponse(partial)
    body = answer()
    if rejected:
        setattr(body.partial_success, rejected_field, len(rejected))
        body.partial_success.error_message = reason
    return Response(body.SerializeToString(), media_type="application/x-protobuf")


async def _accept(app: App, principal: Principal, source: str, request: Request) -> list[ItemResult]:
    body = await read_body(request, app.settings.max_body_mb)
    headers = {name.lower(): value for name, value in request.headers.items()}
    return await app.receive(principal.tenant, source, body, headers)


def _summary(results: list[ItemResult]) -> dict[str, Any]:
    counts = Counter(str(result.status) for result in results)
    ids = [result.ref for result in results if result.status in ("accepted", "duplicate")]
    rejected = [
        {"index": result.index, "dead_letter": result.ref, "reason": result.reason, "field": result.field}
        for result in results
        if result.status == "rejected"
    ]
    return {"counts": dict(counts), "ids": ids, "rejected": rejected}
