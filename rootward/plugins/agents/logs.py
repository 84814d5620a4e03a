"""The logs agent: which messages are new, gone, or come at another rate than the traffic explains."""

from __future__ import annotations

import asyncio

from rootward.agents.cite import absent, cite, findings, strongest
from rootward.agents.contract import AgentResult, Task, Toolbox
from rootward.causality.coverage import covered, trimmed
from rootward.causality.observe_logs import observe_logs
from rootward.events.log_counts import LogCounts
from rootward.events.presence import Presence
from rootward.kit.canonical import JSON

__all__ = ["LogsAgent"]

_REMEDY = "send logs (OTLP /v1/logs) of the services concerned, with their severity"


class LogsAgent:
    """Compares counts of templates; lines themselves are only looked up when somebody asks for them."""

    name = "logs"
    tools = ("logs.counts",)

    async def investigate(self, task: Task, toolbox: Toolbox) -> AgentResult:
        result = await toolbox.call("logs.counts", task.reading)
        counts = result.data
        if not isinstance(counts, LogCounts) or not counts.keys:
            presence = Presence.ABSENT if result.presence is Presence.FOUND else result.presence
            return AgentResult(agent=self.name, blind=(absent("logs", presence, _REMEDY),))
        written = counts.counts.sum(axis=0) > 0
        before, after = trimmed(task.baseline, task.window, covered(written, counts.times, counts.step_ns))
        found = await asyncio.to_thread(observe_logs, counts, before=before, after=after)
        own: dict[str, JSON] = {"step_ns": counts.step_ns, "before": list(before), "after": list(after)}
        evidence = cite(strongest(found), tool="logs.shift", shared=task.reading | own, window=after)
        return AgentResult(agent=self.name, findings=findings(evidence), evidence=evidence)
