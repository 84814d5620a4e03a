"""Measure flow: what one entity adds to the waiting or failing of its callers by itself, what it no longer asks of
another, and how far the other is from it, again."""

from __future__ import annotations

from rootward.causality.flow import observe_flow
from rootward.causality.model import Observation
from rootward.causality.observe_peers import observe_peers
from rootward.events import laid
from rootward.events.presence import Presence
from rootward.events.series import SeriesSet
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.plugins.tools.measured import SCOPE, Scope, closed, nothing
from rootward.tools.contract import ToolContext, ToolResult, ToolSpec

__all__ = ["WHAT", "MetricsFlow", "flow_again"]

WHAT = ("time", "failures", "calls", "gap")


class MetricsFlow:
    """`metrics.flow`: seconds of answering (or failures) a second that an entity adds beyond what its callees add;
    `calls` that it no longer makes to one callee, and the `gap` of time between the two."""

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="metrics.flow",
            description="What an entity adds to its callers' waiting or failing itself, beyond what its callees add; "
            "which calls it no longer makes, and how much time passes between it and a callee.",
            schema=closed(
                SCOPE,
                entity={"type": "string", "minLength": 1},
                what={"type": "string", "enum": [*WHAT]},
                callees={"type": "array", "items": {"type": "string", "minLength": 1}},
                step_ns={"type": "integer", "minimum": 1},
            ),
        )

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        scope, entity, step = Scope.of(arguments), str(arguments["entity"]), int(str(arguments["step_ns"]))
        named = arguments["callees"]
        callees = [str(one) for one in named] if isinstance(named, list) else []

        def unit(connection: Connection, tenant: str) -> SeriesSet:
            return laid.read(
                connection, tenant, start=scope.start, end=scope.end, as_of=scope.as_of, stretches=scope.stretches,
                entities=[entity, *callees], step=step,
            )  # fmt: skip

        found = await context.read(unit)
        one = flow_again(found, entity, str(arguments["what"]), callees, scope)
        if one is not None:
            return ToolResult(value=one.value, summary=one.text, presence=Presence.FOUND, data=found)
        return nothing(f"{entity} has no traffic with {arguments['what']} in the window")


def flow_again(series: SeriesSet, entity: str, what: str, callees: list[str], scope: Scope) -> Observation | None:
    """What the agent saw of `entity` and its callees, of series of them alone; None when there is nothing any more."""
    calls, before, after = {entity: callees}, scope.before, scope.after
    if what in ("time", "failures"):
        flows = observe_flow(series, calls, before=before, after=after, only=entity)
        return next((one for one in flows if one.kind == f"flow.{what}" and one.entity == entity), None)
    peers = observe_peers(series, calls, before=before, after=after, keep_quiet=True)
    return next((one for one in peers if one.subject["what"] == what), None)
