"""Run advice: every kind of failure has something to do, in words of its own."""

from __future__ import annotations

import pytest

from rootward.causality.agent_runs.model import SUBCATEGORIES
from rootward.investigations.run_advice import UNKNOWN_ITEMS, run_advice

TYPES = {"code_change", "runbook", "change_config", "rollback", "monitoring", "test"}


@pytest.mark.parametrize("subcategory", [name for name in SUBCATEGORIES if name != "unknown"])
def test_each_kind_has_its_own_items(subcategory: str) -> None:
    advice = run_advice(subcategory)
    assert advice.items != UNKNOWN_ITEMS
    assert {item.kind for item in advice.items} <= TYPES
    assert {item.priority for item in advice.items} <= {"critical", "high", "medium", "low"}
    assert advice.because and advice.mitigation


def test_a_tenants_own_word_is_advised_by_its_category() -> None:
    assert run_advice("quota_of_mine", "rate_limited") == run_advice("rate_limited")
    assert run_advice("quota_of_mine").items == UNKNOWN_ITEMS
