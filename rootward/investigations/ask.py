"""Ask: a person's or a program's question becomes an investigation of the case it belongs to."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa

from rootward.agents.contract import Scope
from rootward.cases import open as opening
from rootward.cases import read
from rootward.errors import BadInput
from rootward.events.entity import service_of
from rootward.events.model import Event
from rootward.events.store import read_event
from rootward.investigations.request import data_watermark, request
from rootward.investigations.scope import DEFAULT_LOOKBACK_NS, Known, scope_of_case
from rootward.kit.bus import Bus
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.schema import case_events

__all__ = ["ask"]


def ask(
    connection: Connection, tenant: str, *, case_ref: str, scope: Scope | None, by: str, pins: dict[str, JSON],
    bus: Bus, as_of: int | None = None, known: Known | None = None,
) -> tuple[str, str]:  # fmt: skip
    """(investigation id, case id). The case is the named one, the pivot event's, or a new request. What is `known`
    beside the time window goes with it, or with the window of the named case.

    Raises BadInput when neither a case nor a time window is given, or when what is known does not fit; NotFound for an
    unknown case or event.
    """
    if case_ref:
        case_id = read.get(connection, tenant, case_ref).case_id
        if known and scope is None:
            newest = data_watermark(connection, tenant) if as_of is None else as_of
            scope = scope_of_case(connection, tenant, case_id, as_of=newest)
    elif scope is None:
        raise BadInput("give a case_id or a time_window", field="time_window")
    else:
        pivot = read_event(connection, tenant, scope.pivot_event_id) if scope.pivot_event_id else None
        scope = _around(pivot, scope) if pivot else scope
        case_id = _case_of_pivot(connection, tenant, scope) or _opened(connection, tenant, scope, by, pivot)
    if known and scope is not None:
        scope = known.of(scope)
    investigation_id = request(connection, tenant, case_id, by=by, pins=pins, bus=bus, scope=scope, as_of=as_of)
    return investigation_id, case_id


def _case_of_pivot(connection: Connection, tenant: str, scope: Scope) -> str | None:
    if not scope.pivot_event_id:
        return None
    query = sa.select(case_events.c.case_id).where(
        case_events.c.tenant == tenant, case_events.c.event_id == scope.pivot_event_id
    )
    return connection.execute(query.order_by(case_events.c.seq.desc()).limit(1)).scalar()


def _around(pivot: Event, scope: Scope) -> Scope:
    """The pivot's service, and enough time before the pivot for a baseline."""
    service = scope.service or service_of(pivot.entity).removeprefix("service:")
    return replace(scope, service=service, start=min(scope.start, pivot.ts - DEFAULT_LOOKBACK_NS // 2))


def _opened(connection: Connection, tenant: str, scope: Scope, by: str, pivot: Event | None) -> str:
    title = scope.query or f"What happened to {scope.service or 'the system'}?"
    entity = f"service:{scope.service}" if scope.service else ""
    case = opening.open_case(
        connection, tenant, kind="request", title=title[:300], severity="info", entity=entity, actor=by,
        reason="asked for", ts=pivot.ts if pivot else scope.start,
    )  # fmt: skip
    if pivot:
        opening.link_event(connection, tenant, case, pivot, actor=by, reason="the event that was asked about")
    return case.case_id
