"""The logs agent: which messages are new, gone, or come at another rate than the traffic explains, and which counters
of lines and operations parted from those that they always kept pace with."""

from __future__ import annotations

import asyncio

from rootward.agents.cite import absent, cite, findings, strongest
from rootward.agents.contract import AgentResult, Task, Toolbox
from rootward.causality.coverage import covered, measured, settled, trimmed
from rootward.causality.observe_logs import observe_logs
from rootward.causality.observe_partners import observe_partners
from rootward.events.log_counts import LogCounts
from rootward.events.presence import Presence
from rootward.events.series import SeriesSet
from rootward.evidence.model import Evidence
from rootward.kit.canonical import JSON
from rootward.tools.contract import ToolResult

__all__ = ["LogsAgent"]

_REMEDY = "send logs (OTLP /v1/logs) of the services concerned, with their severity"


class LogsAgent:
    """Compares counts of templates and of counted events; lines themselves are only looked up when somebody asks."""

    name = "logs"
    tools = ("logs.counts", "metrics.series")

    async def investigate(self, task: Task, toolbox: Toolbox) -> AgentResult:
        written, counted = await asyncio.gather(
            toolbox.call("logs.counts", task.reading), toolbox.call("metrics.series", task.reading)
        )
        lines = task
        if isinstance(written.data, LogCounts) and written.data.keys:
            lines = task.recorded(written.data.times[written.data.counts.sum(axis=0) > 0])
            if lines is not task:
                written = await toolbox.call("logs.counts", lines.reading)
        evidence = (*await _of_lines(written, lines), *await _of_counters(counted, task))
        seen = isinstance(written.data, LogCounts) and bool(written.data.keys)
        presence = Presence.ABSENT if written.presence is Presence.FOUND else written.presence
        blind = () if seen else (absent("logs", presence, _REMEDY),)
        return AgentResult(agent=self.name, findings=findings(evidence), evidence=evidence, blind=blind)


async def _of_lines(written: ToolResult, task: Task) -> tuple[Evidence, ...]:
    counts = written.data
    if not isinstance(counts, LogCounts) or not counts.keys:
        return ()
    ever = counts.counts.sum(axis=0) > 0
    before, after = trimmed(task.baseline, task.window, covered(ever, counts.times, counts.step_ns))
    before = settled(before, after, counts.times[ever])
    found = await asyncio.to_thread(observe_logs, counts, before=before, after=after)
    own: dict[str, JSON] = {"step_ns": counts.step_ns, "before": list(before), "after": list(after)}
    return cite(strongest(found), tool="logs.shift", shared=task.reading | own, window=after)


async def _of_counters(counted: ToolResult, task: Task) -> tuple[Evidence, ...]:
    series = counted.data
    if not isinstance(series, SeriesSet) or not series.keys:
        return ()
    before, after = trimmed(task.baseline, task.window, measured(series.values, series.times, series.step_ns))
    before = settled(before, after, series.times)
    found = await asyncio.to_thread(observe_partners, series, before=before, after=after)
    own: dict[str, JSON] = {"step_ns": series.step_ns, "before": list(before), "after": list(after)}
    return cite(strongest(found), tool="metrics.partners", shared=task.reading | own, window=after)
