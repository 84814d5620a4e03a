"""Metric readers: `metrics.series` and `metrics.list`."""

from __future__ import annotations

from rootward.events import laid, metrics
from rootward.events.series import SeriesKey, SeriesSet
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
)
from rootward.tools.contract import ToolContext, ToolResult, ToolSpec

__all__ = ["TOOLS", "MetricsList", "MetricsSeries"]


class MetricsSeries:
    """`data` is a SeriesSet."""

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="metrics.series",
            description="Metric series on one grid of time: gauges, rates of counters, percentiles of histograms.",
            schema=schema(
                names=STRINGS, entities=STRINGS, series_ids=STRINGS, step_ns={"type": "integer", "minimum": 1},
                merge_instances={"type": "boolean"}, limit=COUNT, stretches=STRETCHES,
            ),
            timeout_s=20.0,
        )  # fmt: skip

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        scope = scope_of(arguments)
        step = arguments.get("step_ns")

        def unit(connection: Connection, tenant: str) -> ToolResult:
            found = laid.read(
                connection, tenant, start=scope.start, end=scope.end, as_of=scope.as_of, stretches=scope.stretches,
                names=chosen(arguments, "names"), entities=chosen(arguments, "entities"),
                series_ids=chosen(arguments, "series_ids"), step=None if step is None else int(str(step)),
                merge_instances=bool(arguments.get("merge_instances", True)), limit=number(arguments, "limit", 20_000),
                kept=context.kept,
            )  # fmt: skip
            seen = bool(found.keys) or metrics.has_any(
                connection, tenant, start=scope.start, end=scope.end, as_of=scope.as_of
            )
            return _answer(found, seen)

        return await context.read(unit)


class MetricsList:
    """`data` is a list of SeriesKeys."""

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="metrics.list",
            description="Which metric series have points in a window: names, units, kinds, entities and attributes.",
            schema=schema(names=STRINGS, entities=STRINGS),
        )

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        scope = scope_of(arguments)

        def unit(connection: Connection, tenant: str) -> ToolResult:
            found = metrics.list_series(
                connection, tenant, start=scope.start, end=scope.end, as_of=scope.as_of,
                names=chosen(arguments, "names"), entities=chosen(arguments, "entities"),
            )  # fmt: skip
            seen = metrics.has_any(connection, tenant, start=scope.start, end=scope.end, as_of=scope.as_of)
            names = most_common(key.name for key in found)
            return ToolResult(
                value={"series": len(found), "names": names, "digest": digest([_plain(key) for key in found])},
                summary=f"{len(found)} metric series",
                presence=presence(bool(found), seen),
                data=found,
            )

        return await context.read(unit)


def _answer(found: SeriesSet, seen: bool) -> ToolResult:
    fixed(found.times, found.values)
    entities = {key.entity for key in found.keys}
    value: dict[str, JSON] = {
        "series": len(found.keys),
        "entities": len(entities),
        "names": most_common(key.name for key in found.keys),
        "step_ns": found.step_ns,
        "columns": len(found.times),
        "truncated": found.truncated,
        "digest": digest([_plain(key) for key in found.keys], found.times, found.values),
    }
    summary = f"{len(found.keys)} series of {len(entities)} entities in steps of {found.step_ns / 1e9:g} s"
    return ToolResult(value=value, summary=summary, presence=presence(bool(found.keys), seen), data=found)


def _plain(key: SeriesKey) -> JSON:
    return [key.series_id, key.name, key.unit, key.kind, key.entity, {**key.attributes}, key.stat]


TOOLS = (MetricsSeries(), MetricsList())
