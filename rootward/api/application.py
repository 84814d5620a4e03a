"""The HTTP application: every router, in one flat list, behind one boundary."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from fastapi import FastAPI, Request
from fastapi.routing import APIRoute
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

import rootward
from rootward.api import (
    account,
    actions,
    admin,
    agent_runs,
    approvals,
    audit,
    boundary,
    budgets,
    case_bulk,
    case_pulses,
    case_views,
    cases,
    connections,
    dashboard,
    dead_letters,
    delegations,
    described,
    detection,
    events,
    exception_packs,
    exception_playbooks,
    explore,
    fleet,
    health,
    identity,
    investigations,
    kill_switch,
    live,
    members,
    names,
    oidc,
    packs,
    people,
    pipeline,
    playbook_rehearsals,
    playbook_versions,
    playbooks,
    policy,
    problems,
    rca_runs,
    recorded,
    redaction,
    rehearsals,
    reports,
    runbooks,
    session,
    signals,
    tool_executions,
    tool_servers,
    tools,
    tools_listed,
    topology,
    webhooks,
)
from rootward.api.access import cross_origins
from rootward.app import App

__all__ = ["ROUTERS", "ROUTES", "create_api"]

# What is called most often stands first: routes are tried in their order.
ROUTERS = (
    events.router, webhooks.router, health.router, pipeline.router, cases.router, case_bulk.router,
    case_pulses.router, case_views.router, names.router, investigations.router, reports.router,
    dead_letters.router, detection.router, topology.router, runbooks.router, packs.router, connections.router,
    actions.router, policy.router, admin.router, audit.router, identity.router, approvals.router, delegations.router,
    tool_executions.router, tools.router, rehearsals.router, tools_listed.router, tool_servers.router, budgets.router,
    kill_switch.router, playbooks.router, playbook_versions.router, playbook_rehearsals.router, exception_packs.router,
    exception_playbooks.router, rca_runs.router, agent_runs.router, fleet.router, live.router, signals.router,
    recorded.router, session.router,
    explore.router, account.router, members.router, people.router, oidc.router, redaction.router,
)  # fmt: skip
ROUTES = tuple(route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute))


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

    api = _Api(
        title="Rootward", version=rootward.__version__, lifespan=lifespan, docs_url="/docs", redoc_url=None,
        description="Events in, cases, root causes with evidence.",
    )  # fmt: skip
    api.state.app = app
    api.state.front = _front(api, app)
    problems.install(api)
    for router in ROUTERS:
        api.include_router(router)
    dashboard.install(api)
    return api


def _front(api: _Api, app: App) -> ASGIApp:
    """The application as web pages of other origins see it, where the settings name any."""
    origins = cross_origins(app.settings.cors_origins)
    if not origins:
        return api.inside
    return CORSMiddleware(
        api.inside, allow_origins=origins, allow_credentials=True, allow_methods=_CORS_METHODS, allow_headers=["*"],
        expose_headers=["X-Request-ID", "Location"],
    )  # fmt: skip


_CORS_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


class _Api(FastAPI):
    """The boundary stands outside of everything, the framework's own answer to a crash included."""

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            self.openapi_schema = described.describe(super().openapi(), ROUTES)
        return self.openapi_schema

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app: App = self.state.app
        max_body = app.settings.max_body_mb * 1024 * 1024
        await boundary.guarded(self.state.front, scope, receive, send, max_body=max_body)

    async def inside(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A quick route is found in a dictionary: for one event the framework's way costs more than all the rest."""
        asked = str(scope.get("method")), str(scope.get("path"))
        route = None if scope.get("root_path") else _QUICK.get(asked)
        if route is None:
            await super().__call__(scope, receive, send)
            return
        scope["app"], scope["route"] = self, route
        request = Request(scope, receive, send)
        try:
            response = await route.endpoint(request)
        except problems.EXPECTED as error:  # the boundary answers what nobody expects
            response = await problems.answer(request, error)
        await response(scope, receive, send)


_QUICK = {
    (method, route.path): route
    for route in events.router.routes
    if isinstance(route, APIRoute) and route.endpoint is events.post_events
    for method in route.methods or ()
}
"""Routes that take the bare request and make the whole response; they stand in their router too, for everybody else."""
