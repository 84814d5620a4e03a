"""Standing: how the runs of each agent, version, prompt or model do: success, time, tokens, cost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rootward.runs.facts import RunFacts
from rootward.runs.overview import percentile

__all__ = ["DIMENSIONS", "Standing", "standings"]

DIMENSIONS: dict[str, Callable[[RunFacts], str]] = {
    "agent": lambda run: run.agent_name,
    "version": lambda run: run.agent_version,
    "prompt": lambda run: run.prompt_hash or "",
    "model": lambda run: run.model,
}
"""What runs are grouped by; within every agent, so that two agents' versions `1.0` stay apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """`success_rate` (0..1) is of the runs that ended, None where none did; times in ms; `tokens` and `cost_usd` are
    sums over the runs that said them."""

    agent: str
    value: str
    runs: int
    failed: int
    success_rate: float | None
    p50_ms: int | None
    p95_ms: int | None
    tokens: int | None
    cost_usd: float | None
    first_at: int
    last_at: int


def standings(runs: Sequence[RunFacts], by: str) -> list[Standing]:
    """One for each value of the dimension within each agent, in order of agent and first appearance."""
    groups: dict[tuple[str, str], list[RunFacts]] = {}
    for run in runs:
        groups.setdefault((run.agent_name, DIMENSIONS[by](run)), []).append(run)
    found = [_standing(agent, value, group) for (agent, value), group in groups.items()]
    return sorted(found, key=lambda one: (one.agent, one.first_at, one.value))


def _standing(agent: str, value: str, group: Sequence[RunFacts]) -> Standing:
    ended = [run for run in group if run.ended]
    failed = sum(run.failed for run in ended)
    times = [run.duration_ms for run in group if run.duration_ms is not None]
    tokens = [run.tokens for run in group if run.tokens is not None]
    costs = [run.cost_usd for run in group if run.cost_usd is not None]
    return Standing(
        agent=agent, value=value, runs=len(group), failed=failed,
        success_rate=round(1 - failed / len(ended), 4) if ended else None,
        p50_ms=percentile(times, 0.5) if times else None, p95_ms=percentile(times, 0.95) if times else None,
        tokens=sum(tokens) if tokens else None, cost_usd=round(sum(costs), 6) if costs else None,
        first_at=min(run.at for run in group), last_at=max(run.at for run in group),
    )  # fmt: skip
