"""The way from a cause to the alert, and the three roles."""

from __future__ import annotations

from rootward.causality.graph import Graph
from rootward.causality.paths import affected, first_failure, impact, root_path
from rootward.causality.propagation import weigh
from rootward.causality.signatures import compile_signatures, signatures_of
from rootward.causality.suspects import Suspect, suspects
from rootward.packs.builtin import builtin

SECOND = 1_000_000_000
EDGES = [
    ("service:web", "service:cart", "calls"), ("service:cart", "service:pay", "calls"),
    ("service:web", "service:pay", "calls"), ("service:pay", "external:bank", "calls"),
]  # fmt: skip
SIGNATURES = compile_signatures(signatures_of(builtin()))
GRAPH = Graph(EDGES)


def _scene(evidence, symptoms):  # type: ignore[no-untyped-def]
    weighed = weigh(evidence, GRAPH)
    found = suspects(weighed, GRAPH, (), symptoms=symptoms, onset=None, detected_at=0, signatures=SIGNATURES)
    return {item.entity: item for item in found}, affected(weighed)


def test_the_path_goes_through_most_alerts_with_evidence_at_every_hop(seen) -> None:  # type: ignore[no-untyped-def]
    evidence = [seen("metric.errors", entity, onset=300 + n) for n, entity in
                enumerate(("service:pay", "service:cart", "service:web"))]  # fmt: skip
    known, hit = _scene(evidence, {"service:cart", "service:web"})
    stated = {("service:cart", "service:pay"): seen("topology.calls", "service:cart", 0.0)}
    hops = root_path(known["service:pay"], GRAPH, {"service:cart", "service:web"}, hit, stated)
    assert [hop.entity for hop in hops] == ["service:pay", "service:cart", "service:web"]
    assert all(hop.verified and hop.evidence_ids for hop in hops)
    assert hops[1].evidence_ids[-1] == stated["service:cart", "service:pay"].evidence_id
    assert [hop.relation for hop in hops] == ["", "calls", "calls"]


def test_a_hop_that_shows_nothing_is_unverified(seen) -> None:  # type: ignore[no-untyped-def]
    known, hit = _scene([seen("trace.error_origin", "external:bank")], {"service:web"})
    hops = root_path(known["external:bank"], GRAPH, {"service:web"}, hit, {})
    assert [hop.entity for hop in hops] == ["external:bank", "service:pay", "service:web"]
    assert [hop.verified for hop in hops] == [True, False, False]


def test_an_effect_before_its_cause_is_unverified(seen) -> None:  # type: ignore[no-untyped-def]
    evidence = [seen("metric.errors", "service:pay", onset=300), seen("metric.errors", "service:web", onset=100)]
    known, hit = _scene(evidence, {"service:web"})
    hops = root_path(known["service:pay"], GRAPH, {"service:web"}, hit, {})
    assert [hop.verified for hop in hops] == [True, False]


def test_without_a_way_there_is_no_path(seen) -> None:  # type: ignore[no-untyped-def]
    known, hit = _scene([seen("metric.cpu", "service:alone")], {"service:web"})
    assert root_path(known["service:alone"], GRAPH, {"service:web"}, hit, {}) == ()


def test_the_first_failure_is_the_cause_if_it_failed_else_the_first_on_the_way(seen) -> None:  # type: ignore[no-untyped-def]
    known, hit = _scene([seen("metric.errors", "service:pay")], {"service:web"})
    assert first_failure(known["service:pay"], (), hit).entity == "service:pay"  # type: ignore[union-attr]
    evidence = [seen("metric.memory", "service:pay", 4.0), seen("metric.errors", "service:cart", onset=310)]
    known, hit = _scene(evidence, {"service:web"})
    hops = root_path(known["service:pay"], GRAPH, {"service:web"}, hit, {})
    through = root_path(known["service:pay"], GRAPH, {"service:cart"}, hit, {})
    assert first_failure(known["service:pay"], hops, hit) is None
    assert first_failure(known["service:pay"], through, hit).entity == "service:cart"  # type: ignore[union-attr]


def test_the_impact_is_who_failed_downstream_and_who_alerted(seen) -> None:  # type: ignore[no-untyped-def]
    evidence = [seen("metric.errors", entity) for entity in ("service:pay", "service:cart", "external:bank")]
    known, hit = _scene(evidence, {"service:web"})
    cause: Suspect = known["service:pay"]
    felt = impact(cause, None, {"service:web"}, hit)
    assert [place.entity for place in felt] == ["service:cart", "service:web"]
    assert felt[0].evidence_ids and felt[1].evidence_ids == ()
