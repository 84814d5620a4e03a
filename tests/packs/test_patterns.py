"""A star stands for anything but a slash, two for anything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.packs.patterns import any_fits, fits


@pytest.mark.parametrize(
    ("pattern", "text", "does"),
    [
        ("deployment:shop/*", "deployment:shop/checkout", True),
        ("deployment:shop/*", "deployment:shop/a/b", False),
        ("deployment:**", "deployment:shop/a/b", True),
        ("deployment:shop/*", "deployment:Shop/checkout", False),
        ("notify.*", "notify.slack", True),
        ("notify.*", "notifyXslack", False),
        ("*", "", True),
        ("a.c", "abc", False),
        ("**", "a\nb", True),
    ],
)
def test_what_fits(pattern: str, text: str, does: bool) -> None:
    assert fits(pattern, text) is does


def test_nothing_fits_no_pattern() -> None:
    assert not any_fits((), "a")
    assert any_fits(("b", "a"), "a")


@given(st.text(max_size=30))
def test_a_text_without_stars_fits_itself_alone(text: str) -> None:
    plain = text.replace("*", "")
    assert fits(plain, plain)
    assert not fits(plain, plain + "x")


def test_too_many_stars_are_refused() -> None:
    with pytest.raises(ValueError, match="stars"):
        fits("*a" * 9, "x")
