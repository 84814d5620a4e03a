"""Report: the same findings give the same bytes, and nothing in them belongs to the run."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from rootward.agents.contract import AgentResult, Blindness, Finding
from rootward.causality.model import Ranking
from rootward.investigations.report import SCHEMA_VERSION, build_report, confidence_word
from rootward.investigations.review import review
from rootward.kit import clock
from rootward.kit.canonical import JSON, canonical
from tests.investigations.conftest import (
    MINUTE,
    PINS,
    START,
    answer,
    hop,
    ids,
    place,
    plan,
    ranking,
    ruled_out,
    seen,
    suspect,
)

_CART, _PAY, _WEB = seen("service:cart", 1), seen("service:pay", 2), seen("service:web", 3)
_FOUND = ranking(
    suspect("service:cart", _CART, path=(hop("service:cart", _CART), hop("service:web", _WEB))),
    first_failure=place("service:cart", _CART), impact=(place("service:web", _WEB),),
    ruled_out=(ruled_out("service:pay", _PAY),), missing=("traces of service:pay",),
)  # fmt: skip
_ANSWERED = answer(_CART, _PAY, _WEB)
_PINNED = PINS | {"as_of": 7, "scope": "case", "asked_at": 123456}


def _built(
    found: Ranking = _FOUND, answered: tuple[AgentResult, ...] = (_ANSWERED,), blind: tuple[Blindness, ...] = (),
    pins: dict[str, JSON] = _PINNED,
) -> dict[str, Any]:  # fmt: skip
    return build_report(plan(), answered, blind, review(found, answered, blind), pins)


def test_the_same_findings_give_the_same_bytes_whenever_and_however_fast_they_were_made() -> None:
    with clock.fixed(START):
        first = canonical(_built())
    slower = replace(_ANSWERED, latency_ms=987654, cost={"llm_usd": 4.25, "api_usd": 0.0})
    with clock.fixed(START + 90 * MINUTE):
        again = canonical(_built(answered=(slower,), pins=_PINNED | {"asked_at": 654321}))
    assert again == first
    assert b"latency_ms" not in again and b"llm_usd" not in again


def test_the_order_in_which_observations_came_does_not_matter() -> None:
    turned = replace(_ANSWERED, evidence=_ANSWERED.evidence[::-1])
    assert canonical(_built(answered=(turned,))) == canonical(_built())


def test_no_id_in_it_is_made_up() -> None:
    raw = canonical(_built()).decode()
    assert not [kind for kind in ("inv_", "rep_", "run_", "case_", "call_", "msg_") if f'"{kind}' in raw]
    assert _built()["pins"] == {"as_of": 7, "memory": 0, "packs": "p1", "parameters": "q1", "product": "1.0"}


def test_another_finding_gives_other_bytes() -> None:
    other = replace(_FOUND, hypotheses=(replace(_FOUND.hypotheses[0], confidence=0.79),))
    assert canonical(_built(other)) != canonical(_built())


def test_everything_that_is_cited_is_in_it_and_nothing_else() -> None:
    unused = seen("service:idle", 9)
    body = _built(answered=(answer(_CART, _PAY, _WEB), answer(unused, agent="logs", findings=())))
    assert {item["evidence_id"] for item in body["evidence"]} == set(ids(_CART, _PAY, _WEB))
    (shown,) = (item for item in body["evidence"] if item["evidence_id"] == _CART.evidence_id)
    assert shown["query"] == {"tool": "metrics.measure", "arguments": {"series_id": "s1"}}
    assert shown["window"] == ["2027-01-15T08:00:00Z", "2027-01-15T08:01:00Z"]
    assert (shown["value"], shown["onset"]) == ({"n": 1}, "2027-01-15T08:00:00.000000001Z")


def test_a_finding_never_cites_what_is_not_in_the_report() -> None:
    said = Finding(kind="made_up", detail={}, confidence=1.0, evidence_ids=("ev_none",))
    body = _built(answered=(replace(_ANSWERED, findings=(*_ANSWERED.findings, said)),))
    assert [item["kind"] for item in body["agents"][0]["findings"]] == ["metric.latency"]


def test_the_verdict_names_the_cause_the_way_and_what_to_do() -> None:
    body = _built()
    verdict = body["verdict"]
    assert (verdict["status"], verdict["summary"]) == ("cause_found", "service:cart is to blame")
    assert verdict["cause"]["entity"] == "service:cart"
    assert verdict["cause"]["evidence_ids"] == list(ids(_CART))
    assert (verdict["confidence"], verdict["confidence_word"]) == (0.8, "high")
    assert verdict["first_failure"]["entity"] == "service:cart"
    assert [item["entity"] for item in verdict["impact"]] == ["service:web"]
    assert verdict["next_step"] == "Give cart more CPU or find what consumes it"
    assert [item["evidence_id"] for item in body["timeline"]] == list(ids(_CART, _WEB))
    assert body["schema_version"] == SCHEMA_VERSION
    assert body["case"] == {"title": "Cart is slow", "kind": "incident", "severity": "high"}
    assert body["agents"][0]["reason"] == "all: everybody looks"


def test_too_little_evidence_names_no_cause_and_says_what_to_add() -> None:
    body = _built(replace(_FOUND, insufficient="nothing stands out", missing=("metrics of cart", "spans of pay")))
    verdict = body["verdict"]
    assert (verdict["status"], verdict["cause"]) == ("insufficient_evidence", None)
    assert verdict["summary"] == "Not enough evidence to name a cause: nothing stands out"
    assert (verdict["confidence"], verdict["confidence_word"]) == (0.0, "none")
    assert verdict["add_telemetry"] == ["metrics of cart", "spans of pay"]
    assert verdict["next_step"] == "Add telemetry: metrics of cart; spans of pay"
    assert [item["entity"] for item in body["hypotheses"]] == ["service:cart"]


def test_where_nothing_is_known_to_be_missing_the_window_is_to_be_widened() -> None:
    verdict = _built(ranking(), answered=())["verdict"]
    assert verdict["reason"] == "no hypothesis is supported by evidence"
    assert verdict["next_step"] == "Widen the time window or add telemetry"


def test_what_could_not_be_seen_is_said_for_agents_that_failed_and_for_what_the_others_missed() -> None:
    failed = Blindness(what="the logs agent", presence="source_down", remedy="agent logs took longer than 1 s")
    missed = Blindness(what="traces", presence="absent", remedy="send spans")
    body = _built(answered=(replace(_ANSWERED, blind=(missed,)),), blind=(failed,))
    assert [item["what"] for item in body["could_not_see"]] == ["the logs agent", "traces"]
    assert body["could_not_see"][0] == {
        "what": "the logs agent", "presence": "source_down", "remedy": "agent logs took longer than 1 s",
    }  # fmt: skip


def test_what_the_review_removed_is_said() -> None:
    body = _built(replace(_FOUND, hypotheses=(*_FOUND.hypotheses, suspect("service:idle", _PAY))))
    assert body["removed_in_review"] == ["service:idle is to blame: no cited evidence touches service:idle"]


@pytest.mark.parametrize(
    ("value", "word"), [(1.0, "high"), (0.75, "high"), (0.7499, "medium"), (0.5, "medium"), (0.4999, "low"), (0, "low")]
)
def test_a_confidence_has_a_word(value: float, word: str) -> None:
    assert confidence_word(value) == word
