"""Observe logs: templates that appear, vanish or come at another rate, entity by entity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from rootward.causality.coverage import pauses
from rootward.causality.logs import LOUD, LogShifts, measure, traffic_ratios
from rootward.causality.model import Observation, stable
from rootward.causality.parameters import PARAMETERS, Parameters
from rootward.causality.statements import of_statements
from rootward.causality.words import named
from rootward.events.log_counts import LogCounts, LogKey
from rootward.evidence.model import Direction
from rootward.kit.canonical import JSON

__all__ = ["observe_logs"]

Span = tuple[int, int]
_SHOWN = 160
_CELLS_AT_ONCE = 1_000_000


def observe_logs(
    lines: LogCounts, *, before: Span, after: Span, keep_quiet: bool = False, parameters: Parameters = PARAMETERS
) -> list[Observation]:
    """An entity's observations depend on that entity's rows only; quiet ones are left out without `keep_quiet`."""
    found: list[Observation] = []
    if not lines.counts[:, (lines.times >= before[0]) & (lines.times < before[1])].any():
        lines = _loud(lines)  # where nobody was reading before, everything is new
    lines = _watched(of_statements(lines), before, parameters)
    for places in _blocks(lines):
        found.extend(_of_rows(lines, places, before, after, keep_quiet, parameters))
    return found


def _loud(lines: LogCounts) -> LogCounts:
    rows = [place for place, key in enumerate(lines.keys) if key.severity in LOUD]
    return replace(
        lines, keys=tuple(lines.keys[place] for place in rows), counts=lines.counts[rows], first=lines.first[rows],
        last=lines.last[rows],
    )  # fmt: skip


def _watched(lines: LogCounts, before: Span, parameters: Parameters) -> LogCounts:
    """The same without the steps of `before` in which nobody was watching."""
    written = lines.times[lines.counts.sum(axis=0) > 0]
    kept = np.ones(len(lines.times), dtype=bool)
    for start, end in pauses(written, before, parameters):
        kept &= (lines.times <= start) | (lines.times >= end)
    return lines if kept.all() else replace(lines, times=lines.times[kept], counts=lines.counts[:, kept])


def _blocks(lines: LogCounts) -> Iterator[list[int]]:
    """The rows in the order of their entities, as many whole entities at a time as are quick and need little memory."""
    rows: dict[str, list[int]] = {}
    for place, key in enumerate(lines.keys):
        rows.setdefault(key.entity, []).append(place)
    block: list[int] = []
    for _, places in sorted(rows.items()):
        if block and (len(block) + len(places)) * len(lines.times) > _CELLS_AT_ONCE:
            yield block
            block = []
        block += places
    if block:
        yield block


def _of_rows(
    lines: LogCounts, places: list[int], before: Span, after: Span, keep_quiet: bool, parameters: Parameters
) -> list[Observation]:
    severities = tuple(lines.keys[place].severity for place in places)
    _, owners = np.unique([lines.keys[place].entity for place in places], return_inverse=True)
    counts = lines.counts[places].astype(np.float64)
    ratio = traffic_ratios(counts, lines.times, severities, owners, before=before, after=after)
    shifts = measure(counts, lines.times, severities, before=before, after=after, ratio=ratio, parameters=parameters)
    return [
        _observation(lines.keys[place], shifts, at, float(ratio[at]))
        for at, place in enumerate(places)
        if (keep_quiet or shifts.score[at] > 0) and shifts.before[at] + shifts.after[at] > 0
    ]


def _observation(key: LogKey, shifts: LogShifts, at: int, ratio: float) -> Observation:
    entity, severity, text = key.entity, key.severity, key.text
    kind, old, new = shifts.kind[at], int(shifts.before[at]), int(shifts.after[at])
    onset = int(shifts.onset[at]) or None
    expected = float(shifts.expected[at])
    value: dict[str, JSON] = {
        "template": text,
        "severity": severity,
        "before": old,
        "after": new,
        "expected": stable(expected, 4),
        "traffic_ratio": stable(ratio, 4),
        "onset": onset,
    }
    shown = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    said = {
        "novel": f"{named(entity)} writes what it never wrote before, {new} times: “{shown}”",
        "vanished": f"{named(entity)} no longer writes “{shown}” ({old} times before)",
        "rate": f"{named(entity)} writes “{shown}” {new} times, {expected:.3g} expected",
    }[kind]
    return Observation(
        kind=f"log.{kind}",
        entity=entity,
        subject={"entity": entity, "template_id": key.template_id, "severity": severity},
        value=value,
        text=said,
        score=float(shifts.score[at]),
        onset=onset,
        direction=_direction(kind, new > expected),
        magnitude=float(np.divide(new, expected)) if expected > 0 else float(new),
        provenance="free_text",
    )


def _direction(kind: str, more: bool) -> Direction:
    if kind == "novel":
        return "new"
    if kind == "vanished":
        return "gone"
    return "up" if more else "down"
