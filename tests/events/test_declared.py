"""Declared topology follows the active packs."""

from __future__ import annotations

from rootward.events import topology
from rootward.events.declared import declare
from rootward.kit.db import Connection, Database
from rootward.packs import store
from rootward.packs.load import load_text
from rootward.tenancy import tenants

_PACK = """
name: shop
version: "{version}"
topology:
  entities: [{{ref: "service:checkout", repository: acme/checkout}}]
  edges: [{{src: "service:checkout", dst: "{dst}", relation: calls}}]
"""


async def test_an_activated_pack_declares_its_edges_and_a_new_version_replaces_them(database: Database) -> None:
    def activated(version: str, dst: str) -> set[tuple[str, str, str, str]]:
        def unit(connection: Connection) -> set[tuple[str, str, str, str]]:
            pack = load_text(_PACK.format(version=version, dst=dst))
            digest = store.save(connection, "default", pack, actor="t")
            store.activate(connection, "default", "shop", digest, actor="t")
            declare(connection, "default")
            known = topology.graph(connection, "default", as_of=0)
            return {(edge.src, edge.relation, edge.dst, edge.origin) for edge in known.edges}

        return unit

    await database.run(tenants.ensure_default, tenant="default")
    owned = ("repository:acme/checkout", "owns", "service:checkout", "pack")
    first = await database.run(activated("1", "service:payments"), tenant="default")
    assert first == {owned, ("service:checkout", "calls", "service:payments", "pack")}
    second = await database.run(activated("2", "database:orders"), tenant="default")
    assert second == {owned, ("service:checkout", "calls", "database:orders", "pack")}
