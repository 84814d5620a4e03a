"""Measure flow: what one entity adds to the waiting or failing of its callers by itself, again."""

from __future__ import annotations

from rootward.causality.flow import observe_flow
from rootward.events import laid
from rootward.events.presence import Presence
from rootward.events.series import SeriesSet
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.plugins.tools.measured import SCOPE, Scope, closed, nothing
from rootward.tools.contract import ToolContext, ToolResult, ToolSpec

__all__ = ["MetricsFlow"]


class MetricsFlow:
    """`metrics.flow`: seconds of answering (or failures) a second that an entity adds beyond what its callees add."""

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="metrics.flow",
            description="What an entity adds to its callers' waiting or failing itself, beyond what its callees add.",
            schema=closed(
                SCOPE,
                entity={"type": "string", "minLength": 1},
                what={"type": "string", "enum": ["time", "failures"]},
                callees={"type": "array", "items": {"type": "string", "minLength": 1}},
                step_ns={"type": "integer", "minimum": 1},
            ),
        )

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        scope, entity, step = Scope.of(arguments), str(arguments["entity"]), int(str(arguments["step_ns"]))
        named = arguments["callees"]
        callees = [str(one) for one in named] if isinstance(named, list) else []

        def unit(connection: Connection, tenant: str) -> SeriesSet:
            return laid.read(
                connection, tenant, start=scope.start, end=scope.end, as_of=scope.as_of, stretches=scope.stretches,
                entities=[entity, *callees], step=step,
            )  # fmt: skip

        found = await context.read(unit)
        observed = observe_flow(found, {entity: callees}, before=scope.before, after=scope.after, only=entity)
        kind = f"flow.{arguments['what']}"
        for one in observed:
            if one.kind == kind:
                return ToolResult(value=one.value, summary=one.text, presence=Presence.FOUND, data=found)
        return nothing(f"{entity} has no traffic with {arguments['what']} in the window")
