"""Measure logs: one message template of one entity in one window against its baseline, again."""

from __future__ import annotations

from rootward.causality.observe_logs import observe_logs
from rootward.events import logs
from rootward.events.log_counts import LogCounts
from rootward.events.presence import Presence
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.plugins.tools.measured import SCOPE, Scope, closed, nothing
from rootward.tools.contract import ToolContext, ToolResult, ToolSpec

__all__ = ["LogsShift"]


class LogsShift:
    """`logs.shift`: how often a template came before and after, and how often it was to be expected."""

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="logs.shift",
            description="How often an entity wrote one message in a window, against a baseline and its own traffic.",
            schema=closed(
                SCOPE,
                entity={"type": "string", "minLength": 1},
                severity={"type": "string"},
                template_id={"type": "string", "minLength": 1},
                step_ns={"type": "integer", "minimum": 1},
            ),
        )

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        scope, step = Scope.of(arguments), int(str(arguments["step_ns"]))

        def unit(connection: Connection, tenant: str) -> LogCounts:
            # Every entity's lines are counted, because which templates are taken for one depends on all of them.
            return logs.counts(
                connection, tenant, start=scope.start, end=scope.end, as_of=scope.as_of, step=step,
                stretches=scope.stretches,
            )  # fmt: skip

        found = await context.read(unit)
        wanted = {name: arguments[name] for name in ("entity", "severity", "template_id")}
        for item in observe_logs(found, before=scope.before, after=scope.after, keep_quiet=True):
            if item.subject == wanted:
                return ToolResult(value=item.value, summary=item.text, presence=Presence.FOUND)
        return nothing(f"{wanted['entity']} wrote no such message in the window")
