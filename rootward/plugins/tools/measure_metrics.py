"""Measure metrics: one series in one window against its baseline, again."""

from __future__ import annotations

from rootward.causality.observe_metrics import observe_metrics
from rootward.events import metrics
from rootward.events.presence import Presence
from rootward.events.series import SeriesSet
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.plugins.tools.measured import SCOPE, Scope, closed, nothing
from rootward.tools.contract import ToolContext, ToolResult, ToolSpec

__all__ = ["MetricsShift"]


class MetricsShift:
    """`metrics.shift`: before, after, deviation and onset of one series, as the metrics agent saw it."""

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="metrics.shift",
            description="How one metric series moved in a window against a baseline, and when it began to.",
            schema=closed(
                SCOPE,
                series_id={"type": "string", "minLength": 1},
                stat={"type": "string", "enum": ["value", "rate", "mean", "p50", "p95", "p99"]},
                step_ns={"type": "integer", "minimum": 1},
            ),
        )

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        scope = Scope.of(arguments)
        series_id, stat, step = str(arguments["series_id"]), str(arguments["stat"]), int(str(arguments["step_ns"]))

        def unit(connection: Connection, tenant: str) -> SeriesSet:
            return metrics.read(
                connection, tenant, start=scope.start, end=scope.end, as_of=scope.as_of, series_ids=[series_id],
                step=step,
            )  # fmt: skip

        found = await context.read(unit)
        rows = [place for place, key in enumerate(found.keys) if key.stat == stat and key.series_id == series_id]
        if not rows:
            return nothing(f"series {series_id} has no points in the window")
        one = SeriesSet(
            keys=(found.keys[rows[0]],), times=found.times, values=found.values[rows[:1]], step_ns=found.step_ns
        )
        observed = observe_metrics(one, before=scope.before, after=scope.after, keep_quiet=True)[0]
        return ToolResult(value=observed.value, summary=observed.text, presence=Presence.FOUND, data=one)
