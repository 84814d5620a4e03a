"""When a playbook fits, in one sentence."""

from __future__ import annotations

from typing import Any

import pytest

from rootward.packs.playbook_model import Playbook
from rootward.playbooks.fits import fits, step_fits


def made(*, only: str = "true", **match: Any) -> Playbook:
    step = {"name": "say", "action": "add_comment", "params": {"text": "x"}, "when": only}
    return Playbook.model_validate({"name": "p", "conditions": {"match": match}, "steps": [step]})


@pytest.mark.parametrize(
    ("match", "said"),
    [
        ({}, "every case"),
        ({"fault": "config.*", "severity_in": ["high", "critical"]},
         "the fault is like config.* and severity is high or critical"),
        ({"domain": "Finance", "exception_type": "PAY_FAIL", "severity": "low"},
         "the domain is Finance, the exception type is PAY_FAIL and severity is low"),
        ({"sla_minutes_remaining_lt": 30, "policy_tags": ["gold", "eu"]},
         "fewer than 30 minutes are left and it is tagged gold and eu"),
        ({"when": "case.kind == 'incident'"}, "kind is incident"),
        ({"when": "(case.events > 1 ? 1 : 2) == 1"}, "(case.events > 1 ? 1 : 2) == 1"),
    ],
)  # fmt: skip
def test_every_condition_is_said(match: dict[str, Any], said: str) -> None:
    assert fits(made(**match)) == said


def test_a_step_says_when_it_is_done() -> None:
    assert step_fits(made().steps[0]) == ""
    assert step_fits(made(only="case.severity == 'critical'").steps[0]) == "severity is critical"


def test_a_tenants_own_says_whose_it_is() -> None:
    mine = Playbook.model_validate(made(severity="low").model_dump() | {"tenant_id": "acme"})
    assert fits(mine) == "the tenant is acme and severity is low"
