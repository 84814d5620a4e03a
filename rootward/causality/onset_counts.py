"""Onset counts: when counts of one entity (lines, operations, requests by outcome) began to come in another mix.

What an entity does in all rises and falls with its traffic; the share of each row in it tells of another way through
the program. Nothing is said of times at which the entity counted nothing at all: perhaps it was not recorded.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from rootward.causality.onset import beyond_usual
from rootward.causality.parameters import PARAMETERS, Parameters
from rootward.causality.series import Floats

__all__ = ["counted"]

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


def counted(counts: Floats, groups: Ints, *, earlier: Bools, parameters: Parameters = PARAMETERS) -> Floats:
    """[row, time] how far the counts from a time on are from those that the row's share before it gives, in standard
    deviations of counts, and against what was usual `earlier` (see onset.beyond_usual).

    `groups` numbers the rows that share what they count. A group does not depend on the others. O(N T).
    """
    said = np.zeros(counts.shape)
    for rows in _groups(groups):
        kept = np.flatnonzero(counts[rows].any(axis=0))
        parted = _parted(counts[np.ix_(rows, kept)], parameters)
        said[np.ix_(rows, kept)] = beyond_usual(parted, earlier[kept], parameters)
    return said


def _groups(groups: Ints) -> Iterator[Ints]:
    """The rows of each group that has more than one: a row alone has no share."""
    order = np.argsort(groups, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(groups[order])) + 1):
        if len(rows) > 1:
            yield rows


def _parted(counts: Floats, parameters: Parameters) -> Floats:
    n = counts.shape[1]
    mine = np.concatenate([np.zeros((len(counts), 1)), np.cumsum(counts, axis=1)], axis=1)
    whole = mine.sum(axis=0)
    at = np.arange(n)
    had, best = mine[:, at], np.zeros(counts.shape)
    for span in parameters.onset_spans:
        until = np.minimum(at + span, n)
        ratio = (whole[until] - whole[at]) / np.where(whole[at] > 0, whole[at], 1.0)
        expected = had * ratio
        wide = np.sqrt(1 + ratio + parameters.call_wander * expected)
        z = 2 * np.abs(np.sqrt(mine[:, until] - had + 0.375) - np.sqrt(expected + 0.375)) / wide
        best = np.maximum(best, np.where(whole[at] > 0, z, 0.0))
    return best
