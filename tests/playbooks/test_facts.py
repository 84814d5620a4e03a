"""What is known of a case, in our words and in those of exception platforms."""

from __future__ import annotations

from typing import Any

from rootward.kit.canonical import JSON
from rootward.playbooks.facts import STATUS_WORDS, gather, signature_of
from rootward.schema import ingest_keys
from tests.playbooks.conftest import MINUTE, START, Desk, event, playbook, step

NOTE = step("note", "add_comment", text="hello")


def known(desk: Desk, case: Any) -> Any:
    return desk.run(gather, case_id=case.case_id, pack=desk.pack, now=START + 40 * MINUTE)


def test_the_case_and_the_cause_of_its_report(desk: Desk) -> None:
    desk.declare(playbook(NOTE), sla={"high": "1h"}, policy_tags=["gold"])
    case = desk.case(event())
    desk.report(case)
    found = known(desk, case)
    assert found.values["case"]["entity_name"] == "orders"
    assert found.values["report"]["cause"]["name"] == "orders"
    assert found.signature == "code.regression service:orders"
    assert (found.situation.fault, found.situation.sla_minutes_remaining) == ("code.regression", 20.0)
    assert found.situation.policy_tags == ("gold",)
    assert "AlertFiring" in found.situation.types


def test_the_change_that_is_blamed_comes_with_its_payload(desk: Desk) -> None:
    deploy = event(7, "deploy.finished", version="1.4", previous_version="1.3")
    case = desk.case(event(), deploy)
    row = {"tenant": "acme", "ingest_id": "i7", "digest": b"x", "ref": "evt_0007", "seq": 1}
    desk.run(lambda connection, tenant: connection.execute(ingest_keys.insert(), row))
    desk.report(case, change="i7")
    change = known(desk, case).values["report"]["change"]
    assert (change["payload"]["previous_version"], change["entity"]) == ("1.3", {"service": "orders"})
    desk.report(case, change="gone")
    assert known(desk, case).values["report"]["change"] == {"ref": "gone"}


def test_an_exception_in_its_platforms_words(desk: Desk) -> None:
    payload: dict[str, JSON] = {
        "exceptionId": "EXC-9", "exceptionType": "CASH_BREAK", "sourceSystem": "ledger", "domain": "Finance",
        "normalizedContext": {"amount": 12.5, "account": "A1"}, "policyTags": ["gold"],
    }  # fmt: skip
    case = desk.case(event(1, "ExceptionRaised", **payload), kind="exception")
    found = known(desk, case)
    stated = found.values["exception"]
    assert (stated["exception_id"], stated["exception_type"], stated["severity"]) == ("EXC-9", "CASH_BREAK", "HIGH")
    assert (stated["source_system"], stated["amount"], stated["tenant_id"]) == ("ledger", 12.5, "acme")
    assert stated["normalized_context"]["account"] == "A1"
    assert found.situation.domains[0] == found.values["domain_pack"]["domain_name"] == "Finance"
    assert found.situation.policy_tags == ("gold",)
    assert found.signature == "CASH_BREAK service:orders"


def test_a_case_without_anything_is_known_too(desk: Desk) -> None:
    found = known(desk, desk.case())
    assert found.values["report"] == {"status": "none", "confidence": 0.0}
    assert found.situation.fault == ""


def test_every_state_has_a_word_of_the_platforms() -> None:
    assert set(STATUS_WORDS.values()) == {"OPEN", "IN_PROGRESS", "RESOLVED"}


def test_a_signature_is_the_fault_and_the_component_that_has_it() -> None:
    cause: dict[str, JSON] = {"kind": "schema.slow_query", "component": "database:orders", "entity": "service:orders"}
    assert signature_of({"cause": cause}, {}) == "schema.slow_query database:orders"
