"""Graph: who calls, owns and hosts whom, and the ways an effect can travel from a cause to a symptom."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from rootward.events.entity import kind_of

__all__ = ["Graph", "Step"]

_PART_OF_CALLER = frozenset({"database"})
"""Kinds that belong to the one service that uses them: its data, its schema, its pool."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Step:
    """Entity reached, the relation (`calls`, …) that carried the effect, and the (src, dst) of that edge."""

    entity: str
    relation: str
    edge: tuple[str, str]


class Graph:
    """Built once per ranking from (src, dst, relation) edges. An effect travels against calls and dependencies
    (from callee to caller), from a host to what runs on it, and both ways along ownership."""

    def __init__(self, edges: Iterable[tuple[str, str, str]]) -> None:
        self._affects: defaultdict[str, set[tuple[str, str, tuple[str, str]]]] = defaultdict(set)
        callees: defaultdict[str, set[str]] = defaultdict(set)
        callers: defaultdict[str, set[str]] = defaultdict(set)
        hosted: defaultdict[str, set[str]] = defaultdict(set)
        for src, dst, relation in edges:
            if src == dst or kind_of(src) == "group":  # who answers for a thing passes no failure on
                continue
            self._affects[dst].add((src, relation, (src, dst)))
            if relation in ("calls", "depends_on"):
                callees[src].add(dst)
                callers[dst].add(src)
            elif relation == "runs_on":
                hosted[dst].add(src)
            elif relation == "owns":
                self._affects[src].add((dst, relation, (src, dst)))
        self._reaches = {name: {other for other, _, _ in found} for name, found in self._affects.items()}
        self.callees: Mapping[str, tuple[str, ...]] = {name: tuple(sorted(found)) for name, found in callees.items()}
        self.hosted: Mapping[str, tuple[str, ...]] = {name: tuple(sorted(found)) for name, found in hosted.items()}
        self.callers: Mapping[str, tuple[str, ...]] = {name: tuple(sorted(found)) for name, found in callers.items()}

    @property
    def entities(self) -> frozenset[str]:
        return frozenset(self._affects) | frozenset(edge[0] for found in self._affects.values() for edge in found)

    def owner(self, entity: str) -> str:
        """The entity itself, or for a database that one service alone uses, that service."""
        callers = self.callers.get(entity, ())
        return callers[0] if kind_of(entity) in _PART_OF_CALLER and len(callers) == 1 else entity

    def affected_by(self, entity: str) -> frozenset[str]:
        """Everything an effect of `entity` can reach, itself left out."""
        seen, waiting = {entity}, {entity}
        while waiting:
            waiting = {other for name in waiting for other in self._reaches.get(name, ())} - seen
            seen |= waiting
        return frozenset(seen - {entity})

    def way(self, source: str, targets: Collection[str], cost: Callable[[str], float]) -> tuple[Step, ...] | None:
        """Cheapest way of an effect from `source` to one of `targets` (Dijkstra over entity costs; ties by name);
        empty when the source is a target itself, None when there is none."""
        done: set[str] = set()
        waiting: list[tuple[float, str, tuple[Step, ...]]] = [(0.0, source, ())]
        while waiting:
            spent, entity, steps = heapq.heappop(waiting)
            if entity in targets:
                return steps
            if entity in done:
                continue
            done.add(entity)
            for found, relation, edge in sorted(self._affects.get(entity, ())):
                if found not in done:
                    step = Step(entity=found, relation=relation, edge=edge)
                    heapq.heappush(waiting, (spent + cost(found), found, (*steps, step)))
        return None
