"""Read: investigations and reports of the own tenant, and what another attempt says differently."""

from __future__ import annotations

from typing import Any

import pytest

from rootward.causality.model import Ranking
from rootward.errors import NotFound
from rootward.evidence.model import Evidence
from rootward.investigations.outcome import fail
from rootward.investigations.read import (
    compare,
    list_investigations,
    read_investigation,
    read_report,
    report_of_case,
)
from rootward.investigations.report import build_report
from rootward.investigations.review import review
from rootward.schema import reports
from tests.investigations.conftest import PINS, START, Desk, answer, plan, ranking, seen, suspect

_ONE, _TWO = seen("service:cart", 1), seen("service:cart", 2)


def _body(*items: Evidence, found: Ranking | None = None) -> dict[str, Any]:
    answered = [answer(*items)]
    found = found or ranking(suspect("service:cart", *items))
    return build_report(plan(), answered, [], review(found, answered, []), PINS | {"as_of": 7})


def test_two_equal_reports_differ_in_nothing() -> None:
    found = compare(_body(_ONE), _body(_ONE))
    assert (found["verdict_changed"], found["evidence_added"], found["evidence_removed"]) == (False, [], [])
    assert found["before"] == found["after"]


def test_what_was_added_and_removed_is_named() -> None:
    found: dict[str, Any] = compare(_body(_ONE), _body(_TWO))
    assert [item["evidence_id"] for item in found["evidence_added"]] == [_TWO.evidence_id]
    assert [item["evidence_id"] for item in found["evidence_removed"]] == [_ONE.evidence_id]
    assert found["verdict_changed"]


def test_another_confidence_is_another_verdict() -> None:
    surer = ranking(suspect("service:cart", _ONE, confidence=0.9))
    found: dict[str, Any] = compare(_body(_ONE), _body(_ONE, found=surer))
    assert found["verdict_changed"]
    assert (found["before"]["confidence"], found["after"]["confidence"]) == (0.8, 0.9)
    assert (found["evidence_added"], found["evidence_removed"]) == ([], [])


def test_a_cause_that_is_no_longer_named_is_another_verdict() -> None:
    unsure = ranking(suspect("service:cart", _ONE), insufficient="nothing stands out")
    found: dict[str, Any] = compare(_body(_ONE), _body(_ONE, found=unsure))
    assert (found["before"]["status"], found["after"]["status"]) == ("cause_found", "insufficient_evidence")
    assert found["verdict_changed"]


def test_hypotheses_that_came_went_or_are_surer_are_named() -> None:
    cart, pay = seen("service:cart", 1), seen("service:pay", 2)
    one = ranking(suspect("service:cart", cart), suspect("service:pay", pay, confidence=0.3))
    two = ranking(suspect("service:cart", cart, confidence=0.6), suspect("service:pay", pay, change_ref="deploy-7"))
    before, after = _body(cart, pay, found=one), _body(cart, pay, found=two)
    found: dict[str, Any] = compare(before, after)
    assert [(item["entity"], item["change_ref"]) for item in found["hypotheses_added"]] == [("service:pay", "deploy-7")]
    assert [(item["entity"], item["change_ref"]) for item in found["hypotheses_removed"]] == [("service:pay", None)]
    (changed,) = found["hypotheses_changed"]
    assert (changed["entity"], changed["confidence_before"], changed["confidence"]) == ("service:cart", 0.8, 0.6)
    assert changed["title"] == "service:cart is to blame"
    same: dict[str, Any] = compare(after, after)
    assert [same[f"hypotheses_{what}"] for what in ("added", "removed", "changed")] == [[], [], []]


async def test_investigations_come_newest_first_page_by_page(desk: Desk) -> None:
    first_case, second_case = await desk.case(), await desk.case()
    asked = []
    for case in (first_case, second_case, first_case):
        asked.append(await desk.ask(case))
        await desk.run(lambda c: fail(c, "acme", asked[-1], reason="given up"))
    rows = await desk.run(lambda c: list_investigations(c, "acme"))
    assert [row["investigation_id"] for row in rows] == asked[::-1]
    page = await desk.run(lambda c: list_investigations(c, "acme", limit=1, after=asked[2]))
    assert [row["investigation_id"] for row in page] == [asked[1]]
    own = await desk.run(lambda c: list_investigations(c, "acme", case_id=first_case.case_id))
    assert [row["investigation_id"] for row in own] == [asked[2], asked[0]]
    assert await desk.run(lambda c: list_investigations(c, "other"), tenant="other") == []


async def test_a_report_is_found_by_its_id_and_its_investigations_and_the_newest_is_the_cases(desk: Desk) -> None:
    for number in (1, 2):
        row = {
            "tenant": "acme", "report_id": f"rep_{number}", "investigation_id": f"inv_{number}", "case_id": "case_1",
            "digest": f"d{number}", "body": b'{"n":%d}' % number, "degraded": False, "created_at": START,
        }  # fmt: skip
        await desk.run(lambda c, row=row: c.execute(reports.insert(), row))  # type: ignore[misc]
    by_own = await desk.run(lambda c: read_report(c, "acme", "rep_1"))
    assert (by_own.digest, by_own.body, by_own.content) == ("d1", b'{"n":1}', {"n": 1})
    assert await desk.run(lambda c: read_report(c, "acme", "inv_1")) == by_own
    newest = await desk.run(lambda c: report_of_case(c, "acme", "case_1"))
    assert newest is not None and newest.report_id == "rep_2"
    assert await desk.run(lambda c: report_of_case(c, "acme", "case_2")) is None
    assert await desk.run(lambda c: report_of_case(c, "other", "case_1"), tenant="other") is None
    with pytest.raises(NotFound, match="rep_1"):
        await desk.run(lambda c: read_report(c, "other", "rep_1"), tenant="other")


async def test_another_tenants_investigation_is_not_found(desk: Desk) -> None:
    asked = await desk.ask(await desk.case())
    with pytest.raises(NotFound) as refused:
        await desk.run(lambda c: read_investigation(c, "other", asked), tenant="other")
    assert refused.value.facts["field"] == "investigation_id"
