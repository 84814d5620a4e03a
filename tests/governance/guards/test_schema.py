"""Schema: only what fits, and what everybody reads the same way, passes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.governance.guards.schema import MAX_BYTES, oddity, schema
from rootward.kit.canonical import JSON
from rootward.kit.json_schema import misfit
from tests.governance.conftest import SCHEMA, act, around

GOOD: dict[str, JSON] = {"namespace": "shop", "name": "checkout"}
_LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
_JSON = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
_NAMES = st.sampled_from([*SCHEMA["properties"], "nаme", "ｎame", "extra"])  # type: ignore[arg-type,call-overload]


@pytest.mark.parametrize(
    "changed",
    [
        {"extra": 1}, {"name": 1}, {"name": "x" * 64}, {"replicas": 51}, {"replicas": True}, {"replicas": 1.5},
        {"replicas": float("nan")}, {"replicas": float("inf")}, {"replicas": 2**63}, {"note": "\0"},
        {"note": "\ud800"}, {"note": "x" * (MAX_BYTES + 1)}, {"nаme": "x"}, {"na\u200bme": "x"},
    ],
)  # fmt: skip
def test_what_does_not_fit_is_denied(changed: dict[str, Any]) -> None:
    assert schema(act(GOOD), around()) is None
    word = schema(act(GOOD | changed), around())
    assert word is not None and word.answer == "deny"


def test_a_time_in_nanoseconds_is_a_number() -> None:
    assert oddity({"start": 1_764_500_000_000_000_000, "least": -(2**63)}) is None
    assert oddity({"start": -(2**63) - 1}) is not None


def test_nesting_has_an_end() -> None:
    deep: dict[str, JSON] = {}
    for _ in range(20):
        deep = {"a": deep}
    assert "nested" in str(oddity(deep))
    for _ in range(5000):
        deep = {"a": deep}
    assert oddity(deep) is not None


@pytest.mark.parametrize(
    ("name", "says"),
    [("ｎame", "NFKC"), ("ﬁle", "NFKC"), ("na\u200bme", "seen"), ("a\u202eb", "seen"), ("nаme", "alike")],
)
def test_a_name_is_what_it_looks_like(name: str, says: str) -> None:
    assert says in str(oddity({name: 1}))
    word = schema(act(GOOD, targets=(f"deployment:shop/{name}",)), around())
    assert word is not None and says in word.reason


@pytest.mark.parametrize("name", ["größe", "имя", "名前"])
def test_a_name_in_another_alphabet_is_a_name(name: str) -> None:
    assert oddity({name: "ok"}) is None


@given(_JSON)
def test_any_json_is_judged_and_nothing_is_raised(value: Any) -> None:
    assert oddity({"x": value}) is None or isinstance(oddity({"x": value}), str)


@given(st.dictionaries(_NAMES, _JSON, max_size=5))
def test_what_passes_fits_the_schema(arguments: dict[str, Any]) -> None:
    if schema(act(arguments), around()) is None:
        assert misfit(SCHEMA, arguments) is None
        assert set(arguments) <= set(SCHEMA["properties"])  # type: ignore[arg-type,call-overload]
        assert {"namespace", "name"} <= set(arguments)
        assert all(isinstance(arguments[name], str) for name in ("namespace", "name"))
