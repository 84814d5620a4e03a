"""The metrics agent: which series moved, in which direction, and when."""

from __future__ import annotations

import asyncio

from rootward.agents.cite import findings, strongest
from rootward.agents.contract import AgentResult, Task, Toolbox
from rootward.causality.canary import observe_canary
from rootward.causality.coverage import measured, settled, trimmed
from rootward.causality.flow import observe_flow
from rootward.causality.observe_metrics import chosen_stats, observe_metrics
from rootward.causality.observe_peers import observe_peers
from rootward.events.topology import Topology
from rootward.kit.canonical import JSON
from rootward.plugins.agents.measured_series import SERIES_TOOLS, measured_series

__all__ = ["MetricsAgent"]


class MetricsAgent:
    """Reads every series of the scope once and keeps the strongest shifts, and what each entity adds by itself to
    the waiting and failing of those that call it, what it no longer asks of others and how far they are from it, and
    what a new version does otherwise than the old one beside it."""

    name = "metrics"
    tools = (*SERIES_TOOLS, "topology.graph")

    async def investigate(self, task: Task, toolbox: Toolbox) -> AgentResult:
        seen = await measured_series(task.reading, toolbox)
        series = seen.series
        if series is None:
            return AgentResult(agent=self.name, blind=seen.blind)
        before, after = trimmed(task.baseline, task.window, measured(series.values, series.times, series.step_ns))
        before = settled(before, after, series.times)
        chosen = chosen_stats(series)
        found = await asyncio.to_thread(observe_metrics, chosen, before=before, after=after)
        own: dict[str, JSON] = {"step_ns": series.step_ns, "before": list(before), "after": list(after)}
        scope: dict[str, JSON] = {"start": task.scope.start, "end": task.scope.end, "as_of": task.as_of}
        edges = (await toolbox.call("topology.graph", scope)).data
        calls = _calls(edges) if isinstance(edges, Topology) else {}
        flows = await asyncio.to_thread(
            observe_flow, series, calls, before=before, after=after, symptoms=task.symptoms, complaint=task.complaint
        )
        peers = await asyncio.to_thread(observe_peers, series, calls, before=before, after=after)
        beside = await asyncio.to_thread(observe_canary, chosen, within=(before[0], after[1]))
        evidence = (
            *seen.cite(strongest(found), what="shift", shared=task.reading | own, window=after),
            *seen.cite(strongest(flows), what="flow", shared=task.reading | own, window=after),
            *seen.cite(strongest(peers), what="flow", shared=task.reading | own, window=after),
            *seen.cite(strongest(beside), what="canary", shared=task.reading | own, window=after),
        )
        return AgentResult(agent=self.name, findings=findings(evidence), evidence=evidence, blind=seen.blind)


def _calls(topology: Topology) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for edge in topology.edges:
        if edge.relation == "calls":
            found.setdefault(edge.src, []).append(edge.dst)
    return found
