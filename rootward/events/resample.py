"""Resample: raw points of metric series to one grid of time, in numbers that can be compared.

Counters become rates (a value below the one before is a restart, and counts from zero), deltas become rates,
histograms become a rate, a mean and percentiles. A number belongs to the step in which its point lies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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

__all__ = ["LOOKBACK", "Measured", "resample"]

LOOKBACK = 120 * SECOND
"""How far before a window the point may lie that its first rate is reckoned from."""

_MOST_CELLS = 10_000_000
_UNKNOWN_STEP = 60 * SECOND
_GAP = 3
"""After a pause of so many steps a delta is taken to cover one step: senders leave out what did not change."""

_PERCENTILES: tuple[tuple[Stat, float], ...] = (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))


_Part = tuple[Stat, Ints, Floats]
"""Rows and their numbers, one line each."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """What is known of a series, and the row it goes to: instances that are merged share one."""

    row: int
    kind: MetricKind
    cumulative: bool
    bounds: tuple[float, ...]


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


def resample(
    points: Points, measured: Sequence[Measured], keys: Sequence[SeriesKey], *, start: int, end: int, step: int | None
) -> SeriesSet:
    """`measured[i]` belongs to `points.ids[i]`; `keys[row]` to a row, its `stat` is set here.

    `step` (ns) is chosen from the median interval of the points when None, and made coarser where the grid would have
    more than MOST_COLUMNS columns. Rows without a number in the window are left out.
    """
    scalars = latest(points.scalars)
    histograms = _by_bounds(points.histograms, measured)
    grid = _grid([scalars, *histograms.values()], start, end, step, measured)
    parts = _scalars(scalars, measured, grid)
    for bounds, samples in histograms.items():
        parts += _histogram(samples, bounds, measured, grid)
    found: list[SeriesKey] = []
    values: list[Floats] = []
    for stat, rows, block in parts:
        known = ~np.isnan(block).all(axis=1)
        found += [_with_stat(keys[row], stat) for row in rows[known].tolist()]
        values += list(block[known])
    order = sorted(range(len(found)), key=lambda place: _order(found[place]))
    return SeriesSet(
        keys=tuple(found[place] for place in order),
        times=grid.first + np.arange(grid.columns, dtype=np.int64) * grid.step,
        values=np.array([values[place] for place in order]).reshape(len(order), grid.columns),
        step_ns=grid.step,
    )


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


def _grid(parts: Sequence[Samples], start: int, end: int, step: int | None, measured: Sequence[Measured]) -> _Grid:
    chosen = step or _usual_step(parts)
    present = sum(
        (np.bincount(part.series, minlength=len(measured)) for part in parts), np.zeros(len(measured), np.int64)
    )
    shown = [measured[one] for one in np.flatnonzero(present).tolist()]
    numbers = {one.row: len(one.bounds) + 3 if one.kind == "histogram" else 1 for one in shown}
    fitting = fitting_step(start, end, chosen, most=min(MOST_COLUMNS, _MOST_CELLS // max(1, sum(numbers.values()))))
    wide = columns(start, end, fitting)
    return _Grid(first=wide.start, step=fitting, columns=len(wide), rows=max(numbers, default=-1) + 1)


def _usual_step(parts: Sequence[Samples]) -> int:
    gaps = np.concatenate([np.diff(part.ts)[np.diff(part.series) == 0] for part in parts])
    if not len(gaps):
        return _UNKNOWN_STEP
    usual = float(np.median(gaps)) * 0.95  # senders are a little early now and then
    return next((one for one in STEPS if one >= usual), STEPS[-1])


def _scalars(samples: Samples, measured: Sequence[Measured], grid: _Grid) -> list[_Part]:
    usable = np.isfinite(samples.values[:, 0])
    samples = samples if usable.all() else samples.where(usable)
    kinds = np.array([_KINDS.get(one.kind, 0) for one in measured], np.int64)
    is_gauge = kinds[samples.series] == _KINDS["gauge"]
    row = np.array([one.row for one in measured], np.int64)
    gauge = samples.where(is_gauge)
    parts: list[_Part] = []
    if len(gauge.ts):
        at = row[gauge.series]
        cell, inside = grid.cells(at, gauge.ts)
        with np.errstate(invalid="ignore"):
            mean = grid.sums(cell, gauge.values[inside, 0]) / grid.sums(cell)
        parts.append(_present("value", at, mean))
    counted = samples.where(~is_gauge)
    if len(counted.ts):
        follows, gap = _intervals(counted.series, counted.ts)
        is_counter = kinds[counted.series] == _KINDS["counter"]
        value = counted.values[:, 0]
        grown = np.diff(value, prepend=0.0)
        amount = np.where(is_counter & (grown >= 0), grown, value)
        gap = np.where(is_counter, gap, _covered(follows, gap, grid.step))
        keep = follows | ~is_counter
        parts.append(_rate(counted.series[keep], counted.ts[keep], amount[keep], gap[keep], row, grid))
    return parts


def _intervals(series: Ints, ts: Ints) -> tuple[npt.NDArray[np.bool_], Ints]:
    """Whether a point follows another of its series, and how long after."""
    follows = np.zeros(len(ts), bool)
    follows[1:] = np.diff(series) == 0
    return follows, np.diff(ts, prepend=ts[:1])


def _covered(follows: npt.NDArray[np.bool_], gap: Ints, step: int) -> Ints:
    return np.where(follows & (gap <= _GAP * step), gap, step)


def _rate(series: Ints, ts: Ints, amount: Floats, gap: Ints, row: Ints, grid: _Grid) -> _Part:
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


def _present(stat: Stat, row: Ints, values: Floats) -> _Part:
    rows = np.unique(row)
    return stat, rows, values[rows]


def _histogram(samples: Samples, bounds: tuple[float, ...], measured: Sequence[Measured], grid: _Grid) -> list[_Part]:
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
    parts: list[_Part] = [rate, ("mean", rows, mean)]
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
    return SeriesKey(
        series_id=key.series_id, name=key.name, unit=key.unit, kind=key.kind, entity=key.entity,
        attributes=key.attributes, stat=stat,
    )  # fmt: skip


def _order(key: SeriesKey) -> tuple[object, ...]:
    return key.entity, key.name, sorted(key.attributes.items()), key.unit, key.kind, key.series_id, key.stat


_KINDS = {"gauge": 1, "counter": 2, "delta": 3}
