"""MCP: the tools of servers that speak the Model Context Protocol, as tools of ours.

What a server says of a tool is its offer; what the tool is, a person says in a pack, or it is taken for the worse. Each
call looks first whether the offer is still the one that was approved: a server that changed it is not called.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import structlog

from rootward.errors import Denied, Unavailable
from rootward.governance.action import Effect
from rootward.kit.canonical import JSON, canonical
from rootward.kit.db import Connection
from rootward.kit.json_schema import check_schema
from rootward.kit.redact import redact_text, redact_value
from rootward.packs.model import Pack
from rootward.packs.tool_model import Classified, McpServer
from rootward.packs.values import nanoseconds
from rootward.plugins.tools.mcp_line import McpLine, connected_to
from rootward.tools.contract import ToolContext, ToolResult, ToolSpec
from rootward.tools.declared import risk_of
from rootward.tools.offers import Offer, offers_of
from rootward.tools.outside import Outside

__all__ = ["McpTool", "McpTools", "look", "name_of"]

log = structlog.get_logger()
_MOST_TEXT = 16 * 1024
_MOST_SCHEMA = 64 * 1024
_LONGEST_NAME = 100


class McpTools:
    """Brings a tenant the tools that its servers offered at the last look, and that can be checked."""

    def tools_of(self, connection: Connection, tenant: str, pack: Pack) -> Sequence[McpTool]:
        servers = {server.name: server for server in pack.mcp}
        if not servers:
            return ()
        known = [offer for offer in offers_of(connection, tenant) if offer.server in servers]
        return [McpTool(servers[offer.server], offer) for offer in known if _is_usable(offer)]


@dataclass(frozen=True, slots=True)
class McpTool:
    server: McpServer
    offer: Offer

    @property
    def name(self) -> str:
        return name_of(self.offer.server, self.offer.tool)

    @property
    def spec(self) -> ToolSpec:
        said = next((item for item in self.server.tools if item.name == self.offer.tool), None)
        said = said or Classified(name="unsaid")
        effect: Effect = said.effect or "non_idempotent"
        host = urlsplit(self.server.url).netloc.lower() if self.server.url else f"command:{self.server.command[0]}"
        return ToolSpec(
            name=self.name, description=self.offer.description, schema=_closed(self.offer.arguments),
            effect=effect, risk=said.risk or ("high" if said.effect is None else risk_of(effect)),
            timeout_s=nanoseconds(self.server.timeout) / 1e9, cost_usd=said.cost_usd,
            rate_per_minute=said.rate_per_minute, concurrency=said.concurrency, targets=said.targets,
            sensitive=said.sensitive, hosts=(host,), rollback=said.rollback, origin=f"mcp:{self.server.name}",
        )  # fmt: skip

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        async with connected_to(self.server, context.outside) as line:
            await self._still(line)
            result = await line.call(self.offer.tool, arguments, context.idempotency_key)
        return _result(self.offer, result)

    async def _still(self, line: McpLine) -> None:
        """Raises Denied when the server describes the tool in another way than when it was approved."""
        now = [_offer(self.server.name, item) for item in await line.tools()]
        found = [offer for offer in now if offer is not None and offer.tool == self.offer.tool]
        if [offer.digest for offer in found] != [self.offer.digest]:
            what = "says something else of it than" if found else "does not offer it any more, as it did"
            raise Denied(
                f"{self.name} is quarantined: its server {what} when it was looked at; look again and approve",
                tool=self.name,
            )


async def look(server: McpServer, outside: Outside) -> list[Offer]:
    """What the server offers now. Raises Denied, Misconfigured, Unavailable."""
    async with connected_to(server, outside) as line:
        found = [_offer(server.name, item) for item in await line.tools()]
    return list({offer.tool: offer for offer in found if offer is not None}.values())


def _offer(server: str, item: dict[str, Any]) -> Offer | None:
    name, schema = item.get("name"), item.get("inputSchema")
    if not isinstance(name, str) or not 0 < len(name) <= _LONGEST_NAME or not name.isprintable():
        return None
    return Offer(
        server=server, tool=name, description=str(item.get("description") or name)[:4000],
        arguments=schema if isinstance(schema, dict) else {"type": "object", "properties": {}},
    )  # fmt: skip


def name_of(server: str, tool: str) -> str:
    """What a server's tool is called here."""
    return f"mcp.{server}.{re.sub('[^A-Za-z0-9_.-]', '_', tool)}"


def _closed(schema: dict[str, JSON]) -> dict[str, JSON]:
    return {**schema, "type": "object", "additionalProperties": False}


def _is_usable(offer: Offer) -> bool:
    """Whether its arguments can be checked; one whose schema leads elsewhere or is none is left out."""
    text = canonical(offer.arguments)
    local = all(one.startswith(b'"#') for one in re.findall(rb'"\$ref":("[^"]*")', text))
    try:
        if not local or len(text) > _MOST_SCHEMA:
            raise ValueError("too long, or refers to another document")
        check_schema(_closed(offer.arguments))
    except ValueError as error:
        log.warning("tool.schema_unusable", server=offer.server, tool=offer.tool, reason=str(error)[:200])
        return False
    return True


def _result(offer: Offer, result: dict[str, Any]) -> ToolResult:
    """Raises Denied when the server asks something back, Unavailable when it says that it failed: only it knows how
    far it came."""
    name = name_of(offer.server, offer.tool)
    if result.get("resultType") == "input_required":
        raise Denied(f"{name} asks for input, which nobody can give here", tool=name)
    texts = [str(part.get("text")) for part in result.get("content") or [] if _is_text(part)]
    text = redact_text("\n".join(texts))
    if result.get("isError"):
        said = " ".join(text.split())[:300]
        raise Unavailable(f"{name} failed: {said}", who=name, reached=True)
    value: dict[str, JSON] = {"text": text[:_MOST_TEXT] + ("…" if len(text) > _MOST_TEXT else "")}
    structured = result.get("structuredContent")
    if isinstance(structured, dict) and len(canonical(structured)) <= _MOST_TEXT:
        value["structured"] = redact_value(structured)
    return ToolResult(value=value, summary=" ".join(text.split())[:200] or f"{name} answered")


def _is_text(part: object) -> bool:
    return isinstance(part, dict) and part.get("type") == "text"
