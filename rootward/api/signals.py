"""Signals: the measured lines behind a report's metric evidence, so that a person can look at what was found."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from rootward.api.access import Application, may
from rootward.api.reports import read_named
from rootward.events import laid
from rootward.events.series import SeriesSet, fitting_step
from rootward.kit import clock
from rootward.kit.db import Connection
from rootward.tenancy.principal import Principal

__all__ = ["Signal", "Signals", "router"]

router = APIRouter(prefix="/api/v1", tags=["reports"])
Reader = Annotated[Principal, Depends(may("evidence.read"))]
_TOOL = "metrics.shift"
_BEFORE_NS = 240 * 10**9
_MOST_POINTS = 240


class Signal(BaseModel):
    """One line: `values[i]` in the step that begins at the answer's `times[i]`; null where nothing was measured."""

    evidence_id: str
    name: str
    stat: str
    unit: str
    entity: str
    kind: str
    text: str
    direction: str
    onset: str | None
    before: float | None
    after: float | None
    values: list[float | None]


class Signals(BaseModel):
    """Lines on one grid of time (ms since 1970), the earliest onset first; `step_ms` is the width of a step."""

    start: str
    end: str
    step_ms: int
    times: list[int]
    items: list[Signal]


@router.get("/reports/{report_id}/signals")
async def get_signals(
    report_id: str, app: Application, principal: Reader, limit: Annotated[int, Query(ge=1, le=24)] = 8
) -> Signals:
    """The series of the strongest metric evidence of a report, round its onset, as the investigation read them."""
    report = await read_named(app, principal.tenant, report_id)
    chosen = _strongest(report.content, limit)
    start, end = _window(report.content, chosen)
    step = fitting_step(start, end, min((_step(item) for item in chosen), default=10**9), most=_MOST_POINTS)

    def unit(connection: Connection) -> list[tuple[Mapping[str, Any], SeriesSet]]:
        return [
            (item, laid.read(
                connection, principal.tenant, start=start, end=end, as_of=int(_arguments(item)["as_of"]),
                series_ids=_arguments(item)["series_ids"], step=step,
            ))
            for item in chosen
        ]  # fmt: skip

    found = await app.db.read(unit, tenant=principal.tenant)
    times = list(range(start // step * step, max(start, end), step))
    items = [_signal(item, series, times) for item, series in found]
    items.sort(key=lambda one: (one.onset is None, one.onset or ""))  # of equals the strongest stays first
    return Signals(
        start=clock.format_ns(start), end=clock.format_ns(end), step_ms=step // 10**6,
        times=[moment // 10**6 for moment in times], items=items,
    )  # fmt: skip


def _strongest(content: Mapping[str, Any], limit: int) -> list[Mapping[str, Any]]:
    """What the verdict cites first, then by score; of each thing measured of an entity one line only."""
    verdict = content["verdict"]
    places = [verdict["cause"], verdict["first_failure"], *verdict["impact"]]
    cited = [name for place in places if place for name in place["evidence_ids"]]
    rank = {name: number for number, name in reversed(list(enumerate(cited)))}
    measured = [item for item in content["evidence"] if item["query"]["tool"] == _TOOL and item["presence"] == "found"]
    measured.sort(key=lambda item: (rank.get(item["evidence_id"], len(rank)), -item["score"], item["evidence_id"]))
    unlike: dict[tuple[str, str], Mapping[str, Any]] = {}
    for item in measured:
        unlike.setdefault((item["entity"], str(item["value"].get("name"))), item)
    return list(unlike.values())[:limit]


def _window(content: Mapping[str, Any], chosen: Sequence[Mapping[str, Any]]) -> tuple[int, int]:
    """From a while before the earliest onset of what is shown until where the investigation looked (ns)."""
    first, last = clock.parse_ns(content["scope"]["start"]), clock.parse_ns(content["scope"]["end"])
    onsets = [clock.parse_ns(item["onset"]) for item in chosen if item["onset"]]
    if not onsets:
        return first, last
    looked_until = max(int(_arguments(item)["after"][1]) for item in chosen)
    return max(first, min(onsets) - _BEFORE_NS), min(last, max(looked_until, *onsets))


def _arguments(item: Mapping[str, Any]) -> Mapping[str, Any]:
    arguments: Mapping[str, Any] = item["query"]["arguments"]
    return arguments


def _step(item: Mapping[str, Any]) -> int:
    return int(_arguments(item)["step_ns"])


def _signal(item: Mapping[str, Any], series: SeriesSet, times: Sequence[int]) -> Signal:
    value = item["value"]
    rows = [row for row, key in enumerate(series.keys) if key.stat == value.get("stat", key.stat)]
    line = _joined(series, rows)
    return Signal(
        evidence_id=item["evidence_id"], name=str(value.get("name", "")), stat=str(value.get("stat", "")),
        unit=str(value.get("unit", "")), entity=item["entity"], kind=item["kind"], text=item["text"],
        direction=item["direction"], onset=item["onset"], before=_number(value.get("before")),
        after=_number(value.get("after")), values=[_number(line.get(moment)) for moment in times],
    )  # fmt: skip


def _joined(series: SeriesSet, rows: Sequence[int]) -> dict[int, float]:
    """One line of all rows: a service that was replaced goes on as another series, and replicas are shown as one."""
    line: dict[int, float] = {}
    for column, moment in enumerate(series.times.tolist()):
        there = [float(series.values[row, column]) for row in rows if math.isfinite(series.values[row, column])]
        if there:
            line[moment] = sum(there) / len(there)
    return line


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None
