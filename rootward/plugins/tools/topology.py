"""The topology reader: `topology.graph`."""

from __future__ import annotations

from rootward.events import topology
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.plugins.tools.reading import digest, most_common, presence, schema, scope_of
from rootward.tools.contract import ToolContext, ToolResult, ToolSpec

__all__ = ["TOOLS", "TopologyGraph"]


class TopologyGraph:
    """`data` is a Topology."""

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="topology.graph",
            description="What calls, depends on, owns and runs on what in a window, and where that is known from.",
            schema=schema(),
        )

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        scope = scope_of(arguments)

        def unit(connection: Connection, tenant: str) -> ToolResult:
            found = topology.graph(connection, tenant, as_of=scope.as_of, since=scope.start, until=scope.end)
            seen = bool(found.edges) or topology.has_any(connection, tenant, as_of=scope.as_of)
            edges: list[JSON] = [[edge.src, edge.relation, edge.dst, edge.origin] for edge in found.edges]
            value: dict[str, JSON] = {
                "nodes": len(found.nodes), "edges": len(edges),
                "relations": most_common(edge.relation for edge in found.edges),
                "origins": most_common(edge.origin for edge in found.edges), "digest": digest(edges),
            }  # fmt: skip
            summary = f"{len(edges)} edges between {len(found.nodes)} entities"
            return ToolResult(value=value, summary=summary, presence=presence(bool(edges), seen), data=found)

        return await context.read(unit)


TOOLS = (TopologyGraph(),)
