"""From evidence and topology to hypotheses, or to saying that there is none."""

from __future__ import annotations

from dataclasses import dataclass

from rootward.causality.model import Ranking
from rootward.causality.precedents import Precedent
from rootward.causality.ranking import rank
from rootward.causality.signatures import Signatures, compile_signatures, signatures_of
from rootward.events.topology import Topology, TopologyEdge
from rootward.evidence.model import Evidence
from rootward.packs.builtin import builtin
from rootward.packs.load import load_text
from rootward.packs.overlay import overlay

SECOND = 1_000_000_000
SIGNATURES = compile_signatures(signatures_of(builtin()))
CALLS = [("web", "cart"), ("cart", "pay"), ("web", "search"), ("pay", "bank")]


@dataclass(frozen=True)
class Missing:
    what: str
    remedy: str


def _name(name: str) -> str:
    return f"external:{name}" if name == "bank" else f"service:{name}"


def _topology(calls: list[tuple[str, str]]) -> Topology:
    return Topology(
        edges=tuple(
            TopologyEdge(src=_name(src), dst=_name(dst), relation="calls", origin="spans", first_seen=0, last_seen=0)
            for src, dst in sorted(calls)
        )
    )


def _rank(
    evidence: list[Evidence], blind: tuple[Missing, ...] = (), symptoms: tuple[str, ...] = ("service:web",),
    signatures: Signatures = SIGNATURES,
) -> Ranking:  # fmt: skip
    return rank(
        evidence, _topology(CALLS), symptoms=symptoms, detected_at=400 * SECOND, signatures=signatures, blind=blind,
        onset=300 * SECOND,
    )  # fmt: skip


def _pool_incident(seen) -> list[Evidence]:  # type: ignore[no-untyped-def]
    """pay ran out of connections after its deploy; cart and web feel it; search was deployed too."""
    return [
        seen("metric.pool_size", "service:pay", 3.5, onset=300, text="the pool of pay fell from 20 to 2"),
        seen("metric.pool_wait", "service:pay", 4.0, onset=301),
        seen("trace.error_origin", "service:pay", 2.0, onset=305, observer="service:pay", statuses={"503": 9}),
        seen("metric.latency", "service:cart", 3.0, onset=302), seen("metric.latency", "service:web", 3.0, onset=303),
        _change(seen, "service:pay", "c-pool", 297, ["config.pool_size"], "linked"),
        _change(seen, "service:search", "c-text", 295, [], "cosmetic"),
        seen("topology.calls", "service:cart", 0.0, src="service:cart", dst="service:pay", relation="calls"),
    ]  # fmt: skip


def _change(seen, entity: str, ref: str, at: int, topics: list[str], nature: str) -> Evidence:  # type: ignore[no-untyped-def]
    return seen(
        "change.deploy", entity, 0.0, onset=at, ref=ref, at=at * SECOND, title=f"deploy of {entity}", topics=topics,
        nature=nature, keys=["pool_size"], numbers=[["pool_size", 20, 2]],
    )  # type: ignore[no-any-return]  # fmt: skip


def test_the_cause_is_the_deepest_fault_with_its_change_its_path_and_its_roles(seen) -> None:  # type: ignore[no-untyped-def]
    evidence = _pool_incident(seen)
    found = _rank(evidence)
    cause = found.hypotheses[0]
    assert (cause.entity, cause.kind, cause.change_ref) == ("service:pay", "config.pool_size", "c-pool")
    assert [hop.entity for hop in cause.path] == ["service:pay", "service:cart", "service:web"]
    assert all(hop.verified for hop in cause.path)
    assert found.first_failure is not None and found.first_failure.entity == "service:pay"
    assert [place.entity for place in found.impact] == ["service:cart", "service:web"]
    assert cause.explains == ("service:web",) and cause.unexplained == ()
    assert cause.confidence > 0.7 and found.insufficient is None
    known = {item.evidence_id for item in evidence}
    assert set(cause.evidence_ids) <= known and evidence[5].evidence_id in cause.evidence_ids


def test_the_innocent_deploy_is_ruled_out_with_its_reason(seen) -> None:  # type: ignore[no-untyped-def]
    found = {item.subject: item for item in _rank(_pool_incident(seen)).ruled_out}
    assert found["change:c-text"].reason == "nothing unusual was seen on search after it"
    assert found["change:c-text"].evidence_ids, "it cites the change itself"
    assert "service:cart" in found and "change:c-pool" not in found


def test_a_deploy_just_before_a_fault_elsewhere_is_not_blamed(seen) -> None:  # type: ignore[no-untyped-def]
    evidence = [
        seen("trace.error_origin", "external:bank", 4.5, observer="service:pay", statuses={"429": 90}),
        *(seen("metric.errors", f"service:{name}", 3.0) for name in ("pay", "cart", "web")),
        _change(seen, "service:pay", "c-near", 299, ["disk.saturation"], "linked"),
    ]
    found = _rank(evidence)
    assert found.hypotheses[0].entity == "external:bank"
    assert found.hypotheses[0].kind == "upstream.rate_limited"
    assert all(item.change_ref is None for item in found.hypotheses), "no change is to blame"
    assert found.ruled_out[0].subject == "change:c-near"


def test_little_evidence_is_said_to_be_little_and_what_to_add(seen) -> None:  # type: ignore[no-untyped-def]
    found = _rank([seen("metric.latency", "service:pay", 0.6)], blind=(Missing("traces", "send traces"),))
    assert found.hypotheses == () and found.insufficient is not None
    assert found.missing == ("send traces",)
    nothing = _rank([])
    assert nothing.insufficient == "nothing unusual was found in what could be read"


def test_movement_without_failure_is_no_cause(seen) -> None:  # type: ignore[no-untyped-def]
    found = _rank([seen("metric.cpu", "service:pay", 4.0), seen("metric.memory", "service:pay", 4.0)])
    assert found.insufficient == "something moved, but nothing is seen to fail"


def test_what_could_not_be_seen_caps_confidence(seen) -> None:  # type: ignore[no-untyped-def]
    evidence = _pool_incident(seen)
    free = _rank(evidence).hypotheses[0].confidence
    blind = tuple(Missing(what, "add it") for what in ("logs", "traces", "metrics"))
    assert _rank(evidence, blind=blind).hypotheses[0].confidence < free


def test_less_evidence_never_makes_it_surer(seen) -> None:  # type: ignore[no-untyped-def]
    evidence = _pool_incident(seen)
    full = _rank(evidence).hypotheses[0].confidence
    for place in range(3):
        fewer = [item for index, item in enumerate(evidence) if index != place]
        assert _rank(fewer).hypotheses[0].confidence <= full


def test_a_signature_of_the_tenant_names_the_fault_by_its_own_kind(seen) -> None:  # type: ignore[no-untyped-def]
    own = load_text("""
name: tenant
version: '1'
requires: [sre]
signatures:
  - {name: flux, fault: hardware.flux, meaning: the capacitor is empty, patterns: [flux capacitor drained]}
""")
    mine = compile_signatures(signatures_of(overlay([builtin(), own])))
    evidence = [
        seen("log.novel", "service:pay", 4.0, template="Flux capacitor drained: timed out", severity="error"),
        seen("metric.errors", "service:pay", 4.0), seen("metric.errors", "service:web", 3.0),
        _change(seen, "service:pay", "c-late", 297, ["schema.slow_query"], "linked"),
    ]  # fmt: skip
    assert _rank(evidence).hypotheses[0].kind == "upstream.unavailable"
    found = _rank(evidence, signatures=mine)
    assert (found.hypotheses[0].entity, found.hypotheses[0].kind) == ("service:pay", "hardware.flux")
    assert found.hypotheses[0].title == "pay shows the fault hardware.flux"
    assert any("(shows the fault hardware.flux)" in item.reason for item in found.ruled_out)


def test_the_order_of_the_evidence_does_not_matter(seen) -> None:  # type: ignore[no-untyped-def]
    evidence = _pool_incident(seen)
    assert _rank(evidence) == _rank(evidence[::-1])


def test_without_an_alert_the_loudest_failure_is_explained(seen) -> None:  # type: ignore[no-untyped-def]
    found = _rank(_pool_incident(seen), symptoms=())
    assert found.hypotheses[0].entity == "service:pay"


def test_edges_stated_in_evidence_are_enough(seen) -> None:  # type: ignore[no-untyped-def]
    evidence = [
        *(seen("metric.errors", entity, 4.0) for entity in ("service:x", "service:y")),
        seen("metric.memory", "service:y", 3.0),
        seen("topology.calls", "service:x", 0.0, src="service:x", dst="service:y", relation="calls"),
    ]
    found = rank(evidence, _topology([]), symptoms=["service:x"], detected_at=0, signatures=SIGNATURES)
    assert [hop.entity for hop in found.hypotheses[0].path] == ["service:y", "service:x"]


def test_a_failure_elsewhere_speaks_against_it(seen) -> None:  # type: ignore[no-untyped-def]
    elsewhere = seen("metric.errors", "service:search", 3.0)
    found = _rank([*_pool_incident(seen), elsewhere])
    assert elsewhere.evidence_id in found.hypotheses[0].against_ids


def test_what_speaks_for_a_cause_is_never_listed_against_it(seen) -> None:  # type: ignore[no-untyped-def]
    named = seen("log.novel", "service:pay", 3.0, onset=301, template="search answered 401: token of pay expired")
    found = _rank([*_pool_incident(seen), named, seen("metric.errors", "service:search", 1.0)])
    best = found.hypotheses[0]
    assert not set(best.evidence_ids) & set(best.against_ids)


def test_a_past_case_breaks_a_tie_and_no_more(seen) -> None:  # type: ignore[no-untyped-def]
    plain = _rank(_pool_incident(seen))
    past = (Precedent(entity="service:search", kind="memory.leak", similarity=1.0),)
    leaning = rank(
        _pool_incident(seen), _topology(CALLS), symptoms=("service:web",), detected_at=400 * SECOND,
        signatures=SIGNATURES, onset=300 * SECOND, precedents=past,
    )  # fmt: skip
    assert [one.entity for one in leaning.hypotheses] == [one.entity for one in plain.hypotheses]


def test_without_an_alert_what_users_feel_is_what_there_is_to_explain(seen) -> None:  # type: ignore[no-untyped-def]
    evidence = [
        seen("metric.availability", "service:web", 2.5), seen("flow.stopped", "service:cart", 2.2),
        seen("metric.latency", "service:pay", 4.0),
    ]  # fmt: skip
    found = _rank(evidence, symptoms=())
    assert found.hypotheses[0].entity == "service:cart"
    assert "service:web" in found.hypotheses[0].explains, "not pay, which is slow and has callers that fail"
