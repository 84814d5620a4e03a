"""Health, readiness and metrics. Health is open to everybody and says nothing of any tenant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Response
from fastapi.responses import JSONResponse
from prometheus_client import generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

import rootward
from rootward.api.access import Application, may
from rootward.api.answers import system as shape
from rootward.api.described import Text, answers
from rootward.errors import RootwardError
from rootward.kit import metrics
from rootward.kit.db import DISPATCHER
from rootward.tenancy.principal import DEFAULT, Principal

__all__ = ["router"]

router = APIRouter(tags=["health"])
Watcher = Annotated[Principal, Depends(may("metrics.read"))]


@router.get("/health")
@answers(shape.Alive)
async def health() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok", "service": "rootward", "version": rootward.__version__}


@router.get("/health/db")
@answers(shape.Health, also={503: (shape.NotReady,)})
async def health_db(app: Application) -> JSONResponse:
    """The database answers."""
    try:
        await app.db.read(lambda connection: connection.execute(sa.select(1)).scalar_one(), tenant=DISPATCHER)
    except RootwardError as error:
        return JSONResponse({"status": "unavailable", "reason": error.message}, status_code=503)
    return JSONResponse({"status": "ok"})


@router.get("/health/ready")
@answers(shape.Health, also={503: (shape.NotReady,)})
async def ready(app: Application) -> JSONResponse:
    """Ready to accept: the database answers and the writes that wait are few enough."""
    answer = await health_db(app)
    if answer.status_code != 200:
        return answer
    waiting = app.ingestor.waiting
    if waiting >= app.settings.max_waiting_events:
        return JSONResponse({"status": "busy", "waiting": waiting}, status_code=503, headers={"Retry-After": "2"})
    return JSONResponse({"status": "ready"})


@router.get("/metrics")
@answers(Text("text/plain"))
async def scrape(app: Application, principal: Watcher) -> Response:
    """Prometheus text format. The default tenant, which runs the installation, sees all of it; another tenant the
    series that carry its own name."""
    for topic, number in (await app.bus.depth()).items():
        metrics.QUEUE_DEPTH.labels(topic).set(number)
    metrics.WRITES_WAITING.set(app.db.waiting)
    text = metrics.exposition() if principal.tenant == DEFAULT else generate_latest(_OfTenant(principal.tenant))
    return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")


class _OfTenant(Collector):
    """The registry, but for what is not the tenant's."""

    def __init__(self, tenant: str) -> None:
        self._tenant = tenant

    def collect(self) -> Iterator[Metric]:
        for family in metrics.REGISTRY.collect():
            own = [sample for sample in family.samples if sample.labels.get("tenant") == self._tenant]
            if own:
                shown = Metric(family.name, family.documentation, family.type)
                shown.samples = own
                yield shown
