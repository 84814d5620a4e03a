"""Closed schemas: what does not fit is said; what is not closed fits nothing."""

from __future__ import annotations

import pytest

from rootward.errors import Misconfigured
from rootward.kit.canonical import JSON
from rootward.tools.schemas import check_closed, fault_in, fault_of, named_fault

CLOSED: dict[str, JSON] = {
    "type": "object", "additionalProperties": False, "properties": {"a": {"type": "integer"}}, "required": ["a"]
}  # fmt: skip


def test_a_fault_says_where() -> None:
    assert fault_of(CLOSED)({"a": 1}) is None
    assert "a must be integer" in str(fault_of(CLOSED)({"a": "x"}))
    assert fault_of(CLOSED)({"a": 1, "b": 2}) is not None
    assert fault_in(CLOSED, {}) is not None


def test_a_schema_that_is_open_or_wrong_is_refused() -> None:
    check_closed("x", CLOSED)
    with pytest.raises(Misconfigured, match="not closed"):
        check_closed("x", {"type": "object"})
    with pytest.raises(Misconfigured, match="wrong"):
        check_closed("x", {"type": "nothing", "additionalProperties": False})
    assert "not closed" in str(fault_of({"type": "object"})({"anything": 1}))


def test_a_fault_is_told_with_the_name_of_the_field() -> None:
    assert named_fault(CLOSED, {"a": 1}) is None
    assert named_fault(CLOSED, {}) == ("a", "a is missing")
    assert named_fault(CLOSED, {"a": "x"}) == ("a", "a must be integer")
    field, said = named_fault(CLOSED, {"a": 1, "b": 2}) or ("", "")
    assert field == "arguments" and "the arguments must not contain {'b'}" in said
