"""Measure partners: one counter against those of its entity that it always kept pace with, again."""

from __future__ import annotations

from rootward.causality.observe_partners import observe_partners
from rootward.events import laid
from rootward.events.presence import Presence
from rootward.events.series import SeriesSet
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.plugins.tools.measured import SCOPE, Scope, closed, nothing
from rootward.tools.contract import ToolContext, ToolResult, ToolSpec

__all__ = ["MetricsPartners"]


class MetricsPartners:
    """`metrics.partners`: how often a counter moved, and how often it should have with its partners."""

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="metrics.partners",
            description="How often something was counted in a window, and how often what always goes with it was.",
            schema=closed(
                SCOPE,
                entity={"type": "string", "minLength": 1},
                series_id={"type": "string", "minLength": 1},
                step_ns={"type": "integer", "minimum": 1},
            ),
        )

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        scope, step = Scope.of(arguments), int(str(arguments["step_ns"]))
        wanted = {name: arguments[name] for name in ("entity", "series_id")}

        def unit(connection: Connection, tenant: str) -> SeriesSet:
            # All of the entity's counters are read: who a counter's partners are depends on them.
            return laid.read(
                connection, tenant, start=scope.start, end=scope.end, as_of=scope.as_of, stretches=scope.stretches,
                entities=[str(wanted["entity"])], step=step,
            )  # fmt: skip

        for item in observe_partners(await context.read(unit), before=scope.before, after=scope.after):
            if item.subject == wanted:
                return ToolResult(value=item.value, summary=item.text, presence=Presence.FOUND)
        return nothing(f"{wanted['series_id']} of {wanted['entity']} keeps pace with its partners in the window")
