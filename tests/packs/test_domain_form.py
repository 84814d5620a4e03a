"""A domain becomes rules that open cases and say how bad they are, tools, playbooks, and rules of the policy."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rootward.packs.conditions import event_condition
from rootward.packs.domain_form import slug
from rootward.packs.load import load_text
from tests.packs.forms import DOMAIN

PACK = load_text(json.dumps(DOMAIN))


@pytest.mark.parametrize(
    ("name", "said"),
    [("CapitalMarketsTrading", "capital-markets-trading"), ("TENANT_A 1", "tenant-a-1"), ("retail", "retail")],
)
def test_a_domain_has_a_name_that_a_pack_can_have(name: str, said: str) -> None:
    assert slug(name) == said


def test_it_lies_over_what_ships_and_a_changed_one_is_another_version() -> None:
    assert (PACK.name, PACK.requires) == ("parcel-delivery", ("sre",))
    assert load_text(json.dumps(DOMAIN | {"description": "other"})).version != PACK.version
    assert load_text(json.dumps(DOMAIN | {"version": "2.1"})).version == "2.1"


def test_its_words_are_kept() -> None:
    domain = PACK.taxonomy.domains["ParcelDelivery"]
    assert domain.types["TOUR_LATE"].description == "A tour is late."
    assert domain.entities["Tour"].relations == ("Parcel",)
    assert PACK.taxonomy.domain_of("PARCEL_LOST") == "ParcelDelivery"


def _opened(event_type: str, **payload: Any) -> list[str]:
    event = {"source": "hub", "event_type": event_type, "severity": "medium", "entity": {}, "payload": payload,
             "correlation_ids": {}}  # fmt: skip
    return [
        one.name for one in PACK.cases.opens
        if (not one.events or event_type in one.events) and event_condition(one.when).holds(event)
    ]  # fmt: skip


def test_exceptions_of_its_types_open_cases_and_so_does_what_a_detection_rule_finds() -> None:
    assert _opened("ExceptionRaised", exceptionType="PARCEL_LOST") == ["parcel-delivery"]
    assert _opened("ExceptionRaised", exceptionType="UNHEARD_OF") == []
    assert _opened("TourPosition", rawPayload={"delayMinutes": 31}) == ["parcel-delivery-detected-2"]
    assert _opened("TourPosition", rawPayload={"delayMinutes": 3}) == []


def test_tools_keep_their_names_and_get_a_closed_schema() -> None:
    find = next(tool for tool in PACK.tools if tool.name == "findParcel")
    assert (find.timeout, find.retries, find.url) == ("5000ms", 2, "https://api.example.com/parcels/find")
    assert find.arguments["required"] == ["parcelId"]
    assert find.arguments["additionalProperties"] is False


def test_prose_is_a_step_for_a_person_and_a_tools_name_is_a_call() -> None:
    (playbook,) = PACK.playbooks
    assert [(step.name, step.action) for step in playbook.steps] == [("step-1", "manual"), ("again", "call_tool")]
    assert "hub: the last one" in playbook.steps[0].params["text"]


def test_guardrails_are_rules_and_what_names_no_tool_is_said() -> None:
    rules = {rule.id: rule for rule in PACK.policies.rules}
    assert (rules["parcel-delivery-threshold"].effect, rules["parcel-delivery-blocked"].effect) == ("hold", "deny")
    assert PACK.notes == ("guardrails: 7 is no name of a tool, so it has no effect",)
    listed = DOMAIN | {"guardrails": {"allowLists": ["findParcel"]}}
    assert [rule.id for rule in load_text(json.dumps(listed)).policies.rules] == ["parcel-delivery-not-listed"]
