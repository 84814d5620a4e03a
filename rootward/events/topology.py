"""Topology: what calls, owns and runs on what; learned from spans, stated by sources, declared in packs."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import sqlalchemy as sa

from rootward.events.calls import ALIAS, calls_in
from rootward.events.model import Edge, SpanItem
from rootward.events.rows import insert_rows
from rootward.kit.db import Connection
from rootward.schema import topology_edges

__all__ = ["BUCKET", "DAY", "Topology", "TopologyEdge", "aliases", "graph", "has_any", "neighbours", "observe"]

BUCKET = 300_000_000_000
"""Edges are noted once in five minutes (ns)."""

DAY = 86_400_000_000_000

_DEPENDS = frozenset({"calls", "depends_on"})
_DECLARED = frozenset({"pack", "catalog"})


class TopologyEdge(NamedTuple):
    """`src` calls, owns, runs on or depends on `dst`; seen in the five minutes from `first_seen` and from `last_seen`
    (ns; both 0 when declared). `origin`: spans, kubernetes, pack. Made by the thousand, hence a tuple."""

    src: str
    dst: str
    relation: str
    origin: str
    first_seen: int
    last_seen: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Topology:
    """A graph of entity references; edges in the order of their fields, so equal graphs are equal values."""

    edges: tuple[TopologyEdge, ...]
    nodes: tuple[str, ...] = field(init=False)
    _out: Mapping[str, tuple[TopologyEdge, ...]] = field(init=False, repr=False, compare=False)
    _in: Mapping[str, tuple[TopologyEdge, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        out: dict[str, list[TopologyEdge]] = defaultdict(list)
        into: dict[str, list[TopologyEdge]] = defaultdict(list)
        for edge in self.edges:
            out[edge.src].append(edge)
            into[edge.dst].append(edge)
        set_once = object.__setattr__
        set_once(self, "nodes", tuple(sorted(out.keys() | into.keys())))
        set_once(self, "_out", {node: tuple(edges) for node, edges in out.items()})
        set_once(self, "_in", {node: tuple(edges) for node, edges in into.items()})

    def callers(self, node: str) -> tuple[str, ...]:
        """Who calls it or depends on it, by name."""
        return _unique(edge.src for edge in self._in.get(node, ()) if edge.relation in _DEPENDS)

    def callees(self, node: str) -> tuple[str, ...]:
        """What it calls or depends on, by name."""
        return _unique(edge.dst for edge in self._out.get(node, ()) if edge.relation in _DEPENDS)

    def neighbours(self, node: str, relation: str = "") -> tuple[str, ...]:
        """Both ends' other ends, by any relation or by one."""
        edges = (*self._out.get(node, ()), *self._in.get(node, ()))
        chosen = [edge for edge in edges if not relation or edge.relation == relation]
        return _unique(edge.dst if edge.src == node else edge.src for edge in chosen)

    def between(self, src: str, dst: str) -> tuple[TopologyEdge, ...]:
        return tuple(edge for edge in self._out.get(src, ()) if edge.dst == dst)

    def path(self, src: str, dst: str) -> tuple[str, ...]:
        """The shortest way along calls and dependencies, both ends included; of equal ways the first by name;
        empty when there is none."""
        before: dict[str, str] = {src: ""}
        waiting = deque([src])
        while waiting and dst not in before:
            node = waiting.popleft()
            for other in self.callees(node):
                if other not in before:
                    before[other] = node
                    waiting.append(other)
        found: list[str] = []
        node = dst if dst in before else ""
        while node:
            found.append(node)
            node = before[node]
        return tuple(reversed(found))


def observe(
    connection: Connection, tenant: str, operations: Sequence[SpanItem], edges: Iterable[Edge] = (), *, seq: int
) -> int:
    """Note what these spans and stated edges say; returns how many edges that is. An edge of a pack or a catalog is
    declared: it holds at all times. The spans are to be stored before, since caller and callee seldom arrive together.
    """
    found: set[tuple[str, str, str, str, int]] = {
        (edge.src, edge.dst, edge.relation, edge.origin, 0 if edge.origin in _DECLARED else edge.ts // BUCKET * BUCKET)
        for edge in edges
    }
    for call in calls_in(connection, tenant, operations):
        bucket = 0 if call.relation == ALIAS else call.ts // BUCKET * BUCKET
        found.add((call.src, call.dst, call.relation, "spans", bucket))
    insert_rows(connection, topology_edges, [(tenant, *edge, seq) for edge in sorted(found)])
    return len(found)


def graph(
    connection: Connection, tenant: str, *, as_of: int, since: int | None = None, until: int | None = None
) -> Topology:
    """The edges that hold in [since, until): declared ones, and those seen there or in the day before `since`, because
    what is told once (an owner) or seldom (a nightly job) is not over when the window begins. Without `since` the day
    before `until` counts, without both the day before the newest edge. A call to an address where one service answers
    is a call to that service."""
    known = aliases(connection, tenant, as_of=as_of)
    edges = _edges(connection, tenant, as_of, since, until)
    if known:
        edges = _answered(edges, known)
    return Topology(edges=tuple(sorted([edge for edge in edges if edge.src != edge.dst])))


def aliases(connection: Connection, tenant: str, *, as_of: int) -> dict[str, str]:
    """Which service answers at an address (`external:…`), where it was always the same one."""
    query = sa.select(topology_edges.c.src, topology_edges.c.dst).where(
        topology_edges.c.tenant == tenant,
        topology_edges.c.src.startswith("external:"),
        topology_edges.c.relation == ALIAS,
        topology_edges.c.seq <= as_of,
    )
    if connection.dialect.name == "sqlite":  # what lets it go straight to the addresses
        query = query.where(topology_edges.c.src >= "external:", topology_edges.c.src < "external;")
    services: dict[str, set[str]] = defaultdict(set)
    for address, service in connection.execute(query).all():
        services[address].add(service)
    return {address: min(found) for address, found in services.items() if len(found) == 1}


def has_any(connection: Connection, tenant: str, *, as_of: int) -> bool:
    """Whether any edge of the tenant is known."""
    query = sa.select(topology_edges.c.src).where(topology_edges.c.tenant == tenant, topology_edges.c.seq <= as_of)
    return connection.execute(query.limit(1)).first() is not None


def neighbours(connection: Connection, tenant: str, entity: str) -> list[str]:
    """What stands next to an entity, by any relation and at any time, by name."""
    source, target = topology_edges.c.src, topology_edges.c.dst
    found: set[str] = set()
    for here, there in ((source, target), (target, source)):
        query = sa.select(there).where(
            topology_edges.c.tenant == tenant, here == entity, topology_edges.c.relation != ALIAS
        )
        found.update(connection.execute(query.distinct()).scalars())
    return sorted(found)


def _answered(edges: Iterable[TopologyEdge], known: Mapping[str, str]) -> list[TopologyEdge]:
    """With the service in the place of its address, which may be an edge that is there already."""
    found: dict[tuple[object, ...], TopologyEdge] = {}
    for edge in edges:
        moved = edge._replace(dst=known[edge.dst]) if edge.dst in known else edge
        before = found.get(moved[:4], moved)
        first, last = min(moved.first_seen, before.first_seen), max(moved.last_seen, before.last_seen)
        found[moved[:4]] = moved._replace(first_seen=first, last_seen=last) if before is not moved else moved
    return list(found.values())


def _edges(connection: Connection, tenant: str, as_of: int, since: int | None, until: int | None) -> list[TopologyEdge]:
    bucket = topology_edges.c.bucket
    visible = (topology_edges.c.tenant == tenant, topology_edges.c.seq <= as_of)
    last = until
    if since is None and until is None:
        newest = connection.execute(sa.select(sa.func.max(bucket)).where(*visible)).scalar()
        last = int(newest or 0) + BUCKET
    first = (since if since is not None else int(last or 0)) - DAY
    seen = [bucket > first - BUCKET] if last is None else [bucket > first - BUCKET, bucket < last]
    edge = [topology_edges.c[name] for name in ("src", "dst", "relation", "origin")]
    query = (
        sa.select(*edge, sa.func.min(bucket), sa.func.max(bucket))
        .where(*visible, topology_edges.c.relation != ALIAS, sa.or_(bucket == 0, sa.and_(*seen)))
        .group_by(*edge)
    )
    return [TopologyEdge._make(row) for row in connection.execute(query).all()]


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names)))
