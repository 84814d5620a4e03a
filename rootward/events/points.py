"""Points of metric series as arrays, and the two kinds of chunk they are kept in.

A point of a gauge, counter or delta is one record; of a histogram, one record for each number that is not zero: slot 0
is the count, 1 the sum, 2… the buckets. What arrives a few points at a time is kept as a *block* of many series, plain,
so that thousands of blocks are read with one copy; a longer run of points, and what `compact` makes of blocks, is a
chunk of its own series, with times and seqs as differences.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rootward.events.chunks import BLOCK, Chunk, Records, chunk, in_hours, pack, unpack_all
from rootward.events.series import Floats, Ints

__all__ = ["BUCKETS", "COUNT", "SUM", "Points", "blocks", "decode", "series_chunks"]

COUNT, SUM, BUCKETS = 0, 1, 2

_OWN = np.dtype([("step", "<i8"), ("seq_step", "<i8"), ("slot", "<u2"), ("value", "<f8")])
_BLOCK = np.dtype([("group", "<u8"), ("instance", "<u8"), ("ts", "<i8"), ("slot", "<u2"), ("value", "<f8")])
_BLOCK_RECORDS = 5_000
_SPREAD = np.uint64(0x9E3779B97F4A7C15)

Slots = npt.NDArray[np.uint16]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Points:
    """Records of the series `ids` (sorted); `series` says which of them a record belongs to."""

    ids: tuple[str, ...]
    series: Ints
    ts: Ints
    seq: Ints
    slot: Slots
    value: Floats

    def where(self, keep: npt.NDArray[np.bool_] | Ints) -> Points:
        return Points(
            ids=self.ids, series=self.series[keep], ts=self.ts[keep], seq=self.seq[keep], slot=self.slot[keep],
            value=self.value[keep],
        )  # fmt: skip


def series_chunks(identifier: str, ts: Ints, seq: Ints, slot: Slots, value: Floats) -> list[Chunk]:
    """Chunks of one series' own, one an hour."""
    made = []
    for place in in_hours(ts):
        times, seqs = ts[place], seq[place]
        records = np.empty(len(place), _OWN)
        records["step"] = np.diff(times, prepend=times.min())
        records["seq_step"] = np.diff(seqs, prepend=seqs.min())
        records["slot"], records["value"] = slot[place], value[place]
        made.append(chunk(identifier, times, seqs, pack(records)))
    return made


def blocks(ids: Sequence[str], ts: Ints, seq: int, slot: Slots, value: Floats) -> list[Chunk]:
    """Blocks of records of many series, all of one seq; `ids` names each record's series."""
    numbers = np.frombuffer(bytes.fromhex("".join(ids)), ">u8").reshape(-1, 2)
    made = []
    for hour in in_hours(ts):
        for first in range(0, len(hour), _BLOCK_RECORDS):
            place = hour[first : first + _BLOCK_RECORDS]
            records = np.empty(len(place), _BLOCK)
            records["group"], records["instance"] = numbers[place, 0], numbers[place, 1]
            records["ts"], records["slot"], records["value"] = ts[place], slot[place], value[place]
            made.append(chunk(BLOCK, ts[place], np.full(len(place), seq), pack(records)))
    return made


def decode(chunks: Sequence[Chunk]) -> Points:
    """The records of chunks in the order that read_chunks gives: a series' own records stay in the order of time."""
    in_block = [one for one in chunks if one.series_id == BLOCK]
    own = [one for one in chunks if one.series_id != BLOCK]
    block = unpack_all(in_block, _BLOCK)
    numbers, place = _series_in_blocks(block)
    ids = tuple(sorted({one.series_id for one in own}.union(numbers)))
    index = {identifier: place for place, identifier in enumerate(ids)}
    records = unpack_all(own, _OWN)
    counts = np.array([one.points for one in own], np.int64)
    block_counts = [one.points for one in in_block]
    return Points(
        ids=ids,
        series=np.concatenate([
            np.repeat(np.array([index[one.series_id] for one in own], np.int64), counts),
            np.array([index[identifier] for identifier in numbers], np.int64)[place],
        ]),
        ts=np.concatenate([_running(records["step"], counts, [one.start_ts for one in own]), block["ts"]]),
        seq=np.concatenate([
            _running(records["seq_step"], counts, [one.min_seq for one in own]),
            np.repeat(np.array([one.min_seq for one in in_block], np.int64), block_counts),
        ]),
        slot=np.concatenate([records["slot"], block["slot"]]),
        value=np.concatenate([records["value"], block["value"]]),
    )  # fmt: skip


def _series_in_blocks(records: Records) -> tuple[list[str], Ints]:
    """The ids of the series in blocks, and for each record which of them it belongs to."""
    group, instance = records["group"].astype(np.uint64), records["instance"].astype(np.uint64)
    with np.errstate(over="ignore"):
        mixed = group ^ (instance * _SPREAD)
    different, place = np.unique(mixed, return_inverse=True)
    pairs = np.empty((len(different), 2), np.uint64)
    pairs[place, 0], pairs[place, 1] = group, instance
    return [f"{one:016x}{other:016x}" for one, other in pairs.tolist()], place.astype(np.int64, copy=False)


def _running(steps: Ints, counts: Ints, starts: Sequence[int]) -> Ints:
    """Undo the differences of each chunk: a running sum that begins anew with each chunk's start."""
    if not len(steps):
        return np.empty(0, np.int64)
    total = np.cumsum(steps)
    before = np.concatenate([[0], total[np.cumsum(counts)[:-1] - 1]])
    restored: Ints = total + np.repeat(np.array(starts, np.int64) - before, counts)
    return restored
