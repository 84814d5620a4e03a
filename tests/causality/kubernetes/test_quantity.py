"""Quantities and ages as Kubernetes writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.causality.kubernetes.quantity import quantity, seconds


@pytest.mark.parametrize(
    ("said", "value"),
    [("500m", 0.5), ("2Gi", 2 * 2**30), ("1e3", 1000), ("3000Mi", 3000 * 2**20), ("4", 4), (7, 7), ("1.5k", 1500)],
)
def test_a_quantity_is_a_number(said: object, value: float) -> None:
    assert quantity(said) == pytest.approx(value)


@pytest.mark.parametrize("said", ["", "much", "4 Gi", "1..2", None, True, [], "12Zi"])
def test_what_is_none_has_no_number(said: object) -> None:
    assert quantity(said) is None


@pytest.mark.parametrize(
    ("age", "value"), [("2m8s", 128), ("14d", 14 * 86400), ("45s", 45), ("1y3d", 368 * 86400), ("3h", 10800)]
)
def test_an_age_is_seconds(age: str, value: int) -> None:
    assert seconds(age) == value


@pytest.mark.parametrize("age", ["<unknown>", "", "soon", "3 days", "5"])
def test_what_is_no_age_has_no_seconds(age: str) -> None:
    assert seconds(age) is None


@given(st.text(max_size=12))
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert quantity(text) is None or isinstance(quantity(text), float)
    assert seconds(text) is None or isinstance(seconds(text), int)
