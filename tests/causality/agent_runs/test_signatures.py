from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from rootward.causality.agent_runs.model import CATEGORIES, SUBCATEGORIES, Category
from rootward.causality.agent_runs.signatures import Said, classify, run_signatures_of, stronger
from rootward.packs.builtin import builtin
from rootward.packs.load import load_body
from rootward.packs.model import RunCategory
from tests.causality.agent_runs.samples import SIGNATURES


def test_packs_and_diagnoses_know_the_same_categories() -> None:
    assert get_args(RunCategory) == get_args(Category) == CATEGORIES


def test_the_shipped_signatures_name_only_known_kinds() -> None:
    assert {one.subcategory for one in SIGNATURES} <= set(SUBCATEGORIES)


def test_a_sentence_of_its_own_outweighs_a_status_that_many_share() -> None:
    said = Said(source="call", status=403, message="you have exceeded a secondary rate limit")
    found = classify(said, SIGNATURES)
    assert found is not None and found.subcategory == "rate_limited"
    bare = classify(replace(said, message=""), SIGNATURES)
    assert bare is not None and bare.subcategory == "tool_permission"


def test_what_nobody_knows_is_not_classified() -> None:
    assert classify(Said(source="call", message="the flux is inverted"), SIGNATURES) is None


def test_a_tenant_adds_a_signature_of_its_own_and_takes_the_place_of_a_shipped_one() -> None:
    mine = load_body(
        {
            "name": "mine",
            "version": "1",
            "run_signatures": [
                {"name": "flux", "category": "unknown", "subcategory": "flux_inverted", "weight": 0.9,
                 "when": "message.contains('flux')", "meaning": "the flux is inverted"},
                {"name": "rate-limited-status", "category": "rate_limited", "when": "status == 430", "meaning": "x"},
            ],
        }
    )  # fmt: skip
    found = run_signatures_of([mine, builtin("agentops")])
    said = Said(source="call", message="the flux is inverted")
    known = classify(said, found)
    assert known is not None and known.subcategory == "flux_inverted"
    assert [one.when for one in found if one.name == "rate-limited-status"] == ["status == 430"]


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_of_the_signatures_does_not_matter(order: int) -> None:
    said = Said(source="call", status=400, error="validation error", message="missing field: 'a'")
    found = classify(said, SIGNATURES[::order])
    assert found is not None and found.subcategory == "tool_schema_mismatch"


def test_words_outweigh_a_status_and_say_which_they_were() -> None:
    said = Said(source="call", status=400, message="the payment for this order has a later settlement")
    found = classify(said, SIGNATURES)
    assert found is not None and (found.name, found.subcategory) == ("wording", "business_rule_rejected")
    assert found.answer and "worded" in found.meaning
    bare = classify(replace(said, message=""), SIGNATURES)
    assert bare is not None and bare.name == "schema-mismatch-status"


def test_what_is_known_outweighs_an_equal_guess() -> None:
    one = SIGNATURES[0]
    other = replace(one, name="wording", subcategory="code_error")
    assert stronger(one, other) is one
    assert stronger(None, other) is other and stronger(one, None) is one and stronger(None, None) is None
    clearer = replace(other, weight=one.weight + 0.01)
    assert stronger(one, clearer) is clearer


def test_where_both_say_the_same_the_reason_is_the_known_one() -> None:
    one = SIGNATURES[0]
    assert stronger(one, replace(one, name="wording", weight=0.99)) == replace(one, weight=0.99)


def test_without_signatures_nothing_is_classified() -> None:
    assert classify(Said(source="call", status=404, message="order not found"), ()) is None
