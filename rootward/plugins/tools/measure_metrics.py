"""Measure metrics: one series in one window against its baseline, again."""

from __future__ import annotations

from functools import partial

from rootward.causality.observe_metrics import chosen_stats, observe_metrics
from rootward.events import laid
from rootward.events.presence import Presence
from rootward.events.series import SeriesSet
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.plugins.tools.measured import SCOPE, Scope, closed, nothing
from rootward.tools.contract import ToolContext, ToolResult, ToolSpec

__all__ = ["MetricsShift"]


class MetricsShift:
    """`metrics.shift`: before, after, deviation and onset of one series (of all its versions), as the agent saw it."""

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="metrics.shift",
            description="How one metric series moved in a window against a baseline, and when it began to.",
            schema=closed(
                SCOPE,
                series_ids={"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1},
                stat={"type": "string", "enum": ["value", "rate", "mean", "p50", "p95", "p99"]},
                step_ns={"type": "integer", "minimum": 1},
            ),
        )

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        scope = Scope.of(arguments)
        named, stat, step = arguments["series_ids"], str(arguments["stat"]), int(str(arguments["step_ns"]))
        series_ids = [str(item) for item in named] if isinstance(named, list) else []

        def unit(connection: Connection, tenant: str) -> SeriesSet:
            asked = partial(
                laid.read, connection, tenant, start=scope.start, end=scope.end, as_of=scope.as_of,
                stretches=scope.stretches, step=step,
            )  # fmt: skip
            # Whether no number is a zero is told by all series of the name.
            return asked(names=sorted({key.name for key in asked(series_ids=series_ids).keys}))

        found = await context.read(unit)
        one = chosen_stats(found, (stat,))
        observed = observe_metrics(one, before=scope.before, after=scope.after, keep_quiet=True, only=series_ids)
        if len(observed) != 1:
            return nothing(f"{', '.join(series_ids)} are not one series with points in the window")
        return ToolResult(value=observed[0].value, summary=observed[0].text, presence=Presence.FOUND, data=one)
