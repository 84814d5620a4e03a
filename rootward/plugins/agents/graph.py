"""The graph agent: which operations became slow by themselves, where errors begin, and who calls whom."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from rootward.agents.cite import absent, cite, findings, strongest
from rootward.agents.contract import AgentResult, Blindness, Task, Toolbox
from rootward.causality.coverage import settled, trimmed
from rootward.causality.model import Observation
from rootward.causality.observe_spans import observe_calls, observe_errors, observe_timings, observe_traffic
from rootward.causality.observe_topology import observe_edges
from rootward.causality.spans import columns_of
from rootward.events.presence import Presence
from rootward.events.span_stats import SpanStats
from rootward.events.topology import Topology
from rootward.evidence.model import Evidence
from rootward.kit.canonical import JSON
from rootward.tools.contract import ToolResult

__all__ = ["GraphAgent"]

_SPANS_REMEDY = "send traces (OTLP /v1/traces) of the services concerned, with client and server spans"
_EDGES_REMEDY = "send traces, or declare who calls whom in a pack's topology"
_Span = tuple[int, int]


class GraphAgent:
    """Reads the spans of the scope as columns, and the topology as it was known."""

    name = "graph"
    tools = ("spans.stats", "topology.graph")

    async def investigate(self, task: Task, toolbox: Toolbox) -> AgentResult:
        start, end = task.scope.start, task.scope.end
        scope: dict[str, JSON] = {"start": start, "end": end, "as_of": task.as_of}
        spans, edges = await asyncio.gather(
            toolbox.call("spans.stats", task.reading), toolbox.call("topology.graph", dict(scope))
        )
        if isinstance(spans.data, SpanStats) and len(spans.data):
            recorded = task.recorded(spans.data.start)
            if recorded is not task:
                task, spans = recorded, await toolbox.call("spans.stats", recorded.reading)
        blind: list[Blindness] = []
        evidence: tuple[Evidence, ...] = ()
        if isinstance(spans.data, SpanStats) and len(spans.data):
            evidence = await asyncio.to_thread(_of_spans, spans.data, task)
        else:
            blind.append(absent("traces", _presence(spans), _SPANS_REMEDY))
        if isinstance(edges.data, Topology) and edges.data.edges:
            found = observe_edges(edges.data, task.symptoms, [item.entity for item in evidence])
            evidence += cite(found, tool="topology.path", shared=scope, window=(start, end))
        else:
            blind.append(absent("topology", _presence(edges), _EDGES_REMEDY))
        return AgentResult(agent=self.name, findings=findings(evidence), evidence=evidence, blind=tuple(blind))


def _of_spans(stats: SpanStats, task: Task) -> tuple[Evidence, ...]:
    spans = columns_of(stats)
    before, after = trimmed(task.baseline, task.window, (int(spans.start.min()), int(spans.start.max()) + 1))
    before = settled(before, after, spans.start)
    timed = [
        *observe_timings(spans, before=before, after=after),
        *observe_traffic(spans, before=before, after=after),
        *observe_calls(spans, before=before, after=after),
    ]
    failed = observe_errors(spans, before=before, after=after)
    kept = strongest([*timed, *failed])
    shared = task.reading | {"before": list(before), "after": list(after)}
    return (
        *cite(_measured(kept, failed, inside=False), tool="spans.shift", shared=shared, window=after),
        *cite(_measured(kept, failed, inside=True), tool="spans.errors", shared=shared, window=after),
    )


def _measured(kept: Sequence[Observation], failed: Sequence[Observation], *, inside: bool) -> list[Observation]:
    places = {id(item) for item in failed}
    return [item for item in kept if (id(item) in places) == inside]


def _presence(result: ToolResult) -> Presence:
    return Presence.ABSENT if result.presence is Presence.FOUND else result.presence
