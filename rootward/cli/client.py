"""The client: every command speaks HTTP, to a server or to the same application inside this process.

So a command has one implementation, one set of rights and one kind of error, wherever the data lies.
"""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Protocol, TypeVar

import httpx

from rootward.cli.exit import Quit, code_of
from rootward.cli.options import Options

__all__ = ["Client", "connected", "run"]

T = TypeVar("T")
_BUSY_TRIES = 30


class Embedded(Protocol):
    """What a command may ask of the application in its own process."""

    def holding(self) -> AbstractContextManager[None]: ...

    async def settle(self, timeout_s: float = 300.0) -> None: ...


@dataclass(frozen=True, slots=True)
class Client:
    """JSON in, JSON out. `app` is there only when embedded."""

    http: httpx.AsyncClient
    app: Embedded | None
    key: str = ""
    _posts: count[int] = field(default_factory=lambda: count(1))

    async def get(self, path: str, **query: Any) -> Any:
        return await self.request("GET", path, params=_given(query))

    async def post(self, path: str, body: Any = None, **query: Any) -> Any:
        """A command that sends several requests gives each its own key, so that it may be repeated as a whole."""
        headers = {"Idempotency-Key": f"{self.key}:{next(self._posts)}"} if self.key else {}
        return await self.request("POST", path, json=body, params=_given(query), headers=headers)

    async def put(self, path: str, body: Any = None) -> Any:
        headers = {"Idempotency-Key": f"{self.key}:{next(self._posts)}"} if self.key else {}
        return await self.request("PUT", path, json=body, headers=headers)

    async def request(self, method: str, path: str, **how: Any) -> Any:
        """Raises Quit with the exit code and the server's sentence when it is refused or cannot be reached."""
        response = await self.raw(method, path, **how)
        return response.json() if response.content else None

    async def raw(self, method: str, path: str, **how: Any) -> httpx.Response:
        """What is too busy is asked again after the time it names; nothing was done then. A budget that is used up is
        not waited for."""
        for _ in range(_BUSY_TRIES):
            response = await self._once(method, path, **how)
            if response.status_code != 429 or _is_over_budget(_problem(response)):
                break
            await asyncio.sleep(int(response.headers.get("retry-after", "1")))
        if response.status_code >= 400:
            raise _refused(response)
        return response

    async def _once(self, method: str, path: str, **how: Any) -> httpx.Response:
        try:
            try:
                return await self.http.request(method, path, **how)
            except httpx.RemoteProtocolError:  # a line that was kept open, and closed just as it was used again
                if method != "GET":
                    raise
                return await self.http.request(method, path, **how)
        except httpx.TimeoutException as error:
            raise Quit(
                6, f"no answer from {self.http.base_url} in time", hint="--timeout SECONDS waits longer"
            ) from error
        except (httpx.TransportError, httpx.InvalidURL) as error:
            reason = str(error) or type(error).__name__
            raise Quit(
                9, f"no answer from {self.http.base_url}: {reason}", hint="is it running?  rootward serve"
            ) from error


@asynccontextmanager
async def connected(options: Options, *, stages: bool = False) -> AsyncIterator[Client]:
    """A client of `options.server`, or of the embedded application (with `stages` its pipeline runs too)."""
    headers = {"Authorization": f"Bearer {options.token}"} if options.token else {}
    if not options.server:
        embedded = importlib.import_module("rootward.cli.embedded")
        async with embedded.opened(options, headers, stages=stages) as (http, app):
            yield Client(http, app, options.idempotency_key)
        return
    try:
        url = httpx.URL(options.server)
    except httpx.InvalidURL as error:
        raise Quit(2, f"{options.server!r} is not a URL: {error}", hint="--server http://127.0.0.1:8080") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise Quit(2, f"{options.server!r} is not a URL of a server", hint="--server http://127.0.0.1:8080")
    async with httpx.AsyncClient(base_url=url, headers=headers, timeout=options.timeout) as http:
        yield Client(http, None, options.idempotency_key)


def run(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run a command's coroutine to its end."""
    return asyncio.run(work())


def _given(query: dict[str, Any]) -> dict[str, Any] | None:
    """What was given; None when nothing was, because an empty mapping would take away what stands in the path."""
    return {name: value for name, value in query.items() if value not in (None, "")} or None


def _problem(response: httpx.Response) -> dict[str, Any]:
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _is_over_budget(problem: dict[str, Any]) -> bool:
    return str(problem.get("type", "")).endswith("/over_budget")


def _refused(response: httpx.Response) -> Quit:
    problem = _problem(response)
    detail = problem.get("detail") or f"HTTP {response.status_code}"
    lines = [f"{item['field']}: {item['reason']}" for item in problem.get("errors", [])[1:]]
    hints = [_ADVICE[response.status_code]] if response.status_code in _ADVICE else []
    if problem.get("dead_letter"):
        hints.append(f"what was sent is kept: rootward dead-letters show {problem['dead_letter']}")
    if response.status_code >= 500:
        hints.append(f"request {response.headers.get('x-request-id', '')}")
    if _is_over_budget(problem):
        hints.append("what is left, and who set the limit: rootward budget show")
    code = 7 if _is_over_budget(problem) else code_of(response.status_code)
    return Quit(code, "\n".join([detail, *lines]), hint="\n".join(hints))


_ADVICE = {401: "give a token: --token rwt_… or ROOTWARD_TOKEN; the first one comes from rootward init"}
