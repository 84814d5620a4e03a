"""The exception platform's playbooks, walked over HTTP: loaded as they are written, assigned, worked off, completed."""

from __future__ import annotations

import json
from typing import Any

from rootward.kit import clock
from tests.api.conftest import Face, Open
from tests.api.test_playbooks import activate

DOMAIN = [
    {
        "exceptionType": "SETTLEMENT_FAIL",
        "steps": [
            {"action": "Fetch settlement details using getSettlement", "parameters": {}},
            {"action": "Classify failReason (SSI mismatch, counterparty reject)", "parameters": {}},
        ],
    },
    {"exceptionType": "POSITION_BREAK", "steps": [{"action": "Fetch positions and trade history evidence"}]},
]  # fmt: skip
STORED = {
    "tenant_id": "default", "name": "PaymentFailurePlaybook", "version": 2,
    "conditions": {
        "match": {"domain": "CapitalMarkets", "exception_type": "PAYMENT_*", "severity_in": ["HIGH", "CRITICAL"],
                  "policy_tags": ["payments"]},
        "priority": 100,
    },
    "steps": [
        {"step_order": 1, "name": "Tell operations", "action_type": "notify",
         "params": {"channel": "log", "subject": "Payment {exception.exception_id} failed",
                    "message": "{exception.normalized_context.amount} {exception.normalized_context.currency}"}},
        {"step_order": 2, "name": "Give it to billing", "action_type": "assign_owner", "params": {"queue": "Billing"}},
        {"step_order": 3, "name": "Note", "action_type": "add_comment",
         "params": {"text_template": "{exception.exception_type} in {domain_pack.domain_name}"}},
        {"step_order": 4, "name": "Set status", "action_type": "set_status", "params": {"status": "resolved"}},
    ],
}  # fmt: skip
OPENING = {
    "name": "exceptions", "events": ["ExceptionRaised"], "kind": "exception",
    "title": "{payload.exceptionType} {payload.exceptionId}", "dedup": ["payload.exceptionId"], "join_by": [],
}  # fmt: skip
OPENS = {"opens": [OPENING]}


async def _raised(face: Face, exception_id: str, exception_type: str, **context: Any) -> str:
    """An exception as it is sent; the id it was sent under."""
    payload = {
        "exceptionId": exception_id, "exceptionType": exception_type, "sourceSystem": "ledger",
        "domain": "CapitalMarkets", "policyTags": ["payments"], "normalizedContext": context,
    }  # fmt: skip
    body = {
        "tenant_id": "default", "source": "exceptions", "event_type": "ExceptionRaised",
        "ts": clock.format_ns(clock.now_ns()), "entity": {"service": "payments"}, "severity": "high",
        "payload": payload, "correlation_ids": {}, "ingest_id": exception_id, "schema_version": "v1",
    }  # fmt: skip
    await face.post("/api/v1/events", body)
    await face.app.settle()
    return exception_id


async def test_the_playbooks_of_a_domain_pack_are_worked_off_by_people(opened: Open) -> None:
    async with opened(stages=True) as face:
        await activate(face, *DOMAIN, cases=OPENS)
        exception = await _raised(face, "EX-1", "SETTLEMENT_FAIL", orderId="ORD-1")
        path = f"/exceptions/default/{exception}/playbook"
        empty = await face.get(path)
        assert (empty["playbookId"], empty["steps"], empty["currentStep"]) == (None, [], None)
        answer = await face.http.post(f"{path}/recalculate")
        assert answer.status_code == 202
        assigned = answer.json()
        assert (assigned["playbookName"], assigned["currentStep"]) == ("SETTLEMENT_FAIL", 1)
        assert "exception type is" in assigned["reasoning"]
        status = await face.get(path)
        assert [(s["stepOrder"], s["actionType"], s["status"]) for s in status["steps"]] == [
            (1, "manual", "pending"), (2, "manual", "pending"),
        ]  # fmt: skip
        for order in (1, 2):
            said = {"actorType": "human", "actorId": "user_123", "notes": "done"}
            completed = await face.http.post(f"{path}/steps/{order}/complete", json=said)
            assert completed.status_code == 202, completed.text
            await face.app.settle()
        final = await face.get(path)
        assert [step["status"] for step in final["steps"]] == ["completed", "completed"]
        assert final["currentStep"] is None
        kinds = await _kinds(face)
        assert kinds.count("PlaybookStepCompleted") == 3  # the two, and that nothing can be measured
        assert [kinds.count(one) for one in ("PlaybookAssigned", "PlaybookCompleted")] == [1, 1]


async def test_a_stored_playbook_runs_and_a_person_resolves_what_nothing_measures(opened: Open) -> None:
    async with opened(stages=True) as face:
        await activate(face, *DOMAIN, STORED, cases=OPENS)
        exception = await _raised(face, "EX-2", "PAYMENT_DECLINED", amount=120, currency="EUR")
        path = f"/exceptions/default/{exception}/playbook"
        assigned = await face.post(f"{path}/recalculate")
        assert (assigned["playbookName"], assigned["playbookVersion"]) == ("PaymentFailurePlaybook", 2)
        again = await face.post(f"{path}/recalculate")
        assert again["currentPlaybookId"] == assigned["currentPlaybookId"]
        await face.post(f"{path}/steps/1/complete", {"actorType": "human", "actorId": "local"})
        await face.app.settle()
        status = await face.get(path)
        assert [step["status"] for step in status["steps"]] == ["completed", "completed", "completed", "pending"]
        assert status["conditions"]["match"]["severity_in"] == ["high", "critical"]
        (case,) = (await face.get("/api/v1/cases"))["items"]
        assert case["assigned_to"] == "Billing"
        await face.post(f"{path}/steps/4/complete", {"actorType": "human", "actorId": "local", "notes": "paid"})
        await face.app.settle()
        (case,) = (await face.get("/api/v1/cases"))["items"]
        assert case["state"] == "resolved"
        texts = [one["text"] for one in (await face.get(f"/api/v1/cases/{case['number']}/timeline"))["items"]]
        assert "Payment EX-2 failed: 120 EUR" in texts
        assert "PAYMENT_DECLINED in CapitalMarkets" in texts


async def test_choosing_anew_is_told_only_when_it_changes_something(opened: Open) -> None:
    async with opened(stages=True) as face:
        await activate(face, *DOMAIN, cases=OPENS)
        exception = await _raised(face, "EX-3", "POSITION_BREAK")
        path = f"/exceptions/default/{exception}/playbook/recalculate"
        await face.post(path)
        await face.post(path)
        better = DOMAIN[1] | {"name": "better", "conditions": {"priority": 5}}
        pack = {"name": "mine", "version": "2", "requires": ["sre"], "cases": OPENS, "playbooks": [*DOMAIN, better]}
        await face.http.post("/api/v1/packs", content=json.dumps(pack))
        await face.post("/api/v1/packs/mine/activate?version=2")
        assert (await face.post(path))["playbookName"] == "better"
        kinds = await _kinds(face)
        assert [kinds.count(one) for one in ("PlaybookAssigned", "PlaybookRecalculated")] == [1, 1]
        unmatched = await _raised(face, "EX-4", "UNHEARD_OF")
        pack["version"], pack["playbooks"] = "3", DOMAIN
        await face.http.post("/api/v1/packs", content=json.dumps(pack))
        await face.post("/api/v1/packs/mine/activate?version=3")
        none = await face.post(f"/exceptions/default/{unmatched}/playbook/recalculate")
        assert none["currentPlaybookId"] is None
        assert "asked for: SETTLEMENT_FAIL" in none["reasoning"]


async def _kinds(face: Face) -> list[str]:
    (case, *_) = (await face.get("/api/v1/cases"))["items"]
    return [one["kind"] for one in (await face.get(f"/api/v1/cases/{case['number']}/timeline"))["items"]]
