"""Egress: the one way out. A line to one configured server: its address checked and pinned, no way to another host.

The name is resolved once and every address of it checked; the connection goes to the address that was checked. Nothing
is read from proxy variables. A redirect is followed on the same origin only. Answers have a size and a time.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
import msgspec

from rootward.errors import BadInput, Denied, Misconfigured, TimedOut, TooLarge, Unavailable
from rootward.kit.addresses import Private, refusal

__all__ = ["Answer", "Egress", "Line", "Target", "origin_of", "tls_context"]

Resolver = Callable[[str, int], Awaitable[list[str]]]
Parameters = Mapping[str, str | int | float | list[str]]
_REDIRECTS = 3
_AGENT = "rootward"
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """Where to and as whom. `name` is what people call it; `headers` may hold credentials and are never shown."""

    name: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    tls: ssl.SSLContext | None = None
    timeout_s: float = 10.0
    max_bytes: int = 32 * 1024 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self, who: str) -> Any:
        """Raises Unavailable when it is not JSON: then something else than `who` has answered."""
        try:
            return msgspec.json.decode(self.body)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise Unavailable(f"{who} answered {self.status} with something that is not JSON", who=who) from error


class Egress:
    """`transport` takes the place of the network in tests; `resolve` that of the name service."""

    def __init__(
        self, private: Private, *, resolve: Resolver | None = None, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._private = private
        self._resolve = resolve or _resolve
        self._transport = transport

    @asynccontextmanager
    async def line(self, target: Target) -> AsyncIterator[Line]:
        """Raises BadInput for a URL that cannot be used, Denied for an address that may not be reached, Unavailable
        when the name is not known."""
        origin, host = origin_of(target.url), urlsplit(target.url).hostname or ""
        address = await self._address(target, host)
        verify = target.tls or (_public_trust() if origin.startswith("https:") else False)
        limits = httpx.Limits(max_connections=16, max_keepalive_connections=16)
        async with httpx.AsyncClient(
            verify=verify, trust_env=False, follow_redirects=False, timeout=target.timeout_s, limits=limits,
            transport=self._transport,
        ) as client:  # fmt: skip
            yield Line(client, target, origin, address)

    async def _address(self, target: Target, host: str) -> str:
        port = urlsplit(target.url).port or 0
        try:
            async with asyncio.timeout(target.timeout_s):
                found = await self._resolve(host, port)
        except TimeoutError as error:
            raise TimedOut(f"{target.name}: the name {host!r} was not resolved in time", who=target.name) from error
        except OSError as error:
            raise Unavailable(f"{target.name}: the name {host!r} is not known", who=target.name) from error
        for address in found:
            reason = refusal(host, address, self._private)
            if reason:
                raise Denied(f"{target.name}: {reason}", host=host)
        if not found:
            raise Unavailable(f"{target.name}: the name {host!r} has no address", who=target.name)
        return found[0]


class Line:
    """Requests to paths below one server's URL."""

    def __init__(self, client: httpx.AsyncClient, target: Target, origin: str, address: str) -> None:
        self._client, self._target, self._origin, self._address = client, target, origin, address

    async def get(self, path: str, query: Parameters | None = None, headers: Mapping[str, str] | None = None) -> Answer:
        """Raises TimedOut, Unavailable, TooLarge, and Denied for a redirect to another host."""
        url = self._url(path)
        for _ in range(_REDIRECTS):
            answer = await self._send("GET", url, params=query, headers=headers)
            if answer.status not in (301, 302, 303, 307, 308):
                return answer
            url, query = self._redirected(url, answer), None
        raise Unavailable(f"{self._target.name} redirects in a circle", who=self._target.name)

    async def once(
        self, method: str, path: str, *, content: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """One request with `content` as it is, and its answer, a redirect included. Raises TimedOut, Unavailable and
        TooLarge."""
        return await self._send(method, self._url(path), content=content, headers=headers)

    async def post_form(self, path: str, form: Parameters) -> Answer:
        """A question that is too long for a URL. Raises as `get`; a redirect is refused."""
        answer = await self._send("POST", self._url(path), data=form)
        if 300 <= answer.status < 400:
            raise Denied(f"{self._target.name} redirects a POST, which is not followed", host=self._origin)
        return answer

    def _url(self, path: str) -> str:
        return self._target.url.rstrip("/") + "/" + path.lstrip("/")

    def _redirected(self, url: str, answer: Answer) -> str:
        aim = urljoin(url, answer.headers.get("location", ""))
        if _origin(aim) != self._origin:
            raise Denied(f"{self._target.name} redirects to another host, which is not followed", host=aim[:200])
        return aim

    async def _send(self, method: str, url: str, **how: Any) -> Answer:
        name, limit = self._target.name, self._target.max_bytes
        try:
            async with (
                asyncio.timeout(self._target.timeout_s),
                self._client.stream(**self._pinned(method, url, how)) as r,
            ):
                body = bytearray()
                async for chunk in r.aiter_bytes(64 * 1024):
                    body += chunk
                    if len(body) > limit:
                        raise TooLarge(f"{name} answers with more than {limit} bytes", who=name)
                return Answer(status=r.status_code, headers=dict(r.headers), body=bytes(body))
        except (TimeoutError, httpx.TimeoutException) as error:
            raise TimedOut(f"{name} did not answer within {self._target.timeout_s:g} s", who=name) from error
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ssl.SSLError, OSError) as error:
            reason = str(error) or type(error).__name__
            raise Unavailable(f"{name} cannot be reached: {reason}", who=name) from error

    def _pinned(self, method: str, url: str, how: dict[str, Any]) -> dict[str, Any]:
        """The request to the address that was checked, under the name that was asked for."""
        asked = httpx.URL(url)
        headers = {**self._target.headers, **(how.pop("headers", None) or {}), "user-agent": _AGENT}
        headers["host"] = asked.netloc.decode("ascii")
        extensions = {"sni_hostname": asked.host}
        query = how.pop("params", None)
        if query is not None:
            asked = asked.copy_with(params=query)
        return {"method": method, "url": asked.copy_with(host=self._address), "headers": headers,
                "extensions": extensions, **how}  # fmt: skip


def origin_of(url: str) -> str:
    """`https://host:port`, always with its port. Raises BadInput for what is no plain http or https URL."""
    origin = _origin(url)
    if not origin:
        raise BadInput(f"{url[:200]!r} is not an http or https URL", field="url", value=url[:200])
    parts = urlsplit(url)
    if parts.username is not None or parts.password is not None:
        raise BadInput("a URL must not hold a user name or a password; give references to secrets", field="url")
    if parts.query or parts.fragment:
        raise BadInput(f"{url[:200]!r} has a query; give the URL of the server only", field="url", value=url[:200])
    return origin


def _origin(url: str) -> str:
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme) if parts.scheme in _PORTS else None
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.hostname.lower()}:{port}" if port and parts.hostname else ""


def tls_context(*, authority: str = "", certificate: str = "", key: str = "") -> ssl.SSLContext:
    """Trust in `authority` (PEM; '' for the public ones), and a client certificate. Raises Misconfigured."""
    try:
        context = ssl.create_default_context(cadata=authority) if authority else ssl.create_default_context()
        if certificate:
            with tempfile.TemporaryDirectory() as folder:  # the ssl module reads certificates from files only
                path = Path(folder) / "client.pem"
                path.touch(mode=0o600)
                path.write_text(f"{certificate}\n{key}\n")
                context.load_cert_chain(path)
    except (ssl.SSLError, ValueError, OSError) as error:
        raise Misconfigured(f"the certificates cannot be used: {error}", field="certificate") from error
    return context


@cache
def _public_trust() -> ssl.SSLContext:
    return ssl.create_default_context()


async def _resolve(host: str, port: int) -> list[str]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(item[4][0]) for item in found))
