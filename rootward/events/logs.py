"""Logs: each line kept as its template and variables for looking up, and as columns in chunks for counting."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence

import msgspec
import numpy as np
import sqlalchemy as sa

from rootward.errors import BadInput
from rootward.events.chunks import LOGS, write_chunks
from rootward.events.log_counts import RECORD, LogCounts, LogKey, log_counts
from rootward.events.model import LogLine
from rootward.events.rows import insert_rows, sliced
from rootward.events.stretches import Line, Span
from rootward.events.tables import Shape, encode_tables, merge_tables, read_tables
from rootward.events.templates import render, template_id, template_of
from rootward.kit.db import Connection
from rootward.schema import log_records, log_templates

__all__ = ["LogCounts", "LogKey", "compact", "counts", "examples", "has_any", "search", "write"]

_STEP = 15_000_000_000
_MOST_SCANNED = 500_000
_SCANNED = 2_000  # rows at a time where the text of lines is searched


def write(connection: Connection, tenant: str, lines: Sequence[LogLine], *, seq: int) -> int:
    """Store the lines; returns how many. To be called once for one `seq`. Equal lines are as many lines."""
    if not lines:
        return 0
    encode = msgspec.json.encode
    templates: dict[str, str] = {}
    places: dict[Shape, int] = {}
    rows, shape = [], []
    for number, line in enumerate(lines):
        text, variables = template_of(line.body)
        template = template_id(text)
        templates[template] = text
        shape.append(places.setdefault((line.entity, line.severity, template), len(places)))
        # Begins with what the line says, so that lines of one instant have the same order wherever they are stored.
        key = f"{zlib.crc32(line.body.encode()):08x}-{seq:x}-{number:x}"
        rows.append((
            tenant, line.ts, key, line.entity, line.severity, template, encode(variables), encode(line.attributes),
            line.trace_id, line.span_id, seq,
        ))  # fmt: skip
    _write_templates(connection, tenant, templates, seq)
    insert_rows(connection, log_records, rows)
    records = np.empty(len(lines), RECORD)
    records["ts"] = [line.ts for line in lines]
    seqs = np.full(len(lines), seq, np.int64)
    write_chunks(connection, tenant, encode_tables(LOGS, tuple(places), np.array(shape, np.int32), seqs, records))
    return len(lines)


def counts(
    connection: Connection, tenant: str, *, start: int, end: int, as_of: int, step: int = _STEP,
    entities: Collection[str] | None = None, stretches: Sequence[Span] = (),
) -> LogCounts:  # fmt: skip
    """Lines in [start, end) by entity, severity and template; of these entities where given. With `stretches` those in
    them instead, laid on one line."""
    line = Line(tuple(stretches) or ((start, end),))
    table = read_tables(connection, tenant, LOGS, RECORD, line=line, as_of=as_of)
    if entities is not None:
        table = table.where(np.array([shape[0] in entities for shape in table.shapes], bool)[table.shape])
    texts = _texts(connection, tenant, as_of, {str(one[2]) for one in table.shapes})
    return log_counts(table, texts, start=line.start, end=line.end, step=step)


def search(
    connection: Connection, tenant: str, *, start: int, end: int, as_of: int, entities: Collection[str] | None = None,
    severities: Collection[str] | None = None, template_ids: Collection[str] | None = None,
    trace_ids: Collection[str] | None = None, contains: str = "", newest_first: bool = False, limit: int = 200,
    most: int = _MOST_SCANNED,
) -> list[LogLine]:  # fmt: skip
    """Whole lines in [start, end), at most `limit`; `contains` is looked for without regard to case.

    Raises BadInput when `contains` would have to be looked for in more than `most` lines.
    """
    query = sa.select(*_COLUMNS).where(
        log_records.c.tenant == tenant, log_records.c.ts >= start, log_records.c.ts < end, log_records.c.seq <= as_of
    )
    for column, values in (
        (log_records.c.entity, entities), (log_records.c.severity, severities),
        (log_records.c.template_id, template_ids), (log_records.c.trace_id, trace_ids),
    ):  # fmt: skip
        if values is not None:
            query = query.where(column.in_(sorted(values)))
    order = (log_records.c.ts, log_records.c.id)
    query = query.order_by(*(column.desc() for column in order) if newest_first else order)
    if not contains:
        return _lines(connection, tenant, as_of, connection.execute(query.limit(limit)).all())
    wanted = contains.casefold()
    found: list[LogLine] = []
    for number, rows in enumerate(_pages(connection, query, newest_first)):
        if number * _SCANNED >= most:
            raise BadInput(f"contains looks through {most} lines at most: narrow the window", field="contains")
        found += _lines(connection, tenant, as_of, rows, wanted)
        if len(found) >= limit:
            break
    return found[:limit]


def examples(
    connection: Connection, tenant: str, found: LogCounts, places: Iterable[int], *, as_of: int
) -> dict[int, LogLine]:
    """For rows of `found` the first line that was counted there."""
    wanted = {place: (found.keys[place], int(found.first[place])) for place in places}
    rows: dict[tuple[int, str, str, str], sa.Row[tuple[object, ...]]] = {}
    for part in sliced([str(ts) for ts in sorted({ts for _, ts in wanted.values()})]):
        query = sa.select(*_COLUMNS).where(
            log_records.c.tenant == tenant, log_records.c.ts.in_([int(ts) for ts in part]), log_records.c.seq <= as_of
        )
        for row in connection.execute(query.order_by(log_records.c.ts, log_records.c.id)).all():
            rows.setdefault((row.ts, row.entity, row.severity, row.template_id), row)
    chosen = {}
    for place, (key, ts) in wanted.items():
        lines = [
            rows[one] for template in key.template_ids if (one := (ts, key.entity, key.severity, template)) in rows
        ]
        if lines:
            chosen[place] = lines[0]
    return dict(zip(chosen, _lines(connection, tenant, as_of, list(chosen.values())), strict=True))


def has_any(connection: Connection, tenant: str, *, start: int, end: int, as_of: int) -> bool:
    """Whether the tenant has any line in [start, end)."""
    query = sa.select(log_records.c.ts).where(
        log_records.c.tenant == tenant, log_records.c.ts >= start, log_records.c.ts < end, log_records.c.seq <= as_of
    )
    return connection.execute(query.limit(1)).first() is not None


def compact(connection: Connection, tenant: str, *, before: int) -> int:
    """Merge small chunks of columns that end before `before`; returns how many, 0 when nothing is left to do."""
    return merge_tables(connection, tenant, LOGS, RECORD, before=before)


def _write_templates(connection: Connection, tenant: str, templates: dict[str, str], seq: int) -> None:
    known: set[str] = set()
    for part in sliced(list(templates)):
        query = sa.select(log_templates.c.template_id).where(
            log_templates.c.tenant == tenant, log_templates.c.template_id.in_(part)
        )
        known.update(connection.execute(query).scalars())
    rows = [(tenant, one, text, seq) for one, text in sorted(templates.items()) if one not in known]
    insert_rows(connection, log_templates, rows)


def _pages(
    connection: Connection, query: sa.Select[tuple[object, ...]], newest_first: bool
) -> Iterator[Sequence[sa.Row[tuple[object, ...]]]]:
    place = sa.tuple_(log_records.c.ts, log_records.c.id)
    rows = connection.execute(query.limit(_SCANNED)).all()
    while rows:
        yield rows
        last = sa.tuple_(sa.literal(rows[-1].ts, sa.BigInteger), sa.literal(rows[-1].id, sa.Text))
        further = query.where(place < last if newest_first else place > last)
        rows = connection.execute(further.limit(_SCANNED)).all() if len(rows) == _SCANNED else []


def _texts(connection: Connection, tenant: str, as_of: int, ids: Collection[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in sliced(sorted(ids)):
        query = sa.select(log_templates.c.template_id, log_templates.c.text).where(
            log_templates.c.tenant == tenant, log_templates.c.template_id.in_(part), log_templates.c.seq <= as_of
        )
        found |= {row.template_id: row.text for row in connection.execute(query)}
    return found


def _lines(
    connection: Connection, tenant: str, as_of: int, rows: Sequence[sa.Row[tuple[object, ...]]], wanted: str = ""
) -> list[LogLine]:
    """The lines of rows; those whose text has `wanted` (casefolded) in it, where given."""
    texts = _texts(connection, tenant, as_of, {row.template_id for row in rows})
    found = []
    for row in rows:
        body = render(texts[row.template_id], _VARIABLES.decode(row.variables))
        if not wanted or wanted in body.casefold():
            found.append(
                LogLine(
                    ts=row.ts, entity=row.entity, severity=row.severity, body=body,
                    attributes=msgspec.json.decode(row.attributes), trace_id=row.trace_id, span_id=row.span_id,
                )
            )  # fmt: skip
    return found


_VARIABLES = msgspec.json.Decoder(list[str])
_COLUMNS = [
    *(log_records.c[name] for name in ("ts", "id", "entity", "severity", "template_id", "trace_id", "span_id")),
    # As bytes: where text is searched, most lines are never wanted in full.
    *(sa.type_coerce(log_records.c[name], sa.LargeBinary).label(name) for name in ("variables", "attributes")),
]
