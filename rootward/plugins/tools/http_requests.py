"""HTTP: `http.get` reads and `http.request` sends to the hosts on the tenant's list, and to no other.

The list is the pack's `egress.hosts`; a connection of kind `http` adds its own server, and its credentials, which go
nowhere else. What a caller says holds no credentials.
"""

from __future__ import annotations

from dataclasses import dataclass

from rootward.errors import BadInput
from rootward.kit.canonical import JSON, canonical
from rootward.kit.db import Connection as Database
from rootward.kit.egress import Target, origin_of
from rootward.kit.egress_fetch import Ask, fetch, parts_of
from rootward.kit.hosts import Hosts
from rootward.kit.redact_names import secret_name
from rootward.packs.store import active_pack
from rootward.plugins.tools.connected import connection_named, target_of
from rootward.plugins.tools.services import CONNECTION, AnswerCheck, text
from rootward.tools.answered import body_of, check
from rootward.tools.contract import ToolContext, ToolResult, ToolSpec

__all__ = ["TOOLS", "HttpGet", "HttpRequest"]

_MAX_BYTES = 1024 * 1024
_NOT_THEIRS = frozenset(
    {"host", "connection", "content-length", "transfer-encoding", "idempotency-key", "proxy-authorization", "te",
     "upgrade", "expect"}
)  # fmt: skip
_URL = text(2000, pattern="^https?://")
_HEADERS: dict[str, JSON] = {
    "type": "object", "maxProperties": 20, "propertyNames": {"pattern": "^[A-Za-z0-9-]{1,100}$"},
    "additionalProperties": {"type": "string", "maxLength": 500, "pattern": "^[\\x20-\\x7e]*$"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Way:
    """Where a request may go, and with which credentials."""

    hosts: Hosts
    target: Target | None


class HttpGet:
    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="http.get", description="Reads a URL on one of the hosts that the tenant permits.",
            schema=_schema(("url",)), risk="medium", targets=("url:{url}",), sensitive=("/url",), timeout_s=30.0,
        )  # fmt: skip

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        return await _request("GET", arguments, context)


class HttpRequest:
    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="http.request", description="Sends a request to one of the hosts that the tenant permits.",
            schema=_schema(
                ("method", "url"), method={"type": "string", "enum": ["POST", "PUT", "PATCH", "DELETE"]}, body={}
            ),
            effect="non_idempotent", risk="high", targets=("url:{url}",), sensitive=("/url", "/method"),
            timeout_s=30.0,
        )  # fmt: skip

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        return await _request(str(arguments["method"]), arguments, context)

    async def preview(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        """What would be sent, after the host was checked; nothing is."""
        ask = await _ask(str(arguments["method"]), arguments, context)
        value: dict[str, JSON] = {
            "method": ask.method, "url": ask.url, "headers": dict(_headers(arguments)), "body": arguments.get("body"),
            "credentials": str(arguments.get("connection", "none")),
        }  # fmt: skip
        return ToolResult(value=value, summary=f"would send {ask.method} to {parts_of(ask.url)[0]}")


async def _request(method: str, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
    ask = await _ask(method, arguments, context)
    answer = check(await fetch(context.outside.line, ask), parts_of(ask.url)[0])
    kind = answer.headers.get("content-type", "").partition(";")[0]
    value: dict[str, JSON] = {"status": answer.status, "content_type": kind, "body": body_of(answer)}
    return ToolResult(value=value, summary=f"{method} {ask.url.partition('?')[0]} answered {answer.status}")


async def _ask(method: str, arguments: dict[str, JSON], context: ToolContext) -> Ask:
    """Raises Denied for a host that is not permitted before anything is resolved, BadInput for headers that are not
    the caller's to say."""
    url, way = str(arguments["url"]), await _way(arguments, context)
    headers = {"accept": "application/json, text/*"} | _headers(arguments)
    content = None
    if "body" in arguments:
        body = arguments["body"]
        content = body.encode() if isinstance(body, str) else canonical(body)
        headers.setdefault("content-type", "text/plain" if isinstance(body, str) else "application/json")
    if context.idempotency_key:
        headers["idempotency-key"] = context.idempotency_key
    mine = way.target
    if mine is not None and parts_of(url)[0] != origin_of(mine.url):
        raise BadInput(f"{url[:200]} is not on the server of the connection {mine.name}", field="url", value=url[:200])
    return Ask(
        method=method, url=url, hosts=way.hosts, content=content, open_headers=headers, max_bytes=_MAX_BYTES,
        headers=mine.headers if mine else {}, secrets=mine.secrets if mine else (),
        timeout_s=mine.timeout_s if mine else 10.0, tls=mine.tls if mine else None,
    )  # fmt: skip


async def _way(arguments: dict[str, JSON], context: ToolContext) -> _Way:
    def unit(connection: Database, tenant: str) -> tuple[str, ...]:
        return active_pack(connection, tenant).egress.hosts

    hosts = await context.read(unit)
    if "connection" not in arguments:
        return _Way(Hosts.of(hosts), None)
    connection = await connection_named(context, "http", str(arguments["connection"]))
    target = await target_of(connection, context)
    return _Way(Hosts.of([*hosts, origin_of(target.url)]), target)


def _headers(arguments: dict[str, JSON]) -> dict[str, str]:
    given = arguments.get("headers")
    headers = {str(name).lower(): str(value) for name, value in given.items()} if isinstance(given, dict) else {}
    for name in headers:
        if name in _NOT_THEIRS or secret_name(name.encode()) is not None:
            raise BadInput(f"the header {name!r} is not said here; credentials are a connection's", field="headers")
    return headers


def _schema(required: tuple[str, ...], **more: dict[str, JSON]) -> dict[str, JSON]:
    return {
        "type": "object", "additionalProperties": False, "required": list(required),
        "properties": {"url": _URL, "headers": _HEADERS, "connection": CONNECTION, **more},
    }  # fmt: skip


TOOLS = (HttpGet(), HttpRequest(), AnswerCheck("http"))
