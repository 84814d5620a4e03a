"""The server: one process with the HTTP faces and the pipeline."""

from __future__ import annotations

import asyncio
import gc

import structlog
import uvicorn

from rootward.api.application import create_api
from rootward.app import App, open_app
from rootward.errors import Misconfigured
from rootward.settings import Settings

__all__ = ["serve"]

log = structlog.get_logger()


def serve(settings: Settings) -> None:
    """Run until interrupted. Raises Misconfigured for an address that strangers reach without a login."""
    if not settings.is_loopback and not settings.require_login:
        raise Misconfigured(
            f"listening on {settings.host} without a login would let anybody in: set ROOTWARD_REQUIRE_LOGIN=true "
            "(make the first token with `rootward init`)",
            field="host", value=settings.host,
        )  # fmt: skip
    asyncio.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    async with open_app(settings) as app:
        _calm_collector()
        server = uvicorn.Server(_config(app, settings))
        login = "token" if settings.require_login else "none on loopback: whoever is on this machine may act"
        log.info("server.starting", url=f"http://{settings.host}:{settings.port}", login=login)
        await server.serve()


def _calm_collector() -> None:
    """Batches of events are many small objects that die young; what was loaded at the start stays for good."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _config(app: App, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        create_api(app), host=settings.host, port=settings.port, log_config=None, access_log=False,
        timeout_graceful_shutdown=5, server_header=False,
    )  # fmt: skip
