"""Playbooks are written in three forms and kept in one; what cannot mean anything is refused where it stands."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rootward.errors import Misconfigured
from rootward.packs.builtin import builtin
from rootward.packs.load import load_body, load_text
from rootward.packs.model import Pack
from rootward.packs.overlay import overlay
from rootward.packs.playbook_forms import playbook_name, step_form
from rootward.packs.playbook_params import PARAMETERS, check_params

STORED = {
    "tenant_id": "TENANT_001", "name": "PaymentFailurePlaybook", "version": 1,
    "conditions": {
        "match": {"domain": "Finance", "exception_type": "Payment*", "severity_in": ["HIGH", "critical"],
                  "sla_minutes_remaining_lt": 60, "policy_tags": ["payments"]},
        "priority": 100,
    },
    "steps": [
        {"step_order": 2, "name": "Retry", "action_type": "call_tool",
         "params": {"tool_id": "payments.retry", "payload_template": {"id": "{exception.exception_id}"}}},
        {"step_order": 1, "name": "Tell", "action_type": "notify",
         "params": {"channel": "EMAIL", "subject": "Failed", "message": "{exception.exception_id}"}},
    ],
}  # fmt: skip
DECLARED = {
    "exceptionType": "SETTLEMENT_FAIL",
    "steps": [
        {"action": "Fetch settlement details using getSettlement", "parameters": {}},
        {"stepId": "retry", "action": "triggerSettlementRetry", "parameters": {"orderId": "{exception.entity}"},
         "description": "with corrected instructions"},
        {"action": "invokeTool('openCase')", "parameters": {"caseType": "SETTLEMENT_FAIL"}},
        {"action": "notify", "parameters": {"message": "it failed", "group": "Settlements"}},
    ],
}  # fmt: skip


def pack(*playbooks: object) -> Pack:
    return load_text(json.dumps({"name": "p", "version": "1", "playbooks": playbooks}))


def test_the_stored_form_of_exception_platforms_is_taken_as_it_is() -> None:
    (found,) = pack(STORED).playbooks
    assert (found.name, found.version, found.tenant_id) == ("PaymentFailurePlaybook", 1, "TENANT_001")
    assert found.conditions.match.severity_in == ("high", "critical")
    assert [(step.name, step.action) for step in found.steps] == [("Tell", "notify"), ("Retry", "call_tool")]
    assert found.steps[0].params["channel"] == "email"
    assert found.steps[1].params == {"tool_id": "payments.retry", "payload": {"id": "{exception.exception_id}"}}


def test_conditions_may_stand_without_match() -> None:
    (found,) = pack(STORED | {"conditions": {"domain": "Finance", "severity": "LOW", "priority": 3}}).playbooks
    assert (found.conditions.match.domain, found.conditions.match.severity) == ("Finance", "low")
    assert found.conditions.priority == 3


def test_the_form_of_domain_packs_is_taken_as_it_is_and_prose_is_for_a_person() -> None:
    (found,) = pack(DECLARED).playbooks
    assert found.name == found.conditions.match.exception_type == "SETTLEMENT_FAIL"
    assert [step.action for step in found.steps] == ["manual", "call_tool", "call_tool", "notify"]
    assert found.steps[0].params == {"text": "Fetch settlement details using getSettlement"}
    assert found.steps[1].name == "retry"
    assert found.steps[1].params == {"tool_id": "triggerSettlementRetry", "payload": {"orderId": "{exception.entity}"}}
    assert found.steps[2].params == {"tool_id": "openCase", "payload": {"caseType": "SETTLEMENT_FAIL"}}


@pytest.mark.parametrize("one", [STORED, DECLARED], ids=["stored", "declared"])
def test_what_is_kept_is_read_again_as_the_same(one: dict[str, Any]) -> None:
    made = pack(one)
    assert load_body(made.body).digest == made.digest


@pytest.mark.parametrize("word", ["Escalate", "Resubmit and track status", "Notify RegulatoryOps", "CALL THE BANK"])
def test_words_of_a_language_are_no_names_of_tools(word: str) -> None:
    assert step_form({"action": word})["action"] == "manual"


@pytest.mark.parametrize("word", ["getOrder", "release.rollback", "retry_settlement", "jira:create", "callTool('x')"])
def test_names_of_programs_are_tools(word: str) -> None:
    assert step_form({"action": word})["action"] == "call_tool"


def test_a_payload_written_as_json_is_read_before_it_is_filled() -> None:
    step = {"action": "call_tool", "params": {"tool_id": "a.b", "payload_template": '{"id": "{case.id}"}'}}
    assert step_form(step)["params"]["payload"] == {"id": "{case.id}"}


def test_a_tenants_playbook_takes_the_place_of_the_domains_in_whichever_form() -> None:
    lower = pack(DECLARED)
    call = {"name": "x", "action": "manual", "params": {"text": "call"}}
    mine = {"name": "mine", "version": "1", "playbooks": [{"name": "SETTLEMENT_FAIL", "steps": [call]}]}
    upper = load_text(json.dumps(mine))
    whole = overlay([builtin(), lower, upper])
    assert [len(one.steps) for one in whole.playbooks if one.name == "SETTLEMENT_FAIL"] == [1]
    assert playbook_name(DECLARED) == "SETTLEMENT_FAIL"


def wrong(step: dict[str, Any]) -> str:
    with pytest.raises(Misconfigured) as refused:
        pack({"name": "b", "steps": [step]})
    return str(refused.value)


def test_what_cannot_mean_anything_is_refused_with_its_place() -> None:
    said = wrong({"name": "a", "action": "notify", "params": {"chanel": "x", "message": "y"}})
    assert "pack:1: playbooks[0].steps[0]: notify: chanel: this key is not known here" in said
    assert "user_id or a queue" in wrong({"name": "a", "action": "assign_owner", "params": {}})
    assert "no later step" in wrong({"name": "a", "action": "branch", "params": {"when": "true", "then": "a"}})
    assert "no earlier step" in wrong({"name": "a", "action": "add_comment", "params": {"text": "{steps.b.result}"}})
    assert "Syntax error" in wrong({"name": "a", "action": "branch", "params": {"when": "case.x ==", "then": "end"}})
    assert "undeclared reference" in wrong({"name": "a", "action": "manual", "params": {"text": "t"}, "when": "cse.x"})
    assert "tool_id" in wrong({"name": "a", "action": "call_tool", "params": {"tool_id": "{case.title}"}})
    assert "not JSON" in wrong(
        {"name": "a", "action": "call_tool", "params": {"tool_id": "a", "payload_template": "{"}}
    )


def test_every_kind_of_step_says_what_may_be_said_of_it() -> None:
    for action in PARAMETERS:
        with pytest.raises(ValueError, match=f"^{action}: "):
            check_params(action, {"nonsense": 1})
