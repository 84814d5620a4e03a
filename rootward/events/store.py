"""Events as they are kept, found again by id, time and sequence; and telemetry given to its stores."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from rootward.errors import NotFound
from rootward.events import logs, spans, topology
from rootward.events import metrics as metric_store
from rootward.events.model import Event, Telemetry
from rootward.kit.db import Connection
from rootward.schema import events

__all__ = ["find_events", "read_event", "write_telemetry"]


def write_telemetry(connection: Connection, tenant: str, items: Sequence[Telemetry], seq: int) -> None:
    series = [one for item in items for one in item.series]
    lines = [one for item in items for one in item.logs]
    operations = [one for item in items for one in item.spans]
    edges = [one for item in items for one in item.edges]
    if series:
        metric_store.write(connection, tenant, series, seq=seq)
    if lines:
        logs.write(connection, tenant, lines, seq=seq)
    if operations:
        spans.write(connection, tenant, operations, seq=seq)
    if operations or edges:
        topology.observe(connection, tenant, operations, edges, seq=seq)


def read_event(connection: Connection, tenant: str, event_id: str) -> Event:
    """Raises NotFound, also for another tenant's."""
    query = sa.select(events).where(events.c.tenant == tenant, events.c.id == event_id)
    row = connection.execute(query).mappings().first()
    if row is None:
        raise NotFound(f"there is no event {event_id!r}", field="id", value=event_id)
    return _event(row)


def find_events(
    connection: Connection, tenant: str, *, start: int | None = None, end: int | None = None, seqs: Sequence[int] = (),
    ids: Sequence[str] = (), sources: Sequence[str] = (), event_types: Sequence[str] = (), limit: int = 1000,
    as_of: int | None = None, after: tuple[int, str] | None = None,
) -> list[Event]:  # fmt: skip
    """Events by time (start <= ts < end), by the sequence numbers they came with, or by id; in order of time.

    `after` is time and id of the last event of the page before.
    """
    query = sa.select(events).where(events.c.tenant == tenant)
    clauses = [
        None if start is None else events.c.ts >= start,
        None if end is None else events.c.ts < end,
        events.c.seq.in_(list(seqs)) if seqs else None,
        None if as_of is None else events.c.seq <= as_of,
        None if after is None else _is_after(*after),
        events.c.id.in_(list(ids)) if ids else None,
        events.c.source.in_(list(sources)) if sources else None,
        events.c.event_type.in_(list(event_types)) if event_types else None,
    ]
    query = query.where(*(clause for clause in clauses if clause is not None))
    if seqs or ids:  # few
        found = [_event(row) for row in connection.execute(query).mappings()]
        return sorted(found, key=lambda event: (event.ts, event.id))[:limit]
    rows = connection.execute(query.order_by(events.c.ts, events.c.id).limit(limit)).mappings()
    return [_event(row) for row in rows]


def _is_after(ts: int, event_id: str) -> sa.ColumnElement[bool]:
    same_time = sa.and_(events.c.ts == ts, events.c.id > event_id)
    return sa.and_(events.c.ts >= ts, sa.or_(events.c.ts > ts, same_time))


def _event(row: sa.RowMapping) -> Event:
    values = {name: row[name] for name in Event.__slots__}
    return Event(**values | {"marks": tuple(row["marks"])})
