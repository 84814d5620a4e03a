"""Offers: what the servers of tools (MCP) of a tenant said at the last look, and what changed since the one before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from rootward.kit import clock
from rootward.kit.canonical import JSON, sha256_hex
from rootward.kit.db import Connection
from rootward.schema import tool_offers

__all__ = ["Offer", "keep", "offers_of", "seen"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """`tool` is its name at the server. What the server says about its own harmlessness is not kept: it proves
    nothing."""

    server: str
    tool: str
    description: str
    arguments: dict[str, JSON]

    @property
    def digest(self) -> str:
        return sha256_hex([self.tool, self.description, self.arguments])


def offers_of(connection: Connection, tenant: str) -> list[Offer]:
    query = sa.select(tool_offers).where(tool_offers.c.tenant == tenant)
    rows = connection.execute(query.order_by(tool_offers.c.server, tool_offers.c.tool)).mappings()
    return [Offer(**{name: row[name] for name in Offer.__slots__}) for row in rows]


def seen(connection: Connection, tenant: str) -> dict[str, tuple[int, int]]:
    """How many tools each server offered, and when that was."""
    columns = (tool_offers.c.server, sa.func.count(), sa.func.max(tool_offers.c.seen_at))
    query = sa.select(*columns).where(tool_offers.c.tenant == tenant).group_by(tool_offers.c.server)
    return {server: (int(count), int(at)) for server, count, at in connection.execute(query)}


def keep(connection: Connection, tenant: str, server: str, offers: Iterable[Offer]) -> list[str]:
    """Put what a server offers now in the place of what it offered; the names at the server of those that changed."""
    before = {offer.tool: offer for offer in offers_of(connection, tenant) if offer.server == server}
    now = {offer.tool: offer for offer in offers}
    connection.execute(tool_offers.delete().where(tool_offers.c.tenant == tenant, tool_offers.c.server == server))
    rows = [
        {"tenant": tenant, "server": server, "tool": offer.tool, "description": offer.description,
         "arguments": offer.arguments, "seen_at": clock.now_ns()}
        for offer in now.values()
    ]  # fmt: skip
    if rows:
        connection.execute(tool_offers.insert(), rows)
    return sorted(name for name, offer in now.items() if name in before and before[name].digest != offer.digest)
