"""One candidate cause per entity, with the change that fits best."""

from __future__ import annotations

from dataclasses import replace

from rootward.causality.graph import Graph
from rootward.causality.model import Change
from rootward.causality.parameters import PARAMETERS
from rootward.causality.propagation import weigh
from rootward.causality.signatures import compile_signatures, signatures_of
from rootward.causality.suspects import Suspect, suspects
from rootward.packs.builtin import builtin

SECOND = 1_000_000_000
SIGNATURES = compile_signatures(signatures_of(builtin()))
GRAPH = Graph([("service:web", "service:cart", "calls"), ("service:cart", "service:pay", "calls")])
SHRUNK = Change(
    ref="c1", entity="service:pay", at=298 * SECOND, kind="deploy", title="deploy of pay", nature="linked",
    topics=("config.pool_size",), keys=("pool_size",), numbers=(("pool_size", 20.0, 2.0),),
)  # fmt: skip


def _suspects(evidence, changes=(), symptoms=("service:web",), onset: int | None = 300 * SECOND) -> list[Suspect]:  # type: ignore[no-untyped-def]
    return suspects(
        weigh(evidence, GRAPH), GRAPH, changes, symptoms=symptoms, onset=onset, detected_at=400 * SECOND,
        signatures=SIGNATURES,
    )  # fmt: skip


def test_the_deepest_failure_is_suspected_first(seen) -> None:  # type: ignore[no-untyped-def]
    chain = [seen("metric.latency", entity) for entity in ("service:web", "service:cart", "service:pay")]
    assert _suspects(chain)[0].entity == "service:pay"


def test_several_kinds_of_evidence_outweigh_many_of_one_kind(seen) -> None:  # type: ignore[no-untyped-def]
    one = [seen("metric.cpu", "service:cart", n=n) for n in range(9)]
    several = [seen(kind, "service:pay") for kind in ("metric.cpu", "metric.memory", "trace.error_origin")]
    found = _suspects([*one, *several])
    assert found[0].entity == "service:pay" and found[0].modalities == 2


def test_a_fitting_change_before_the_onset_adds_to_the_suspicion(seen) -> None:  # type: ignore[no-untyped-def]
    evidence = [seen("metric.pool_wait", "service:pay")]
    without, with_change = _suspects(evidence)[0], _suspects(evidence, [SHRUNK])[0]
    assert with_change.score > without.score
    assert with_change.blame is not None and with_change.blame.change.ref == "c1"
    assert with_change.kind == "config.pool_size"


def test_a_change_on_an_entity_that_shows_nothing_is_no_suspect(seen) -> None:  # type: ignore[no-untyped-def]
    found = _suspects([seen("metric.cpu", "service:cart")], [SHRUNK])
    assert [item.entity for item in found] == ["service:cart"]
    assert found[0].blames == ()


def test_a_change_after_the_trouble_began_is_not_to_blame(seen) -> None:  # type: ignore[no-untyped-def]
    late = replace(SHRUNK, at=350 * SECOND)
    assert _suspects([seen("metric.pool_wait", "service:pay", onset=300)], [late])[0].blame is None


def test_a_change_is_near_when_its_own_entity_began_then_even_if_the_onset_was_misjudged(seen) -> None:  # type: ignore[no-untyped-def]
    found = _suspects([seen("metric.pool_wait", "service:pay", onset=300)], [SHRUNK], onset=200 * SECOND)
    assert found[0].blame is not None and found[0].blame.proximity > 0.9


def test_what_a_caller_changed_burdens_the_one_it_calls(seen) -> None:  # type: ignore[no-untyped-def]
    asked_more = replace(SHRUNK, ref="c2", entity="service:cart", topics=("cpu.saturation",), risk=0.9, burdens=True)
    evidence = [seen("metric.cpu", "service:pay")]
    blamed = _suspects(evidence, [asked_more])[0].blame
    assert blamed is not None and blamed.change.ref == "c2"
    assert _suspects(evidence, [replace(asked_more, burdens=False)])[0].blame is None


def test_who_cannot_reach_a_symptom_is_less_likely(seen) -> None:  # type: ignore[no-untyped-def]
    found = _suspects([seen("metric.cpu", "service:alone"), seen("metric.cpu", "service:pay")])
    assert [item.entity for item in found] == ["service:pay", "service:alone"]
    assert found[1].score < PARAMETERS.unreached * found[0].score * 1.1


def test_one_early_observation_does_not_decide_when_it_began(seen) -> None:  # type: ignore[no-untyped-def]
    evidence = [seen("metric.cpu", "service:pay", onset=300 + n, n=n) for n in range(9)]
    found = _suspects([*evidence, seen("metric.memory", "service:pay", onset=10)])
    assert found[0].onset is not None and found[0].onset >= 300 * SECOND


def test_equals_are_in_order_of_name(seen) -> None:  # type: ignore[no-untyped-def]
    evidence = [seen("metric.cpu", entity) for entity in ("service:b", "service:a")]
    assert [item.entity for item in _suspects(evidence, symptoms=())] == ["service:a", "service:b"]
