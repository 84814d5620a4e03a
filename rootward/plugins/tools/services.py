"""Services: the outside systems that tools act on, each reached by a tenant's connection or, without one, as a twin."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from rootward.errors import BadInput, RootwardError, Unavailable
from rootward.events.presence import Presence
from rootward.kit.canonical import JSON
from rootward.kit.egress import Answer, Line, Target
from rootward.packs.connection import Connection, ConnectionKind
from rootward.plugins.tools.connected import connection_named, connections_of, target_of
from rootward.plugins.twins.speak import Twin, line_to, url_of
from rootward.tools.answered import check
from rootward.tools.contract import ToolContext, ToolResult, ToolSpec

__all__ = [
    "CONNECTION",
    "AnswerCheck",
    "Reached",
    "IdentityCheck",
    "arguments",
    "checking",
    "chosen",
    "done",
    "reach",
    "silent",
    "text",
]

CONNECTION: dict[str, JSON] = {"type": "string", "minLength": 1, "maxLength": 63}
"""Which of several connections of a kind."""

Ways = Callable[[Target], AbstractAsyncContextManager[Line]]


@dataclass(frozen=True, slots=True)
class Reached:
    """A line to a service, or to its twin; `key` goes with what has an effect."""

    line: Line
    name: str
    is_sandbox: bool
    key: str

    async def ask(self, method: str, path: str, body: JSON = None, headers: dict[str, str] | None = None) -> Answer:
        """One request. Raises what the answer means, if it is a refusal (tools.answered)."""
        key = {"idempotency-key": self.key} if self.key and method not in ("GET", "HEAD") else {}
        answer = await self.line.once(method, path, body=body, headers={**(headers or {}), **key})
        return check(answer, self.name)

    async def object(
        self, method: str, path: str, body: JSON = None, headers: dict[str, str] | None = None, *,
        needs: tuple[str, ...] = (),
    ) -> dict[str, Any]:  # fmt: skip
        """The object that it answers with, {} for none; Unavailable for one without what it `needs`: then nobody can
        tell what was done."""
        answer = await self.ask(method, path, body, headers)
        found = answer.json(self.name) if answer.body else {}
        missing = [name for name in needs if name not in found] if isinstance(found, dict) else ["an object"]
        if missing:
            raise Unavailable(f"{self.name} answered without {missing[0]}", who=self.name, reached=True)
        return dict(found)


@asynccontextmanager
async def reach(
    context: ToolContext, kind: ConnectionKind, twin: Twin, given: dict[str, JSON], *,
    adjust: Callable[[str], str] = str,
) -> AsyncIterator[Reached]:  # fmt: skip
    """The connection that the argument `connection` names, or the only one there is, or the twin where there is none.

    A connection that cannot be used is an error, never the twin. `adjust` makes the URL from that of the connection.
    """
    connection = await chosen(context, kind, given)
    if connection is None:
        target = Target(name=f"the sandbox of {kind}", url=url_of(twin))
        line: Ways = line_to(twin, context.outside.sandbox())
    else:
        target = await target_of(connection, context)
        target, line = replace(target, url=adjust(target.url)), context.outside.line
    async with line(target) as way:
        yield Reached(way, target.name, connection is None, context.idempotency_key)


async def chosen(context: ToolContext, kind: ConnectionKind, given: dict[str, JSON]) -> Connection | None:
    """Raises NotFound for a name that is none, BadInput when there are several and none was named."""
    if given.get("connection"):
        return await connection_named(context, kind, str(given["connection"]))
    found = await connections_of(context, kind)
    if len(found) > 1:
        names = ", ".join(item.name for item in found)
        raise BadInput(f"there are several {kind} connections: say which, {names}", field="connection")
    return found[0] if found else None


def arguments(required: tuple[str, ...], **properties: dict[str, JSON]) -> dict[str, JSON]:
    """A closed schema of what a tool takes, with which connection it is for."""
    return {
        "type": "object", "additionalProperties": False, "required": list(required),
        "properties": {**properties, "connection": CONNECTION},
    }  # fmt: skip


def text(most: int, *, pattern: str = "") -> dict[str, JSON]:
    found: dict[str, JSON] = {"type": "string", "minLength": 1, "maxLength": most}
    return found | ({"pattern": pattern} if pattern else {})


def done(reached: Reached, summary: str, **value: JSON) -> ToolResult:
    """A result that says whether it happened in a sandbox only."""
    told = f"{summary} (in a sandbox only)" if reached.is_sandbox else summary
    return ToolResult(value={**value, "sandbox": reached.is_sandbox}, summary=told)


@dataclass(frozen=True, kw_only=True, slots=True)
class IdentityCheck:
    """`KIND.check`: whether a connection answers, and as whom; `who` reads that from the answer."""

    kind: ConnectionKind
    twin: Twin
    method: str
    path: str
    who: Callable[[object], str]
    headers: dict[str, str]

    @property
    def spec(self) -> ToolSpec:
        return checking(self.kind, f"Whether a connection to {self.kind} answers, and as whom.")

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        try:
            async with reach(context, self.kind, self.twin, {"connection": arguments["source"]}) as service:
                answer = await service.ask(self.method, self.path, headers=self.headers)
                found = self.who(answer.json(self.kind))
        except RootwardError as error:
            return silent(error)
        return ToolResult(value={"answers": True, "who": found}, summary=f"answers as {found}")


@dataclass(frozen=True, slots=True)
class AnswerCheck:
    """`KIND.check` of a server that says nothing of itself: whatever it answers to a bare request, it answers."""

    kind: ConnectionKind

    @property
    def spec(self) -> ToolSpec:
        return checking(self.kind, f"Whether the server of a connection of kind {self.kind} answers at all.")

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        connection = await connection_named(context, self.kind, str(arguments["source"]))
        try:
            target = replace(await target_of(connection, context), headers={})
            async with context.outside.line(target) as line:
                answer = await line.once("HEAD", "")
        except RootwardError as error:
            return silent(error)
        return ToolResult(value={"answers": True, "status": answer.status}, summary=f"answers ({answer.status})")


def checking(kind: str, description: str) -> ToolSpec:
    """What a tool declares that says whether a connection answers."""
    schema: dict[str, JSON] = {
        "type": "object", "additionalProperties": False, "required": ["source"], "properties": {"source": CONNECTION},
    }  # fmt: skip
    return ToolSpec(name=f"{kind}.check", description=description, schema=schema, timeout_s=30.0)


def silent(error: RootwardError) -> ToolResult:
    """The result when it does not."""
    presence = Presence.DENIED if error.status in (401, 403) else Presence.SOURCE_DOWN
    return ToolResult(value={"answers": False}, summary=error.message, presence=presence)
