"""Edges as observations to cite."""

from __future__ import annotations

from rootward.causality.observe_topology import observe_edge, observe_edges
from rootward.events.topology import Topology, TopologyEdge


def _edge(src: str, dst: str, relation: str = "calls", origin: str = "spans") -> TopologyEdge:
    return TopologyEdge(src=src, dst=dst, relation=relation, origin=origin, first_seen=1, last_seen=9)


def test_an_edge_says_who_knows_it() -> None:
    graph = Topology(edges=(_edge("service:a", "service:b"), _edge("service:a", "service:b", origin="pack")))
    found = observe_edge(graph, "service:a", "service:b")
    assert found is not None
    assert found.kind == "topology.calls" and found.score == 0.0
    assert found.value == {"src": "service:a", "dst": "service:b", "relation": "calls", "origins": ["pack", "spans"]}
    assert found.text == "a calls b (known from pack and spans)"
    assert observe_edge(graph, "service:b", "service:a") is None


def test_edges_near_the_symptoms_come_first_and_not_all_are_kept() -> None:
    far = tuple(_edge(f"service:far{n:03d}", f"service:off{n:03d}") for n in range(150))
    graph = Topology(edges=(*far, _edge("service:web", "service:pay"), _edge("service:web", "service:log")))
    found = observe_edges(graph, ["service:web"], ["service:pay"])
    assert [item.subject["dst"] for item in found[:2]] == ["service:pay", "service:log"]
    assert len(found) == 100
