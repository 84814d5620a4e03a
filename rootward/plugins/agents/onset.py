"""Onset: the step before the agents, which asks the data when it began."""

from __future__ import annotations

import asyncio

import numpy as np

from rootward.agents.contract import Task, Toolbox
from rootward.causality.coverage import covered, measured
from rootward.causality.observe_metrics import chosen_stats, meanings
from rootward.causality.onset import estimate
from rootward.causality.parameters import PARAMETERS
from rootward.causality.series import Floats, Times
from rootward.causality.span_times import pulse
from rootward.causality.spans import Bools, columns_of
from rootward.causality.versions import across_versions
from rootward.events.series import SeriesSet
from rootward.events.span_stats import SpanStats
from rootward.plugins.agents.measured_series import measured_series

__all__ = ["estimate_onset"]


async def estimate_onset(task: Task, toolbox: Toolbox) -> tuple[int, ...]:
    """Candidate onsets in ns, the likeliest first; metrics are asked before traces. The detection is the latest
    possible answer. Nothing is estimated where somebody said when it began."""
    if task.scope.onset is not None:
        return (task.scope.onset,)
    line, arguments = task.line, task.reading
    earliest = max(task.scope.start, task.detected_at - PARAMETERS.onset_lead_ns)
    search = (line.place(earliest), line.place(task.detected_at))
    measured = (await measured_series(arguments, toolbox)).series
    if measured is not None:
        found = await asyncio.to_thread(_from_series, measured, search)
        if found:
            return tuple(line.real(place) for place in found)
    traced = (await toolbox.call("spans.stats", dict(arguments))).data
    if isinstance(traced, SpanStats) and len(traced):
        return tuple(line.real(place) for place in await asyncio.to_thread(_from_spans, traced, search))
    return ()


def _from_series(measured: SeriesSet, search: tuple[int, int]) -> tuple[int, ...]:
    series, _ = across_versions(chosen_stats(measured))
    told = meanings(series)
    chosen = [place for place, meaning in enumerate(told) if meaning.kind != "ignored"]
    counts = np.array([told[place].counts for place in chosen], dtype=np.bool_)
    values = series.values[chosen]
    watched = _watched(values, series.times, series.step_ns)
    values = np.where(counts[:, None] & np.isnan(values), 0.0, values)[:, watched]
    bad = np.array([told[place].direction for place in chosen], dtype=np.int8)
    return estimate(values, series.times[watched], bad=bad, search=search)


def _from_spans(traced: SpanStats, search: tuple[int, int]) -> tuple[int, ...]:
    values = pulse(columns_of(traced), traced.times, traced.step_ns)
    busy = np.bincount(np.maximum(traced.bin, 0), minlength=len(traced.times))[: len(traced.times)]
    span = covered(busy, traced.times, traced.step_ns)
    watched = _between(traced.times, span)
    bad = np.ones(len(values), dtype=np.int8)
    return estimate(values[:, watched], traced.times[watched], bad=bad, search=search)


def _watched(values: Floats, times: Times, step: int) -> Bools:
    return _between(times, measured(values, times, step))


def _between(times: Times, span: tuple[int, int] | None) -> Bools:
    return np.ones(len(times), dtype=np.bool_) if span is None else (times >= span[0]) & (times < span[1])
