"""Measure canary: one measurement of a new version beside the old one, again."""

from __future__ import annotations

from rootward.causality.canary import observe_canary
from rootward.events import laid
from rootward.events.presence import Presence
from rootward.events.series import SeriesSet
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.plugins.tools.measured import SCOPE, Scope, closed, nothing
from rootward.tools.contract import ToolContext, ToolResult, ToolSpec

__all__ = ["MetricsCanary"]


class MetricsCanary:
    """`metrics.canary`: how one measurement differs between two versions that ran side by side."""

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="metrics.canary",
            description="How a metric of a new version differs from the old version's beside it, at the same times.",
            schema=closed(
                SCOPE,
                series_ids={"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 2, "maxItems": 2},
                stat={"type": "string", "enum": ["value", "rate", "mean", "p50", "p95", "p99"]},
                step_ns={"type": "integer", "minimum": 1},
            ),
        )

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        scope, step, named = Scope.of(arguments), int(str(arguments["step_ns"])), arguments["series_ids"]
        series_ids = [str(item) for item in named] if isinstance(named, list) else []

        def unit(connection: Connection, tenant: str) -> SeriesSet:
            return laid.read(
                connection, tenant, start=scope.start, end=scope.end, as_of=scope.as_of, stretches=scope.stretches,
                series_ids=series_ids, step=step,
            )  # fmt: skip

        found = await context.read(unit)
        within = (scope.before[0], scope.after[1])
        for one in observe_canary(found, within=within, keep_quiet=True):
            if one.subject["stat"] == arguments["stat"]:
                return ToolResult(value=one.value, summary=one.text, presence=Presence.FOUND, data=found)
        return nothing(f"{', '.join(series_ids)} are not two versions of one measurement in the window")
