"""Tables: chunks whose records point to a few words, each stored once in the chunk.

`data` is the length of the words as JSON (4 bytes, little endian), the words, and the packed records. A record has a
field `shape`, the place of its words, and `seq_step`, its seq above the chunk's lowest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from rootward.events.chunks import (
    HOUR,
    Chunk,
    Records,
    chunk,
    in_hours,
    pack,
    read_chunks,
    take_chunks,
    unpack_all,
    write_chunks,
)
from rootward.events.series import Ints
from rootward.events.stretches import Line
from rootward.kit.db import Connection
from rootward.schema import metric_chunks

__all__ = ["Shape", "Table", "decode_tables", "encode_tables", "merge_tables", "read_tables", "shapes_of"]

Shape = tuple[str | int, ...]

_MOST_RECORDS = 20_000  # in one chunk; a chunk with so many is not merged any more


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Table:
    """Records of any number of chunks; `shape` is the place of their words in `shapes`."""

    shapes: tuple[Shape, ...]
    shape: npt.NDArray[np.int32]
    seq: Ints
    records: Records

    def where(self, keep: npt.NDArray[np.bool_]) -> Table:
        """Only these records, and only the words that they need: what was left out may not show in what is made of
        the rest, or a later write would change how the past is read."""
        if keep.all():
            return self
        used, shape = np.unique(self.shape[keep], return_inverse=True)
        shapes = tuple(self.shapes[one] for one in used.tolist())
        return Table(shapes=shapes, shape=shape.astype(np.int32), seq=self.seq[keep], records=self.records[keep])


def encode_tables(
    series_id: str, shapes: Sequence[Shape], shape: npt.NDArray[np.int32], seq: Ints, records: Records
) -> list[Chunk]:
    """Chunks of the records, each within an hour by its `ts` and with the words it needs."""
    made = []
    for hour in in_hours(records["ts"]):
        for first in range(0, len(hour), _MOST_RECORDS):
            place = hour[first : first + _MOST_RECORDS]
            part, seqs = records[place], seq[place]
            used, part["shape"] = np.unique(shape[place], return_inverse=True)
            part["seq_step"] = seqs - seqs.min()
            words = msgspec.json.encode([shapes[one] for one in used.tolist()])
            data = len(words).to_bytes(4, "little") + words + pack(part)
            made.append(chunk(series_id, part["ts"], seqs, data))
    return made


def decode_tables(chunks: Sequence[Chunk], dtype: np.dtype[np.void]) -> Table:
    """All records of the chunks, in their order; words that stand in several chunks have one place."""
    places: dict[Shape, int] = {}
    shapes: list[npt.NDArray[np.int32]] = []
    bodies = []
    for one in chunks:
        end, words = shapes_of(one.data)
        shapes.append(np.array([places.setdefault(word, len(places)) for word in words], np.int32))
        bodies.append(one._replace(data=one.data[end:]))
    records = unpack_all(bodies, dtype)
    counts = [one.points for one in chunks]
    first = np.cumsum([0, *(len(one) for one in shapes)])[:-1]
    every = np.concatenate(shapes) if shapes else np.empty(0, np.int32)
    return Table(
        shapes=tuple(places),
        shape=every[records["shape"].astype(np.int64) + np.repeat(first, counts)],
        seq=records["seq_step"] + np.repeat(np.array([one.min_seq for one in chunks], np.int64), counts),
        records=records,
    )


def shapes_of(data: bytes) -> tuple[int, list[Shape]]:
    """Where the records begin in a chunk's data, and the words before them; the records are not looked at."""
    end = 4 + int.from_bytes(data[:4], "little")
    return end, _WORDS.decode(memoryview(data)[4:end])


def read_tables(
    connection: Connection, tenant: str, series_id: str, dtype: np.dtype[np.void], *, line: Line, as_of: int
) -> Table:
    """The records of a line's stretches that were there by `as_of`, each with its place on the line as its `ts`."""
    groups = line.read_together()
    parts = [
        read_chunks(connection, tenant, start=start, end=end, as_of=as_of, series_ids=[series_id])
        for (start, end), _ in groups
    ]
    table = decode_tables([one for part in parts for one in part], dtype)
    ts, shift = table.records["ts"], np.zeros(len(table.seq), np.int64)
    group = np.repeat(np.arange(len(parts)), [sum(one.points for one in part) for part in parts])
    keep = np.zeros(len(table.seq), bool)
    for number, (_, places) in enumerate(groups):
        for place in places:
            start, end = line.stretches[place]
            inside = (group == number) & (ts >= start) & (ts < end)
            keep |= inside
            shift[inside] = line.shifts[place]
    keep &= table.seq <= as_of
    kept = table.where(keep)
    if shift.any():
        kept.records["ts"] += shift[keep]
    return kept


def merge_tables(connection: Connection, tenant: str, series_id: str, dtype: np.dtype[np.void], *, before: int) -> int:
    """Merge the small chunks of the oldest hour that has several, up to `before`; returns how many, 0 when none."""
    small = sa.select(metric_chunks.c.start_ts, metric_chunks.c.end_ts).where(
        metric_chunks.c.tenant == tenant,
        metric_chunks.c.series_id == series_id,
        metric_chunks.c.end_ts < before,
        metric_chunks.c.points < _MOST_RECORDS,
    )
    ends: dict[int, list[int]] = {}
    for row in connection.execute(small.order_by(metric_chunks.c.start_ts).limit(20_000)):
        ends.setdefault(row.start_ts // HOUR, []).append(row.end_ts)
    for hour, found in ends.items():
        if len(found) > 1:
            return _merge(connection, tenant, series_id, dtype, hour * HOUR, max(found) + 1)
    return 0


def _merge(connection: Connection, tenant: str, series_id: str, dtype: np.dtype[np.void], start: int, end: int) -> int:
    taken = take_chunks(connection, tenant, series_ids=[series_id], start=start, end=end, smaller_than=_MOST_RECORDS)
    table = decode_tables(taken, dtype)
    order = np.argsort(table.records["ts"], kind="stable")
    write_chunks(
        connection,
        tenant,
        encode_tables(series_id, table.shapes, table.shape[order], table.seq[order], table.records[order]),
    )
    return len(taken)


_WORDS = msgspec.json.Decoder(list[tuple[str | int, ...]])
