"""Explore: what was measured, logged and reported of one entity in one range, on one grid of time."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated

import numpy as np
import sqlalchemy as sa
from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from rootward.api.access import Application, may
from rootward.api.times import Moment, moment
from rootward.errors import BadInput
from rootward.events import logs, metrics
from rootward.events.entity import references
from rootward.events.log_counts import LogCounts
from rootward.events.model import Event
from rootward.events.series import SeriesSet, columns, fitting_step
from rootward.events.store import find_events
from rootward.kit import clock
from rootward.kit.db import Connection
from rootward.schema import metric_chunks, metric_series
from rootward.tenancy import changes
from rootward.tenancy.principal import Principal

__all__ = ["Entities", "Explored", "Happening", "Measure", "Template", "router"]

router = APIRouter(prefix="/api/v1/explore", tags=["explore"])
Reader = Annotated[Principal, Depends(may("events.read"))]
_SECOND = 10**9
_HOUR_NS = 3600 * _SECOND
_LONGEST_NS = 31 * 24 * _HOUR_NS
_STEP_NS = 15 * _SECOND
_MOST_COLUMNS = 240
_MOST_MEASURES = 120
_MOST_TEMPLATES = 60
_MOST_EVENTS = 200
_PAGE = 1000
_MOST_PAGES = 5


class Measure(BaseModel):
    """One line: `values[i]` in the step that begins at the answer's `times[i]`; null where nothing was measured."""

    name: str
    stat: str
    unit: str
    attributes: dict[str, str]
    values: list[float | None]


class Template(BaseModel):
    """Lines of one kind: `counts[i]` in the step that begins at the answer's `times[i]`."""

    severity: str
    text: str
    total: int
    counts: list[int]


class Happening(BaseModel):
    """An event that names the entity."""

    id: str
    at: str
    source: str
    event_type: str
    severity: str
    text: str


class Explored(BaseModel):
    """`times` in ms since 1970; what a limit left out is counted (`is_cut` where events were not all looked at)."""

    entity: str
    start: str
    end: str
    step_ms: int
    times: list[int]
    metrics: list[Measure]
    logs: list[Template]
    events: list[Happening]
    metrics_left_out: int
    logs_left_out: int
    is_cut: bool


class Entity(BaseModel):
    entity: str
    series: int


class Entities(BaseModel):
    """Entities with measurements, the most measured first; `until` is where the newest of all telemetry ends."""

    items: list[Entity]
    until: str | None


@router.get("/entities")
async def list_entities(app: Application, principal: Reader) -> Entities:
    """What can be explored: the entities of which anything is measured."""
    tenant = principal.tenant

    def unit(connection: Connection) -> Entities:
        number = sa.func.count().label("number")
        query = sa.select(metric_series.c.entity, number).where(metric_series.c.tenant == tenant)
        query = query.group_by(metric_series.c.entity).order_by(number.desc(), metric_series.c.entity).limit(500)
        items = [Entity(entity=str(name), series=int(count)) for name, count in connection.execute(query)]
        newest = sa.select(sa.func.max(metric_chunks.c.end_ts)).where(metric_chunks.c.tenant == tenant)
        until = connection.execute(newest).scalar()
        return Entities(items=items, until=clock.format_ns(int(until)) if until else None)

    return await app.db.read(unit, tenant=tenant)


@router.get("")
async def explore(
    app: Application, principal: Reader, entity: Annotated[str, Query(min_length=1, max_length=500)],
    start: Moment = None, end: Moment = None,
) -> Explored:  # fmt: skip
    """Metrics, log templates and events of one entity in [start, end); without a range the last hour."""
    until = moment(end, "end") or app.now()
    since = moment(start, "start") or until - _HOUR_NS
    if not 0 < until - since <= _LONGEST_NS:
        raise BadInput("the range ends after it begins, and within 31 days", field="start", value=start)
    step = fitting_step(since, until, _STEP_NS, most=_MOST_COLUMNS)
    tenant = principal.tenant

    def unit(connection: Connection) -> Explored:
        as_of = changes.current(connection, tenant)
        measured = metrics.read(
            connection, tenant, start=since, end=until, as_of=as_of, entities=[entity], step=step, limit=_MOST_MEASURES
        )
        logged = logs.counts(connection, tenant, start=since, end=until, as_of=as_of, entities=[entity], step=step)
        happened, is_cut = _events_of(connection, tenant, entity, since, until)
        times = columns(since, until, step)
        return Explored(
            entity=entity, start=clock.format_ns(since), end=clock.format_ns(until), step_ms=step // 10**6,
            times=[at // 10**6 for at in times], metrics=_measures(measured, times),
            logs=_templates(logged, times), events=[_happening(one) for one in happened],
            metrics_left_out=measured.truncated, logs_left_out=max(0, len(logged.keys) - _MOST_TEMPLATES),
            is_cut=is_cut,
        )  # fmt: skip

    return await app.db.read(unit, tenant=tenant)


def _measures(found: SeriesSet, times: range) -> list[Measure]:
    told = []
    for row, key in enumerate(found.keys):
        line = {at: float(found.values[row, column]) for column, at in enumerate(found.times.tolist())}
        values = [_number(line.get(at)) for at in times]
        told.append(Measure(name=key.name, stat=key.stat, unit=key.unit, attributes=key.attributes, values=values))
    return told


def _templates(found: LogCounts, times: range) -> list[Template]:
    """The most frequent first."""
    totals = found.counts.sum(axis=1)
    order = np.lexsort((np.arange(len(totals)), -totals))[:_MOST_TEMPLATES]
    told = []
    for row in order.tolist():
        line = dict(zip(found.times.tolist(), found.counts[row].tolist(), strict=True))
        key = found.keys[row]
        counts = [int(line.get(at, 0)) for at in times]
        told.append(Template(severity=key.severity, text=key.text, total=int(totals[row]), counts=counts))
    return told


def _events_of(connection: Connection, tenant: str, entity: str, start: int, end: int) -> tuple[list[Event], bool]:
    """Those that name the entity, in order of time; and whether there may be more."""
    found: list[Event] = []
    after: tuple[int, str] | None = None
    for _ in range(_MOST_PAGES):
        page = find_events(connection, tenant, start=start, end=end, limit=_PAGE, after=after)
        found += [one for one in page if entity in references(one.entity)]
        if len(found) > _MOST_EVENTS:
            break
        if len(page) < _PAGE:
            return found, False
        after = (page[-1].ts, page[-1].id)
    return found[:_MOST_EVENTS], True


def _happening(event: Event) -> Happening:
    return Happening(
        id=event.id, at=clock.format_ns(event.ts), source=event.source, event_type=event.event_type,
        severity=event.severity, text=_said(event.payload),
    )  # fmt: skip


def _said(payload: Mapping[str, object]) -> str:
    """The first field that is meant for people, '' where none is."""
    for name in ("message", "summary", "title", "reason", "description"):
        value = payload.get(name)
        if isinstance(value, str) and value:
            return value[:500]
    return ""


def _number(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
