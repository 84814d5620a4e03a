"""JSON Schema: the place and the rule that refused a value; a stranger's schema fetches nothing and hangs nothing."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.kit.canonical import JSON
from rootward.kit.json_schema import NoSchema, check_schema, misfit

SCHEMA: dict[str, JSON] = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "pattern": "^[a-z]+$"},
        "steps": {"type": "array", "items": {"type": "object", "properties": {"n": {"type": "integer", "minimum": 0}}}},
    },
    "required": ["name"],
    "additionalProperties": False,
}


@pytest.mark.parametrize(
    ("value", "field", "word"),
    [
        ({}, "name", "is missing"), ({"name": "a", "more": 1}, "more", "is not known here"),
        ({"name": "A"}, "name", "does not match"), ({"name": "a", "steps": {}}, "steps", "array"), ("x", "", "object"),
        ({"name": "a", "steps": [{"n": 1}, {"n": -1}]}, "steps[1].n", "minimum"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named(value: JSON, field: str, word: str) -> None:
    found = misfit(SCHEMA, value)
    assert found is not None and found.field == field and word in found.message


def test_what_fits_is_silent() -> None:
    assert misfit(SCHEMA, {"name": "a", "steps": [{"n": 2**70}]}) is None


def test_a_number_that_json_has_not_fits_nothing() -> None:
    assert misfit({"type": "number"}, math.nan) is not None


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "nothing"}, {"properties": []}, {"pattern": "("}, {"pattern": "^(?!a)b$"},
        {"$ref": "http://127.0.0.1:9/schema"}, {"$ref": "#/$defs/none"}, {"required": "name"},
    ],
)  # fmt: skip
def test_what_is_no_schema_is_refused(schema: dict[str, JSON]) -> None:
    with pytest.raises(NoSchema):
        check_schema(schema)


def test_a_schema_as_deep_as_a_well_is_refused() -> None:
    deep: dict[str, JSON] = {}
    for _ in range(5000):
        deep = {"properties": {"a": deep}}
    with pytest.raises(NoSchema):
        check_schema(deep)


def test_a_pattern_that_explodes_elsewhere_takes_linear_time() -> None:
    assert misfit({"type": "string", "pattern": "^(a+)+$"}, "a" * 5000 + "b") is not None


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(), lambda inner:
    st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3), max_leaves=8,
)  # fmt: skip


@given(JSONS)
def test_any_value_gets_an_answer(value: JSON) -> None:
    found = misfit(SCHEMA, value)
    assert found is None or found.message
