"""Versions: whether the agent fails more often since its version, prompt or model changed, by an exact test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import exp, lgamma

from rootward.causality.agent_runs.model import History, PastRun
from rootward.causality.agent_runs.parameters import PARAMETERS as P
from rootward.runs.model import AgentRun

__all__ = ["Regression", "fisher_greater", "regressions"]

_FIELDS: tuple[tuple[str, Callable[[AgentRun | PastRun], str | None]], ...] = (
    ("prompt", lambda run: run.prompt_hash),
    ("version", lambda run: run.agent_version),
    ("model", lambda run: run.model),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Regression:
    """`failed` of `runs` with the new value of `what`, against the value that was used before it."""

    what: str
    new: str
    old: str
    failed: int
    runs: int
    failed_before: int
    runs_before: int
    p: float


def regressions(run: AgentRun, history: History) -> tuple[Regression, ...]:
    """What changed and is followed by more failures than chance explains, the least likely by chance first.

    The diagnosed run is not counted: it was chosen because it failed. The limit is divided by the comparisons made.
    """
    others = [past for past in history.runs if past.run_id != run.run_id]
    made = list(_compared(run, others))
    limit = P.regression_p / max(1, len(made))
    return tuple(sorted((one for one in made if one.p <= limit), key=lambda one: (one.p, one.what)))


def fisher_greater(failed: int, runs: int, failed_before: int, runs_before: int) -> float:
    """P(at least this many of the failures fall on the new runs), margins fixed (Fisher's exact test, one-sided)."""
    failures = failed + failed_before
    term, tail = exp(_log_chance(failed, runs, failures, runs_before)), 0.0
    for k in range(failed, min(runs, failures) + 1):  # each term from the one before: numbers of any size stay small
        tail += term
        term *= (runs - k) * (failures - k) / ((k + 1) * (runs_before - failures + k + 1))
    return min(1.0, tail)


def _log_chance(failed: int, runs: int, failures: int, runs_before: int) -> float:
    """Of exactly so many failures on the new runs (hypergeometric)."""
    ways = _log_ways(runs, failed) + _log_ways(runs_before, failures - failed)
    return ways - _log_ways(runs + runs_before, failures)


def _log_ways(of: int, chosen: int) -> float:
    return lgamma(of + 1) - lgamma(chosen + 1) - lgamma(of - chosen + 1)


def _compared(run: AgentRun, others: list[PastRun]) -> Iterator[Regression]:
    for what, value_of in _FIELDS:
        new = value_of(run)
        if not new:
            continue
        mine = [past for past in others if value_of(past) == new]
        old = _former(mine, [past for past in others if value_of(past) not in (None, "", new)], value_of)
        if old is None:
            continue
        before = [past for past in others if value_of(past) == old]
        if len(mine) < P.regression_runs or len(before) < P.regression_runs:
            continue
        bad, bad_before = sum(past.failed for past in mine), sum(past.failed for past in before)
        p = fisher_greater(bad, len(mine), bad_before, len(before))
        yield Regression(what=what, new=new, old=old, failed=bad, runs=len(mine), failed_before=bad_before,
                         runs_before=len(before), p=p)  # fmt: skip


def _former(
    mine: list[PastRun], others: list[PastRun], value_of: Callable[[AgentRun | PastRun], str | None]
) -> str | None:
    """The value that was in use last before the new one began; without times the one most runs had."""
    starts = [past.started_at for past in mine if past.started_at is not None]
    timed = [past for past in others if past.started_at is not None]
    if starts and timed:
        began = min(starts)
        earlier = [past for past in timed if (past.started_at or 0) < began]
        return value_of(max(earlier, key=lambda past: (past.started_at or 0, past.run_id))) if earlier else None
    counts: dict[str, int] = {}
    for past in others:
        value = value_of(past)
        if value:
            counts[value] = counts.get(value, 0) + 1
    return min(counts, key=lambda value: (-counts[value], value), default=None)
