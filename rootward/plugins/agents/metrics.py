"""The metrics agent: which series moved, in which direction, and when."""

from __future__ import annotations

import asyncio

from rootward.agents.cite import absent, cite, findings, strongest
from rootward.agents.contract import AgentResult, Task, Toolbox
from rootward.causality.coverage import measured, trimmed
from rootward.causality.observe_metrics import chosen_stats, observe_metrics
from rootward.events.presence import Presence
from rootward.events.series import SeriesSet
from rootward.kit.canonical import JSON

__all__ = ["MetricsAgent"]

_REMEDY = "send metrics (OTLP /v1/metrics) of the services concerned: latency, errors, CPU, memory, pools"


class MetricsAgent:
    """Reads every series of the scope once and keeps the strongest shifts."""

    name = "metrics"
    tools = ("metrics.series",)

    async def investigate(self, task: Task, toolbox: Toolbox) -> AgentResult:
        result = await toolbox.call("metrics.series", task.reading)
        series = result.data
        if not isinstance(series, SeriesSet) or not series.keys:
            presence = Presence.ABSENT if result.presence is Presence.FOUND else result.presence
            return AgentResult(agent=self.name, blind=(absent("metrics", presence, _REMEDY),))
        before, after = trimmed(task.baseline, task.window, measured(series.values, series.times, series.step_ns))
        found = await asyncio.to_thread(observe_metrics, chosen_stats(series), before=before, after=after)
        own: dict[str, JSON] = {"step_ns": series.step_ns, "before": list(before), "after": list(after)}
        evidence = cite(strongest(found), tool="metrics.shift", shared=task.reading | own, window=after)
        return AgentResult(agent=self.name, findings=findings(evidence), evidence=evidence)
