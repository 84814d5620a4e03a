"""A line to an MCP server: JSON-RPC over HTTP or with a program, in its present revision or an older one.

Revision 2026-07-28 has no session: each request says its revision and stands alone. A server that does not know that
is greeted as the older revisions want it (`initialize`, then the session's id with each request).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import msgspec

from rootward.errors import BadInput, NotFound, Unavailable
from rootward.kit.canonical import JSON, canonical
from rootward.kit.egress import Answer, Line, Target
from rootward.kit.program import Talk
from rootward.kit.redact import redact_text
from rootward.kit.secrets import is_reference, references_in
from rootward.packs.tool_model import McpServer
from rootward.packs.values import nanoseconds
from rootward.tools.answered import check
from rootward.tools.outside import Outside

__all__ = ["McpLine", "connected_to"]

_NEW, _OLD = "2026-07-28", "2025-11-25"
_PREFIX = "io.modelcontextprotocol/"
_CLIENT: dict[str, JSON] = {"name": "rootward", "version": "1"}
_MOST_PAGES = 50


class _Wire(Protocol):
    async def send(self, message: dict[str, JSON], revision: str) -> dict[str, Any]:
        """The answer to a request, {} to a notification. Raises Unavailable, TimedOut, Denied."""
        ...


class McpLine:
    """Requests to one server."""

    def __init__(self, wire: _Wire, who: str) -> None:
        self._wire, self._who = wire, who
        self._revision, self._number = _NEW, 0

    async def tools(self) -> list[dict[str, Any]]:
        """Every tool it offers, as it describes it. Raises Unavailable."""
        found: list[dict[str, Any]] = []
        cursor: str | None = None
        for _ in range(_MOST_PAGES):
            page = await self._first_or_next(cursor)
            found += [item for item in page.get("tools") or [] if isinstance(item, dict)]
            cursor = page.get("nextCursor")
            if not cursor:
                return found
        raise Unavailable(f"{self._who} has more than {_MOST_PAGES} pages of tools", who=self._who)

    async def call(self, tool: str, arguments: dict[str, JSON], key: str) -> dict[str, Any]:
        """The result as it came. Raises BadInput for what the server does not take, Unavailable."""
        meta: dict[str, JSON] = {"rootward/idempotency-key": key} if key else {}
        return await self._ask("tools/call", {"name": tool, "arguments": arguments}, meta)

    async def _first_or_next(self, cursor: str | None) -> dict[str, Any]:
        params: dict[str, JSON] = {"cursor": cursor} if cursor else {}
        if self._number or cursor:
            return await self._ask("tools/list", params)
        try:
            return await self._ask("tools/list", params)
        except (BadInput, NotFound):  # it wants to be greeted first
            await self._greet()
            return await self._ask("tools/list", params)

    async def _greet(self) -> None:
        self._revision = _OLD
        params: dict[str, JSON] = {"protocolVersion": _OLD, "capabilities": {}, "clientInfo": _CLIENT}
        said = await self._ask("initialize", params)
        self._revision = str(said.get("protocolVersion") or _OLD)[:20]
        await self._wire.send({"jsonrpc": "2.0", "method": "notifications/initialized"}, self._revision)

    async def _ask(self, method: str, params: dict[str, JSON], meta: dict[str, JSON] | None = None) -> dict[str, Any]:
        self._number += 1
        about = dict(meta or {})
        if self._revision == _NEW:
            about |= {
                f"{_PREFIX}protocolVersion": _NEW, f"{_PREFIX}clientCapabilities": {}, f"{_PREFIX}clientInfo": _CLIENT
            }  # fmt: skip
        if about:
            params = {**params, "_meta": about}
        message: dict[str, JSON] = {"jsonrpc": "2.0", "id": self._number, "method": method, "params": params}
        answer = await self._wire.send(message, self._revision)
        error = answer.get("error")
        if isinstance(error, dict):
            said = redact_text(" ".join(str(error.get("message")).split()))[:300]
            raise BadInput(f"{self._who} answered {error.get('code')}: {said}", who=self._who)
        result = answer.get("result")
        if not isinstance(result, dict):
            raise Unavailable(f"{self._who} answered without a result", who=self._who, reached=True)
        return result


@asynccontextmanager
async def connected_to(server: McpServer, outside: Outside) -> AsyncIterator[McpLine]:
    """Raises Denied for a command or an address that is not permitted, Misconfigured for a secret that is not there,
    Unavailable."""
    timeout_s, known = nanoseconds(server.timeout) / 1e9, dict[str, str]()
    for value in (*server.headers.values(), *server.environment.values()):
        for mark, reference in references_in(value):
            known[mark] = await outside.secret(reference)
        if is_reference(value) and value not in known:
            known[value] = await outside.secret(value)
    who = f"MCP server {server.name}"
    if server.command:
        environment = {name: _filled(value, known) for name, value in server.environment.items()}
        async with outside.program(server.command, environment, timeout_s=timeout_s) as talk:
            yield McpLine(_Program(talk, who, tuple(known.values())), who)
        return
    headers = {name.lower(): _filled(value, known) for name, value in server.headers.items()}
    if server.token:
        known["token"] = await outside.secret(server.token)
        headers["authorization"] = f"Bearer {known['token']}"
    target = Target(
        name=who, url=server.url, headers=headers, secrets=tuple(known.values()), timeout_s=timeout_s,
        max_bytes=8 * 1024 * 1024,
    )  # fmt: skip
    async with outside.line(target) as line:
        yield McpLine(_Http(line, who), who)


@dataclass(slots=True)
class _Http:
    """The streamable HTTP transport: an answer is JSON, or a stream of events that ends with it."""

    line: Line
    who: str
    session: str = ""

    async def send(self, message: dict[str, JSON], revision: str) -> dict[str, Any]:
        method, params = str(message["method"]), message.get("params")
        headers = {
            "accept": "application/json, text/event-stream", "mcp-protocol-version": revision, "mcp-method": method
        }  # fmt: skip
        if isinstance(params, dict) and "name" in params:
            headers["mcp-name"] = str(params["name"])
        if self.session:
            headers["mcp-session-id"] = self.session
        answer = await self.line.once("POST", "", body=message, headers=headers)
        self.session = answer.headers.get("mcp-session-id", self.session)
        if "id" not in message:
            return {}
        for item in _messages(answer):
            if item.get("id") == message["id"]:
                return item
        check(answer, self.who)
        raise Unavailable(f"{self.who} did not answer {method}", who=self.who, reached=True)


@dataclass(slots=True)
class _Program:
    talk: Talk
    who: str
    secrets: tuple[str, ...]

    async def send(self, message: dict[str, JSON], revision: str) -> dict[str, Any]:
        await self.talk.say(canonical(message))
        while "id" in message:  # what else it says is not for us
            line = await self.talk.hear()
            for secret in self.secrets:
                line = line.replace(secret.encode(), b"[redacted:secret]")
            found = _decoded(line)
            if found.get("id") == message["id"] and ("result" in found or "error" in found):
                return found
        return {}


def _messages(answer: Answer) -> list[dict[str, Any]]:
    if not answer.headers.get("content-type", "").startswith("text/event-stream"):
        return [_decoded(answer.body)]
    events = answer.body.decode("utf-8", "replace").replace("\r\n", "\n").split("\n\n")
    texts = ("\n".join(line[5:].lstrip(" ") for line in one.split("\n") if line.startswith("data:")) for one in events)
    return [_decoded(text.encode()) for text in texts if text]


def _decoded(raw: bytes) -> dict[str, Any]:
    try:
        found = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _filled(value: str, known: dict[str, str]) -> str:
    if value in known:
        return known[value]
    for mark, _ in references_in(value):
        value = value.replace(mark, known[mark])
    return value
