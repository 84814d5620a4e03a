"""Onset counts: when counts of one entity (lines, operations, requests by outcome) began to come in another mix.

What an entity does in all rises and falls with its traffic; the share of each row in it tells of another way through
the program. A row without a count is zero where anything of its kind was recorded, and unknown elsewhere.
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


def counted(
    counts: Floats, groups: Ints, *, recorded: Bools, earlier: Bools, parameters: Parameters = PARAMETERS
) -> Floats:
    """[row, time] how far the counts from a time on are from those that the row's share before it gives, in standard
    deviations of counts, and against what was usual `earlier` (see onset.beyond_usual).

    `groups` numbers the rows that share what they count; `recorded` are the times at which anything was counted. A
    group does not depend on the others. O(N T).
    """
    said = np.zeros(counts.shape)
    kept = np.flatnonzero(recorded)
    for rows in _groups(groups):
        said[np.ix_(rows, kept)] = _parted(counts[np.ix_(rows, kept)], parameters)
    return beyond_usual(said, earlier & recorded, parameters)


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
