"""Prometheus: `prometheus.series` reads what is worth knowing, `prometheus.check` says whether a server answers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rootward.errors import RootwardError
from rootward.events.live import LiveSeries, Unseen
from rootward.events.presence import Presence
from rootward.events.series import SECOND, SeriesSet
from rootward.events.stretches import Span
from rootward.kit import clock
from rootward.kit.canonical import JSON
from rootward.packs.connection import Connection
from rootward.plugins.tools.connected import connection_named, connections_of, target_of
from rootward.plugins.tools.measured import STRETCHES, closed
from rootward.plugins.tools.prometheus_api import Grid, build, metric_names, presence_of
from rootward.plugins.tools.prometheus_read import Reading, choose_step, read_server
from rootward.plugins.tools.reading import digest, most_common, schema, scope_of
from rootward.tools.contract import ToolContext, ToolResult, ToolSpec

__all__ = ["TOOLS", "PrometheusCheck", "PrometheusSeries"]

_BUDGET_S = 12.0
_NAME: dict[str, JSON] = {"type": "string", "minLength": 1, "maxLength": 63}


class PrometheusSeries:
    """`data` is a LiveSeries: what every Prometheus connection of the tenant has in the window, on one grid.

    A server that does not answer is in `unseen`; nothing is raised for it."""

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="prometheus.series",
            description="Metric series read from the tenant's Prometheus servers: rates, means, percentiles, levels.",
            schema=schema(
                step_ns={"type": "integer", "minimum": 1}, budget_s={"type": "number", "minimum": 1, "maximum": 20},
                stretches=STRETCHES,
            ),
            timeout_s=25.0,
        )  # fmt: skip

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        scope = scope_of(arguments)
        stretches = scope.stretches or ((scope.start, scope.end),)
        found = await connections_of(context, "prometheus")
        deadline = clock.monotonic() + float(str(arguments.get("budget_s", _BUDGET_S)))
        least = int(str(arguments.get("step_ns", 1)))
        windows = await asyncio.gather(*(_prepare(one, context, stretches, deadline) for one in found))
        steps = [window.step for window in windows if isinstance(window, _Window)]
        grid = Grid.over(stretches, max([least, *steps, SECOND]), clock.now_ns())
        readings = await asyncio.gather(*(_read(one, context, grid, deadline) for one in windows))
        return _answer(readings, grid)


class PrometheusCheck:
    """`value` says whether the server answers, who it says it is, and how many metrics it had in the last hour."""

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="prometheus.check",
            description="Whether a Prometheus connection answers, and how many metrics it has.",
            schema=closed({}, source=_NAME),
            timeout_s=30.0,
        )

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        connection = await connection_named(context, "prometheus", str(arguments["source"]))
        now = clock.now_ns()
        try:
            async with context.outside.line(await target_of(connection, context)) as line:
                names = await metric_names(line, now - 3600 * SECOND, now, connection.select)
                version = await build(line)
        except RootwardError as error:
            return ToolResult(value={"answers": False}, summary=error.message, presence=presence_of(error))
        told = f"answers (version {version})" if version else "answers"
        presence = Presence.FOUND if names else Presence.OUT_OF_WINDOW
        value: dict[str, JSON] = {"answers": True, "version": version, "metrics": len(names)}
        return ToolResult(value=value, summary=f"{told}; {len(names)} metrics in the last hour", presence=presence)


@dataclass(frozen=True, slots=True)
class _Window:
    connection: Connection
    step: int
    scraped: int
    names: list[str]


async def _prepare(
    connection: Connection, context: ToolContext, stretches: Sequence[Span], deadline: float
) -> _Window | Unseen:
    """Which names there are and how long a step must be; or why that cannot be told."""
    try:
        most_s = max(0.1, deadline - clock.monotonic())
        async with context.outside.line(await target_of(connection, context, most_s=most_s)) as line:
            step, scraped, names = await choose_step(line, connection, stretches)
    except RootwardError as error:
        return Unseen(source=connection.name, presence=presence_of(error), detail=error.message)
    return _Window(connection, step, scraped, names)


async def _read(window: _Window | Unseen, context: ToolContext, grid: Grid, deadline: float) -> Reading:
    if isinstance(window, Unseen):
        return Reading(source=window.source, unseen=window)
    connection = window.connection
    try:
        async with context.outside.line(await target_of(connection, context)) as line:
            return await read_server(line, connection, window.names, grid, resolution=window.scraped, deadline=deadline)
    except RootwardError as error:
        unseen = Unseen(source=connection.name, presence=presence_of(error), detail=error.message)
        return Reading(source=connection.name, unseen=unseen)


def _answer(readings: Sequence[Reading], grid: Grid) -> ToolResult:
    keys = tuple(key for reading in readings for key in reading.keys)
    rows = [row for reading in readings for row in reading.values]
    values = np.array(rows, dtype=np.float64).reshape(len(rows), grid.count)
    unseen = tuple(reading.unseen for reading in readings if reading.unseen is not None)
    live = LiveSeries(
        series=SeriesSet(keys=keys, times=grid.times, values=values, step_ns=grid.step),
        queries={name: query for reading in readings for name, query in reading.queries.items()},
        sources=tuple(reading.source for reading in readings), unseen=unseen,
    )  # fmt: skip
    entities = {key.entity for key in keys}
    value: dict[str, JSON] = {
        "sources": [
            {"name": item.source, "metrics": item.names, "questions": item.asked, "answered": item.answered,
             "series": len(item.keys), "unseen": item.unseen.detail if item.unseen else ""}
            for item in readings
        ],
        "series": len(keys), "entities": len(entities), "names": most_common(key.name for key in keys),
        "step_ns": grid.step, "columns": grid.count,
        "digest": digest([[key.series_id, key.entity] for key in keys], live.series.times, values),
    }  # fmt: skip
    summary = f"{len(keys)} series of {len(entities)} entities from {len(readings)} Prometheus connections"
    return ToolResult(value=value, summary=summary, presence=_presence(bool(keys), unseen), data=live)


def _presence(found: bool, unseen: Sequence[Unseen]) -> Presence:
    if found:
        return Presence.FOUND
    return unseen[0].presence if unseen else Presence.ABSENT


TOOLS = (PrometheusSeries(), PrometheusCheck())
