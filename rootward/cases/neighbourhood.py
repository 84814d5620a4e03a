"""Neighbourhood: which entities may suffer from the same cause, by walking the topology a few steps.

Along a chain of calls in either direction, and from one caller of something to its other callers, because what they
share may have failed. Not from a caller to all that it calls: a front door calls everything. What has too many
neighbours connects nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from rootward.cases.standing import Neighbour
from rootward.events.entity import kind_of

__all__ = ["Edge", "Neighbourhood"]

Edge = tuple[str, str, str]
"""Source, relation, destination: `("service:checkout", "calls", "service:payments")`."""


class Neighbourhood:
    """Call it with a reference. `hops` and `hub` are the pack's `correlate.hops` and `correlate.hub`."""

    def __init__(self, edges: Iterable[Edge], *, hops: int, hub: int) -> None:
        self._hops, self._hub = hops, hub
        self._out: dict[str, dict[str, str]] = defaultdict(dict)
        self._in: dict[str, dict[str, str]] = defaultdict(dict)
        for source, relation, destination in sorted(edges):
            if source != destination and kind_of(source) != "group":  # one team's services share no cause by that
                self._out[source].setdefault(destination, relation)
                self._in[destination].setdefault(source, relation)

    def __call__(self, ref: str) -> list[Neighbour]:
        """The nearest first; each once, by its shortest way."""
        found: dict[str, Neighbour] = {}
        for step in (self._down, self._up):
            frontier = [Neighbour(ref, 0, "")]
            for _ in range(self._hops):
                frontier = [further for one in frontier for further in step(one)]
                _keep(found, frontier)
        if self._hops > 1:
            shared = [one for one in self._down(Neighbour(ref, 0, "")) if len(self._in.get(one.ref, {})) <= self._hub]
            _keep(found, (other for one in shared for other in self._up(one)))
        found.pop(ref, None)
        return sorted(found.values(), key=lambda one: (one.hops, one.ref))

    def _down(self, one: Neighbour) -> list[Neighbour]:
        return self._step(one, self._out, "{here} {relation} {there}")

    def _up(self, one: Neighbour) -> list[Neighbour]:
        return self._step(one, self._in, "{there} {relation} {here}")

    def _step(self, one: Neighbour, edges: dict[str, dict[str, str]], words: str) -> list[Neighbour]:
        around = edges.get(one.ref, {})
        if one.hops and len(around) > self._hub:
            return []
        before = f"{one.path}, " if one.path else ""
        return [
            Neighbour(
                ref,
                one.hops + 1,
                before + words.format(here=one.ref, there=ref, relation=relation.replace("_", " ")),
            )
            for ref, relation in around.items()
        ]


def _keep(found: dict[str, Neighbour], more: Iterable[Neighbour]) -> None:
    for one in more:
        if one.ref not in found or one.hops < found[one.ref].hops:
            found[one.ref] = one
