from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.packs.values import nanoseconds, only_once


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("15m", 900), ("1h30m", 5400), ("7d", 604_800), ("250ms", 0.25), ("0s", 0)]
)
def test_a_duration_is_read(text: str, seconds: float) -> None:
    assert nanoseconds(text) == seconds * 10**9


@pytest.mark.parametrize("text", ["", "5", "m", "5 m", "-5m", "5m ", "1.5h", "5M", "5mm", "five"])
def test_what_is_no_duration_is_refused_naming_it(text: str) -> None:
    with pytest.raises(ValueError, match="is not a duration"):
        nanoseconds(text)


@given(st.text(alphabet="0123456789smhd. -", max_size=12))
def test_any_text_is_a_duration_or_refused(text: str) -> None:
    try:
        assert nanoseconds(text) >= 0
    except ValueError as error:
        assert "duration" in str(error)


def test_a_name_that_comes_twice_is_named() -> None:
    only_once(["a", "b"])
    with pytest.raises(ValueError, match="'b' is used twice"):
        only_once(["a", "b", "b"])
