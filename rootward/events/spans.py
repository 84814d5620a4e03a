"""Spans: each kept in full as a row for looking up, and as columns in chunks for analysis."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec
import numpy as np
import sqlalchemy as sa

from rootward.events.chunks import SPANS, Chunk, write_chunks
from rootward.events.ids import as_numbers
from rootward.events.model import SpanItem
from rootward.events.rows import insert_rows
from rootward.events.span_stats import KINDS, RECORD, SpanStats, span_stats
from rootward.events.stretches import Line, Span
from rootward.events.tables import Shape, encode_tables, merge_tables, read_tables
from rootward.events.topology import aliases
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.schema import spans

__all__ = ["KINDS", "SpanStats", "compact", "has_any", "search", "stats", "write"]

_STEP = 15_000_000_000
_MOST_SPANS = 300_000
_STATUS_KEYS = ("http.response.status_code", "http.status_code")


def write(connection: Connection, tenant: str, operations: Sequence[SpanItem], *, seq: int) -> int:
    """Store the spans; returns how many. A span that is there already (same start, trace and id) stays as it is."""
    if not operations:
        return 0
    encode = msgspec.json.encode
    rows = [
        (
            tenant, one.ts, one.trace_id, one.span_id, one.parent_id, one.entity, one.name, one.kind, one.peer,
            one.duration_ns, one.status, one.message, encode(one.attributes), seq,
        )
        for one in operations
    ]  # fmt: skip
    insert_rows(connection, spans, rows)
    write_chunks(connection, tenant, _chunks(operations, seq))
    return len(operations)


def stats(
    connection: Connection, tenant: str, *, start: int, end: int, as_of: int, step: int = _STEP,
    limit: int = _MOST_SPANS, stretches: Sequence[Span] = (),
) -> SpanStats:  # fmt: skip
    """The spans that start in [start, end) as columns. Where there are more than `limit`, whole traces are left out,
    the same ones every time. With `stretches` those that start in them instead, laid on one line."""
    line = Line(tuple(stretches) or ((start, end),))
    table = read_tables(connection, tenant, SPANS, RECORD, line=line, as_of=as_of)
    share = 1.0
    if len(table.seq) > limit:
        share = limit / len(table.seq)
        spread = (table.records["trace_low"] ^ (table.records["trace_low"] >> np.uint64(31))) % np.uint64(10_000)
        table = table.where(spread < np.uint64(int(share * 10_000)))
    known = aliases(connection, tenant, as_of=as_of)
    odd = _odd(table.shapes)
    return span_stats(table, odd=odd, aliases=known, start=line.start, end=line.end, step=step, share=share)


def search(
    connection: Connection, tenant: str, *, start: int, end: int, as_of: int, entities: Collection[str] | None = None,
    trace_ids: Collection[str] | None = None, names: Collection[str] | None = None,
    kinds: Collection[str] | None = None, errors_only: bool = False, min_duration_ns: int = 0, limit: int = 200,
) -> list[SpanItem]:  # fmt: skip
    """Whole spans that start in [start, end), the earliest first, at most `limit`."""
    query = sa.select(*(spans.c[name] for name in _FIELDS)).where(
        spans.c.tenant == tenant, spans.c.ts >= start, spans.c.ts < end, spans.c.seq <= as_of
    )
    chosen = ((spans.c.entity, entities), (spans.c.trace_id, trace_ids), (spans.c.name, names), (spans.c.kind, kinds))
    for column, values in chosen:
        if values is not None:
            query = query.where(column.in_(sorted(values)))
    if errors_only:
        query = query.where(spans.c.status == "error")
    if min_duration_ns:
        query = query.where(spans.c.duration_ns >= min_duration_ns)
    rows = connection.execute(query.order_by(spans.c.ts, spans.c.trace_id, spans.c.span_id).limit(limit)).mappings()
    return [SpanItem(**row) for row in rows]


def has_any(connection: Connection, tenant: str, *, start: int, end: int, as_of: int) -> bool:
    """Whether any span of the tenant starts in [start, end)."""
    query = sa.select(spans.c.ts).where(
        spans.c.tenant == tenant, spans.c.ts >= start, spans.c.ts < end, spans.c.seq <= as_of
    )
    return connection.execute(query.limit(1)).first() is not None


def compact(connection: Connection, tenant: str, *, before: int) -> int:
    """Merge small chunks of columns that end before `before`; returns how many, 0 when nothing is left to do."""
    return merge_tables(connection, tenant, SPANS, RECORD, before=before)


def http_status(attributes: dict[str, JSON]) -> int:
    """The status of an HTTP span by the present or the former attribute, 0 when it has none."""
    for key in _STATUS_KEYS:
        found = attributes.get(key)
        if isinstance(found, int | float | str) and str(found).isdigit():
            return min(int(found), 999)
    return 0


def _chunks(operations: Sequence[SpanItem], seq: int) -> list[Chunk]:
    traces, odd_traces = as_numbers([one.trace_id for one in operations], 32)
    own, odd_spans = as_numbers([one.span_id for one in operations], 16)
    parents, _ = as_numbers([one.parent_id or _NO_PARENT for one in operations], 16)
    odd = {*odd_traces.values(), *odd_spans.values()}
    places: dict[Shape, int] = {}
    records = np.empty(len(operations), RECORD)
    records["ts"] = [one.ts for one in operations]
    records["duration"] = [max(0, one.duration_ns) for one in operations]
    records["trace_high"], records["trace_low"] = traces[:, 0], traces[:, 1]
    records["span"], records["parent"] = own[:, 0], parents[:, 0]
    shape = [places.setdefault(_shape(one, odd), len(places)) for one in operations]
    seqs = np.full(len(operations), seq, np.int64)
    return encode_tables(SPANS, tuple(places), np.array(shape, np.int32), seqs, records)


def _shape(one: SpanItem, odd: set[str]) -> Shape:
    error = 1 if one.status == "error" else 0
    shape = (one.entity, one.name, one.kind, one.peer, error, http_status(one.attributes) if one.attributes else 0)
    return (*shape, one.trace_id, one.span_id) if one.trace_id in odd or one.span_id in odd else shape


def _odd(shapes: Sequence[Shape]) -> dict[str, str]:
    """Ids that are not hexadecimal, by the digits of their numbers."""
    found: dict[str, str] = {}
    for shape in shapes:
        if len(shape) > 6:
            found |= as_numbers([str(shape[6])], 32)[1] | as_numbers([str(shape[7])], 16)[1]
    return found


_NO_PARENT = "0" * 16
_FIELDS = tuple(SpanItem.__slots__)
