"""Series: how surprising each metric series is in a window against its baseline, and when it began to be.

Pure numpy over a [series, time] matrix with NaN where nothing was measured; O(N T log T). The result of a row does not
depend on the other rows, so that one series can be measured again alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from rootward.causality.parameters import PARAMETERS, Parameters
from rootward.causality.segments import Floats, median_between, quantile, segments

__all__ = [
    "Floats", "Shifts", "Times", "blocks", "measure", "points_needed", "quantile", "scale_of", "segments", "surprise",
]  # fmt: skip

Times = npt.NDArray[np.int64]
Span = tuple[int, int]
_CELLS_AT_ONCE = 64_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Shifts:
    """One row a series. `z` in robust standard deviations, `score` = log1p of what exceeds the ordinary;
    `direction` 1 up, -1 down, 2 born, -2 gone, 0 nothing; `before` and `after` in the series' unit;
    `onset` and `ended` in ns (0: none)."""

    score: Floats
    z: Floats
    direction: npt.NDArray[np.int8]
    before: Floats
    after: Floats
    onset: Times
    ended: Times
    points: npt.NDArray[np.int64]


def surprise(z: Floats, parameters: Parameters = PARAMETERS) -> Floats:
    """Robust deviations to comparable units: nothing below the ordinary, logarithmic above, bounded."""
    return np.minimum(np.log1p(np.maximum(0.0, z - parameters.quiet_z)), parameters.most_surprise)


def measure(
    values: Floats,
    times: Times,
    *,
    before: Span,
    after: Span,
    bad: npt.NDArray[np.int8],
    counts: npt.NDArray[np.bool_],
    steady: npt.NDArray[np.bool_],
    floors: Floats | None = None,
    outages: npt.NDArray[np.bool_] | None = None,
    loud_only: npt.NDArray[np.bool_] | None = None,
    parameters: Parameters = PARAMETERS,
) -> Shifts:
    """Compare `after` with `before` (ns, end exclusive) row by row.

    `bad` is the direction that matters (1, -1, or 0 for either); a row of `counts` is zero where nothing was measured;
    a `steady` row is measured all the time, so that it is gone when nothing is measured any more. `floors` are the
    shares of each row's level below which a change is none (the parameters' floor); `outages` of a long baseline
    are left out of its scale in the rows where it is True: that callers were answered badly before is no custom.
    Of `loud_only` rows those that cannot have a score are not looked at further: their `z` is 0.
    """
    least = np.full(len(values), parameters.floor) if floors is None else floors
    clean = np.zeros(len(values), dtype=np.bool_) if outages is None else outages
    wanted = np.zeros(len(values), dtype=np.bool_) if loud_only is None else loud_only
    parts = [
        _measured(values[rows], times, before, after, bad[rows], counts[rows], steady[rows], least[rows], clean[rows],
                  wanted[rows], parameters)
        for rows in blocks(values)
    ]  # fmt: skip
    if len(parts) == 1:
        return parts[0]
    return Shifts(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in _FIELDS})


def blocks(values: Floats) -> Iterator[slice]:
    """Rows of a matrix so many at a time that what is reckoned of them stays in the processor's cache; at least one
    block, if an empty one."""
    rows = max(1, _CELLS_AT_ONCE // max(1, values.shape[1]))
    yield from (slice(first, first + rows) for first in range(0, max(1, len(values)), rows))


def _measured(
    values: Floats, times: Times, before: Span, after: Span, bad: npt.NDArray[np.int8], counts: npt.NDArray[np.bool_],
    steady: npt.NDArray[np.bool_], floors: Floats, clean: npt.NDArray[np.bool_],
    loud_only: npt.NDArray[np.bool_], parameters: Parameters,
) -> Shifts:  # fmt: skip
    values = np.where(counts[:, None] & np.isnan(values), 0.0, values)
    values = np.where((times >= before[0]) & (times < after[1]), values, np.nan)
    old, new = (times >= before[0]) & (times < before[1]), (times >= after[0]) & (times < after[1])
    needed = points_needed(times, parameters)
    # Contiguous rows are summed in the same order however many there are: a row measured alone gives the same bits.
    past = np.ascontiguousarray(values[:, old])
    past[clean] = _without_outages(past[clean], parameters)
    peak = np.maximum(_highest(past), _highest(values[:, ~old]))
    level, scale, points = scale_of(past, peak, parameters, floors)
    d = _both((values - level[:, None]) / scale[:, None], values, old, level, scale, points, parameters)
    least = min(parameters.least_points, max(1, int(np.count_nonzero(old))))
    usable = (points >= least) & (np.sum(np.isfinite(values[:, new]), axis=1) > 0)
    up, up_from, up_to = _chosen_rows(bad >= 0, d, new, needed, loud_only, parameters)
    down, down_from, down_to = _chosen_rows(bad <= 0, -d, new, needed, loud_only, parameters)
    rising = np.where(bad == 0, up >= down, bad > 0)
    z = np.where(usable, np.where(rising, up, down), 0.0)
    start, end = np.where(rising, up_from, down_from), np.where(rising, up_to, down_to)
    direction = np.where(z > 0, np.where(rising, 1, -1), 0).astype(np.int8)
    changed = median_between(values, start, end)
    born = (direction == 1) & (np.max(np.abs(_some(np.nan_to_num(values[:, old]))), axis=1) == 0.0)
    direction = np.where(born, 2, direction).astype(np.int8)
    gone = steady & ~usable & (points >= max(least, int(0.8 * np.count_nonzero(old)))) & new.any()
    z = np.where(gone, parameters.gone_z, z)
    changed = np.where(gone, np.nan, changed)
    start = np.where(gone, np.argmax(new), start)
    ended = (direction == -1) & (changed == 0) & (level > 0)
    direction = np.where(gone | ended, -2, direction).astype(np.int8)
    usable = usable | gone
    stamped = usable & (z > 0)
    return Shifts(
        score=surprise(z, parameters),
        z=z,
        direction=direction,
        before=np.where(usable, level, np.nan),
        after=np.where(usable, changed, np.nan),
        onset=np.where(stamped, times[start], 0),
        ended=np.where(stamped, times[end], 0),
        points=points,
    )


def _highest(values: Floats) -> Floats:
    return np.asarray(np.nanmax(np.abs(_some(values)), axis=1))


def _without_outages(past: Floats, parameters: Parameters) -> Floats:
    """Long baselines without stretches of several points each of which is further from the middle than nine in ten are;
    NaN there. What is scattered stays: that is how it always is."""
    points, several = np.sum(np.isfinite(past), axis=1), parameters.top_rank
    middle = quantile(np.sort(past, axis=1), points, 0.5)
    off = np.abs(past - middle[:, None])
    usual = quantile(np.sort(off, axis=1), points, 1.0 - parameters.outage_share)
    far = (off > usual[:, None]) & (points >= parameters.long_baseline)[:, None]
    length = past.shape[1] - several + 1
    if length < 1 or not far.any():
        return past
    run = np.all([far[:, step : step + length] for step in range(several)], axis=0)
    lasting = np.zeros_like(far)
    for step in range(several):
        lasting[:, step : step + length] |= run
    return np.where(lasting, np.nan, past)


def _both(
    d: Floats, values: Floats, old: npt.NDArray[np.bool_], level: Floats, scale: Floats,
    points: npt.NDArray[np.int64], parameters: Parameters,
) -> Floats:  # fmt: skip
    """Deviations from a long baseline and from its last part, whichever is nearer: what was so already just before is
    no incident, nor is what comes and goes all day."""
    long = points >= parameters.long_baseline
    if not long.any():
        return d
    ordered = np.where(old[None, :] & np.isfinite(values), values, np.nan)[long]
    last = _last(ordered, parameters.near_points)
    near = quantile(np.sort(last, axis=1), np.sum(np.isfinite(last), axis=1), 0.5)
    e = d[long] + ((level[long] - near) / scale[long])[:, None]
    nearer = np.where(d[long] * e > 0, np.sign(d[long]) * np.minimum(np.abs(d[long]), np.abs(e)), 0.0)
    both = d.copy()
    both[long] = np.where(np.isfinite(d[long]), nearer, d[long])
    return both


def _last(values: Floats, count: int) -> Floats:
    """Of each row the last numbers, so many; NaN elsewhere. Columns before the first of them are left out."""
    known = np.isfinite(values)
    from_behind = np.cumsum(known[:, ::-1], axis=1)[:, ::-1]
    kept = known & (from_behind <= count)
    used = kept.any(axis=0)
    first = int(np.argmax(used)) if used.any() else 0
    return np.where(kept[:, first:], values[:, first:], np.nan)


def points_needed(times: Times, parameters: Parameters = PARAMETERS) -> int:
    """Bad points that make an incident: so many as fit in the shortest that is one, from one to `top_rank`."""
    step = int(np.min(np.diff(times))) if len(times) > 1 else 0
    return parameters.top_rank if step <= 0 else min(parameters.top_rank, max(1, parameters.shortest_ns // step))


def scale_of(
    old: Floats, peak: Floats, parameters: Parameters = PARAMETERS, floors: Floats | None = None
) -> tuple[Floats, Floats, npt.NDArray[np.int64]]:
    """Median, robust scale and number of points of each baseline row; `peak` is the row's largest magnitude, `floors`
    as in measure."""
    points = np.sum(np.isfinite(old), axis=1)
    ordered = np.sort(old, axis=1)  # NaN last
    level = quantile(ordered, points, 0.5)
    spread = (quantile(ordered, points, 0.75) - quantile(ordered, points, 0.25)) / 1.349
    sd = _deviation(old, ordered, points, parameters)
    mixed = parameters.scale_mix * spread + (1 - parameters.scale_mix) * sd
    flat = sd == 0.0
    floor = (parameters.floor if floors is None else floors) * np.maximum(np.abs(level), parameters.floor_peak * peak)
    floor = np.where(flat & (level == 0.0), parameters.born_scale * peak, floor)
    scale = np.maximum(np.maximum(spread, mixed), floor) * (1 + parameters.shrink / np.maximum(points, 1))
    return level, np.where(scale > 0, scale, 1.0), points


def _deviation(old: Floats, ordered: Floats, points: npt.NDArray[np.int64], parameters: Parameters) -> Floats:
    """Standard deviation; of a long baseline without its rarest values, which may be an earlier incident."""
    rare = np.where(points >= parameters.long_baseline, parameters.rare_share, 0.0)
    low, high = quantile(ordered, points, rare), quantile(ordered, points, 1.0 - rare)
    kept = np.clip(old, low[:, None], high[:, None])
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.nansum(kept, axis=1) / np.maximum(points, 1)
        return np.asarray(np.sqrt(np.nansum((kept - mean[:, None]) ** 2, axis=1) / np.maximum(points - 1, 1)))


def _chosen_rows(
    chosen: npt.NDArray[np.bool_], d: Floats, new: npt.NDArray[np.bool_], needed: int,
    loud_only: npt.NDArray[np.bool_], parameters: Parameters,
) -> tuple[Floats, npt.NDArray[np.int64], npt.NDArray[np.int64]]:  # fmt: skip
    """`_one_side` of these rows; 0 in the others, which are not asked for, and in those that stay below the ordinary
    whatever stretch is taken when only loud ones are: twice the middle is the most that it gives."""
    if loud_only.any():
        inside = d[:, new]
        most_of_all = 2 * _largest(np.where(np.isfinite(inside), inside, -np.inf), needed)
        chosen = chosen & (~loud_only | (most_of_all > parameters.quiet_z))
    most, start, end = np.zeros(len(d)), np.zeros(len(d), np.int64), np.zeros(len(d), np.int64)
    if chosen.any():
        most[chosen], start[chosen], end[chosen] = _one_side(d[chosen], new, needed, parameters)
    return most, start, end


def _one_side(
    d: Floats, new: npt.NDArray[np.bool_], needed: int, parameters: Parameters
) -> tuple[Floats, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Deviation upwards in the window: half the mean of the stretch that deviates most and half its middle. The middle
    is the smaller of its median and of the window's largest value but so many as are `needed`, and the whole at most
    twice that: neither wild points nor spikes with ordinary values between them are an incident."""
    start, end = segments(d, new, parameters)
    columns = np.arange(d.shape[1])
    inside = new[None, :] & np.isfinite(d)
    stretch = (columns[None, :] >= start[:, None]) & (columns[None, :] <= end[:, None]) & inside
    count = np.sum(stretch, axis=1)
    mean = np.sum(np.where(stretch, d, 0.0), axis=1) / np.maximum(count, needed)
    here = d[:, new]  # nothing of a stretch lies elsewhere, and to put in order is what takes long
    median = quantile(np.sort(np.where(stretch[:, new], here, np.nan), axis=1), count, 0.5)
    middle = np.minimum(median, _largest(np.where(inside[:, new], here, -np.inf), needed))
    return np.maximum(np.minimum(0.5 * (mean + middle), 2 * middle), 0.0), start, end


def _largest(d: Floats, rank: int) -> Floats:
    """The value of that rank in each row, the largest being the first; nothing (0) where there are fewer."""
    if d.shape[1] < rank:
        return np.zeros(len(d))
    found = np.partition(d, d.shape[1] - rank, axis=1)[:, d.shape[1] - rank]
    return np.asarray(np.where(np.isfinite(found), found, 0.0))


def _some(values: Floats) -> Floats:
    """Rows without any number become zero rows, and a matrix without columns gets one of zeros."""
    if values.shape[1] == 0:
        return np.zeros((len(values), 1))
    known = np.asarray(np.isfinite(values).any(axis=1))
    return np.where(known[:, None], values, 0.0)


_FIELDS = tuple(field.name for field in fields(Shifts))
