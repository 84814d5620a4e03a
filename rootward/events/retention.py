"""Retention: what is older than a tenant wants to keep is deleted, class by class, a bounded piece at a time.

Something is old when both it happened and it came that long ago: a recording of last year that is read in today is kept
as long as today's data. The audit log is no class here: it is never deleted.
"""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from rootward.errors import BadInput
from rootward.events.chunks import BLOCK, HOUR, LOGS, SPANS, Chunk
from rootward.events.points import decode
from rootward.events.rows import sliced
from rootward.events.tables import shapes_of
from rootward.kit.db import Connection
from rootward.runs.revisions import delete_superseded
from rootward.schema import (
    changes,
    dead_letters,
    events,
    evidence_items,
    ingest_keys,
    log_records,
    log_templates,
    metric_chunks,
    metric_series,
    spans,
    tenants,
    topology_edges,
)

__all__ = ["CLASSES", "expire"]

_DAY = 86_400_000_000_000
_BATCH = 20_000
_FOREVER = 1_000_000
_BEYOND = 2**62  # no change has so high a number

_CLOCKED: dict[str, tuple[sa.Table, str]] = {
    "events": (events, "ts"),
    "logs": (log_records, "ts"),
    "spans": (spans, "ts"),
    "topology": (topology_edges, "bucket"),
    "evidence": (evidence_items, "created_at"),
    "dead_letters": (dead_letters, "received_at"),
    "changes": (changes, "at"),
}
_CHUNKED = {"logs": LOGS, "spans": SPANS}

CLASSES = ("ingest_keys", *_CLOCKED, "metrics", "run_revisions")
"""What a tenant may set days for. `ingest_keys` are what repeats are told by: without them a repeat is accepted. Their
age is read from `changes`, which therefore have to be kept as long. Of `changes`, what was done with packs is kept
for good (it is what rolling back goes by), and so is the newest ingestion (it pins what an investigation may read).
`run_revisions` are earlier revisions of agents' runs that were sent again; the newest of a run is never deleted."""


def expire(
    connection: Connection, tenant: str, *, now: int, days: Mapping[str, int], limit: int = _BATCH
) -> dict[str, int]:
    """Delete what is older than its class's days; returns how many rows of each class went.

    At most about `limit` rows of a table go at once, the oldest first, so that the transaction stays short: call it in
    a unit of its own until every number is 0. A class without days is kept. Raises BadInput for an unknown class or
    less than one day.
    """
    for name, kept in days.items():
        if name not in CLASSES:
            raise BadInput(f"retention_days has no class {name!r}; there are {', '.join(CLASSES)}", field=name)
        if kept < 1:
            raise BadInput(f"retention_days.{name} must be at least 1, not {kept}", field=name, value=kept)
    if days.get("changes", _FOREVER) < days.get("ingest_keys", 0):
        raise BadInput("retention_days.changes must not be less than retention_days.ingest_keys", field="changes")
    deleted = {}
    for name in CLASSES:
        if name in days:
            deleted[name] = _expire(connection, tenant, name, now - days[name] * _DAY, limit)
    return deleted


def _expire(connection: Connection, tenant: str, name: str, before: int, limit: int) -> int:
    if name == "metrics":
        rows = _delete_chunks(connection, tenant, None, before, limit)
        return rows or _delete_series_without_points(connection, tenant, limit)
    if name == "ingest_keys":
        return _delete_keys(connection, tenant, before, limit)
    if name == "run_revisions":
        return delete_superseded(connection, tenant, before=before, limit=limit)
    table, column = _CLOCKED[name]
    rows = _delete_older(connection, tenant, table, table.c[column], before, limit)
    if name in _CHUNKED:
        _delete_chunks(connection, tenant, _CHUNKED[name], before, limit)
    if name == "logs":
        return rows or _delete_templates_without_lines(connection, tenant, limit)
    return rows


def _delete_older(
    connection: Connection, tenant: str, table: sa.Table, column: sa.Column[int], before: int, limit: int
) -> int:
    old = sa.and_(table.c.tenant == tenant, column < before)
    if table is topology_edges:
        old = sa.and_(old, column > 0)  # 0 is declared, not seen
    if table is changes:
        newest = sa.select(sa.func.max(changes.c.seq)).where(changes.c.tenant == tenant, changes.c.kind == "ingest")
        data = sa.func.coalesce(newest.scalar_subquery(), 0)
        old = sa.and_(old, changes.c.kind != "pack", changes.c.seq != data)
    elif "seq" in table.c:
        old = sa.and_(old, table.c.seq < _first_change_since(connection, tenant, before))
    last = connection.execute(sa.select(column).where(old).order_by(column).offset(limit - 1).limit(1)).scalar()
    statement = table.delete().where(old)
    return connection.execute(statement if last is None else statement.where(column <= last)).rowcount


def _delete_chunks(connection: Connection, tenant: str, series_id: str | None, before: int, limit: int) -> int:
    kind = (
        metric_chunks.c.series_id.not_in((SPANS, LOGS)) if series_id is None else metric_chunks.c.series_id == series_id
    )
    start = metric_chunks.c.start_ts
    came_before = metric_chunks.c.max_seq < _first_change_since(connection, tenant, before)
    old = sa.and_(
        metric_chunks.c.tenant == tenant, kind, start < before // HOUR * HOUR, metric_chunks.c.end_ts < before,
        came_before,
    )  # fmt: skip
    last = connection.execute(sa.select(start).where(old).order_by(start).offset(limit - 1).limit(1)).scalar()
    statement = metric_chunks.delete().where(old)
    return connection.execute(statement if last is None else statement.where(start <= last)).rowcount


def _first_change_since(connection: Connection, tenant: str, moment: int) -> int:
    """The number of the first change at or after `moment`; what has a lower one came before it. Changes that are gone
    were older than all that are there."""
    kept = changes.c.tenant == tenant
    low, high = connection.execute(sa.select(sa.func.min(changes.c.seq), sa.func.max(changes.c.seq)).where(kept)).one()
    if low is None:
        return _BEYOND
    high += 1
    while low < high:  # numbers and times grow together
        middle = (low + high) // 2
        query = sa.select(changes.c.seq, changes.c.at).where(kept, changes.c.seq >= middle)
        seq, at = connection.execute(query.order_by(changes.c.seq).limit(1)).first() or (high, moment)
        low, high = (low, middle) if at >= moment else (seq + 1, high)
    return int(low)


def _delete_series_without_points(connection: Connection, tenant: str, limit: int) -> int:
    _keep_writers_out(connection, tenant)
    own = sa.exists().where(
        metric_chunks.c.tenant == metric_series.c.tenant, metric_chunks.c.series_id == metric_series.c.series_id
    )
    idle = sa.select(metric_series.c.series_id).where(metric_series.c.tenant == tenant, ~own)
    found = set(connection.execute(idle.limit(limit)).scalars())
    if not found:
        return 0
    blocks = sa.select(*(metric_chunks.c[name] for name in Chunk._fields)).where(
        metric_chunks.c.tenant == tenant, metric_chunks.c.series_id == BLOCK
    )
    found.difference_update(decode([Chunk._make(row) for row in connection.execute(blocks).all()]).ids)
    deleted = 0
    for part in sliced(sorted(found)):
        statement = metric_series.delete().where(metric_series.c.tenant == tenant, metric_series.c.series_id.in_(part))
        deleted += connection.execute(statement).rowcount
    return deleted


def _delete_templates_without_lines(connection: Connection, tenant: str, limit: int) -> int:
    """A line is in a chunk as long as it is anywhere, and a chunk says which templates its lines have."""
    _keep_writers_out(connection, tenant)
    known = connection.execute(sa.select(log_templates.c.template_id).where(log_templates.c.tenant == tenant))
    unused = set(known.scalars())
    if not unused:
        return 0
    lines = sa.select(metric_chunks.c.data).where(metric_chunks.c.tenant == tenant, metric_chunks.c.series_id == LOGS)
    for some in connection.execute(lines).scalars().partitions(50):
        unused.difference_update(str(template) for data in some for _, _, template in shapes_of(data)[1])
    deleted = 0
    for part in sliced(sorted(unused)[:limit]):
        statement = log_templates.delete().where(
            log_templates.c.tenant == tenant, log_templates.c.template_id.in_(part)
        )
        deleted += connection.execute(statement).rowcount
    return deleted


def _keep_writers_out(connection: Connection, tenant: str) -> None:
    """Until the commit: who writes takes a number, and for that the tenant's row."""
    connection.execute(sa.select(tenants.c.tenant).where(tenants.c.tenant == tenant).with_for_update())


def _delete_keys(connection: Connection, tenant: str, before: int, limit: int) -> int:
    newest = sa.select(sa.func.max(changes.c.seq)).where(changes.c.tenant == tenant, changes.c.at < before)
    seq = connection.execute(newest).scalar()
    if seq is None:
        return 0
    old = sa.select(ingest_keys.c.ingest_id).where(ingest_keys.c.tenant == tenant, ingest_keys.c.seq <= seq)
    found = connection.execute(old.limit(limit)).scalars().all()
    for part in sliced(found):
        connection.execute(
            ingest_keys.delete().where(ingest_keys.c.tenant == tenant, ingest_keys.c.ingest_id.in_(part))
        )
    return len(found)
