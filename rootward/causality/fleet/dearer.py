"""Dearer: which version, prompt or model of an agent takes more time, tokens or money than what was used before it.

Only runs that succeeded are compared: one that failed may have ended early. Such figures are skewed and have outliers,
so ranks are compared and not means (Mann and Whitney 1947, one-sided, with the correction for ties). All comparisons of
one answer share the risk of a false alarm (Holm), and what is a little dearer is none: the median has to rise, too.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from rootward.causality.fleet.regressions import COMPARED, holm
from rootward.causality.fleet.standing import DIMENSIONS
from rootward.runs.facts import RunFacts

__all__ = ["FIGURES", "FIGURE_LEVEL", "Dearer", "dearer", "rank_sum_greater"]

FIGURE_LEVEL = 0.01
"""How likely one false alarm is in an answer in which nothing became dearer; beside the level of failures."""
FIGURES: dict[str, Callable[[RunFacts], float | None]] = {
    "duration_ms": lambda run: run.duration_ms,
    "tokens": lambda run: run.tokens,
    "cost_usd": lambda run: run.cost_usd,
}
_FEWEST = 8  # runs on either side: of fewer, the normal approximation of rank sums is not good
_RISE = 1.1  # of the median: a tenth more is worth telling


@dataclass(frozen=True, slots=True, kw_only=True)
class Dearer:
    """`value` of `what` against `before`, every earlier value since the last one that was dearer, in one figure:
    medians of the runs that succeeded. `is_regression` when `adjusted_p` is at most FIGURE_LEVEL and the median rose
    by a tenth."""

    agent: str
    what: str
    value: str
    before: tuple[str, ...]
    figure: str
    runs: int
    runs_before: int
    median: float
    median_before: float
    first_at: int
    p: float
    adjusted_p: float = 1.0
    is_regression: bool = False


def dearer(runs: Sequence[RunFacts]) -> list[Dearer]:
    """Every comparison, the least likely by chance first."""
    done = [run for run in runs if run.status == "success"]
    made = [
        one for agent in sorted({run.agent_name for run in done}) for what in COMPARED for figure in FIGURES
        for one in _of(agent, what, figure, [run for run in done if run.agent_name == agent])
    ]  # fmt: skip
    told = [
        replace(one, adjusted_p=p, is_regression=p <= FIGURE_LEVEL and _rose(one))
        for one, p in zip(made, holm([one.p for one in made]), strict=True)
    ]
    return sorted(told, key=lambda one: (one.adjusted_p, one.p, one.agent, one.what, one.value, one.figure))


def rank_sum_greater(new: Sequence[float], old: Sequence[float]) -> float:
    """P(ranks of `new` at least this high) where both come from one distribution (normal approximation, continuity and
    ties corrected); 1.0 where all values are equal."""
    both = np.array([*new, *old], dtype=float)
    _, place, counts = np.unique(both, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    m, n, total = len(new), len(old), len(both)
    above = float(ranks[:m].sum()) - m * (m + 1) / 2
    ties = float((counts.astype(float) ** 3 - counts).sum()) / (total * (total - 1))
    spread = math.sqrt(max(0.0, m * n / 12 * (total + 1 - ties)))
    if spread == 0.0:
        return 1.0
    return 0.5 * math.erfc((above - m * n / 2 - 0.5) / spread / math.sqrt(2))


def _of(agent: str, what: str, figure: str, runs: Sequence[RunFacts]) -> Iterator[Dearer]:
    """Each value in order of its first run, against those before it that were not dearer themselves."""
    groups: dict[str, list[RunFacts]] = {}
    for run in sorted(runs, key=lambda run: (run.at, run.run_id)):
        if DIMENSIONS[what](run) and FIGURES[figure](run) is not None:
            groups.setdefault(DIMENSIONS[what](run), []).append(run)
    before: list[str] = []
    for value, group in groups.items():
        new = _figures(figure, group)
        old = [each for name in before for each in _figures(figure, groups[name])]
        if len(new) < _FEWEST or len(old) < _FEWEST:
            before.append(value)
            continue
        one = Dearer(
            agent=agent, what=what, value=value, before=tuple(before), figure=figure, runs=len(new),
            runs_before=len(old), median=float(np.median(new)), median_before=float(np.median(old)),
            first_at=group[0].at, p=rank_sum_greater(new, old),
        )  # fmt: skip
        yield one
        if one.p > FIGURE_LEVEL or not _rose(one):
            before.append(value)


def _figures(figure: str, runs: Sequence[RunFacts]) -> list[float]:
    return [float(value) for run in runs if (value := FIGURES[figure](run)) is not None]


def _rose(one: Dearer) -> bool:
    return one.median > _RISE * one.median_before
