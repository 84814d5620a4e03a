"""Declared topology: what the active packs say of entities and edges, beside what was seen."""

from __future__ import annotations

from rootward.kit.db import Connection, insert_new
from rootward.packs.store import active_pack
from rootward.schema import topology_edges

__all__ = ["ORIGIN", "declare"]

ORIGIN = "pack"
_ALWAYS = 0
"""Bucket and sequence number of a declared edge: it holds at all times; which packs were active is pinned elsewhere."""


def declare(connection: Connection, tenant: str) -> int:
    """Make the stored declarations those of the packs that are active now; returns how many edges there are."""
    edges = active_pack(connection, tenant).topology.all_edges()
    connection.execute(
        topology_edges.delete().where(topology_edges.c.tenant == tenant, topology_edges.c.origin == ORIGIN)
    )
    rows = [
        {"tenant": tenant, "src": edge.src, "dst": edge.dst, "relation": edge.relation, "origin": ORIGIN,
         "bucket": _ALWAYS, "seq": _ALWAYS}
        for edge in edges
    ]  # fmt: skip
    insert_new(connection, topology_edges, rows)
    return len(rows)
