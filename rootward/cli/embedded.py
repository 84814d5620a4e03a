"""Embedded: the application inside this process, asked through the same HTTP interface as a server.

Loaded only when a command names no server, because loading the application takes a second.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import httpx

from rootward import settings as deployment
from rootward.api.application import create_api
from rootward.app import App, open_app
from rootward.cli.options import Options
from rootward.kit import log

__all__ = ["opened"]

_AN_HOUR = 3600.0  # nothing can be slow here but our own work


@asynccontextmanager
async def opened(
    options: Options, headers: dict[str, str], *, stages: bool
) -> AsyncIterator[tuple[httpx.AsyncClient, App]]:
    """A client of the application, and the application; with `stages` its pipeline runs too."""
    chosen = deployment.from_environment(data_dir=options.data_dir, database_url=options.database_url)
    log.configure("info" if options.verbose else "critical", "text")
    async with open_app(chosen) as app:
        transport = httpx.ASGITransport(create_api(app, stages=False), raise_app_exceptions=False)
        task = asyncio.create_task(app.run_stages()) if stages else None
        try:
            async with httpx.AsyncClient(
                transport=transport, base_url=chosen.local_address, headers=headers,
                timeout=_AN_HOUR,
            ) as http:  # fmt: skip
                yield http, app
        finally:
            if task is not None:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
