"""Placeholders are filled with facts, keep their types, and every filled leaf knows where it came from."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.errors import BadInput
from rootward.kit.provenance import leaves
from rootward.playbooks.placeholders import fill, placeholders, unresolved

FACTS: dict[str, Any] = {
    "case": {"number": "INC-7", "title": "Orders: {case.number}", "entity": "service:orders", "age_minutes": 4.5},
    "report": {"cause": {"entity": "service:orders", "name": "orders", "description": "it broke because"}},
    "exception": {"normalized_context": {"amount": 12, "lines": ["a", "b"], "message": "pay me"}, "owner": None},
    "domain_pack": {"domain_name": "Finance"}, "policy_pack": {"tenant_id": "t"},
    "steps": {"look": {"result": {"id": "r1"}}}, "input": {"reason": "because I say so"},
}  # fmt: skip


def test_one_placeholder_alone_keeps_the_type_of_the_fact() -> None:
    filled = fill({"n": "{exception.normalized_context.amount}", "l": "{exception.normalized_context.lines}"}, FACTS)
    assert filled.value == {"n": 12, "l": ["a", "b"]}
    assert filled.origins == {"/n": ("telemetry",), "/l/0": ("telemetry",), "/l/1": ("telemetry",)}


def test_within_text_it_becomes_text_and_the_text_has_every_origin() -> None:
    filled = fill("{case.number} {report.cause.description} {input.reason} {domain_pack.domain_name}", FACTS)
    assert filled.value == "INC-7 it broke because because I say so Finance"
    assert set(filled.origins[""]) == {"pack", "config", "free_text", "operator"}


def test_what_was_filled_in_is_not_read_again() -> None:
    assert fill("{case.title}", FACTS).value == "Orders: {case.number}"


def test_braces_that_begin_with_no_known_word_stay() -> None:
    text = '{"a": {"b": 1}} {} {x.y} ${HOME} {cases.number}'
    assert fill(text, FACTS).value == text
    assert list(placeholders(text)) == []


def test_the_first_alternative_that_is_known_is_taken() -> None:
    assert fill("{exception.owner|case.number}", FACTS).value == "INC-7"


def test_every_placeholder_that_nothing_is_known_for_is_named() -> None:
    asked = {"a": "{case.nothing}", "b": ["x {report.change.payload.version}"], "c": "{steps.later.result}"}
    assert unresolved(asked, FACTS, without="steps") == ["case.nothing", "report.change.payload.version"]
    with pytest.raises(BadInput, match=r"\{case\.nothing\}, \{report\.change\.payload\.version\}, \{steps\.later"):
        fill(asked, FACTS)


def test_what_is_no_path_is_not_known() -> None:
    assert unresolved("{case.[[}", FACTS) == ["case.[["]


def test_a_text_may_not_grow_without_end() -> None:
    with pytest.raises(BadInput, match="characters"):
        fill("{input.reason}" * 2000, FACTS)


TEXTS = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="{}"), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3), max_leaves=12,
)  # fmt: skip


@given(VALUES)
def test_what_has_no_placeholder_stays_as_it_is_and_is_the_packs(value: Any) -> None:
    filled = fill(value, FACTS)
    assert filled.value == value
    assert filled.origins == dict.fromkeys(leaves(value), ("pack",))


@given(VALUES.filter(lambda value: value not in (None, "")))
def test_every_leaf_of_a_fact_has_an_origin_and_never_a_trusted_one(value: Any) -> None:
    """Whatever was sent, in whatever shape: nothing of it counts as ours."""
    filled = fill({"a": "{exception.normalized_context.x}"}, {"exception": {"normalized_context": {"x": value}}})
    assert filled.value == {"a": value}
    assert set(filled.origins) == set(leaves({"a": value}))
    assert {origin for origins in filled.origins.values() for origin in origins} <= {"telemetry", "free_text"}


@given(st.lists(st.sampled_from(["{case.title}", "{case.number}", "{report.cause.name}", "plain"]), min_size=1))
def test_free_text_anywhere_in_a_text_taints_it(parts: list[str]) -> None:
    filled = fill(" ".join(parts) + "!", FACTS)
    assert ("free_text" in filled.origins[""]) == ("{case.title}" in parts)
