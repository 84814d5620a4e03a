"""What an eye cannot see is written out, and nothing else is changed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.kit.visible import mixed_words, visible, visible_lines, visible_value

ANY = st.text(st.characters(exclude_categories=()), max_size=12)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("prod-payments/checkout", "prod-payments/checkout"),
        ("Größe 東京 naïve", "Größe 東京 naïve"),
        ("a\u202eb", "a⟨U+202E⟩b"),  # right-to-left override
        ("a\u2066b\u2069", "a⟨U+2066⟩b⟨U+2069⟩"),  # isolate
        ("prod\u200b", "prod⟨U+200B⟩"),  # zero width space
        ("pro\u200dd", "pro⟨U+200D⟩d"),
        ("\ufeffprod", "⟨U+FEFF⟩prod"),
        ("prod\u00ad", "prod⟨U+00AD⟩"),  # soft hyphen
        ("a\u00a0b", "a⟨U+00A0⟩b"),  # a space that is none
        ("a\u3164b", "a⟨U+3164⟩b"),  # Hangul filler: a letter without ink
        ("a\u2028b", "a⟨U+2028⟩b"),
        ("a\nb\tc\x1b[2J", "a⟨U+000A⟩b⟨U+0009⟩c⟨U+001B⟩[2J"),
        ("a\U000e0041", "a⟨U+E0041⟩"),  # tag letter
        ("a\ufe0f", "a⟨U+FE0F⟩"),
        ("\ud800", "⟨U+D800⟩"),
        ("⟨U+202E⟩", "⟨U+27E8⟩U+202E⟨U+27E9⟩"),  # what pretends to have been written out
        ("e\u0301\u0302\u0303\u0304", "e\u0301\u0302⟨U+0303⟩⟨U+0304⟩"),
    ],
)
def test_what_misleads_an_eye_is_written_out(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(ANY, ANY)
def test_two_different_texts_never_look_the_same(one: str, other: str) -> None:
    assert (visible(one) == visible(other)) == (one == other)


@given(ANY)
def test_nothing_is_left_that_has_no_width_or_turns_the_line(text: str) -> None:
    assert not [c for c in visible(text) if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")]


def test_lines_of_a_diff_stay_lines() -> None:
    assert visible_lines("- a\n+ b\u200b\r\n") == "- a\n+ b⟨U+200B⟩⟨U+000D⟩\n"


def test_a_value_is_shown_as_it_will_be_sent() -> None:
    assert visible_value("payments-api:2.31.0") == "payments-api:2.31.0"
    assert visible_value(8) == "8"
    assert [visible_value(text) for text in ("8", "true", "null", "", '{"a":1}')] == [
        '"8"', '"true"', '"null"', '""', '"{\\"a\\":1}"'
    ]  # fmt: skip
    assert visible_value(None) == "null"
    assert visible_value({"b": ["x\u202e"], "a": True}) == '{"a":true,"b":["x⟨U+202E⟩"]}'
    assert "⟨U" not in visible_value({"a": 1.5})
    assert "ud800" in visible_value(["\ud800"])


def test_words_of_two_scripts_are_named() -> None:
    assert mixed_words("restart p\u0430yments in prod, p\u0430yments") == ("p\u0430yments",)
    assert mixed_words("payments") == mixed_words("платежи and 東京タワー") == ()
