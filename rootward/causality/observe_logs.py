"""Observe logs: templates that appear, vanish or come at another rate, entity by entity."""

from __future__ import annotations

import numpy as np

from rootward.causality.logs import LogShifts, measure, traffic_ratio
from rootward.causality.model import Observation, stable
from rootward.causality.parameters import PARAMETERS, Parameters
from rootward.causality.series import Floats, Times
from rootward.events.entity import name_of
from rootward.evidence.model import Direction
from rootward.kit.canonical import JSON

__all__ = ["LogTable", "observe_logs"]

Span = tuple[int, int]
_SHOWN = 160


class LogTable:
    """Counts per (entity, severity, template) and time: `rows[i]` names `counts[i]`; `times` are step starts in ns."""

    def __init__(self, rows: list[tuple[str, str, str, str]], times: Times, counts: Floats) -> None:
        """`rows` are (entity, severity, template id, template text)."""
        self.rows, self.times, self.counts = rows, times, counts


def observe_logs(
    table: LogTable, *, before: Span, after: Span, keep_quiet: bool = False, parameters: Parameters = PARAMETERS
) -> list[Observation]:
    """An entity's observations depend on that entity's rows only; quiet ones are left out without `keep_quiet`."""
    found: list[Observation] = []
    for entity in sorted({row[0] for row in table.rows}):
        places = [place for place, row in enumerate(table.rows) if row[0] == entity]
        severities = tuple(table.rows[place][1] for place in places)
        counts = table.counts[places]
        ratio = traffic_ratio(counts, table.times, severities, before=before, after=after)
        shifts = measure(
            counts, table.times, severities, before=before, after=after, ratio=ratio, parameters=parameters
        )
        for at, place in enumerate(places):
            if (keep_quiet or shifts.score[at] > 0) and shifts.before[at] + shifts.after[at] > 0:
                found.append(_observation(table.rows[place], shifts, at, ratio))
    return found


def _observation(row: tuple[str, str, str, str], shifts: LogShifts, at: int, ratio: float) -> Observation:
    entity, severity, template_id, text = row
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
        "novel": f"{name_of(entity)} writes what it never wrote before, {new} times: “{shown}”",
        "vanished": f"{name_of(entity)} no longer writes “{shown}” ({old} times before)",
        "rate": f"{name_of(entity)} writes “{shown}” {new} times, {expected:.3g} expected",
    }[kind]
    direction: Direction = {"novel": "new", "vanished": "gone"}.get(kind, "up" if new > expected else "down")  # type: ignore[assignment]
    return Observation(
        kind=f"log.{kind}",
        entity=entity,
        subject={"entity": entity, "template_id": template_id, "severity": severity},
        value=value,
        text=said,
        score=float(shifts.score[at]),
        onset=onset,
        direction=direction,
        magnitude=float(np.divide(new, expected)) if expected > 0 else float(new),
        provenance="free_text",
    )
