"""Resample: raw points of metric series to one grid of time, in numbers that can be compared.

Counters become rates (a value below the one before is a restart, and counts from zero), deltas become rates,
histograms become a rate, a mean and percentiles. A number belongs to the step in which its point lies.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rootward.events.model import MetricKind
from rootward.events.points import BUCKETS, COUNT, SUM, Points, Samples, joined, latest, widened
from rootward.events.series import (
    MOST_COLUMNS,
    SECOND,
    STEPS,
    Floats,
    Ints,
    SeriesKey,
    SeriesSet,
    Stat,
    columns,
    fitting_step,
)  # fmt: skip

__all__ = ["LOOKBACK", "Measured", "Part", "resample"]

LOOKBACK = 120 * SECOND
"""How far before a window the point may lie that its first rate is reckoned from."""

_MOST_CELLS = 10_000_000
_UNKNOWN_STEP = 60 * SECOND
_GAP = 3
"""After a pause of so many steps a delta is taken to cover one step: senders leave out what did not change."""

_PERCENTILES: tuple[tuple[Stat, float], ...] = (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))


_Lines = tuple[Stat, Ints, Floats]
"""Rows and their numbers, one line each."""


class Measured(NamedTuple):
    """What is known of a series, and the row it goes to: instances that are merged share one. Made by the thousand."""

    row: int
    kind: MetricKind
    cumulative: bool
    bounds: tuple[float, ...]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Part:
    """Some series with all their points: `measured[i]` belongs to `points.ids[i]`, `keys[row]` to a row (its `stat` is
    set here, and such keys stay in `named` for the next window). A row is of one part only."""

    points: Points
    measured: Sequence[Measured]
    keys: Sequence[SeriesKey]
    named: dict[tuple[int, Stat], SeriesKey] = field(default_factory=dict)

    def key(self, row: int, stat: Stat) -> SeriesKey:
        key = self.named.get((row, stat))
        if key is None:
            key = self.named[row, stat] = _with_stat(self.keys[row], stat)
        return key


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class _Sorted:
    """A `part` without its points, and these in order, each time once; `gaps` are the intervals between them where they
    are asked for."""

    part: Part
    scalars: Samples
    histograms: dict[tuple[float, ...], Samples]
    gaps: Ints


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class _Grid:
    first: int
    step: int
    columns: int
    rows: int

    def cells(self, row: Ints, ts: Ints) -> tuple[Ints, Ints | slice]:
        """The cells that records of these rows and times lie in, and which records lie inside the grid."""
        column = (ts - self.first) // self.step
        inside = (column >= 0) & (column < self.columns)
        if inside.all():
            return row * self.columns + column, slice(None)
        chosen = np.flatnonzero(inside)
        return row[chosen] * self.columns + column[chosen], chosen

    def sums(self, cell: Ints, weight: Floats | None = None) -> Floats:
        """Sums of `weight` (or counts) in every cell."""
        summed = np.bincount(cell, weight, self.rows * self.columns)
        return summed.astype(np.float64, copy=False).reshape(self.rows, self.columns)


def resample(parts: Iterable[Part], *, start: int, end: int, step: int | None) -> SeriesSet:
    """Part by part, so that much is never needed at once.

    `step` (ns) is chosen from the median interval of the points when None, and made coarser where the grid would have
    more than MOST_COLUMNS columns. Rows without a number in the window are left out.
    """
    ready = [_sorted(part, with_gaps=step is None) for part in parts]
    wide, width = _columns(ready, start, end, step)
    found: list[SeriesKey] = []
    blocks: list[Floats] = []
    for one in ready:
        grid = _Grid(first=wide.start, step=width, columns=len(wide), rows=len(one.part.keys))
        lines = _scalars(one.scalars, one.part.measured, grid)
        for bounds, samples in one.histograms.items():
            lines += _histogram(samples, bounds, one.part.measured, grid)
        for stat, rows, block in lines:
            known = ~np.isnan(block).all(axis=1)
            found += [one.part.key(row, stat) for row in rows[known].tolist()]
            blocks.append(block if known.all() else block[known])
    order = sorted(range(len(found)), key=lambda place: found[place].order)
    return SeriesSet(
        keys=tuple([found[place] for place in order]),
        times=wide.start + np.arange(len(wide), dtype=np.int64) * width,
        values=_ordered(blocks, order, len(wide)),
        step_ns=width,
    )


def _ordered(blocks: Sequence[Floats], order: Sequence[int], columns: int) -> Floats:
    """The rows of all blocks, `order[i]` of them as row i; each is copied once."""
    values = np.empty((len(order), columns))
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    done = 0
    for block in blocks:
        values[place[done : done + len(block)]] = block
        done += len(block)
    return values


def _sorted(part: Part, *, with_gaps: bool) -> _Sorted:
    scalars, histograms = latest(part.points.scalars), _by_bounds(part.points.histograms, part.measured)
    every = [scalars, *histograms.values()]
    gaps = [np.diff(one.ts)[np.diff(one.series) == 0] for one in every] if with_gaps else []
    return _Sorted(
        part=replace(part, points=_NO_POINTS), scalars=_light(scalars),
        histograms={bounds: _light(one) for bounds, one in histograms.items()},
        gaps=np.concatenate(gaps) if gaps else np.empty(0, np.int64),
    )  # fmt: skip


def _light(samples: Samples) -> Samples:
    """Without what nobody asks any more: which write a point came with."""
    return replace(samples, seq=np.broadcast_to(np.int64(0), len(samples.ts)))


def _by_bounds(parts: Sequence[Samples], measured: Sequence[Measured]) -> dict[tuple[float, ...], Samples]:
    """Histograms whose buckets mean the same, each point with all its numbers."""
    found: dict[tuple[float, ...], list[Samples]] = {}
    for part in parts:
        present = np.flatnonzero(np.bincount(part.series, minlength=len(measured))).tolist()
        shapes = sorted({measured[one].bounds for one in present})
        of_series = np.array([shapes.index(one.bounds) if one.bounds in shapes else -1 for one in measured])
        for number, bounds in enumerate(shapes):
            own = part if len(shapes) == 1 else part.where(of_series[part.series] == number)
            found.setdefault(bounds, []).append(widened(own, BUCKETS + len(bounds) + 1))
    return {bounds: latest(joined(members)) for bounds, members in sorted(found.items())}


def _columns(ready: Sequence[_Sorted], start: int, end: int, step: int | None) -> tuple[range, int]:
    """The starts of the grid's steps, and the length of one."""
    chosen = step or _usual_step([one.gaps for one in ready])
    numbers = max(1, sum(_numbers(one) for one in ready))
    width = fitting_step(start, end, chosen, most=min(MOST_COLUMNS, _MOST_CELLS // numbers))
    return columns(start, end, width), width


def _numbers(one: _Sorted) -> int:
    """How many rows a part may have at most."""
    every = [one.scalars, *one.histograms.values()]
    present = sum((np.bincount(part.series, minlength=len(one.part.measured)) for part in every), np.zeros(1, np.int64))
    shown = [one.part.measured[place] for place in np.flatnonzero(present).tolist()]
    return sum({item.row: len(item.bounds) + 3 if item.kind == "histogram" else 1 for item in shown}.values())


def _usual_step(gaps: Sequence[Ints]) -> int:
    every = np.concatenate([np.empty(0, np.int64), *gaps])
    if not len(every):
        return _UNKNOWN_STEP
    usual = _median(every) * 0.95  # senders are a little early now and then
    return next((one for one in STEPS if one >= usual), STEPS[-1])


def _median(numbers: Ints) -> float:
    """What more than half of the numbers are is their median, and mostly there is such a one."""
    likely = numbers[len(numbers) // 2]
    if 2 * np.count_nonzero(numbers == likely) > len(numbers):
        return float(likely)
    return float(np.median(numbers))


def _scalars(samples: Samples, measured: Sequence[Measured], grid: _Grid) -> list[_Lines]:
    numbers = samples.values[:, 0]
    series, ts, value = _where(np.isfinite(numbers), samples.series, samples.ts, numbers)
    kinds = np.array([_KINDS.get(one.kind, 0) for one in measured], np.int64)
    row = np.array([one.row for one in measured], np.int64)
    is_gauge = (kinds == _KINDS["gauge"])[series]
    parts: list[_Lines] = []
    if is_gauge.any():
        own, at, level = _where(is_gauge, series, ts, value)
        cell, inside = grid.cells(row[own], at)
        with np.errstate(invalid="ignore"):
            mean = grid.sums(cell, level[inside]) / grid.sums(cell)
        parts.append(_present("value", row[own], mean))
    if not is_gauge.all():
        series, ts, value = _where(~is_gauge, series, ts, value)
        follows, gap = _intervals(series, ts)
        is_counter = (kinds == _KINDS["counter"])[series]
        grown = np.diff(value, prepend=0.0)
        amount = np.where(is_counter & (grown >= 0), grown, value)
        gap = np.where(is_counter, gap, _covered(follows, gap, grid.step))
        keep = follows | ~is_counter
        parts.append(_rate(series[keep], ts[keep], amount[keep], gap[keep], row, grid))
    return parts


def _where(keep: npt.NDArray[np.bool_], series: Ints, ts: Ints, value: Floats) -> tuple[Ints, Ints, Floats]:
    """The points that are kept; nothing is copied where that is all of them."""
    return (series, ts, value) if keep.all() else (series[keep], ts[keep], value[keep])


def _intervals(series: Ints, ts: Ints) -> tuple[npt.NDArray[np.bool_], Ints]:
    """Whether a point follows another of its series, and how long after."""
    follows = np.zeros(len(ts), bool)
    follows[1:] = np.diff(series) == 0
    return follows, np.diff(ts, prepend=ts[:1])


def _covered(follows: npt.NDArray[np.bool_], gap: Ints, step: int) -> Ints:
    return np.where(follows & (gap <= _GAP * step), gap, step)


def _rate(series: Ints, ts: Ints, amount: Floats, gap: Ints, row: Ints, grid: _Grid) -> _Lines:
    """Per second: in each step what a series counted over the time it took, then the sum of the row's series."""
    members, place = _numbered(series)
    own = _Grid(first=grid.first, step=grid.step, columns=grid.columns, rows=len(members))
    cell, inside = own.cells(place, ts)
    with np.errstate(invalid="ignore"):
        rate = own.sums(cell, amount[inside]) / own.sums(cell, gap[inside] / SECOND)
    alone = len(np.unique(row[members])) == len(members)
    return (
        ("rate", row[members], rate)
        if alone
        else _present("rate", row[members], _sum_rows(rate, row[members], grid.rows))
    )


def _numbered(series: Ints) -> tuple[Ints, Ints]:
    """The series there are, which stand together, and for each record its place among them."""
    new = np.ones(len(series), bool)
    new[1:] = np.diff(series) != 0
    return series[new], np.cumsum(new) - 1


def _sum_rows(values: Floats, row: Ints, rows: int) -> Floats:
    """Sum the lines that share a row; a cell is NaN where none of them has a number."""
    summed = np.zeros((rows, values.shape[1]))
    some = np.zeros((rows, values.shape[1]), bool)
    known = np.isfinite(values)
    np.add.at(summed, row, np.where(known, values, 0.0))
    np.logical_or.at(some, row, known)
    summed[~some] = np.nan
    return summed


def _present(stat: Stat, row: Ints, values: Floats) -> _Lines:
    rows = np.flatnonzero(np.bincount(row))
    return stat, rows, values[rows]


def _histogram(samples: Samples, bounds: tuple[float, ...], measured: Sequence[Measured], grid: _Grid) -> list[_Lines]:
    numbers = samples.values
    follows, gap = _intervals(samples.series, samples.ts)
    cumulative = np.array([one.cumulative for one in measured], bool)[samples.series]
    if cumulative.any():
        grown = np.diff(numbers, axis=0, prepend=0.0)
        restarted = grown[:, COUNT] < 0
        restarted |= (grown[:, BUCKETS:] < 0).any(axis=1)
        numbers = np.where((cumulative & ~restarted)[:, None], grown, numbers)
    gap = np.where(cumulative, gap, _covered(follows, gap, grid.step))
    keep = (follows | ~cumulative) & np.isfinite(numbers).all(axis=1)
    series, ts, numbers, gap = samples.series[keep], samples.ts[keep], numbers[keep], gap[keep]
    if not len(ts):
        return []
    row = np.array([one.row for one in measured], np.int64)
    rate = _rate(series, ts, numbers[:, COUNT], gap, row, grid)
    rows, at = np.unique(row[series], return_inverse=True)
    own = _Grid(first=grid.first, step=grid.step, columns=grid.columns, rows=len(rows))
    cell, inside = own.cells(at, ts)
    cells = np.stack([own.sums(cell, column[inside]) for column in numbers.T])
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(cells[COUNT] > 0, cells[SUM] / cells[COUNT], np.nan)
    parts: list[_Lines] = [rate, ("mean", rows, mean)]
    if bounds:
        running = np.cumsum(cells[BUCKETS:], axis=0)
        parts += [(stat, rows, _percentile(running, np.array(bounds), share)) for stat, share in _PERCENTILES]
    return parts


def _percentile(running: Floats, bounds: Floats, share: float) -> Floats:
    """Linear inside the bucket where the share is reached; the last bound when it lies above all of them. `running`
    has for each bucket how many lie in it or below."""
    total = running[-1]
    wanted = share * total
    place = (running < wanted).sum(axis=0)
    upper = np.append(bounds, bounds[-1])[place]
    lower = np.concatenate([[min(0.0, bounds[0])], bounds])[place]
    reached = np.take_along_axis(running, place[None], axis=0)[0]
    below = np.where(place > 0, np.take_along_axis(running, np.maximum(place - 1, 0)[None], axis=0)[0], 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        part = np.where(reached > below, (wanted - below) / (reached - below), 1.0)
    found: Floats = np.where(total > 0, lower + (upper - lower) * part, np.nan)
    return found


def _with_stat(key: SeriesKey, stat: Stat) -> SeriesKey:
    if key.stat == stat:
        return key
    return SeriesKey(
        series_id=key.series_id, name=key.name, unit=key.unit, kind=key.kind, entity=key.entity,
        attributes=key.attributes, stat=stat,
    )  # fmt: skip


_KINDS = {"gauge": 1, "counter": 2, "delta": 3}
_NONE = np.zeros(0, np.int64)
_NO_POINTS = Points(ids=(), scalars=Samples(series=_NONE, ts=_NONE, seq=_NONE, values=np.zeros((0, 1))), histograms=())
