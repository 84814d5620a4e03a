"""Measure topology: whether one entity calls, owns or hosts another, again."""

from __future__ import annotations

from rootward.causality.observe_topology import observe_edge
from rootward.events import topology
from rootward.events.presence import Presence
from rootward.events.topology import Topology
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.plugins.tools.measured import WINDOW, Scope, closed, nothing
from rootward.tools.contract import ToolContext, ToolResult, ToolSpec

__all__ = ["TopologyPath"]


class TopologyPath:
    """`topology.path`: the direct relation of two entities, with where it is known from."""

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="topology.path",
            description="How one entity is related to another (calls, owns, runs on, depends on), and who said so.",
            schema=closed(WINDOW, src={"type": "string", "minLength": 1}, dst={"type": "string", "minLength": 1}),
        )

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        scope, src, dst = Scope.of(arguments), str(arguments["src"]), str(arguments["dst"])

        def unit(connection: Connection, tenant: str) -> Topology:
            return topology.graph(connection, tenant, as_of=scope.as_of, since=scope.start, until=scope.end)

        found = observe_edge(await context.read(unit), src, dst)
        if found is None:
            return nothing(f"{src} and {dst} are not related in the window")
        return ToolResult(value=found.value, summary=found.text, presence=Presence.FOUND)
