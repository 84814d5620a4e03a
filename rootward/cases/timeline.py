"""Timeline: the one append-only story of a case, its entries and its events in order of time."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.schema import case_events, case_timeline, events
from rootward.tenancy.timeline import append

__all__ = ["Cursor", "Entry", "append", "read"]

Cursor = tuple[int, int, str]
"""Time, change number and id of the last entry that was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """`ref` is the event's id where `kind` is `event`, else ''; `at` in ns."""

    at: int
    seq: int
    kind: str
    actor: str
    text: str
    body: dict[str, JSON]
    ref: str = ""

    @property
    def cursor(self) -> Cursor:
        return (self.at, self.seq, self.ref)


def read(
    connection: Connection, tenant: str, case_id: str, *, after: Cursor | None = None, limit: int = 200,
    with_events: bool = True,
) -> list[Entry]:  # fmt: skip
    """Entries in order of time, oldest first; the next page starts after the last entry's `cursor`."""
    found = _entries(connection, tenant, case_id, after, limit)
    if with_events:
        found += _events(connection, tenant, case_id, after, limit)
    return sorted(found, key=lambda entry: entry.cursor)[:limit]


def _entries(connection: Connection, tenant: str, case_id: str, after: Cursor | None, limit: int) -> list[Entry]:
    table = case_timeline.c
    query = sa.select(case_timeline).where(table.tenant == tenant, table.case_id == case_id)
    if after is not None:
        at, seq, _ = after
        query = query.where(sa.or_(table.at > at, sa.and_(table.at == at, table.seq > seq)))
    rows = connection.execute(query.order_by(table.at, table.seq).limit(limit)).mappings()
    return [Entry(**{name: row[name] for name in ("at", "seq", "kind", "actor", "text", "body")}) for row in rows]


def _events(connection: Connection, tenant: str, case_id: str, after: Cursor | None, limit: int) -> list[Entry]:
    link = case_events.c
    on = sa.and_(events.c.tenant == link.tenant, events.c.ts == link.event_ts, events.c.id == link.event_id)
    query = (
        sa.select(
            link.event_ts, link.seq, link.event_id, link.rule, link.key, link.score, link.reason,
            events.c.source, events.c.event_type, events.c.severity, events.c.entity,
        )
        .select_from(case_events.join(events, on))
        .where(link.tenant == tenant, link.case_id == case_id)
    )  # fmt: skip
    if after is not None:
        query = query.where(sa.tuple_(link.event_ts, link.seq, link.event_id) > sa.tuple_(*map(sa.literal, after)))
    rows = connection.execute(query.order_by(link.event_ts, link.seq, link.event_id).limit(limit)).mappings()
    return [_event_entry(row) for row in rows]


def _event_entry(row: sa.RowMapping) -> Entry:
    names = ("rule", "key", "score", "reason", "source", "event_type", "severity", "entity")
    return Entry(
        at=row["event_ts"], seq=row["seq"], kind="event", actor=row["source"], text=row["event_type"],
        body={name: row[name] for name in names}, ref=row["event_id"],
    )  # fmt: skip
