"""What a tenant wants different of a domain becomes a pack over it, with the same meaning for the gate."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rootward.governance.guards.policy import policy
from rootward.packs.builtin import builtin
from rootward.packs.load import load_text
from rootward.packs.overlay import overlay
from tests.governance.conftest import act, around
from tests.packs.forms import DOMAIN, TENANT

PACK = load_text(json.dumps(TENANT))
WHOLE = overlay([builtin(), load_text(json.dumps(DOMAIN)), PACK])


@pytest.mark.parametrize(
    ("tool", "severity", "changed", "answer"),
    [
        ("sendAgain", "low", {"confidence": 0.9}, "allow"),
        ("sendAgain", "low", {"confidence": 0.4}, "hold"),
        ("sendAgain", "low", {}, "hold"),
        ("sendAgain", "critical", {"confidence": 0.9}, "hold"),
        ("sendAgain", "low", {"confidence": 0.9, "effect": "destructive"}, "hold"),
        ("openGate", "low", {"confidence": 0.9}, "deny"),
        ("burnParcel", "low", {"confidence": 0.9}, "deny"),
        ("findParcel", "critical", {"effect": "read"}, "allow"),
        ("github.comment", "low", {"risk": "low"}, "allow"),
    ],
)
def test_the_gate_says_what_the_tenant_wants(tool: str, severity: str, changed: dict[str, Any], answer: str) -> None:
    given = {"effect": "non_idempotent", "risk": "medium"} | changed
    word = policy(act(tool=tool, case_id="c", **given), around(WHOLE, case={"severity": severity}))
    assert word is not None and word.answer == answer, word


def test_a_severity_of_the_tenant_comes_before_the_domains() -> None:
    assert [rule.severity for rule in WHOLE.cases.severity][:2] == ["medium", "critical"]


def test_limits_of_a_tool_are_the_tenants() -> None:
    limits = WHOLE.tool_limits["findParcel"]
    assert (limits.timeout, limits.retries) == ("2500ms", 0)


def test_a_groups_mail_goes_to_its_addresses() -> None:
    bound = WHOLE.repair.channels["email:Dispatch"]
    assert (bound.tool_id, bound.payload["to"]) == ("mail.send", ["dispatch@example.com"])


def test_what_has_no_use_here_is_said() -> None:
    told = "\n".join(PACK.notes)
    for word in ("TENANT_NORTH_1", "retention_days.events=30", "embeddingConfig", "webhookUrls", "smtpConfig", "sms"):
        assert word in told
