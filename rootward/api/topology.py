"""Topology over HTTP: what calls, owns and runs on what, with where that is known from."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from rootward.api.access import Application, may
from rootward.api.answers import system as shape
from rootward.api.described import answers
from rootward.events import topology
from rootward.kit import clock
from rootward.kit.db import Connection
from rootward.tenancy import changes
from rootward.tenancy.principal import Principal

__all__ = ["router"]

router = APIRouter(prefix="/api/v1/topology", tags=["topology"])
Reader = Annotated[Principal, Depends(may("topology.read"))]


@router.get("")
@answers(shape.Topology)
async def get_topology(app: Application, principal: Reader, entity: str = "") -> dict[str, Any]:
    """Every edge, or those of one entity; each with its origin and when it was last seen."""

    def unit(connection: Connection) -> topology.Topology:
        as_of = changes.current(connection, principal.tenant)
        return topology.graph(connection, principal.tenant, as_of=as_of)

    graph = await app.db.read(unit, tenant=principal.tenant)
    edges = [
        {"src": edge.src, "dst": edge.dst, "relation": edge.relation, "origin": edge.origin,
         "last_seen": clock.format_ns(edge.last_seen) if edge.last_seen else None}
        for edge in graph.edges
        if not entity or entity in (edge.src, edge.dst)
    ]  # fmt: skip
    return {"nodes": sorted({name for edge in edges for name in (edge["src"], edge["dst"])}), "edges": edges}
