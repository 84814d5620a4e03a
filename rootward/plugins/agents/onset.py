"""Onset: the step before the agents, which asks every kind of telemetry when it began."""

from __future__ import annotations

import asyncio

import numpy as np

from rootward.agents.contract import Task, Toolbox
from rootward.causality.onset import estimate, likely
from rootward.causality.onset_voices import Heard
from rootward.causality.parameters import PARAMETERS
from rootward.events.log_counts import LogCounts
from rootward.events.span_stats import SpanStats
from rootward.plugins.agents.measured_series import measured_series

__all__ = ["estimate_onset"]


async def estimate_onset(task: Task, toolbox: Toolbox) -> tuple[int, ...]:
    """Candidate onsets in ns, the likeliest first: each is the beginning of the last step in which nothing was unusual
    yet. The detection is the latest possible answer. Nothing is estimated where somebody said when it began."""
    if task.scope.onset is not None:
        return (task.scope.onset,)
    measured, traced, written = await asyncio.gather(
        measured_series(task.reading, toolbox),
        toolbox.call("spans.stats", dict(task.reading)),
        toolbox.call("logs.counts", dict(task.reading)),
    )
    heard = Heard(
        series=measured.series,
        spans=traced.data if isinstance(traced.data, SpanStats) and len(traced.data) else None,
        lines=written.data if isinstance(written.data, LogCounts) and written.data.keys else None,
    )
    return await asyncio.to_thread(_told, heard, task)


def _told(heard: Heard, task: Task) -> tuple[int, ...]:
    line, (times, step) = task.line, heard.grid()
    earliest = max(task.scope.start, task.detected_at - PARAMETERS.onset_lead_ns)
    search = line.place(earliest), line.place(task.detected_at)
    inside = (times + step > search[0]) & (times <= search[1])
    # A step that reaches over what is left out between two stretches is of the time that it ends in.
    began = {int(place): line.real(int(place) + step - 1) - step + 1 for place in times[inside]}
    prior = np.ones(len(times))
    if task.detected_at < task.scope.end:  # else nobody knows when it was noticed
        prior[inside] = likely(np.array([task.detected_at - moment for moment in began.values()], dtype=np.int64))
    found = estimate(heard.voices(times + step <= search[0]), times, inside=inside, prior=prior)
    return tuple(began[place] - step for place in found)
