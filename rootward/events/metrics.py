"""Metrics: series written as chunks, read back as one aligned set, merged into larger chunks as they age."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

import msgspec
import numpy as np
import sqlalchemy as sa

from rootward.events.chunks import BLOCK, HOUR, LOGS, SPANS, Chunk, begun_before, read_chunks, take_chunks, write_chunks
from rootward.events.loaded import CUMULATIVE, Loaded, SeriesRow, key_of, seen_by, within
from rootward.events.model import Series
from rootward.events.points import (
    BUCKETS,
    Points,
    Samples,
    Stored,
    block_chunks,
    decode,
    joined,
    series_chunks,
    widened,
)
from rootward.events.resample import LOOKBACK
from rootward.events.rows import insert_rows, one_of, sliced
from rootward.events.series import (
    MOST_COLUMNS,
    STATS,
    SeriesKey,
    SeriesSet,
    Stat,
    group_of,
    series_id,
)
from rootward.kit.db import Connection
from rootward.schema import metric_chunks, metric_series

__all__ = [
    "MOST_COLUMNS", "STATS", "SeriesKey", "SeriesSet", "Stat", "compact", "has_any", "list_series", "load",
    "read", "write",
]  # fmt: skip

_OWN_CHUNK = 24  # numbers of one series in one write that are worth a chunk of their own
_MOST_SERIES = 20_000


def write(connection: Connection, tenant: str, series: Sequence[Series], *, seq: int) -> int:
    """Store the points; returns how many. To be called once for one `seq`: of points of one series at one time the
    last written counts, and within a write the last in the sequence."""
    found: dict[str, list[Series]] = {}
    for one in series:
        if one.times:
            found.setdefault(series_id(one), []).append(one)
    _write_series(connection, tenant, {key: members[0] for key, members in found.items()}, seq)
    chunks: list[Chunk] = []
    few: list[tuple[str, int, tuple[float, ...]]] = []
    for key, members in found.items():
        points = _points(members)
        if len(points) * len(points[0][1]) < _OWN_CHUNK:
            few += [(key, ts, numbers) for ts, numbers in points]
        else:
            times = np.array([ts for ts, _ in points], np.int64)
            values = np.array([numbers for _, numbers in points], np.float64)
            own = Samples(series=np.zeros_like(times), ts=times, seq=np.full(len(times), seq, np.int64), values=values)
            chunks += series_chunks(key, own)
    if few:
        chunks += block_chunks(few, seq)
    write_chunks(connection, tenant, chunks)
    return sum(len(one.times) for one in series)


def read(
    connection: Connection, tenant: str, *, start: int, end: int, as_of: int, names: Collection[str] | None = None,
    entities: Collection[str] | None = None, series_ids: Collection[str] | None = None, step: int | None = None,
    merge_instances: bool = True, limit: int = _MOST_SERIES,
) -> SeriesSet:  # fmt: skip
    """The series with points in [start, end), of these names, entities and ids where given (also ids of merged
    instances), on one grid; see resample for what the numbers are.

    `merge_instances` makes one row of the instances of a series, so that a restart does not split it: rates and counts
    are added up, gauges averaged. Past `limit` rows the last in the order of entity and name are left out.
    """
    loaded = load(
        connection, tenant, [(start - LOOKBACK, end)], as_of=as_of, names=names, entities=entities,
        series_ids=series_ids, merge_instances=merge_instances,
    )  # fmt: skip
    return loaded.series(start=start, end=end, step=step, limit=limit)


def load(
    connection: Connection, tenant: str, ranges: Iterable[tuple[int, int]], *, as_of: int,
    names: Collection[str] | None = None, entities: Collection[str] | None = None,
    series_ids: Collection[str] | None = None, merge_instances: bool = True,
) -> Loaded:  # fmt: skip
    """What `read` needs for any window that lies in one of `ranges` together with the LOOKBACK before it; see
    `whole_hours`."""
    wanted = None
    if names is not None or entities is not None or series_ids is not None:
        wanted = _series(connection, tenant, as_of, names, entities, series_ids)
    few = None if wanted is None or len(wanted) > 2_000 else [BLOCK, *wanted]
    chunks: dict[tuple[str, int, str], Chunk] = {}  # one of a long stretch may reach into several ranges
    for start, end in ranges:
        found = read_chunks(connection, tenant, start=start, end=end, as_of=as_of, series_ids=few)
        chunks.update({one[:3]: one for one in found})
    stored = Stored(list(chunks.values()))
    known = wanted if wanted is not None else _series_of(connection, tenant, as_of, stored.ids)
    return Loaded(stored, known, as_of=as_of, merge_instances=merge_instances)


def list_series(
    connection: Connection, tenant: str, *, start: int, end: int, as_of: int, names: Collection[str] | None = None,
    entities: Collection[str] | None = None,
) -> list[SeriesKey]:  # fmt: skip
    """The series with points in [start, end), instances merged, in the order of entity and name; `stat` is `value`."""
    points = decode(read_chunks(connection, tenant, start=start, end=end, as_of=as_of))
    points = within(seen_by(points, as_of, np.ones(len(points.ids), bool)), start, end)
    seen = sum(np.bincount(part.series, minlength=len(points.ids)) for part in points.parts)
    known = _series_of(connection, tenant, as_of, [points.ids[place] for place in np.flatnonzero(seen).tolist()])
    keys = {group_of(one): key_of(row, merged=True) for one, row in known.items()}
    chosen = [
        key for key in keys.values()
        if (names is None or key.name in names) and (entities is None or key.entity in entities)
    ]  # fmt: skip
    return sorted(chosen, key=lambda key: (key.entity, key.name, sorted(key.attributes.items()), key.series_id))


def has_any(connection: Connection, tenant: str, *, start: int, end: int, as_of: int) -> bool:
    """Whether any series of the tenant has points about [start, end), to the extent of a chunk."""
    query = sa.select(metric_chunks.c.start_ts).where(
        metric_chunks.c.tenant == tenant,
        metric_chunks.c.series_id.not_in((SPANS, LOGS)),
        metric_chunks.c.start_ts < end,
        sa.or_(metric_chunks.c.start_ts >= start // HOUR * HOUR, metric_chunks.c.start_ts.in_(begun_before(start))),
        metric_chunks.c.end_ts >= start,
        metric_chunks.c.min_seq <= as_of,
    )
    return connection.execute(query.limit(1)).first() is not None


def compact(connection: Connection, tenant: str, *, before: int, limit: int = 5_000) -> int:
    """Merge the oldest blocks that end before `before` (at most about `limit`, of one hour) into chunks of their
    series; returns how many chunks were merged, 0 when nothing is left to do. What is read stays the same for every
    `as_of`, because each point keeps its seq."""
    old = sa.select(metric_chunks.c.start_ts, metric_chunks.c.end_ts).where(
        metric_chunks.c.tenant == tenant, metric_chunks.c.series_id == BLOCK, metric_chunks.c.end_ts < before
    )
    found = connection.execute(old.order_by(metric_chunks.c.start_ts).limit(limit)).all()
    if not found:
        return 0
    hour = found[0].start_ts // HOUR * HOUR
    until = max(row.end_ts for row in found if row.start_ts < hour + HOUR) + 1
    taken = take_chunks(connection, tenant, series_ids=[BLOCK], start=hour, end=until)
    fresh = decode(taken)
    before_that = take_chunks(connection, tenant, series_ids=fresh.ids, start=hour, end=hour + HOUR)
    points = decode([*taken, *before_that])
    merged: list[Chunk] = []
    for identifier, samples in _by_series(points):
        merged += series_chunks(identifier, samples)
    write_chunks(connection, tenant, merged)
    return len(taken) + len(before_that)


def _points(members: Sequence[Series]) -> list[tuple[int, tuple[float, ...]]]:
    """(time, numbers) of every point in the order of time; of points at one time the last."""
    points: dict[int, float | tuple[float, ...]] = {}
    for one in members:
        points.update(zip(one.times, one.values, strict=True))
    if members[0].kind != "histogram":
        return [(ts, (value[0] if isinstance(value, tuple) else value,)) for ts, value in sorted(points.items())]
    width = BUCKETS + len(members[0].bounds) + 1
    none = (0.0,) * width
    return [
        (ts, ((*value, *none) if isinstance(value, tuple) else (value, *none))[:width])
        for ts, value in sorted(points.items())
    ]


def _by_series(points: Points) -> Iterator[tuple[str, Samples]]:
    """Each series' points, in the order of (time, seq), with equally many numbers each."""
    widest = max((part.values.shape[1] for part in points.histograms), default=0)
    histograms = [joined([widened(part, widest) for part in points.histograms])] if widest else []
    for part in (points.scalars, *histograms):
        ordered = part.where(np.lexsort((part.seq, part.ts, part.series)))
        edges = np.searchsorted(ordered.series, np.arange(len(points.ids) + 1)).tolist()
        for place, identifier in enumerate(points.ids):
            if edges[place] < edges[place + 1]:
                yield identifier, ordered.where(np.arange(edges[place], edges[place + 1]))


def _write_series(connection: Connection, tenant: str, series: dict[str, Series], seq: int) -> None:
    known: set[str] = set()
    for part in sliced(list(series)):
        query = sa.select(metric_series.c.series_id).where(
            metric_series.c.tenant == tenant, metric_series.c.series_id.in_(part)
        )
        known.update(connection.execute(query).scalars())
    encode = msgspec.json.encode
    rows = []
    for key in sorted(series.keys() - known):
        one = series[key]
        kind = CUMULATIVE + one.kind if one.cumulative else one.kind
        attributes, bounds = encode(dict(sorted(one.attributes.items()))), encode(one.bounds) if one.bounds else None
        rows.append((tenant, key, one.name, one.unit, kind, one.entity, attributes, bounds, seq))
    insert_rows(connection, metric_series, rows)


def _series(
    connection: Connection, tenant: str, as_of: int, names: Collection[str] | None, entities: Collection[str] | None,
    series_ids: Collection[str] | None,
) -> dict[str, SeriesRow]:  # fmt: skip
    query = _known(tenant, as_of)
    if names is not None:
        query = query.where(metric_series.c.name.in_(sorted(names)))
    if entities is not None:
        query = query.where(metric_series.c.entity.in_(sorted(entities)))
    if series_ids is not None:
        groups = [metric_series.c.series_id.between(one, one + "g") for one in sorted(series_ids)]
        query = query.where(sa.or_(sa.false(), *groups))
    return _by_id(connection, query)


def _series_of(connection: Connection, tenant: str, as_of: int, ids: Sequence[str]) -> dict[str, SeriesRow]:
    return _by_id(connection, _known(tenant, as_of).where(one_of(connection, metric_series.c.series_id, ids)))


def _by_id(connection: Connection, query: sa.Select[tuple[object, ...]]) -> dict[str, SeriesRow]:
    rows = [SeriesRow._make(row) for row in connection.execute(query).all()]
    return {row.series_id: row for row in rows}


def _known(tenant: str, as_of: int) -> sa.Select[tuple[object, ...]]:
    return sa.select(*_COLUMNS).where(metric_series.c.tenant == tenant, metric_series.c.seq <= as_of)


_JSON_COLUMNS = ("attributes", "bounds")  # read as bytes: most series are asked for by the thousand
_COLUMNS = [
    sa.type_coerce(metric_series.c[name], sa.LargeBinary).label(name)
    if name in _JSON_COLUMNS
    else metric_series.c[name]
    for name in SeriesRow._fields
]
