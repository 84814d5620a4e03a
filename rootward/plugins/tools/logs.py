"""Log readers: `logs.counts` and `logs.search`."""

from __future__ import annotations

from rootward.events import logs
from rootward.events.logs import LogCounts
from rootward.events.model import LogLine
from rootward.kit import clock
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.plugins.tools.measured import STRETCHES
from rootward.plugins.tools.reading import (
    COUNT,
    STRINGS,
    TEXT,
    chosen,
    digest,
    fixed,
    most_common,
    number,
    presence,
    schema,
    scope_of,
    shortened,
)
from rootward.tools.contract import ToolContext, ToolResult, ToolSpec

__all__ = ["TOOLS", "LogsCounts", "LogsSearch"]

_STEP = 15_000_000_000
_SHOWN = 20


class LogsCounts:
    """`data` is a LogCounts."""

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="logs.counts",
            description="How many log lines of each entity, severity and template there were in each step of a window.",
            schema=schema(entities=STRINGS, step_ns={"type": "integer", "minimum": 1}, stretches=STRETCHES),
            timeout_s=20.0,
        )

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        scope = scope_of(arguments)

        def unit(connection: Connection, tenant: str) -> ToolResult:
            found = logs.counts(
                connection, tenant, start=scope.start, end=scope.end, as_of=scope.as_of,
                step=number(arguments, "step_ns", _STEP), entities=chosen(arguments, "entities"),
                stretches=scope.stretches,
            )  # fmt: skip
            seen = bool(found.keys) or logs.has_any(
                connection, tenant, start=scope.start, end=scope.end, as_of=scope.as_of
            )
            return _counted(found, seen)

        return await context.read(unit)


class LogsSearch:
    """`data` is a list of LogLines."""

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="logs.search",
            description="Whole log lines, by entity, severity, template, trace and text.",
            schema=schema(
                entities=STRINGS, severities=STRINGS, template_ids=STRINGS, trace_ids=STRINGS, contains=TEXT,
                newest_first={"type": "boolean"}, limit=COUNT,
            ),
            timeout_s=20.0,
        )  # fmt: skip

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        scope = scope_of(arguments)

        def unit(connection: Connection, tenant: str) -> ToolResult:
            found = logs.search(
                connection, tenant, start=scope.start, end=scope.end, as_of=scope.as_of,
                entities=chosen(arguments, "entities"), severities=chosen(arguments, "severities"),
                template_ids=chosen(arguments, "template_ids"), trace_ids=chosen(arguments, "trace_ids"),
                contains=str(arguments.get("contains", "")), newest_first=bool(arguments.get("newest_first", False)),
                limit=number(arguments, "limit", 200),
            )  # fmt: skip
            seen = bool(found) or logs.has_any(connection, tenant, start=scope.start, end=scope.end, as_of=scope.as_of)
            return _listed(found, seen)

        return await context.read(unit)


def _counted(found: LogCounts, seen: bool) -> ToolResult:
    fixed(found.times, found.counts, found.first, found.last)
    totals = found.counts.sum(axis=1)
    largest = sorted(range(len(found.keys)), key=lambda place: (-int(totals[place]), place))[:_SHOWN]
    templates: list[JSON] = [
        {
            "entity": found.keys[place].entity, "severity": found.keys[place].severity,
            "template_id": found.keys[place].template_id, "text": shortened(found.keys[place].text),
            "lines": int(totals[place]),
        }
        for place in largest
    ]  # fmt: skip
    keys: list[JSON] = [[key.entity, key.severity, *key.template_ids] for key in found.keys]
    value: dict[str, JSON] = {
        "lines": int(totals.sum()), "keys": len(found.keys), "step_ns": found.step_ns, "columns": len(found.times),
        "largest": templates, "digest": digest(keys, found.times, found.counts),
    }  # fmt: skip
    summary = f"{value['lines']} log lines of {len(found.keys)} kinds"
    return ToolResult(value=value, summary=summary, presence=presence(bool(found.keys), seen), data=found)


def _listed(found: list[LogLine], seen: bool) -> ToolResult:
    shown: list[JSON] = [
        {"at": clock.format_ns(line.ts), "entity": line.entity, "severity": line.severity, "body": shortened(line.body)}
        for line in found[:_SHOWN]
    ]
    every: list[JSON] = [[line.ts, line.entity, line.severity, line.body] for line in found]
    value: dict[str, JSON] = {
        "lines": len(found), "entities": most_common(line.entity for line in found), "shown": shown,
        "digest": digest(every),
    }  # fmt: skip
    return ToolResult(value=value, summary=f"{len(found)} log lines", presence=presence(bool(found), seen), data=found)


TOOLS = (LogsCounts(), LogsSearch())
