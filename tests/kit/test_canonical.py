"""Canonical JSON: equal values, equal bytes; and nothing is lost."""

from __future__ import annotations

import json
import math
import random
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.kit.canonical import canonical, sha256_hex

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(VALUES)
def test_what_is_written_is_read_back(value: Any) -> None:
    assert msgspec.json.decode(canonical(value)) == value
    assert json.loads(canonical(value)) == value


@given(VALUES, st.randoms())
def test_the_order_of_keys_makes_no_difference(value: Any, chance: random.Random) -> None:
    assert canonical(_shuffled(value, chance)) == canonical(value)


def test_the_form_is_fixed_for_good() -> None:
    value = {"b": [1, 1.5, None, True, "é\u2028\n"], "a": {"z": 1e21, "y": -0.0}, "A": 0.1}
    assert canonical(value) == '{"A":0.1,"a":{"y":-0.0,"z":1e21},"b":[1,1.5,null,true,"é\u2028\\n"]}'.encode()
    assert sha256_hex({"b": 1, "a": 2}) == "d3626ac30a87e6f7a6428233b3c68299976865fa5508e4267c5415c76af7a772"


def test_whole_numbers_and_fractions_are_different_values() -> None:
    assert canonical(1) != canonical(1.0)
    assert sha256_hex(1) != sha256_hex("1")


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_null(number: float) -> None:
    assert canonical([number]) == b"[null]"


def _shuffled(value: Any, chance: random.Random) -> Any:
    if isinstance(value, list):
        return [_shuffled(item, chance) for item in value]
    if not isinstance(value, dict):
        return value
    items = [(key, _shuffled(inner, chance)) for key, inner in value.items()]
    chance.shuffle(items)
    return dict(items)
