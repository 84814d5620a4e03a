"""Closed schemas: what does not fit is said; what is not closed fits nothing."""

from __future__ import annotations

import pytest

from rootward.errors import Misconfigured
from rootward.kit.canonical import JSON
from rootward.tools.schemas import check_closed, fault_of

CLOSED: dict[str, JSON] = {
    "type": "object", "additionalProperties": False, "properties": {"a": {"type": "integer"}}, "required": ["a"]
}  # fmt: skip


def test_a_fault_says_where() -> None:
    assert fault_of(CLOSED)({"a": 1}) is None
    assert fault_of(CLOSED)({"a": "x"}) == 'a "x" is not of type "integer"'
    assert fault_of(CLOSED)({"a": 1, "b": 2}) == "b is not known here"
    assert fault_of(CLOSED)({}) == "a is missing"


def test_a_schema_that_is_open_or_wrong_is_refused_and_fits_nothing() -> None:
    check_closed("x", CLOSED)
    with pytest.raises(Misconfigured, match="not closed"):
        check_closed("x", {"type": "object"})
    assert "not closed" in str(fault_of({"type": "object"})({"anything": 1}))
    wrong: dict[str, JSON] = {"type": "nothing", "additionalProperties": False}
    with pytest.raises(Misconfigured, match="wrong"):
        check_closed("x", wrong)
    assert "fits it" in str(fault_of(wrong)({}))
