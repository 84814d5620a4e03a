"""Webhooks and OTLP: raw bodies of vendors, read by the source that speaks their format."""

from __future__ import annotations

from collections import Counter
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceResponse
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceResponse
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse

from rootward.api.access import admit
from rootward.api.answers import events as shape
from rootward.api.body import plain, read_raw
from rootward.api.described import Text, answers
from rootward.api.events import refuse_when_full
from rootward.app import App
from rootward.errors import NotFound
from rootward.events.ingest import ItemResult
from rootward.plugins.sources import github
from rootward.tenancy.principal import DEFAULT, Principal

__all__ = ["router"]

router = APIRouter(tags=["events"])
GITHUB = Principal(tenant=DEFAULT, id="github", name="GitHub webhook", kind="service", role="service", auth="signature")
"""Who sends a delivery that is signed with the configured secret: GitHub has no way to send a token of ours."""
_SIGNATURE = "x-hub-signature-256"
_OTLP: dict[str, tuple[Any, str]] = {
    "traces": (ExportTraceServiceResponse, "rejected_spans"),
    "logs": (ExportLogsServiceResponse, "rejected_log_records"),
    "metrics": (ExportMetricsServiceResponse, "rejected_data_points"),
}


async def _sender(request: Request, source: str) -> tuple[App, Principal]:
    """The caller; or GitHub, for a delivery that carries a signature instead of a token (checked with its body)."""
    app: App = request.app.state.app
    signed = source == "github" and app.settings.webhook_secret_github and _SIGNATURE in request.headers
    if signed and "authorization" not in request.headers:
        return app, GITHUB
    return await admit(request, "events.write")


@router.post("/api/v1/ingest/{source}")
@answers(shape.Summary)
async def post_webhook(source: str, request: Request) -> dict[str, Any]:
    """`alertmanager`, `kubernetes`, `github`, or a source declared in a pack. What cannot be read is set aside.

    With a GitHub secret configured every delivery must be signed with it, and a signed one needs no token.
    """
    app, principal = await _sender(request, source)
    return _summary(await _accept(app, principal, source, request))


@router.post("/api/v2/alerts")
@answers(shape.Summary)
async def post_alerts(request: Request) -> dict[str, Any]:
    """Alertmanager's own input, so that Prometheus or a ruler can send here directly."""
    app, principal = await admit(request, "events.write")
    return _summary(await _accept(app, principal, "alertmanager", request))


@router.post("/v1/{signal}")
@answers(shape.PartialSuccess, Text("application/x-protobuf"))
async def post_otlp(signal: str, request: Request) -> Response:
    """OTLP/HTTP traces, logs and metrics in protobuf or JSON, answered in the same encoding."""
    app, principal = await admit(request, "events.write")
    if signal not in _OTLP:
        raise NotFound(f"there is no signal {signal!r}; there are {', '.join(_OTLP)}", field="signal", value=signal)
    answer, rejected_field = _OTLP[signal]
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
    """The signature is checked over the bytes as they were sent, before anything looks into them."""
    refuse_when_full(app)
    raw = await read_raw(request, app.settings.max_body_mb)
    headers = {name.lower(): value for name, value in request.headers.items()}
    if source == "github" and app.settings.webhook_secret_github:
        github.verify(raw, headers, app.settings.webhook_secret_github)
    body = plain(raw, request, app.settings.max_body_mb)
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
