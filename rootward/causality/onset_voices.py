"""Onset voices: what each kind of telemetry says of when it began, on one grid of time.

Nothing is said of times at which a kind was not recorded: that its recording begins is no incident.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from rootward.causality.coverage import measured
from rootward.causality.metric_kinds import MetricMeaning, meanings
from rootward.causality.observe_metrics import chosen_stats
from rootward.causality.onset import levels
from rootward.causality.onset_counts import counted
from rootward.causality.parameters import PARAMETERS, Parameters
from rootward.causality.series import Floats, Times
from rootward.causality.span_times import pulse
from rootward.causality.spans import Bools, Ints, Spans, columns_of
from rootward.causality.versions import across_versions
from rootward.events.log_counts import LogCounts
from rootward.events.series import SECOND, SeriesSet
from rootward.events.span_stats import SpanStats

__all__ = ["Heard"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What was read for the estimate, each None where there is none of it."""

    series: SeriesSet | None = None
    spans: SpanStats | None = None
    lines: LogCounts | None = None

    def grid(self) -> tuple[Times, int]:
        """The starts of the steps for which voices speak, and their length (ns): those of the metrics where there are
        any."""
        given = next((one for one in (self.series, self.spans, self.lines) if one is not None), None)
        return (np.zeros(0, np.int64), 1) if given is None else (given.times, given.step_ns)

    def voices(self, earlier: Bools, parameters: Parameters = PARAMETERS) -> list[Floats]:
        """[row, time] of each kind: what was measured, counters, spans, and lines. `earlier` are the times before all
        that are asked about."""
        times, step = self.grid()
        found: list[Floats] = []
        if self.series is not None:
            series, _ = across_versions(chosen_stats(self.series))
            told = meanings(series)
            series = replace(series, values=_with_zeros(series, told))
            found += [_levels(series, told, earlier, parameters), _counters(series, told, earlier, parameters)]
        if self.spans is not None:
            found.append(_operations(columns_of(self.spans), times, step, earlier, parameters))
        if self.lines is not None:
            counts = _laid(self.lines.counts, self.lines.times, times, step)
            found.append(_mixed(counts, [key.entity for key in self.lines.keys], earlier, parameters))
        return found


def _with_zeros(series: SeriesSet, told: Sequence[MetricMeaning]) -> Floats:
    """What is counted is zero where anything of its name was counted, and unknown elsewhere."""
    counts = np.array([one.counts for one in told], dtype=np.bool_)
    names: dict[str, list[int]] = {}
    for place in np.flatnonzero(counts).tolist():
        names.setdefault(series.keys[place].name, []).append(place)
    values = series.values.copy()
    for places in names.values():
        rows = values[places]
        values[places] = np.where(np.isnan(rows) & np.isfinite(rows).any(axis=0), 0.0, rows)
    return values


def _levels(series: SeriesSet, told: Sequence[MetricMeaning], earlier: Bools, parameters: Parameters) -> Floats:
    """What was counted only now and then, somebody's sample, has no level."""
    known = np.isfinite(series.values[:, earlier]).mean(axis=1) if earlier.any() else np.ones(len(told))
    chosen = [
        place for place, one in enumerate(told)
        if one.kind != "ignored" and (not one.counts or known[place] >= parameters.heard_share)
    ]  # fmt: skip
    values = series.values[chosen]
    span = measured(values, series.times, series.step_ns)
    watched = np.ones(len(series.times), dtype=np.bool_)
    if span is not None:
        watched = (series.times >= span[0]) & (series.times < span[1])
    said = np.zeros(values.shape)
    bad = np.array([told[place].direction for place in chosen], dtype=np.int8)
    said[:, watched] = levels(values[:, watched], bad=bad, earlier=earlier[watched], parameters=parameters)
    return said


def _counters(series: SeriesSet, told: Sequence[MetricMeaning], earlier: Bools, parameters: Parameters) -> Floats:
    """Counters of one name and entity: requests by outcome, lines by place."""
    chosen = [place for place, one in enumerate(told) if one.counts]
    amounts = series.values[chosen] * (series.step_ns / SECOND)
    return _mixed(
        amounts, [f"{series.keys[one].entity} {series.keys[one].name}" for one in chosen], earlier, parameters
    )


def _operations(spans: Spans, times: Times, step: int, earlier: Bools, parameters: Parameters) -> Floats:
    """Failures and time spent by whom was served, and the mix of operations of everybody."""
    place = (spans.start - times[0]) // step
    inside = (place >= 0) & (place < len(times))
    both, rows = np.unique(spans.entity * len(spans.words) + spans.name, return_inverse=True)
    cells = np.bincount(rows[inside] * len(times) + place[inside], minlength=len(both) * len(times))
    counts = cells.reshape(len(both), len(times)).astype(np.float64)
    served = pulse(spans, times, step)
    served[:, counts.sum(axis=0) == 0] = np.nan
    bad = np.ones(len(served), dtype=np.int8)
    return np.concatenate([
        levels(served, bad=bad, earlier=earlier, parameters=parameters),
        _mixed(counts, [str(code) for code in both // len(spans.words)], earlier, parameters),
    ])  # fmt: skip


def _laid(counts: Ints, given: Times, times: Times, step: int) -> Floats:
    """Counts of steps, in order of time, on the grid."""
    place = (given - times[0]) // step
    found = np.zeros((len(counts), len(times)))
    inside = np.flatnonzero((place >= 0) & (place < len(times)))
    if len(inside):
        firsts = np.flatnonzero(np.diff(place[inside], prepend=-1))
        found[:, place[inside][firsts]] = np.add.reduceat(counts[:, inside], firsts, axis=1)
    return found


def _mixed(counts: Floats, owners: Sequence[str], earlier: Bools, parameters: Parameters) -> Floats:
    if len(counts) == 0:
        return counts
    groups = np.unique(owners, return_inverse=True)[1]
    return counted(np.nan_to_num(counts), groups, earlier=earlier, parameters=parameters)
