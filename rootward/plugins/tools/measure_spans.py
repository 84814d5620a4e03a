"""Measure spans: how long one group of operations took, and where errors of one pair of entities begin, again."""

from __future__ import annotations

from collections.abc import Iterable

from rootward.causality.model import Observation
from rootward.causality.observe_spans import observe_calls, observe_errors, observe_timings, observe_traffic
from rootward.causality.spans import Spans, columns_of
from rootward.events import spans
from rootward.events.presence import Presence
from rootward.events.span_stats import SpanStats
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.plugins.tools.measured import SCOPE, Scope, closed, nothing
from rootward.tools.contract import ToolContext, ToolResult, ToolSpec

__all__ = ["SpansErrors", "SpansShift"]

_TEXT: dict[str, JSON] = {"type": "string"}


class SpansShift:
    """`spans.shift`: self time, time of calls nobody answered in a span, gap between caller and callee,
    traffic, or calls made."""

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="spans.shift",
            description="How long (or how often) one operation ran in a window against a baseline.",
            schema=closed(
                SCOPE,
                measure={"type": "string", "enum": ["self_time", "client_time", "edge_gap", "traffic", "calls"]},
                observer=_TEXT,
                operation=_TEXT,
                peer=_TEXT,
            ),
            timeout_s=20.0,
        )

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        scope = Scope.of(arguments)
        columns = await _read(scope, context)
        observe = {"traffic": observe_traffic, "calls": observe_calls}.get(str(arguments["measure"]), observe_timings)
        found = observe(columns, before=scope.before, after=scope.after, keep_quiet=True)
        return _answer(found, arguments, ("measure", "observer", "operation", "peer"))


class SpansErrors:
    """`spans.errors`: errors that begin between an observer and an entity, or requests that an entity fails."""

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="spans.errors",
            description="How many errors began where, or how many requests failed, in a window against a baseline.",
            schema=closed(
                SCOPE,
                measure={"type": "string", "enum": ["error_origin", "errors"]},
                observer=_TEXT,
                entity=_TEXT,
            ),
            timeout_s=20.0,
        )

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        scope = Scope.of(arguments)
        columns = await _read(scope, context)
        found = observe_errors(columns, before=scope.before, after=scope.after)
        return _answer(found, arguments, ("measure", "observer", "entity"))


async def _read(scope: Scope, context: ToolContext) -> Spans:
    """All spans of the scope: who answered a call, and where an error began, shows in the whole trace only."""

    def unit(connection: Connection, tenant: str) -> SpanStats:
        return spans.stats(
            connection, tenant, start=scope.start, end=scope.end, as_of=scope.as_of, stretches=scope.stretches
        )

    return columns_of(await context.read(unit))


def _answer(found: Iterable[Observation], arguments: dict[str, JSON], names: tuple[str, ...]) -> ToolResult:
    wanted = {name: arguments[name] for name in names}
    for item in found:
        if item.subject == wanted:
            return ToolResult(value=item.value, summary=item.text, presence=Presence.FOUND)
    return nothing(f"no spans of {wanted['observer']} show this in the window")
