"""The client: every command speaks HTTP, to a server or to the same application inside this process.

So a command has one implementation, one set of rights and one kind of error, wherever the data lies.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx

from rootward import settings as deployment
from rootward.api.application import create_api
from rootward.app import App, open_app
from rootward.cli.exit import Quit, code_of
from rootward.cli.options import Options

__all__ = ["Client", "connected", "run"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Client:
    """JSON in, JSON out. `app` is there only when embedded."""

    http: httpx.AsyncClient
    app: App | None

    async def get(self, path: str, **query: Any) -> Any:
        return await self.request("GET", path, params={k: v for k, v in query.items() if v not in (None, "")})

    async def post(self, path: str, body: Any = None, **query: Any) -> Any:
        wanted = {k: v for k, v in query.items() if v not in (None, "")}
        return await self.request("POST", path, json=body, params=wanted)

    async def request(self, method: str, path: str, **how: Any) -> Any:
        """Raises Quit with the exit code and the server's sentence when it is refused or cannot be reached."""
        response = await self.raw(method, path, **how)
        return response.json() if response.content else None

    async def raw(self, method: str, path: str, **how: Any) -> httpx.Response:
        try:
            response = await self.http.request(method, path, **how)
        except httpx.TransportError as error:
            raise Quit(9, f"no answer from {self.http.base_url}: {error or type(error).__name__}") from error
        if response.status_code >= 400:
            raise _refused(response)
        return response


@asynccontextmanager
async def connected(options: Options, *, stages: bool = False) -> AsyncIterator[Client]:
    """A client of `options.server`, or of the embedded application (with `stages` its pipeline runs too)."""
    async with AsyncExitStack() as stack:
        headers = {"Authorization": f"Bearer {options.token}"} if options.token else {}
        if options.server:
            http = httpx.AsyncClient(base_url=options.server, headers=headers, timeout=options.timeout)
            yield Client(await stack.enter_async_context(http), None)
            return
        chosen = deployment.from_environment(data_dir=options.data_dir, database_url=options.database_url)
        app = await stack.enter_async_context(open_app(chosen))
        transport = httpx.ASGITransport(app=create_api(app, stages=False), raise_app_exceptions=False)
        http = httpx.AsyncClient(transport=transport, base_url="http://localhost", headers=headers, timeout=3600)
        task = asyncio.create_task(app.run_stages()) if stages else None
        try:
            yield Client(await stack.enter_async_context(http), app)
        finally:
            if task is not None:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task


def run(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run a command's coroutine to its end."""
    return asyncio.run(work())


def _refused(response: httpx.Response) -> Quit:
    try:
        problem = response.json()
    except ValueError:
        problem = {}
    detail = problem.get("detail") or f"HTTP {response.status_code}"
    lines = [f"{item['field']}: {item['reason']}" for item in problem.get("errors", [])[1:]]
    request_id = response.headers.get("x-request-id", "")
    hint = f"request {request_id}" if request_id else ""
    return Quit(code_of(response.status_code), "\n".join([detail, *lines]), hint=hint)
