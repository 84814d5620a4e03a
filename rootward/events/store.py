"""Events as they are kept: written in bulk, found again by id, time and sequence; and the keys that tell repeats."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import sqlalchemy as sa

from rootward.errors import NotFound
from rootward.events import logs, spans, topology
from rootward.events import metrics as metric_store
from rootward.events.model import Event, Telemetry
from rootward.kit.db import Connection
from rootward.schema import events, ingest_keys

__all__ = ["Known", "find_events", "known_keys", "read_event", "write_events", "write_telemetry"]

_LOOKUP = 500  # keys in one statement


class Known:
    """The ingest ids seen so far, those of this unit included."""

    def __init__(self, seen: dict[str, tuple[bytes, str]]) -> None:
        self._seen = seen
        self._new: list[tuple[str, bytes, str]] = []

    def take(self, ingest_id: str, digest: bytes, ref: str) -> Literal["accepted", "duplicate", "conflict"]:
        """First sight is accepted; the same body again is a duplicate; another body is a conflict."""
        before = self._seen.get(ingest_id)
        if before is not None:
            return "duplicate" if before[0] == digest else "conflict"
        self._seen[ingest_id] = (digest, ref)
        self._new.append((ingest_id, digest, ref))
        return "accepted"

    def ref(self, ingest_id: str) -> str:
        return self._seen[ingest_id][1]

    def write(self, connection: Connection, tenant: str, seq: int) -> None:
        if self._new:
            rows = [
                {"tenant": tenant, "ingest_id": ingest_id, "digest": digest, "ref": ref, "seq": seq}
                for ingest_id, digest, ref in self._new
            ]
            connection.execute(ingest_keys.insert(), rows)


def known_keys(connection: Connection, tenant: str, ingest_ids: Sequence[str]) -> Known:
    seen: dict[str, tuple[bytes, str]] = {}
    for start in range(0, len(ingest_ids), _LOOKUP):
        query = sa.select(ingest_keys.c.ingest_id, ingest_keys.c.digest, ingest_keys.c.ref).where(
            ingest_keys.c.tenant == tenant, ingest_keys.c.ingest_id.in_(ingest_ids[start : start + _LOOKUP])
        )
        seen |= {row.ingest_id: (bytes(row.digest), row.ref) for row in connection.execute(query)}
    return Known(seen)


def write_events(connection: Connection, tenant: str, fresh: Sequence[tuple[Event, bytes]], seq: int) -> None:
    if not fresh:
        return
    rows = [
        {
            "tenant": tenant, "ts": event.ts, "id": event.id, "source": event.source, "event_type": event.event_type,
            "severity": event.severity, "entity": event.entity, "correlation_ids": event.correlation_ids,
            "payload": event.payload, "ingest_id": event.ingest_id, "schema_version": event.schema_version,
            "received_at": event.received_at, "marks": list(event.marks), "seq": seq,
        }
        for event, _ in fresh
    ]  # fmt: skip
    connection.execute(events.insert(), rows)


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
    connection: Connection, tenant: str, *, start: int | None = None, end: int | None = None, seq: int | None = None,
    ids: Sequence[str] = (), sources: Sequence[str] = (), event_types: Sequence[str] = (), limit: int = 1000,
    as_of: int | None = None,
) -> list[Event]:  # fmt: skip
    """Events by time (start <= ts < end), by the sequence number they came with, or by id; in order of time."""
    query = sa.select(events).where(events.c.tenant == tenant)
    bounds = (
        (start, lambda: events.c.ts >= start), (end, lambda: events.c.ts < end), (seq, lambda: events.c.seq == seq),
        (as_of, lambda: events.c.seq <= as_of), (ids or None, lambda: events.c.id.in_(list(ids))),
        (sources or None, lambda: events.c.source.in_(list(sources))),
        (event_types or None, lambda: events.c.event_type.in_(list(event_types))),
    )  # fmt: skip
    query = query.where(*(clause() for given, clause in bounds if given is not None))
    rows = connection.execute(query.order_by(events.c.ts, events.c.id).limit(limit)).mappings()
    return [_event(row) for row in rows]


def _event(row: sa.RowMapping) -> Event:
    values = {name: row[name] for name in Event.__slots__}
    return Event(**values | {"marks": tuple(row["marks"])})
