"""Which playbook fits, with a reason for everything that was asked; the higher priority wins, then the newer."""

from __future__ import annotations

from dataclasses import replace
from fnmatch import fnmatchcase
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.packs.load import load_body
from rootward.packs.playbook_model import Playbook
from rootward.playbooks.match import Situation, judge, ranked

SITUATION = Situation(
    tenant="acme", domains=("Capital Markets",), types=("AlertFiring", "PAYMENT_FAILED"), fault="code.regression",
    severity="high", sla_minutes_remaining=20.0, policy_tags=("gold", "eu"),
    facts={"case": {"severity": "high", "events": 3}, "report": {"confidence": 0.8}, "exception": {}, "steps": {},
           "input": {}},
)  # fmt: skip


def made(
    name: str = "p", *, priority: int = 0, version: int | str = 1, created: str = "", tenant: str = "", **match: Any
) -> Playbook:
    body: dict[str, Any] = {
        "name": name, "version": version, "tenant_id": tenant, "conditions": {"match": match, "priority": priority},
        "steps": [{"name": "x", "action": "manual", "params": {"text": "t"}}],
    }  # fmt: skip
    body |= {"created_at": created} if created else {}
    return load_body({"name": "p", "version": "1", "playbooks": [body]}).playbooks[0]


@pytest.mark.parametrize(
    ("match", "holds", "text"),
    [
        ({"domain": "capital-markets"}, True, "domain is Capital Markets"),
        ({"domain": "Retail"}, False, "domain is Capital Markets, asked for: Retail"),
        ({"exception_type": "payment_?AILED"}, True, "exception type is AlertFiring, PAYMENT_FAILED, code.regression"),
        ({"exception_type": "code.*"}, True, "exception type is AlertFiring, PAYMENT_FAILED, code.regression"),
        ({"exception_type": "PAYMENT"}, False, "asked for: PAYMENT"),
        ({"fault": "code.*"}, True, "fault is code.regression"),
        ({"fault": "PAYMENT*"}, False, "fault is code.regression, asked for: PAYMENT*"),
        ({"severity": "high"}, True, "severity is high"),
        ({"severity_in": ["low", "medium"]}, False, "severity is high, asked for: low or medium"),
        ({"sla_minutes_remaining_lt": 30}, True, "20 minutes are left, asked for: under 30"),
        ({"sla_minutes_remaining_lt": 20}, False, "20 minutes are left, asked for: under 20"),
        ({"policy_tags": ["gold"]}, True, "policy tags is gold, eu"),
        ({"policy_tags": ["gold", "us"]}, False, "asked for: gold, us"),
        ({"when": "report.confidence > 0.7 && case.events == 3"}, True, "confidence is more than 0.7 and events is 3"),
        ({"when": "case.absent > 1"}, False, "it is not so that absent is more than 1"),
        ({"when": "(case.events == 3 ? 1 : 2) == 1"}, True, "(case.events == 3 ? 1 : 2) == 1 holds"),
        ({}, True, "it states no condition"),
    ],
)
def test_every_condition_says_why(match: dict[str, Any], holds: bool, text: str) -> None:
    found = judge(made(**match), SITUATION)
    assert found.matches is holds
    (reason,) = found.reasons
    assert text in reason.text
    assert reason.expression == match.get("when", "")


def test_all_must_hold_and_every_reason_is_kept() -> None:
    found = judge(made(severity="high", domain="Retail", fault="code.*"), SITUATION)
    assert [(reason.condition, reason.holds) for reason in found.reasons] == [
        ("domain", False), ("fault", True), ("severity", True),
    ]  # fmt: skip
    assert found.summary == "domain is Capital Markets, asked for: Retail"


def test_without_a_time_limit_nothing_is_left_to_compare() -> None:
    found = judge(made(sla_minutes_remaining_lt=5), replace(SITUATION, sla_minutes_remaining=None))
    assert found.summary == "no time limit is set for severity high"


def test_a_playbook_of_another_tenant_fits_nothing() -> None:
    assert judge(made(tenant="acme"), SITUATION).matches
    assert not judge(made(tenant="other"), SITUATION).matches


def test_priority_then_the_newer_then_the_first() -> None:
    first, second = made("first"), made("second")
    newer, older = made("newer", version="1.10"), made("older", version="1.9")
    later = made("later", created="2026-11-02T00:00:00Z")
    high, misses = made("high", priority=5), made("misses", priority=9, severity="low")
    found = ranked([first, second, older, newer, later, high, misses], SITUATION)
    assert [one.playbook.name for one in found] == ["high", "later", "newer", "older", "first", "second", "misses"]


LETTERS = st.text(alphabet="ab.*?+[]()", max_size=8)


@given(LETTERS, st.text(alphabet="ab.+[]()", max_size=8))
def test_only_star_and_question_mark_are_special(pattern: str, word: str) -> None:
    """The same answer as the standard library's, where brackets mean themselves."""
    if not pattern or not word:
        return
    plain = pattern.replace("[", "[[]")
    found = judge(made(fault=pattern), replace(SITUATION, fault=word))
    assert found.matches is fnmatchcase(word, plain)


@given(st.permutations(range(6)))
def test_the_order_of_different_priorities_does_not_depend_on_the_order_of_the_pack(order: list[int]) -> None:
    found = ranked([made(str(number), priority=number) for number in order], SITUATION)
    assert [one.playbook.name for one in found] == ["5", "4", "3", "2", "1", "0"]
