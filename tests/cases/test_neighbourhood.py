from __future__ import annotations

from rootward.cases.neighbourhood import Edge, Neighbourhood


def calls(*pairs: str) -> list[Edge]:
    return [(pair[0], "calls", pair[1]) for pair in pairs]


def around(ref: str, edges: list[Edge], *, hops: int = 2, hub: int = 25) -> dict[str, int]:
    return {one.ref: one.hops for one in Neighbourhood(edges, hops=hops, hub=hub)(ref)}


def test_callers_and_callees_are_near_along_the_chain() -> None:
    chain = calls("ab", "bc", "cd", "de")
    assert around("c", chain) == {"b": 1, "d": 1, "a": 2, "e": 2}
    assert around("c", chain, hops=1) == {"b": 1, "d": 1}
    assert around("c", chain, hops=0) == {}


def test_callers_of_the_same_thing_are_near_but_not_all_that_a_front_door_calls() -> None:
    assert around("a", calls("ax", "bx")) == {"x": 1, "b": 2}
    assert around("a", calls("wa", "wb")) == {"w": 1}


def test_what_everybody_uses_connects_nobody() -> None:
    shared = [(f"s{n}", "calls", "auth") for n in range(30)]
    assert around("s1", shared) == {"auth": 1}
    assert len(around("auth", shared)) == 30


def test_the_way_is_told_step_by_step() -> None:
    edges = [("pod:a/x", "runs_on", "node:n"), ("service:w", "calls", "service:x"), ("service:x", "calls", "service:y")]
    near = Neighbourhood(edges, hops=2, hub=25)
    assert [one.path for one in near("node:n")] == ["pod:a/x runs on node:n"]
    assert near("service:w")[1].path == "service:w calls service:x, service:x calls service:y"


def test_circles_end_and_nothing_is_its_own_neighbour() -> None:
    assert around("a", calls("ab", "ba", "aa")) == {"b": 1}
    assert around("nowhere", calls("ab")) == {}
