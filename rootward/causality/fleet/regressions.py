"""Regressions: which version, prompt or model of an agent fails more often than what was used before it.

Each value is compared with what came before it by Fisher's exact test (one-sided, so that small numbers are judged
rightly); all comparisons of one answer share the risk of a false alarm (Holm 1979, A simple sequentially rejective
multiple test procedure). The first value of an agent that fails the test is its first bad one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rootward.causality.agent_runs.versions import fisher_greater
from rootward.causality.fleet.standing import DIMENSIONS
from rootward.runs.facts import RunFacts

__all__ = ["COMPARED", "Comparison", "LEVEL", "compared", "holm"]

LEVEL = 0.05
"""How likely one false alarm is in an answer without any regression."""
COMPARED = ("version", "prompt", "model")


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """`value` of `what` against `before`, which is every earlier value since the last one that was bad. `p` is of this
    comparison alone, `adjusted_p` after Holm; `is_regression` when that is at most LEVEL; `is_first_bad` for the first
    of its agent and dimension."""

    agent: str
    what: str
    value: str
    before: tuple[str, ...]
    failed: int
    runs: int
    failed_before: int
    runs_before: int
    first_at: int
    p: float
    adjusted_p: float = 1.0
    is_regression: bool = False
    is_first_bad: bool = False


def compared(runs: Sequence[RunFacts]) -> list[Comparison]:
    """Every comparison, the least likely by chance first."""
    ended = [run for run in runs if run.ended]
    made = [
        one for agent in sorted({run.agent_name for run in ended}) for what in COMPARED
        for one in _of(agent, what, [run for run in ended if run.agent_name == agent])
    ]  # fmt: skip
    adjusted = holm([one.p for one in made])
    bad = {place for place, p in enumerate(adjusted) if p <= LEVEL}
    first: dict[tuple[str, str], int] = {}
    for place in sorted(bad, key=lambda place: made[place].first_at):
        first.setdefault((made[place].agent, made[place].what), place)
    told = [_judged(one, adjusted[place], place in bad, place in first.values()) for place, one in enumerate(made)]
    return sorted(told, key=lambda one: (one.adjusted_p, one.p, one.agent, one.what, one.value))


def holm(ps: Sequence[float]) -> list[float]:
    """The adjusted p-values, in the order given: no smaller than their own, and never out of order."""
    adjusted, reached = [1.0] * len(ps), 0.0
    for rank, place in enumerate(sorted(range(len(ps)), key=lambda place: ps[place])):
        reached = max(reached, min(1.0, (len(ps) - rank) * ps[place]))
        adjusted[place] = reached
    return adjusted


def _of(agent: str, what: str, runs: Sequence[RunFacts]) -> Iterator[Comparison]:
    """Each value in order of its first run, against those before it; a bad one begins what later ones must be compared
    with anew only together with the good ones: it is left out of the baseline."""
    groups: dict[str, list[RunFacts]] = {}
    for run in sorted(runs, key=lambda run: (run.at, run.run_id)):
        groups.setdefault(DIMENSIONS[what](run), []).append(run)
    groups.pop("", None)
    before: list[str] = []
    for value, group in groups.items():
        earlier = [run for name in before for run in groups[name]]
        p = 0.0
        if earlier:
            failed, failed_before = sum(run.failed for run in group), sum(run.failed for run in earlier)
            p = fisher_greater(failed, len(group), failed_before, len(earlier))
            yield Comparison(
                agent=agent, what=what, value=value, before=tuple(before), failed=failed, runs=len(group),
                failed_before=failed_before, runs_before=len(earlier), first_at=group[0].at, p=p,
            )  # fmt: skip
        if not earlier or p > LEVEL:
            before.append(value)


def _judged(one: Comparison, adjusted: float, bad: bool, first: bool) -> Comparison:
    return Comparison(
        agent=one.agent, what=one.what, value=one.value, before=one.before, failed=one.failed, runs=one.runs,
        failed_before=one.failed_before, runs_before=one.runs_before, first_at=one.first_at, p=one.p,
        adjusted_p=adjusted, is_regression=bad, is_first_bad=first,
    )  # fmt: skip
