"""Packs of exception platforms load as they are written; what is wrong in them is named where it stands."""

from __future__ import annotations

import json
import os
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from rootward.errors import Misconfigured
from rootward.packs.builtin import builtin
from rootward.packs.forms import is_of_tenant
from rootward.packs.load import load, load_body, load_text
from rootward.packs.overlay import overlay
from rootward.packs.warnings import warnings
from tests.packs.forms import DOMAIN, TENANT


def test_a_pack_of_ours_stays_what_it_is() -> None:
    assert load_text('{"name": "a", "version": "1"}').name == "a"
    assert not is_of_tenant(DOMAIN) and is_of_tenant(TENANT)


def test_json_and_yaml_are_one_pack_and_what_is_kept_is_read_again_as_the_same() -> None:
    for written in (DOMAIN, TENANT):
        pack = load_text(json.dumps(written))
        assert pack == load_text(yaml.safe_dump(written))
        assert pack == load_body(pack.body)


def test_a_tenants_pack_lies_over_its_domains() -> None:
    whole = overlay([builtin(), load_text(json.dumps(DOMAIN)), load_text(json.dumps(TENANT))])
    assert whole.name == "sre+parcel-delivery+parcel-delivery-tenant-north-1"
    assert [one.name for one in whole.playbooks][:2] == ["TOUR_LATE", "PARCEL_LOST"]


@pytest.mark.parametrize(
    ("written", "path", "value", "message"),
    [
        (DOMAIN, ("exceptionTypes", "PARCEL_LOST", "colour"), "red", "exceptionTypes.PARCEL_LOST.colour: this key"),
        (DOMAIN, ("severityRules", 0, "condition"), "exceptionTyp == 'X'", "severityRules[0].condition"),
        (DOMAIN, ("severityRules", 0, "severity"), "AWFUL", "severityRules[0].severity"),
        (DOMAIN, ("tools", "findParcel", "colour"), "red", "tools.findParcel.colour: this key is not known here"),
        (DOMAIN, ("playbooks", 0, "steps", 0, "colour"), "red", "playbooks[0].steps[0].colour: this key is not known"),
        (DOMAIN, ("guardrails", "humanApprovalThreshold"), 3, "guardrails.humanApprovalThreshold"),
        (TENANT, ("humanApprovalRules", 0, "severity"), "AWFUL", "humanApprovalRules[0].severity"),
        (TENANT, ("approvedTool",), [], "approvedTool: this key is not known here"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_line(
    written: dict[str, Any], path: tuple[Any, ...], value: Any, message: str
) -> None:
    changed = deepcopy(written)
    holder: Any = changed
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    with pytest.raises(Misconfigured) as caught:
        load_text(json.dumps(changed, indent=1), file="p.json")
    assert message in caught.value.message
    assert caught.value.message.startswith("p.json:") and not caught.value.message.startswith("p.json:1:")


@pytest.mark.skipif(not os.environ.get("ROOTWARD_DATASETS"), reason="needs ROOTWARD_DATASETS")
def test_the_packs_of_another_implementation_load_unchanged() -> None:
    folder = Path(os.environ["ROOTWARD_DATASETS"]) / "packs"
    domain, tenant = load(folder / "finance.domainpack.json"), load(folder / "finance.tenantpack.json")
    steps = [step.action for playbook in domain.playbooks for step in playbook.steps]
    assert (len(domain.tools), len(domain.playbooks), set(steps)) == (13, 5, {"manual"})
    told = warnings(domain)
    assert len(told) == 2
    assert all("expected severity" in line and "given none" in line for line in told)
    whole = overlay([builtin(), domain, tenant])
    assert len(whole.cases.severity) == 6
