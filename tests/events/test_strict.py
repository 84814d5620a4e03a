"""Strict JSON: what is refused, and that the quick looks never miss it."""

from __future__ import annotations

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.errors import BadInput, BadSyntax, RootwardError
from rootward.events import strict

JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b'{"a": {"pod": 1, "pod": 2}}', "'pod' stands twice"),
        (b'{"a": 1, "\\u0061": 2}', "'a' stands twice"),
        (b'{"a:b": 1, "a\\u003ab": ":"}', "'a:b' stands twice"),
        (b'{"a": {"b": "x\\u0000"}}', "a.b holds a NUL"),
        (b'{"a\\u0000": 1}', "which is no text"),
        (b'{"a": [0, 9223372036854775808]}', "a[1] is an integer of 64 bits"),
        (b'{"a": -9223372036854775809}', "JSON does not carry"),
        (b"[" * 65 + b"]" * 65, "deeper than 64"),
        (b"[" * 100_000, "deeper than 64"),
        (b"[1e999]", "too large"),
    ],
)
def test_what_readers_would_read_differently_is_refused(raw: bytes, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        strict.read(raw)
    assert said in caught.value.message


@pytest.mark.parametrize("raw", [b"", b"NaN", b"[Infinity]", b'"\\ud800"', b'"\xff"', b'"a\x00"', b"{} {}", b"{'a':1}"])
def test_bytes_that_are_no_json_are_bad_syntax(raw: bytes) -> None:
    with pytest.raises(BadSyntax):
        strict.read(raw)


def test_the_limits_themselves_are_allowed() -> None:
    deep = b"[" * 64 + b"]" * 64
    assert strict.read(deep) is not None
    assert strict.read(b"[9223372036854775807,-9223372036854775808]") == [2**63 - 1, -(2**63)]


def test_a_value_that_json_has_not_is_refused_where_it_stands() -> None:
    for wrong in (float("nan"), float("inf"), {1: 2}, object(), "\ud800"):
        with pytest.raises(BadInput) as caught:
            strict.check({"a": [wrong]})
        assert caught.value.facts["field"] == "a[0]"


@given(st.binary(max_size=60) | JSONS.map(lambda value: json.dumps(value).encode()))
def test_reading_never_fails_otherwise(raw: bytes) -> None:
    try:
        value = strict.read(raw)
    except RootwardError:
        return
    assert msgspec.json.decode(msgspec.json.encode(value)) == value


@given(JSONS, st.booleans())
def test_the_quick_looks_never_pass_what_the_slow_one_refuses(value: object, ascii_only: bool) -> None:
    raw = json.dumps(value, ensure_ascii=ascii_only).encode()
    again = msgspec.json.encode(msgspec.json.decode(raw))
    quick = strict.is_plain(raw) and strict.is_shallow(again, again.count(b":"))
    try:
        strict.check(value)
    except BadInput:
        assert not quick


@pytest.mark.parametrize("digits", [18, 19, 40])
def test_digits_in_text_are_no_long_number(digits: int) -> None:
    number = b"1" * digits
    assert strict.is_plain(b'{"at":"' + number + b'","b":"' + number + b'"}')
    assert strict.is_plain(b'{"at":' + number + b"}") == (digits < 19)
    assert strict.is_plain(b'{"a":"' + number + b'","at":-' + number + b"}") == (digits < 19)


@given(st.integers(min_value=0, max_value=70), st.integers(min_value=0, max_value=70))
def test_the_quick_bound_of_depth_holds(lists: int, objects: int) -> None:
    raw = b"[" * lists + b'{"k":' * objects + b"{}" + b"}" * objects + b"]" * lists
    if strict.is_shallow(raw, raw.count(b":")):
        assert lists + objects + 1 <= strict.MAX_DEPTH
