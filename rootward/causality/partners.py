"""Partners: counts of one entity that always came in a fixed proportion, and no longer do.

Two lines of a program, an operation and the query it makes, requests and what they write: whatever the traffic, one
comes as often as the other (or twice, or five times as often). When one of them stays away while its partners go on,
the way through the program has changed between them. Traffic and its mix cancel out, so few counts are enough.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rootward.causality.parameters import PARAMETERS, Parameters
from rootward.causality.series import Floats

__all__ = ["Parting", "partings"]

_RATIOS = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 0.5, 1 / 3, 0.25, 0.2])
_MOST_ROWS = 80
_MOST_BLOCKS = 12
Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parting:
    """Row `row` came `ratio` times as often as row `partner`; `expected` is what would have come with what came of the
    partner. `z` is over all of the row's partners, `start` the column of `after` from which it is counted."""

    row: int
    partner: int
    ratio: float
    before: float
    partner_before: float
    after: float
    partner_after: float
    expected: float
    z: float
    score: float
    start: int


def partings(before: Floats, after: Floats, parameters: Parameters = PARAMETERS) -> list[Parting]:
    """Rows that parted from their partners, in order; `before` and `after` are counts of [row, time] of one entity.

    Fixed proportions are looked for among small whole ratios; the fit leaves chi-squared `X` over the blocks of time,
    which is also how much less than two independent counts the two may wander. A row must part from most of its
    partners: those that stay away with it speak for a part of the program that was simply not asked for.
    O(rows^2 x blocks) for the rows with the most counts.
    """
    rows = np.flatnonzero(before.sum(axis=1) >= parameters.partner_least)
    if len(rows) < 2 or after.shape[1] == 0:
        return []
    rows = np.sort(rows[np.argsort(-before[rows].sum(axis=1), kind="stable")[:_MOST_ROWS]])
    old = _blocks(before[rows])
    pairs = _pairs(old, parameters)
    found: dict[int, Parting] = {}
    for start in range(min(after.shape[1], _MOST_BLOCKS)):
        new = after[rows][:, start:].sum(axis=1)
        for item in _parted(old.sum(axis=1), new, old.shape[1], pairs, start, parameters):
            if item.row not in found or item.score > found[item.row].score:
                found[item.row] = item
    return [_named(found[place], rows) for place in sorted(found)]


@dataclass(frozen=True, slots=True)
class _Pairs:
    row: Rows
    partner: Rows
    ratio: Floats
    misfit: Floats  # chi-squared for each block


def _blocks(counts: Floats) -> Floats:
    """Columns with anything in them, added up to not too many."""
    counts = counts[:, counts.sum(axis=0) > 0]
    if counts.shape[1] <= _MOST_BLOCKS:
        return counts
    return np.stack([part.sum(axis=1) for part in np.array_split(counts, _MOST_BLOCKS, axis=1)], axis=1)


def _pairs(old: Floats, parameters: Parameters) -> _Pairs:
    """Every (row, partner) whose counts keep a whole ratio far better than two independent counts would."""
    total = old.sum(axis=1)
    meant = total[None, :, None] * _RATIOS
    near = np.abs(total[:, None, None] - meant) <= np.sqrt(parameters.partner_misfit * meant * (1 + _RATIOS))
    near[np.arange(len(total)), np.arange(len(total))] = False
    row, partner, which = np.nonzero(near)
    ratio = _RATIOS[which]
    meant = old[partner] * ratio[:, None]
    misfit = ((old[row] - meant) ** 2 / (np.maximum(meant, 0.5) * (1 + ratio[:, None]))).sum(axis=1) / old.shape[1]
    kept = misfit <= parameters.partner_misfit
    return _Pairs(row[kept], partner[kept], ratio[kept], misfit[kept])


def _parted(old: Floats, new: Floats, blocks: int, pairs: _Pairs, start: int, parameters: Parameters) -> list[Parting]:
    seen, partner = new[pairs.row], new[pairs.partner]
    expected = pairs.ratio * partner
    wander = np.maximum((pairs.misfit * blocks + 1) / (blocks + 1), parameters.partner_wander)
    wide = np.sqrt(wander * (1 + partner / old[pairs.partner]))
    z = 2 * (np.sqrt(seen + 0.375) - np.sqrt(expected + 0.375)) / wide
    z = np.where(partner >= parameters.partner_keeps, z, 0.0)
    weight = np.exp(-pairs.misfit / (parameters.partner_misfit / 3)) * np.where(pairs.ratio == 1, 1.0, 0.5)
    found: list[Parting] = []
    while len(found) < len(old):
        row, mean = _oddest(pairs.row, z, weight, len(old), parameters)
        if row < 0:
            break
        mine = np.flatnonzero((pairs.row == row) & (weight > 0) & (np.sign(z) == np.sign(mean)))
        best = mine[np.argmax(np.abs(z[mine]))]
        share = 1 - min(new[row], expected[best]) / max(new[row], expected[best])
        score = float(np.log1p(abs(mean) - parameters.partner_quiet) * share)
        other = pairs.partner[best]
        found.append(Parting(
            row=row, partner=int(other), ratio=float(pairs.ratio[best]), before=float(old[row]),
            partner_before=float(old[other]), after=float(new[row]), partner_after=float(new[other]),
            expected=float(expected[best]), z=mean, score=min(score, parameters.most_surprise), start=start,
        ))  # fmt: skip
        # Its partners did not part from each other because they parted from it.
        weight = np.where((pairs.row == row) | (pairs.partner == row), 0.0, weight)
    return found


def _oddest(row: Rows, z: Floats, weight: Floats, size: int, parameters: Parameters) -> tuple[int, float]:
    """The row that is furthest from all its partners, and how far; of one that came less often and one that came more
    often the first. -1 when none is far."""
    mean = np.bincount(row, z * weight, size) / np.maximum(np.bincount(row, weight, size), 1e-9)
    far = np.where(mean < 0, -mean, parameters.partner_more * mean)
    far = np.where(np.abs(mean) > parameters.partner_quiet, far, 0.0)
    place = int(np.argmax(far)) if size else -1
    return (place, float(mean[place])) if place >= 0 and far[place] > 0 else (-1, 0.0)


def _named(item: Parting, rows: Rows) -> Parting:
    """The same with the places in the matrix that was given."""
    return Parting(
        row=int(rows[item.row]), partner=int(rows[item.partner]), ratio=item.ratio, before=item.before,
        partner_before=item.partner_before, after=item.after, partner_after=item.partner_after,
        expected=item.expected, z=item.z, score=item.score, start=item.start,
    )  # fmt: skip
