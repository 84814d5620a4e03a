"""Health, readiness and metrics; open to everybody, and saying nothing of any tenant."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

import rootward
from rootward.api.access import Application
from rootward.errors import RootwardError
from rootward.kit import metrics
from rootward.kit.db import DISPATCHER

__all__ = ["router"]

router = APIRouter(tags=["health"])


@router.get("/health")
async def health() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok", "service": "rootward", "version": rootward.__version__}


@router.get("/health/db")
async def health_db(app: Application) -> JSONResponse:
    """The database answers."""
    try:
        await app.db.read(lambda connection: connection.execute(sa.select(1)).scalar_one(), tenant=DISPATCHER)
    except RootwardError as error:
        return JSONResponse({"status": "unavailable", "reason": error.message}, status_code=503)
    return JSONResponse({"status": "ok"})


@router.get("/health/ready")
async def ready(app: Application) -> JSONResponse:
    """Ready to accept: the database answers and the writes that wait are few enough."""
    answer = await health_db(app)
    if answer.status_code != 200:
        return answer
    waiting = app.ingestor.waiting
    if waiting >= app.settings.max_waiting_events:
        return JSONResponse({"status": "busy", "waiting": waiting}, status_code=503, headers={"Retry-After": "2"})
    return JSONResponse({"status": "ready"})


@router.get("/api/v1/pipeline")
async def pipeline(app: Application) -> dict[str, Any]:
    """Messages that wait or are being handled, by stage topic; idle when there are none."""
    depth = await app.bus.depth()
    return {"depth": depth, "idle": await app.bus.idle(), "writes_waiting": app.db.waiting}


@router.get("/metrics")
async def scrape(app: Application) -> Response:
    """Prometheus text format."""
    for topic, number in (await app.bus.depth()).items():
        metrics.QUEUE_DEPTH.labels(topic).set(number)
    metrics.WRITES_WAITING.set(app.db.waiting)
    return Response(metrics.exposition(), media_type="text/plain; version=0.0.4; charset=utf-8")
