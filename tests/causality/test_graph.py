"""Who affects whom."""

from __future__ import annotations

from rootward.causality.graph import Graph

EDGES = [
    ("service:web", "service:cart", "calls"), ("service:web", "service:search", "calls"),
    ("service:cart", "service:pay", "calls"), ("service:pay", "external:bank", "calls"),
    ("service:cart", "database:cart", "calls"), ("service:web", "database:shared", "calls"),
    ("service:cart", "database:shared", "calls"), ("pod:ns/cart-1", "node:n1", "runs_on"),
    ("workload:ns/cart", "pod:ns/cart-1", "owns"),
]  # fmt: skip


def _free(_: str) -> float:
    return 1.0


def test_an_effect_travels_from_the_callee_to_its_callers() -> None:
    graph = Graph(EDGES)
    assert graph.affected_by("external:bank") == {"service:pay", "service:cart", "service:web"}
    assert graph.affected_by("service:web") == frozenset()
    assert graph.affected_by("node:n1") == {"pod:ns/cart-1", "workload:ns/cart"}


def test_a_database_of_one_service_is_that_service_s() -> None:
    graph = Graph(EDGES)
    assert graph.owner("database:cart") == "service:cart"
    assert graph.owner("database:shared") == "database:shared"
    assert graph.owner("service:pay") == "service:pay"


def test_a_way_is_the_cheapest_and_names_its_edges() -> None:
    way = Graph(EDGES).way("external:bank", ("service:web",), _free)
    assert way is not None
    assert [step.entity for step in way] == ["service:pay", "service:cart", "service:web"]
    assert way[0].edge == ("service:pay", "external:bank") and way[0].relation == "calls"


def test_ways_avoid_what_costs_more() -> None:
    graph = Graph([("t", "a", "calls"), ("t", "b", "calls"), ("a", "s", "calls"), ("b", "s", "calls")])
    way = graph.way("s", ("t",), lambda entity: 5.0 if entity == "a" else 1.0)
    assert way is not None and [step.entity for step in way] == ["b", "t"]
    tied = graph.way("s", ("t",), _free)
    assert tied is not None and tied[0].entity == "a", "equal ways are decided by name"


def test_there_may_be_no_way() -> None:
    assert Graph(EDGES).way("service:web", ("external:bank",), _free) is None
    assert Graph(EDGES).way("service:web", ("service:web",), _free) == ()


def test_circles_end() -> None:
    graph = Graph([("a", "b", "calls"), ("b", "a", "calls"), ("a", "a", "calls")])
    assert graph.affected_by("a") == {"b"}
