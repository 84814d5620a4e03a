"""Render: a report for people, every claim with the number of what it stands on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rootward.agents.contract import Blindness
from rootward.causality.model import Ranking
from rootward.investigations.render import as_markdown, citations, explained, past_cases, subject
from rootward.investigations.report import build_report
from rootward.investigations.review import review
from tests.investigations.conftest import PINS, answer, hop, place, plan, ranking, ruled_out, seen, suspect

_CART, _PAY, _WEB, _DEPLOY = (
    seen(f"service:{name}", number) for number, name in enumerate(("cart", "pay", "web", "x"))
)
_FOUND = ranking(
    suspect("service:cart", _CART, change_ref="deploy-7", path=(hop("service:cart", _CART),)),
    first_failure=place("service:cart", _CART), impact=(place("service:web", _WEB, _CART),),
    ruled_out=(ruled_out("service:pay", _PAY), ruled_out("change:deploy-9", _DEPLOY)),
)  # fmt: skip
_BLIND = Blindness(what="the logs agent", presence="source_down", remedy="it took longer than 1 s")


def _body(found: Ranking = _FOUND) -> dict[str, Any]:
    answered = [answer(_CART, _PAY, _WEB, _DEPLOY)]
    return build_report(plan(), answered, [_BLIND], review(found, answered, [_BLIND]), PINS | {"as_of": 7})


def test_every_section_is_there_and_every_claim_has_its_numbers() -> None:
    text = as_markdown(_body())
    assert text.startswith("# Cart is slow\n\n**service:cart is to blame**\n")
    assert "- Cause: `service:cart` (cpu.saturation) [1]\n- Confidence: 0.80 (high)\n" in text
    assert "- Change to blame: `deploy-7`" in text
    assert "- First failure: `service:cart` at 2027-01-15T08:00:00Z [1]" in text
    assert "- Impact: `service:web` [2][1]" in text
    assert "- Next: Give cart more CPU" in text
    assert "## Ruled out\n\n- service:pay: it came later [3]\n" in text
    assert "## Could not see\n\n- the logs agent (source_down): it took longer than 1 s\n" in text
    assert "## How it came about\n\n- 2027-01-15T08:00:00Z service:cart was slow (0)\n" in text
    assert "## To verify a fix\n\n- CPU of cart returns below saturation\n" in text
    assert f"## Evidence\n\n1. service:cart was slow (0) (`{_CART.evidence_id}`)\n" in text
    assert text.endswith(f"4. service:x was slow (3) (`{_DEPLOY.evidence_id}`)\n")


def test_numbers_follow_the_order_of_reading_and_each_observation_has_one() -> None:
    assert citations(_body()) == {
        item.evidence_id: number for number, item in enumerate((_CART, _WEB, _PAY, _DEPLOY), start=1)
    }


def test_what_the_path_stands_on_has_its_number_too() -> None:
    way = (hop("service:cart", _CART), hop("service:pay", _PAY), hop("service:web", _WEB))
    body = _body(ranking(suspect("service:cart", _CART, path=way)))
    assert citations(body) == {item.evidence_id: number for number, item in enumerate((_CART, _PAY, _WEB), start=1)}
    text = as_markdown(body)
    at = "at 2027-01-15T08:00:00Z"
    assert (
        f"## How it spread\n\n- `service:cart` {at} [1]\n- `service:pay` {at} [2]\n- `service:web` {at} [3]\n" in text
    )
    unverified = _body(ranking(suspect("service:cart", _CART, path=(way[0], replace(way[1], evidence_ids=())))))
    assert "- `service:pay` at 2027-01-15T08:00:00Z, unverified\n" in as_markdown(unverified)


def test_without_a_cause_it_says_so_and_what_to_add() -> None:
    text = as_markdown(_body(replace(_FOUND, insufficient="nothing stands out", missing=("spans of pay",))))
    assert "**Not enough evidence to name a cause: nothing stands out**" in text
    assert "- Next: Add telemetry: spans of pay" in text
    assert "Cause:" not in text and "Confidence:" not in text and "To verify a fix" not in text


def test_sections_with_nothing_in_them_are_left_out() -> None:
    answered = [answer(_CART)]
    found = ranking(suspect("service:cart", _CART))
    text = as_markdown(build_report(plan(), answered, [], review(found, answered, []), PINS | {"as_of": 7}))
    assert [line for line in text.splitlines() if line.startswith("## ")] == [
        "## How it came about", "## To verify a fix", "## Evidence",
    ]  # fmt: skip


def test_a_change_is_called_by_what_was_done_and_anything_else_by_its_name() -> None:
    body = _body()
    assert [subject(item, body) for item in body["ruled_out"]] == ["service:pay", "service:x was slow (3)"]
    assert subject({"subject": "change:deploy-9", "evidence_ids": []}, body) == "change:deploy-9"


def test_it_says_what_is_explained_what_is_left_what_speaks_against_it_and_what_else_it_could_be() -> None:
    best = suspect(
        "service:cart", _CART, explains=("service:cart",), unexplained=("service:web",),
        against_ids=(_WEB.evidence_id,), path=(hop("service:cart", _CART),),
    )  # fmt: skip
    other = replace(suspect("service:pay", _PAY), role="alternative", title="pay is slow", confidence=0.2)
    body = _body(ranking(best, other, ruled_out=(ruled_out("service:pay", _PAY),)))
    told = explained(body, citations(body))
    assert told["Explains"] == ["cart (1 of 2 that alerted); each step there has its evidence"]
    assert told["Leaves open"] == ["web alerted, too: no way leads there from the cause"]
    assert told["Against it"] == ["service:web was slow (2) [2], which cannot come from cart"]
    assert told["Or else"] == ["pay is slow (0.20), but it came later"]
    text = as_markdown(body)
    assert "- Leaves open: web alerted, too" in text


def test_a_verdict_that_accounts_for_everything_says_so_and_without_a_verdict_nothing_is_explained() -> None:
    body = _body(ranking(suspect("service:cart", _CART, explains=("service:cart",), unexplained=())))
    told = explained(body, citations(body))
    assert told["Leaves open"] == ["nothing: every alert is accounted for"]
    assert told["Against it"] == ["nothing that was seen"]
    assert explained(_body(replace(_FOUND, insufficient="nothing stands out")), {}) == {}


def test_a_past_case_says_what_it_was_what_helped_and_by_what_it_is_alike() -> None:
    past: dict[str, Any] = {
        "case": "INC-4", "similarity": 0.81, "cause": "a quota was used up", "fixed_by": "a higher quota",
        "shared": ["log.novel quota <*> used up symptom", "at service:pay", "trace.client_errors POST /pay service"],
    }  # fmt: skip
    assert past_cases({"similar_cases": [past]}) == [
        "INC-4 (81% alike): a quota was used up; helped: a higher quota. Both show: the message “quota <*> used up”; "
        "trouble at service:pay; POST /pay (trace.client errors)"
    ]
