"""Topology: learned from spans, stated by sources, read as of any moment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from rootward.events import spans, topology
from rootward.events.model import Edge, SpanItem
from rootward.events.topology import BUCKET, DAY, Topology, TopologyEdge
from rootward.kit.db import Connection

Enter = Callable[[Connection, str], None]
T0 = 1_760_000_400_000_000_000
LATEST = 10**9


def span(number: int, parent: int = 0, **changes: object) -> SpanItem:
    one = SpanItem(
        ts=T0 + number, duration_ns=10, trace_id=f"{1:032x}", span_id=f"{number:016x}",
        parent_id=f"{parent:016x}" if parent else "", entity="service:a", name="x", kind="server",
    )  # fmt: skip
    return replace(one, **changes)  # type: ignore[arg-type]


def learn(connection: Connection, operations: Sequence[SpanItem], seq: int = 1) -> None:
    spans.write(connection, "t", operations, seq=seq)
    topology.observe(connection, "t", operations, seq=seq)


def graph(connection: Connection, *, as_of: int = LATEST, **window: int) -> Topology:
    return topology.graph(connection, "t", as_of=as_of, **window)


def pairs(found: Topology) -> set[tuple[str, str, str]]:
    return {(edge.src, edge.relation, edge.dst) for edge in found.edges}


def edge(src: str, dst: str, relation: str = "calls") -> TopologyEdge:
    return TopologyEdge(src=src, dst=dst, relation=relation, origin="spans", first_seen=0, last_seen=0)


CLIENT = span(2, 1, kind="client", peer="external:b:80")
SERVER = span(3, 2, entity="service:b")


def test_parentage_and_peers_make_calls(connection: Connection) -> None:
    learn(connection, [span(1), CLIENT, SERVER, span(4, 3, entity="service:b", kind="client", peer="database:orders")])
    found = graph(connection)
    assert pairs(found) == {("service:a", "calls", "service:b"), ("service:b", "calls", "database:orders")}
    assert {(one.origin, one.first_seen, one.last_seen) for one in found.edges} == {
        ("spans", T0 // BUCKET * BUCKET, T0 // BUCKET * BUCKET)
    }


@pytest.mark.parametrize("order", [(CLIENT, SERVER), (SERVER, CLIENT)])
def test_caller_and_callee_may_arrive_apart(connection: Connection, order: tuple[SpanItem, SpanItem]) -> None:
    for seq, one in enumerate(order, 1):
        learn(connection, [one], seq)
    assert pairs(graph(connection)) == {("service:a", "calls", "service:b")}
    assert topology.aliases(connection, "t", as_of=LATEST) == {"external:b:80": "service:b"}


def test_halves_of_rare_calls_are_looked_up_among_many_common_ones(connection: Connection) -> None:
    common = [replace(SERVER, trace_id=f"{n:032x}", ts=T0 + n) for n in range(10, 900)]
    rare = replace(SERVER, trace_id=f"{5:032x}", name="rare")
    learn(connection, [replace(CLIENT, trace_id=f"{5:032x}", entity="service:z", peer="")], 1)
    learn(connection, [*common, rare], 2)
    assert pairs(graph(connection)) == {("service:z", "calls", "service:b")}


def test_an_address_without_a_known_service_stays_an_address(connection: Connection) -> None:
    learn(connection, [CLIENT])
    assert pairs(graph(connection)) == {("service:a", "calls", "external:b:80")}
    learn(connection, [SERVER], 2)
    learn(connection, [replace(SERVER, span_id="9" * 16, entity="service:c")], 3)  # two answer at one address
    assert pairs(graph(connection)) == {
        ("service:a", "calls", "external:b:80"), ("service:a", "calls", "service:b"),
        ("service:a", "calls", "service:c"),
    }  # fmt: skip


def test_what_a_span_does_inside_its_service_is_no_call(connection: Connection) -> None:
    learn(connection, [span(1), span(2, 1, kind="internal"), span(3, 2, kind="client", peer="service:a"), span(4, 99)])
    assert graph(connection).edges == ()


def test_stated_edges_keep_their_origin_and_declared_ones_hold_at_all_times(connection: Connection) -> None:
    owns = Edge(src="workload:n/w", dst="pod:n/p", relation="owns", origin="kubernetes", ts=T0 + 7 * BUCKET)
    declared = Edge(src="service:a", dst="database:x", relation="depends_on", origin="pack", ts=T0)
    assert topology.observe(connection, "t", [], [owns, declared, declared], seq=1) == 2
    found = graph(connection, since=T0 + 7 * BUCKET, until=T0 + 8 * BUCKET)
    assert [(one.relation, one.origin, one.last_seen) for one in found.edges] == [
        ("depends_on", "pack", 0), ("owns", "kubernetes", (T0 + 7 * BUCKET) // BUCKET * BUCKET),
    ]  # fmt: skip
    assert pairs(graph(connection, since=T0 + DAY + 10 * BUCKET)) == {("service:a", "depends_on", "database:x")}


def test_a_window_chooses_edges_and_says_when_they_were_first_and_last_seen(connection: Connection) -> None:
    for number, ts in enumerate((T0, T0 + BUCKET, T0 + 3 * DAY)):
        learn(connection, [replace(CLIENT, ts=ts, trace_id=f"{number + 5:032x}")], number + 1)
    first = T0 // BUCKET * BUCKET
    found = graph(connection, since=T0, until=T0 + DAY).edges[0]
    assert (found.first_seen, found.last_seen) == (first, first + BUCKET)
    held = graph(connection, since=T0 + DAY + BUCKET, until=T0 + DAY + 2 * BUCKET).edges[0]
    assert held.first_seen == first + BUCKET
    assert graph(connection).edges[0].first_seen == (T0 + 3 * DAY) // BUCKET * BUCKET  # the day before the newest
    assert graph(connection, since=T0 + DAY + 3 * BUCKET, until=T0 + 2 * DAY).edges == ()
    assert graph(connection, until=T0 + 2 * DAY).edges == ()


def test_what_is_read_as_of_a_moment_never_changes(connection: Connection) -> None:
    learn(connection, [CLIENT], 1)
    before = graph(connection, as_of=1)
    learn(connection, [SERVER], 2)
    learn(connection, [replace(CLIENT, ts=T0 + 5 * BUCKET, span_id="5" * 16)], 3)
    assert graph(connection, as_of=1) == before
    assert pairs(before) == {("service:a", "calls", "external:b:80")}
    assert pairs(graph(connection, as_of=2)) == {("service:a", "calls", "service:b")}
    assert graph(connection, as_of=0).edges == ()


def test_another_tenant_sees_nothing(connection: Connection, enter: Enter) -> None:
    learn(connection, [CLIENT, SERVER])
    enter(connection, "u")
    topology.observe(connection, "u", [SERVER], seq=2)  # the caller is another tenant's
    assert topology.graph(connection, "u", as_of=LATEST).edges == ()
    assert topology.neighbours(connection, "u", "service:b") == []
    assert topology.aliases(connection, "u", as_of=LATEST) == {}


def test_neighbours_stand_at_both_ends(connection: Connection) -> None:
    learn(connection, [CLIENT, SERVER, span(4, 3, entity="service:b", kind="client", peer="database:orders")])
    assert topology.neighbours(connection, "t", "service:b") == ["database:orders", "service:a"]


def test_a_graph_answers_who_calls_whom_and_by_which_way() -> None:
    found = Topology(
        edges=(
            edge("a", "b"), edge("a", "c"), edge("b", "d"), edge("c", "d"), edge("d", "a"),
            edge("d", "db", "depends_on"), edge("pod", "d", "runs_on"),
        )
    )  # fmt: skip
    assert found.nodes == ("a", "b", "c", "d", "db", "pod")
    assert found.callers("d") == ("b", "c")
    assert found.callees("d") == ("a", "db")
    assert found.neighbours("d") == ("a", "b", "c", "db", "pod")
    assert found.neighbours("d", "runs_on") == ("pod",)
    assert found.path("a", "db") == ("a", "b", "d", "db")
    assert found.path("a", "a") == ("a",)
    assert found.path("pod", "d") == ()
    assert found.path("a", "nobody") == ()
    assert found.between("a", "c") == (edge("a", "c"),)
    assert found.callers("nobody") == ()
