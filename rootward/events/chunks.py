"""Chunks: records of telemetry as compressed columns in one row, so that analysis reads arrays and not rows.

A chunk holds what arrived of one thing in one write: the points of one metric series, a block of points of many
series, or the columns of spans and log lines that analysis needs (their rows stay in their own tables for looking
up). Chunks lie inside one hour, those of a series with few points an hour inside one longer stretch, whose beginning
is then their start; later they are merged, each record then keeping its own `seq`, so that a reader with `as_of`
always sees the same past. `data` is one byte (0 plain, 1 compressed) and the records, when compressed with
equal byte positions of all records side by side, which is what makes numbers compress.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from rootward.events.rows import insert_rows, one_of, sliced
from rootward.kit.db import Connection
from rootward.schema import metric_chunks

__all__ = [
    "BLOCK", "HOUR", "LOGS", "LONGER", "SPANS", "Bytes", "Chunk", "Records", "begun_before", "chunk", "in_hours",
    "joined_bytes", "pack", "read_chunks", "take_chunks", "unpack", "unpack_all", "write_chunks",
]  # fmt: skip

HOUR = 3_600_000_000_000
LONGER = (6 * HOUR, 24 * HOUR)
"""The longer stretches (ns): a chunk of one begins exactly where the stretch does, so that it is found by its start."""

BLOCK = ""
"""The series id of a block of points of many series; a series' own id has 32 digits."""
SPANS = "spans"
LOGS = "logs"

_PLAIN = b"\x00"
_PACKED = b"\x01"
_WORTH_PACKING = 400  # bytes

Records = npt.NDArray[np.void]
Bytes = bytes | memoryview


class Chunk(NamedTuple):
    """`min_seq` = `max_seq` until chunks are merged. Made by the thousand, hence a tuple."""

    series_id: str
    start_ts: int
    id: str
    end_ts: int
    points: int
    min_seq: int
    max_seq: int
    data: bytes


def pack(records: Records) -> bytes:
    raw = records.tobytes()
    if len(raw) >= _WORTH_PACKING:
        size = records.dtype.itemsize
        turned = np.frombuffer(raw, np.uint8).reshape(-1, size).T.tobytes()
        small = zlib.compress(turned, 1)
        if len(small) < len(raw):
            return _PACKED + small
    return _PLAIN + raw


def unpack(packed: Chunk) -> Bytes:
    """The bytes of a chunk's records, one record after another."""
    data = memoryview(packed.data)
    if packed.data[:1] == _PLAIN:
        return data[1:]
    turned = np.frombuffer(zlib.decompress(data[1:]), np.uint8)
    return turned.reshape(-1, packed.points).T.tobytes()


def unpack_all(chunks: Iterable[Chunk], dtype: np.dtype[np.void]) -> Records:
    """The records of all chunks, one after another."""
    return joined_bytes(map(unpack, chunks), dtype)


def joined_bytes(parts: Iterable[Bytes], dtype: np.dtype[np.void]) -> Records:
    """Records from the bytes of several chunks."""
    return np.frombuffer(bytearray().join(parts), dtype)


def in_hours(times: npt.NDArray[np.int64], length: int = HOUR) -> list[npt.NDArray[np.int64]]:
    """Positions of the times, hour by hour (or by another length), each in the order given."""
    if not len(times):
        return []
    hour = times // length
    if hour.min() == hour.max():
        return [np.arange(len(times))]
    order = np.argsort(hour, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(hour[order])) + 1)


def chunk(
    series_id: str, times: npt.NDArray[np.int64], seqs: npt.NDArray[np.int64], data: bytes, *, start: int | None = None
) -> Chunk:
    """A chunk of records with these times and seqs; its id is the hash of its content. `start` is the beginning of the
    longer stretch that it is of."""
    digest = hashlib.blake2b(data, digest_size=8).hexdigest()
    low, high = int(times.min()) if start is None else start, int(seqs.max())
    return Chunk(series_id, low, f"{high:x}-{digest}", int(times.max()), len(times), int(seqs.min()), high, data)


def write_chunks(connection: Connection, tenant: str, chunks: Sequence[Chunk]) -> None:
    """A chunk written twice is there once."""
    insert_rows(connection, metric_chunks, [(tenant, *one) for one in chunks])


def read_chunks(
    connection: Connection, tenant: str, *, start: int, end: int, as_of: int, series_ids: Sequence[str] | None = None
) -> list[Chunk]:
    """Chunks with records in [start, end), of these series or of every metric series and block, in the order of
    (series, time, id). Some of their records may lie outside the window or be newer than `as_of`."""
    query = sa.select(*_COLUMNS).where(
        metric_chunks.c.tenant == tenant, metric_chunks.c.end_ts >= start, metric_chunks.c.min_seq <= as_of
    )
    if series_ids is None:
        query = query.where(metric_chunks.c.series_id.not_in((SPANS, LOGS)))
    else:
        query = query.where(one_of(connection, metric_chunks.c.series_id, series_ids))
    begin = metric_chunks.c.start_ts
    of_hours = query.where(begin >= start // HOUR * HOUR, begin < end)
    longer = query.where(begin.in_(begun_before(start)))
    found = [Chunk._make(row) for one in (of_hours, longer) for row in connection.execute(one).all()]
    found.sort()
    return found


def begun_before(moment: int) -> list[int]:
    """Where the longer stretches begin that hold the moment and began before its hour: chunks of them are looked up,
    as a search from there on would pass everything that lies between."""
    return sorted({moment // length * length for length in LONGER} - {moment // HOUR * HOUR})


def take_chunks(
    connection: Connection, tenant: str, *, series_ids: Sequence[str], start: int, end: int,
    smaller_than: int | None = None,
) -> list[Chunk]:  # fmt: skip
    """Remove the chunks of these series that lie in [start, end), of fewer than so many records where given, and
    return them: each goes to one taker only."""
    statement = metric_chunks.delete().where(
        metric_chunks.c.tenant == tenant, metric_chunks.c.start_ts >= start, metric_chunks.c.end_ts < end
    )
    if smaller_than is not None:
        statement = statement.where(metric_chunks.c.points < smaller_than)
    found = []
    for part in sliced(series_ids):
        rows = connection.execute(statement.where(metric_chunks.c.series_id.in_(part)).returning(*_COLUMNS)).all()
        found += [Chunk._make(row) for row in rows]
    found.sort()
    return found


_COLUMNS = [metric_chunks.c[name] for name in Chunk._fields]
