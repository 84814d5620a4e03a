"""Measure Prometheus: shifts, flows and canaries of live series, by asking exactly what was asked before."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from rootward.causality.canary import observe_canary
from rootward.causality.model import Observation
from rootward.causality.observe_metrics import observe_metrics
from rootward.errors import RootwardError
from rootward.events import laid
from rootward.events.live import LiveQuery, joined
from rootward.events.presence import Presence
from rootward.events.series import SeriesSet
from rootward.kit import clock
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.plugins.tools.connected import connection_named, target_of
from rootward.plugins.tools.measure_flow import WHAT, flow_again
from rootward.plugins.tools.measured import SCOPE, Scope, closed, nothing
from rootward.plugins.tools.prometheus_api import Grid, matrix, presence_of
from rootward.plugins.tools.prometheus_read import merged
from rootward.plugins.tools.reading import TEXT
from rootward.tools.contract import ToolContext, ToolResult, ToolSpec

__all__ = ["CANARY", "SHIFT", "TOOLS", "OneObservation", "PrometheusFlow"]

_AT_ONCE = 6
_ROW = closed(
    {},
    source={"type": "string", "minLength": 1, "maxLength": 63},
    query={"type": "string", "minLength": 1, "maxLength": 100_000},
    name=TEXT, unit=TEXT, kind={"type": "string", "enum": ["gauge", "counter", "histogram"]},
    stat={"type": "string", "enum": ["value", "rate", "mean", "p95"]}, entity=TEXT,
    attributes={"type": "object", "additionalProperties": TEXT},
)  # fmt: skip
_ROWS: dict[str, JSON] = {"type": "array", "items": _ROW, "minItems": 1, "maxItems": 500}
_STEP: dict[str, JSON] = {"type": "integer", "minimum": 1}


@dataclass(frozen=True, slots=True)
class OneObservation:
    """Asks for some rows again and observes them as the agent did; exactly one thing is to be seen."""

    name: str
    description: str
    observe: Callable[[SeriesSet, Scope], list[Observation]]

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name=self.name, description=self.description, schema=closed(SCOPE, rows=_ROWS, step_ns=_STEP),
            timeout_s=20.0,
        )  # fmt: skip

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        scope, queries = Scope.of(arguments), _queries(arguments)
        try:
            series = await _again(queries, _grid(scope, arguments), context)
        except RootwardError as error:
            return ToolResult(value={}, summary=error.message, presence=presence_of(error))
        observed = self.observe(series, scope)
        if len(observed) != 1:
            return nothing(f"{queries[0].source} has nothing any more for {queries[0].query[:200]}")
        return ToolResult(value=observed[0].value, summary=observed[0].text, presence=Presence.FOUND, data=series)


SHIFT = OneObservation(
    "prometheus.shift",
    "How one series of a Prometheus server moved in a window against a baseline, asked again.",
    lambda series, scope: observe_metrics(series, before=scope.before, after=scope.after, keep_quiet=True),
)
CANARY = OneObservation(
    "prometheus.canary",
    "How a metric of a new version differs from the old version's beside it, asked again.",
    lambda series, scope: observe_canary(series, within=(scope.before[0], scope.after[1]), keep_quiet=True),
)


class PrometheusFlow:
    """What an entity adds to the waiting or failing of its callers, of live series and of those that were sent."""

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="prometheus.flow",
            description="What an entity adds to its callers' waiting or failing itself, by live metrics, asked again.",
            schema=closed(
                SCOPE, rows=_ROWS, step_ns=_STEP, entity=TEXT, what={"type": "string", "enum": [*WHAT]},
                callees={"type": "array", "items": TEXT, "maxItems": 1000},
            ),
            timeout_s=20.0,
        )  # fmt: skip

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        scope, entity, grid = Scope.of(arguments), str(arguments["entity"]), _grid(Scope.of(arguments), arguments)
        named = arguments["callees"]
        callees = [str(one) for one in named] if isinstance(named, list) else []

        def unit(connection: Connection, tenant: str) -> SeriesSet:
            return laid.read(
                connection, tenant, start=scope.start, end=scope.end, as_of=scope.as_of, stretches=scope.stretches,
                entities=[entity, *callees], step=grid.step,
            )  # fmt: skip

        try:
            series = joined(await context.read(unit), await _again(_queries(arguments), grid, context))
        except RootwardError as error:
            return ToolResult(value={}, summary=error.message, presence=presence_of(error))
        one = flow_again(series, entity, str(arguments["what"]), callees, scope)
        if one is not None:
            return ToolResult(value=one.value, summary=one.text, presence=Presence.FOUND, data=series)
        return nothing(f"{entity} has no traffic with {arguments['what']} in the window")


async def _again(queries: Sequence[LiveQuery], grid: Grid, context: ToolContext) -> SeriesSet:
    """The rows of these questions as one set. Raises what a server or the way to it raises."""
    free = asyncio.Semaphore(_AT_ONCE)
    found: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float64]]] = {}

    async def one_source(source: str) -> None:
        connection = await connection_named(context, "prometheus", source)
        async with context.outside.line(await target_of(connection, context)) as line:

            async def one(query: LiveQuery) -> None:
                async with free:
                    rows = await matrix(line, query.query, grid)
                if rows:
                    found[query.series_id] = merged(rows, rate=query.stat == "rate")

            await asyncio.gather(*(one(query) for query in queries if query.source == source))

    for source in sorted({query.source for query in queries}):
        await one_source(source)
    known = [query for query in queries if query.series_id in found]
    values = np.array([found[query.series_id] for query in known], np.float64).reshape(len(known), grid.count)
    return SeriesSet(keys=tuple(query.key for query in known), times=grid.times, values=values, step_ns=grid.step)


def _grid(scope: Scope, arguments: dict[str, JSON]) -> Grid:
    stretches = scope.stretches or ((scope.start, scope.end),)
    return Grid.over(stretches, int(str(arguments["step_ns"])), clock.now_ns())


def _queries(arguments: dict[str, JSON]) -> list[LiveQuery]:
    rows = arguments["rows"]
    return [_query(row) for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _query(row: dict[str, JSON]) -> LiveQuery:
    attributes = row["attributes"]
    assert isinstance(attributes, dict)
    return LiveQuery(
        source=str(row["source"]), query=str(row["query"]), name=str(row["name"]), unit=str(row["unit"]),
        kind=row["kind"], stat=row["stat"], entity=str(row["entity"]),  # type: ignore[arg-type]
        attributes={name: str(value) for name, value in attributes.items()},
    )  # fmt: skip


TOOLS = (SHIFT, PrometheusFlow(), CANARY)
