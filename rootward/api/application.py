"""The HTTP application: every router, in one flat list, behind one middleware."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog
from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import rootward
from rootward.api import admin, cases, dead_letters, events, health, investigations, packs, problems, topology, webhooks
from rootward.app import App
from rootward.kit import clock, metrics

__all__ = ["create_api"]

ROUTERS = (
    health.router, events.router, webhooks.router, cases.router, investigations.router, dead_letters.router,
    topology.router, packs.router, admin.router,
)  # fmt: skip
_REQUEST_ID = re.compile(rb"^[A-Za-z0-9._:-]{1,128}$")
_NOSNIFF = (b"x-content-type-options", b"nosniff")


def create_api(app: App, *, stages: bool = True) -> FastAPI:
    """The ASGI application of `app`; with `stages` it also runs the pipeline for as long as it is up."""

    @asynccontextmanager
    async def lifespan(_api: FastAPI) -> AsyncIterator[None]:
        task = asyncio.create_task(app.run_stages()) if stages else None
        try:
            yield
        finally:
            if task is not None:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    api = FastAPI(
        title="Rootward", version=rootward.__version__, lifespan=lifespan, docs_url="/docs", redoc_url=None,
        description="Events in, cases, root causes with evidence.",
    )  # fmt: skip
    api.state.app = app
    problems.install(api)
    api.add_middleware(_Observed)
    for router in ROUTERS:
        api.include_router(router)
    return api


class _Observed:
    """Give every request an id (the caller's, when it is a plain one), count it, and time it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id, began, status = _request_id(scope), clock.monotonic(), "500"
        scope.setdefault("state", {})["request_id"] = request_id
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=request_id)

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = str(message["status"])
                message["headers"] = [*message.get("headers", ()), (b"x-request-id", request_id.encode()), _NOSNIFF]
            await send(message)

        try:
            await self._app(scope, receive, sending)
        finally:
            route = _route(scope)
            metrics.HTTP_REQUESTS.labels(route, scope["method"], status).inc()
            metrics.HTTP_LATENCY.labels(route, scope["method"]).observe(clock.monotonic() - began)


def _request_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _REQUEST_ID.match(value):
            return str(value.decode())
    return clock.new_id("req")


def _route(scope: Scope) -> str:
    """The route's pattern, so that ids do not become metric labels."""
    route = scope.get("route")
    return str(getattr(route, "path", "unmatched"))
