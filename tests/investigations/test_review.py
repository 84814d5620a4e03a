"""Review: no evidence, no claim; what is taken away may only lower what is said."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.agents.contract import Blindness, Finding
from rootward.causality.model import Place, Ranking, RuledOut
from rootward.events.presence import Presence
from rootward.evidence.model import Evidence, Query
from rootward.investigations.review import review, supported
from tests.investigations.conftest import answer, hop, ids, place, ranking, ruled_out, seen, suspect

_ENTITIES = ("service:cart", "service:pay", "database:orders")
_ITEMS = tuple(seen(entity, number) for number, entity in enumerate(_ENTITIES * 3))
_SOME = st.sets(st.integers(0, len(_ITEMS) - 1), max_size=5).map(lambda places: [_ITEMS[n] for n in sorted(places)])
_HYPOTHESES = st.builds(
    lambda entity, cited, against, way, confidence, score, kind: suspect(
        entity, *cited, against_ids=ids(*against), path=(hop(entity, *way),), confidence=confidence, score=score,
        kind=kind,
    ),
    st.sampled_from(_ENTITIES), _SOME, _SOME, _SOME, st.floats(0, 1), st.floats(0, 50),
    st.sampled_from(["cpu.saturation", "memory.leak", "unknown"]),
)  # fmt: skip
_RANKINGS = st.builds(
    lambda hypotheses, first, felt, out: ranking(
        *hypotheses, first_failure=place("service:cart", *first), impact=(place("service:pay", *felt),),
        ruled_out=(ruled_out("database:orders", *out),),
    ),
    st.lists(_HYPOTHESES, max_size=4, unique_by=lambda item: (item.entity, item.kind)), _SOME, _SOME, _SOME,
)  # fmt: skip
_BLIND = Blindness(what="the logs agent", presence="source_down", remedy="start it")


def _cited(found: Ranking) -> set[str]:
    every: list[Place | RuledOut] = [
        *found.impact,
        *found.ruled_out,
        *([found.first_failure] if found.first_failure else []),
    ]
    names = {name for item in every for name in item.evidence_ids}
    for item in found.hypotheses:
        names |= {*item.evidence_ids, *item.against_ids, *(name for step in item.path for name in step.evidence_ids)}
    return names


def _confidence(found: Ranking) -> dict[tuple[str, str], float]:
    return {(item.entity, item.kind): item.confidence for item in found.hypotheses}


@given(_RANKINGS, _SOME)
def test_taking_evidence_away_never_raises_a_confidence_nor_leaves_its_citation(
    given_: Ranking, dropped: list[Evidence]
) -> None:
    left = [item for item in _ITEMS if item not in dropped]
    whole, less = review(given_, [answer(*_ITEMS)], ()), review(given_, [answer(*left)], ())
    before, after = _confidence(whole.ranking), _confidence(less.ranking)
    assert after.keys() <= before.keys() <= _confidence(given_).keys()
    assert all(after[name] <= before[name] for name in after)
    assert all(before[name] <= _confidence(given_)[name] + 0.00005 for name in before)  # four digits are kept
    assert _cited(less.ranking) <= set(ids(*left))
    assert len(less.ranking.hypotheses) + len(less.removed) >= len(given_.hypotheses)


@given(_RANKINGS, st.integers(0, 12))
def test_what_could_not_be_seen_never_raises_a_confidence(given_: Ranking, blind: int) -> None:
    more, less = (review(given_, [answer(*_ITEMS)], (_BLIND,) * count).ranking for count in (blind, blind + 1))
    assert all(_confidence(less)[name] <= value for name, value in _confidence(more).items())


def test_what_is_supported_stays_as_it_is() -> None:
    cart = seen("service:cart")
    given_ = ranking(suspect("service:cart", cart, path=(hop("service:cart", cart),)))
    found = review(given_, [answer(cart)], ())
    assert found.ranking == given_
    assert found.removed == ()


def test_a_hypothesis_whose_evidence_touches_another_entity_is_removed_and_said_to_be() -> None:
    pay = seen("service:pay")
    found = review(ranking(suspect("service:cart", pay)), [answer(pay)], ())
    assert found.ranking.hypotheses == ()
    assert found.removed == ("service:cart is to blame: no cited evidence touches service:cart",)
    assert found.ranking.insufficient == "no hypothesis is supported by evidence"


def test_evidence_about_nobody_supports_no_hypothesis() -> None:
    nobody = seen("", query=Query(tool="logs.measure", arguments={"entity": ""}))
    assert review(ranking(suspect("service:cart", nobody)), [answer(nobody)], ()).ranking.hypotheses == ()


def test_evidence_of_the_component_or_of_a_call_to_the_entity_touches_it() -> None:
    owned = seen("database:orders")
    called = seen("service:web", 1, query=Query(tool="spans.measure", arguments={"peer": "service:cart"}))
    for hypothesis, item in (
        (suspect("service:cart", owned, component="database:orders"), owned),
        (suspect("service:cart", called), called),
    ):
        assert review(ranking(hypothesis), [answer(item)], ()).ranking.hypotheses == (hypothesis,)


def test_absence_alone_names_nobody_as_the_cause() -> None:
    missing = seen("service:cart", presence=Presence.ABSENT)
    assert review(ranking(suspect("service:cart", missing)), [answer(missing)], ()).ranking.hypotheses == ()


def test_half_of_the_citations_is_half_of_the_confidence() -> None:
    one, two = seen("service:cart", 1), seen("service:cart", 2)
    (left,) = review(ranking(suspect("service:cart", one, two)), [answer(one)], ()).ranking.hypotheses
    assert (left.evidence_ids, left.confidence) == (ids(one), 0.4)


@pytest.mark.parametrize(("blind", "expected"), [(0, 0.95), (1, 0.9), (3, 0.7), (9, 0.5)])
def test_each_thing_that_could_not_be_seen_caps_the_confidence(blind: int, expected: float) -> None:
    cart = seen("service:cart")
    result = replace(answer(cart), blind=(_BLIND,) * (blind // 2))
    found = review(ranking(suspect("service:cart", cart, confidence=0.95)), [result], (_BLIND,) * (blind - blind // 2))
    assert found.ranking.hypotheses[0].confidence == pytest.approx(expected)


def test_a_best_hypothesis_that_is_hardly_sure_is_not_enough() -> None:
    cart = seen("service:cart")
    found = review(ranking(suspect("service:cart", cart, confidence=0.2)), [answer(cart)], ())
    assert found.ranking.insufficient == "the best hypothesis reaches only a confidence of 0.20"
    assert len(found.ranking.hypotheses) == 1


def test_a_step_of_the_path_without_evidence_is_not_verified() -> None:
    cart, gone = seen("service:cart"), seen("service:web", 1)
    given_ = ranking(suspect("service:cart", cart, path=(hop("service:cart", cart), hop("service:web", gone))))
    (left,) = review(given_, [answer(cart)], ()).ranking.hypotheses
    assert [step.verified for step in left.path] == [True, False]


def test_what_was_ruled_out_on_evidence_that_is_not_there_is_no_longer_ruled_out() -> None:
    cart, gone = seen("service:cart"), seen("service:pay", 1)
    given_ = ranking(
        suspect("service:cart", cart), ruled_out=(ruled_out("service:pay", gone), ruled_out("change:deploy-7"))
    )
    found = review(given_, [answer(cart)], ())
    assert [item.subject for item in found.ranking.ruled_out] == ["change:deploy-7"]
    assert len(found.removed) == 1
    assert found.removed[0].startswith("service:pay was ruled out")


def test_a_finding_stays_only_with_what_it_cites() -> None:
    cart = seen("service:cart")
    said = [
        Finding(kind=kind, detail={}, confidence=0.5, evidence_ids=cited)
        for kind, cited in (("kept", (*ids(cart), "ev_none")), ("made_up", ("ev_none",)), ("bare", ()))
    ]
    (result,) = supported([answer(cart, findings=tuple(said))])
    assert [(item.kind, item.evidence_ids) for item in result.findings] == [("kept", ids(cart))]
