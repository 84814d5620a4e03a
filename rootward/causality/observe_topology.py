"""Observe topology: the edges that a path from a cause to a symptom may need, as observations to cite."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from rootward.causality.model import Observation
from rootward.causality.words import named
from rootward.events.topology import Topology
from rootward.kit.canonical import JSON

__all__ = ["observe_edge", "observe_edges"]

_MOST = 100
_VERBS = {"calls": "calls", "owns": "owns", "runs_on": "runs on", "depends_on": "depends on"}


def observe_edges(topology: Topology, symptoms: Iterable[str], suspected: Iterable[str]) -> list[Observation]:
    """Edges around the symptoms and what is suspected: those between two such entities first, then those that touch
    one, then the rest; at most a hundred."""
    near = {*symptoms, *suspected}
    by_ends: tuple[list[tuple[str, str]], ...] = ([], [], [])
    for pair in {(edge.src, edge.dst) for edge in topology.edges}:
        by_ends[(pair[0] in near) + (pair[1] in near)].append(pair)
    ordered = islice((pair for pairs in reversed(by_ends) for pair in sorted(pairs)), _MOST)
    return [found for pair in ordered if (found := observe_edge(topology, *pair)) is not None]


def observe_edge(topology: Topology, src: str, dst: str) -> Observation | None:
    """The direct edges from `src` to `dst` as one observation; None when there is none."""
    edges = topology.between(src, dst)
    if not edges:
        return None
    relation, origins = edges[0].relation, sorted({edge.origin for edge in edges})
    value: dict[str, JSON] = {"src": src, "dst": dst, "relation": relation, "origins": _plain(origins)}
    return Observation(
        kind=f"topology.{relation}",
        entity=src,
        subject={"src": src, "dst": dst},
        value=value,
        text=f"{named(src)} {_VERBS.get(relation, relation)} {named(dst)} (known from {' and '.join(origins)})",
        score=0.0,
    )


def _plain(words: Sequence[str]) -> list[JSON]:
    return [*words]
