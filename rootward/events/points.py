"""Points of metric series as arrays, and the two kinds of chunk they are kept in.

A point has one number, or for a histogram several: the count, the sum, the buckets. What arrives a few points at a time
is kept as a *block* of many series, plain and number by number without the zeros, so that thousands of blocks are read
with one copy. A longer run of points, and what `compact` makes of blocks, is a chunk of its own series, with times and
seqs as differences; how many numbers its points have follows from its size.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rootward.events.chunks import (
    BLOCK,
    HOUR,
    LONGER,
    Bytes,
    Chunk,
    Records,
    chunk,
    in_hours,
    joined_bytes,
    pack,
    unpack,
    unpack_all,
)
from rootward.events.series import Floats, Ints, group_of

__all__ = [
    "BUCKETS",
    "COUNT",
    "SUM",
    "Points",
    "Samples",
    "Stored",
    "block_chunks",
    "decode",
    "in_order",
    "joined",
    "latest",
    "series_chunks",
]

COUNT, SUM, BUCKETS = 0, 1, 2
"""Where the numbers of a histogram's point stand; from BUCKETS on, one for each bucket."""

_BLOCK = np.dtype([("group", "<u8"), ("instance", "<u8"), ("ts", "<i8"), ("slot", "<u2"), ("value", "<f8")])
_SCALAR = 0xFFFF  # the slot of a point that has one number; else the number's place
_BLOCK_RECORDS = 5_000
_MOST_IN_LONGER = 400
"""Points that a chunk of more than an hour may have: who reads an hour of them unpacks them all."""
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_AT_ONCE = 64_000  # numbers: arrays of so many stay in the processor's cache, and their memory is used again


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Samples:
    """Points with equally many numbers, `values[i]` each; `series` is a place in the ids they belong to."""

    series: Ints
    ts: Ints
    seq: Ints
    values: Floats

    def where(self, keep: npt.NDArray[np.bool_] | Ints) -> Samples:
        return Samples(series=self.series[keep], ts=self.ts[keep], seq=self.seq[keep], values=self.values[keep])


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Points:
    """Points of the series `ids` (sorted). The numbers that a histogram's point lacks are 0."""

    ids: tuple[str, ...]
    scalars: Samples
    histograms: tuple[Samples, ...]

    @property
    def parts(self) -> tuple[Samples, ...]:
        return self.scalars, *self.histograms


def series_chunks(identifier: str, samples: Samples) -> list[Chunk]:
    """Chunks of one series' own: one an hour, or one for the longest stretch that its points do not overfill."""
    values = samples.values
    if values.shape[1] > 1:
        used = np.flatnonzero(values.any(axis=0))
        values = values[:, : max(BUCKETS, int(used[-1]) + 1 if len(used) else 0)]
    length = _stretch(samples.ts)
    made = []
    for place in in_hours(samples.ts, length):
        times, seqs = samples.ts[place], samples.seq[place]
        start = int(times.min()) if length == HOUR else int(times[0]) // length * length
        records = np.empty(len(place), _own(values.shape[1]))
        records["step"] = np.diff(times, prepend=start)
        records["seq_step"] = np.diff(seqs, prepend=seqs.min())
        records["values"] = values[place]
        made.append(chunk(identifier, times, seqs, pack(records), start=start))
    return made


def _stretch(times: Ints) -> int:
    """How long a time (ns) a chunk of these points is of; an hour, when they lie in one."""
    span = int(times.max()) - int(times.min())
    if int(times.max()) // HOUR == int(times.min()) // HOUR:
        return HOUR
    return max([HOUR, *(length for length in LONGER if (len(times) - 1) * length <= _MOST_IN_LONGER * span)])


def block_chunks(points: Sequence[tuple[str, int, tuple[float, ...]]], seq: int) -> list[Chunk]:
    """Blocks of points of many series (id, time, numbers), all of one seq. A count of 0 is kept: it is what says that
    there was a point."""
    rows = [
        (identifier, ts, _SCALAR if len(numbers) == 1 else slot, number)
        for identifier, ts, numbers in points
        for slot, number in enumerate(numbers)
        if number or slot == COUNT
    ]
    ids, ts, slots, values = zip(*rows, strict=True)
    records = np.empty(len(rows), _BLOCK)
    pairs = np.frombuffer(bytes.fromhex("".join(ids)), ">u8").reshape(-1, 2)
    records["group"], records["instance"] = pairs[:, 0], pairs[:, 1]
    records["ts"], records["slot"], records["value"] = ts, slots, values
    made = []
    for hour in in_hours(np.ascontiguousarray(records["ts"])):
        for first in range(0, len(hour), _BLOCK_RECORDS):
            part = records[hour[first : first + _BLOCK_RECORDS]]
            made.append(chunk(BLOCK, part["ts"], np.full(len(part), seq), pack(part)))
    return made


class Stored:
    """What chunks hold: which series (`ids`, sorted), and their points, all together or some series at a time."""

    def __init__(self, chunks: Sequence[Chunk]) -> None:
        in_block = [one for one in chunks if one.series_id == BLOCK]
        self._own: dict[str, list[Chunk]] = {}
        for one in chunks:
            if one.series_id != BLOCK:
                self._own.setdefault(one.series_id, []).append(one)
        self._records = unpack_all(in_block, _BLOCK)
        named, place = _series_in_blocks(self._records)
        self.ids = tuple(sorted(self._own.keys() | set(named)))
        index = {identifier: place for place, identifier in enumerate(self.ids)}
        self._series = np.array([index[identifier] for identifier in named], np.int64)[place]
        counts = [one.points for one in in_block]
        self._seq = np.repeat(np.array([one.min_seq for one in in_block], np.int64), counts)

    def points(self) -> Points:
        """All of them; those of a series' own chunks in the order of the chunks."""
        return self._points(0, len(self.ids), slice(None))

    def in_groups(self, most: int = _AT_ONCE) -> Iterator[Points]:
        """The points of about so many numbers at a time, all instances of one series together."""
        sizes = np.bincount(self._series, minlength=len(self.ids)).tolist()
        for place, identifier in enumerate(self.ids):
            sizes[place] += sum(one.points for one in self._own.get(identifier, ()))
        if sum(sizes) <= most:
            yield self.points()
            return
        order = np.argsort(self._series, kind="stable")
        edges = np.searchsorted(self._series[order], np.arange(len(self.ids) + 1)).tolist()
        first, size = 0, 0
        for place, identifier in enumerate(self.ids):
            last = place + 1
            size += sizes[place]
            if last == len(self.ids) or (size >= most and group_of(self.ids[last]) != group_of(identifier)):
                yield self._points(first, last, order[edges[first] : edges[last]])
                first, size = last, 0

    def _points(self, first: int, last: int, chosen: Ints | slice) -> Points:
        """Those of `ids[first:last]`, which are the `chosen` records of blocks and chunks of their own."""
        ids = self.ids[first:last]
        index = {identifier: place for place, identifier in enumerate(ids)}
        records, series, seq = self._records[chosen], self._series[chosen] - first, self._seq[chosen]
        own = [one for identifier in ids for one in self._own.get(identifier, ())]
        parts = [_scalars_of(records, series, seq), _histograms_of(records, series, seq), *_own_samples(own, index)]
        by_width: dict[int, list[Samples]] = {}
        for part in parts:
            by_width.setdefault(part.values.shape[1], []).append(part)
        scalars = joined(by_width.pop(1))
        histograms = tuple(joined(found) for _, found in sorted(by_width.items()))
        return Points(ids=ids, scalars=scalars, histograms=histograms)


def decode(chunks: Sequence[Chunk]) -> Points:
    """All points of chunks."""
    return Stored(chunks).points()


def latest(samples: Samples) -> Samples:
    """In the order of (series, time); of points written twice only those of the highest seq."""
    if len(samples.ts) < 2:
        return samples
    base = int(samples.ts.min())
    width = int(samples.ts.max()) - base + 1
    if int(samples.series.max() + 1) * width < 2**62:
        key = samples.series * width + (samples.ts - base)
        if (np.diff(key) > 0).all():
            return samples
        order = np.argsort(key, kind="stable")  # mostly two runs in order, which this finds
        if (np.diff(key[order]) > 0).all():
            return samples.where(order)
    samples = samples.where(np.lexsort((samples.seq, samples.ts, samples.series)))
    last = np.ones(len(samples.ts), bool)
    last[:-1] = (np.diff(samples.series) != 0) | (np.diff(samples.ts) != 0)
    return samples.where(last)


def in_order(points: Points) -> Points:
    """As `latest`, all of them: windows that are made of them need not sort again."""
    return Points(ids=points.ids, scalars=latest(points.scalars), histograms=tuple(map(latest, points.histograms)))


def _own(width: int) -> np.dtype[np.void]:
    """A point in a chunk of its series: steps from the point before, and its numbers."""
    return np.dtype([("step", "<i8"), ("seq_step", "<i8"), ("values", "<f8", (width,))])


def _own_samples(chunks: Sequence[Chunk], index: Mapping[str, int]) -> list[Samples]:
    by_size: dict[int, tuple[list[Chunk], list[Bytes]]] = {}
    for one in chunks:
        raw = unpack(one)
        members, raws = by_size.setdefault(len(raw) // one.points, ([], []))
        members.append(one)
        raws.append(raw)
    found = []
    for size, (members, raws) in by_size.items():
        width = (size - 16) // 8
        records = joined_bytes(raws, _own(width))
        counts = np.array([one.points for one in members], np.int64)
        found.append(
            Samples(
                series=np.repeat(np.array([index[one.series_id] for one in members], np.int64), counts),
                ts=_running(records["step"], counts, [one.start_ts for one in members]),
                seq=_running(records["seq_step"], counts, [one.min_seq for one in members]),
                values=records["values"].reshape(-1, width).copy(),  # or it would keep all of the records
            )
        )
    return found


def _scalars_of(records: Records, series: Ints, seq: Ints) -> Samples:
    chosen = records["slot"] == _SCALAR
    return Samples(
        series=series[chosen], ts=records["ts"][chosen], seq=seq[chosen], values=records["value"][chosen][:, None]
    )


def _histograms_of(records: Records, series: Ints, seq: Ints) -> Samples:
    """The points of histograms in blocks, their numbers put side by side."""
    chosen = np.flatnonzero(records["slot"] != _SCALAR)
    series, ts, seq = series[chosen], records["ts"][chosen], seq[chosen]
    order = np.lexsort((seq, ts, series))
    series, ts, seq = series[order], ts[order], seq[order]
    slot, value = records["slot"][chosen][order], records["value"][chosen][order]
    new = np.ones(len(order), bool)
    new[1:] = (np.diff(series) != 0) | (np.diff(ts) != 0) | (np.diff(seq) != 0)
    values = np.zeros((int(new.sum()), max(BUCKETS, int(slot.max(initial=0)) + 1)))
    values[np.cumsum(new) - 1, slot] = value
    return Samples(series=series[new], ts=ts[new], seq=seq[new], values=values)


def widened(samples: Samples, width: int) -> Samples:
    """With so many numbers each: what is missing is 0, what is too much is left out."""
    if samples.values.shape[1] == width:
        return samples
    values = np.zeros((len(samples.ts), width))
    same = min(width, samples.values.shape[1])
    values[:, :same] = samples.values[:, :same]
    return Samples(series=samples.series, ts=samples.ts, seq=samples.seq, values=values)


def joined(parts: Sequence[Samples]) -> Samples:
    filled = [part for part in parts if len(part.ts)] or parts[:1]
    if len(filled) == 1:
        return filled[0]
    parts = filled
    return Samples(
        series=np.concatenate([part.series for part in parts]), ts=np.concatenate([part.ts for part in parts]),
        seq=np.concatenate([part.seq for part in parts]), values=np.concatenate([part.values for part in parts]),
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
    total = np.cumsum(steps)
    before = np.concatenate([[0], total[np.cumsum(counts)[:-1] - 1]])
    restored: Ints = total + np.repeat(np.array(starts, np.int64) - before, counts)
    return restored
