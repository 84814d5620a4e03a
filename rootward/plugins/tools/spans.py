"""Span readers: `spans.stats` and `spans.search`."""

from __future__ import annotations

import numpy as np

from rootward.events import spans
from rootward.events.model import SpanItem
from rootward.events.spans import KINDS, SpanStats
from rootward.kit import clock
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.plugins.tools.measured import STRETCHES
from rootward.plugins.tools.reading import (
    COUNT,
    STRINGS,
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

__all__ = ["TOOLS", "SpansSearch", "SpansStats"]

_STEP = 15_000_000_000
_SHOWN = 20


class SpansStats:
    """`data` is a SpanStats."""

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="spans.stats",
            description="All spans of a window as columns: entity, operation, called, duration, self time, error.",
            schema=schema(
                step_ns={"type": "integer", "minimum": 1},
                limit={"type": "integer", "minimum": 1},
                stretches=STRETCHES,
            ),
            timeout_s=30.0,
        )

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        scope = scope_of(arguments)

        def unit(connection: Connection, tenant: str) -> ToolResult:
            found = spans.stats(
                connection, tenant, start=scope.start, end=scope.end, as_of=scope.as_of,
                step=number(arguments, "step_ns", _STEP), limit=number(arguments, "limit", 300_000),
                stretches=scope.stretches,
            )  # fmt: skip
            return _columns(found)

        return await context.read(unit)


class SpansSearch:
    """`data` is a list of SpanItems."""

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="spans.search",
            description="Whole spans, by entity, trace, operation, kind, error and duration.",
            schema=schema(
                entities=STRINGS, trace_ids=STRINGS, names=STRINGS,
                kinds={"type": "array", "items": {"type": "string", "enum": list(KINDS)}},
                errors_only={"type": "boolean"}, min_duration_ns={"type": "integer", "minimum": 0}, limit=COUNT,
            ),
            timeout_s=20.0,
        )  # fmt: skip

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        scope = scope_of(arguments)

        def unit(connection: Connection, tenant: str) -> ToolResult:
            found = spans.search(
                connection, tenant, start=scope.start, end=scope.end, as_of=scope.as_of,
                entities=chosen(arguments, "entities"), trace_ids=chosen(arguments, "trace_ids"),
                names=chosen(arguments, "names"), kinds=chosen(arguments, "kinds"),
                errors_only=bool(arguments.get("errors_only", False)),
                min_duration_ns=number(arguments, "min_duration_ns", 0), limit=number(arguments, "limit", 200),
            )  # fmt: skip
            seen = bool(found) or spans.has_any(connection, tenant, start=scope.start, end=scope.end, as_of=scope.as_of)
            return _listed(found, seen)

        return await context.read(unit)


def _columns(found: SpanStats) -> ToolResult:
    fixed(
        found.entity, found.name, found.peer, found.kind, found.start, found.duration, found.self_time, found.error,
        found.parent, found.trace, found.http_status, found.bin,
    )  # fmt: skip
    counts = np.bincount(found.entity[found.entity >= 0], minlength=len(found.entities)).tolist()
    order = sorted(range(len(found.entities)), key=lambda place: (-counts[place], place))[:_SHOWN]
    value: dict[str, JSON] = {
        "spans": len(found),
        "traces": len(found.trace_numbers),
        "errors": int(found.error.sum()),
        "entities": {found.entities[place]: counts[place] for place in order},
        "share": found.share,
        "digest": digest([*found.entities], found.start, found.duration, found.span_numbers, found.entity, found.error),
    }
    summary = f"{len(found)} spans of {len(found.entities)} entities, {value['errors']} with an error"
    # Without a choice, nothing found is nothing there.
    return ToolResult(value=value, summary=summary, presence=presence(len(found) > 0, False), data=found)


def _listed(found: list[SpanItem], seen: bool) -> ToolResult:
    shown: list[JSON] = [
        {
            "at": clock.format_ns(span.ts), "trace_id": span.trace_id, "span_id": span.span_id, "entity": span.entity,
            "name": shortened(span.name), "duration_ns": span.duration_ns, "status": span.status,
        }
        for span in found[:_SHOWN]
    ]  # fmt: skip
    value: dict[str, JSON] = {
        "spans": len(found), "entities": most_common(span.entity for span in found), "shown": shown,
        "digest": digest([[span.ts, span.trace_id, span.span_id, span.duration_ns, span.status] for span in found]),
    }  # fmt: skip
    return ToolResult(value=value, summary=f"{len(found)} spans", presence=presence(bool(found), seen), data=found)


TOOLS = (SpansStats(), SpansSearch())
