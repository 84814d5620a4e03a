"""Clusters: failures that are alike, by what went wrong and by what was done before; and which kinds are new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rootward.runs.facts import RunFacts

__all__ = ["Cluster", "clusters"]

_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Failures with one signature. `shapes` counts the ways that led to it, the commonest first; `is_new` says that
    nothing like it came before the window although its agents ran before."""

    signature: str
    failures: int
    agents: tuple[str, ...]
    versions: tuple[str, ...]
    shapes: tuple[tuple[str, int], ...]
    runs: tuple[str, ...]  # the newest few
    first_at: int
    last_at: int
    is_new: bool


def clusters(
    runs: Sequence[RunFacts], *, since: int, first_seen: Mapping[str, int], agent_since: Mapping[str, int]
) -> list[Cluster]:
    """The most frequent first. `first_seen` (by signature) and `agent_since` (by agent) are the times (ns) at which
    each came for the first time at all; `since` is where the window begins."""
    groups: dict[str, list[RunFacts]] = {}
    for run in runs:
        if run.failed and run.signature:
            groups.setdefault(run.signature, []).append(run)
    found = []
    for signature, group in groups.items():
        ordered = sorted(group, key=lambda run: (run.at, run.run_id))
        agents = tuple(sorted({run.agent_name for run in group}))
        ran_before = any(agent_since.get(agent, since) < since for agent in agents)
        found.append(
            Cluster(
                signature=signature, failures=len(group), agents=agents,
                versions=tuple(dict.fromkeys(run.agent_version for run in ordered if run.agent_version)),
                shapes=_counted(run.shape or "" for run in group),
                runs=tuple(run.run_id for run in ordered[::-1][:_SHOWN]), first_at=ordered[0].at,
                last_at=ordered[-1].at, is_new=ran_before and first_seen.get(signature, since) >= since,
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (-one.failures, one.signature))


def _counted(values: object) -> tuple[tuple[str, int], ...]:
    counted = Counter(values)  # type: ignore[call-overload]
    return tuple(sorted(counted.items(), key=lambda item: (-item[1], item[0])))
