"""Templates: whatever an argument is, it stays a value."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.errors import BadInput
from rootward.kit.canonical import JSON
from rootward.kit.egress_fetch import parts_of
from rootward.tools.template import fill, fill_text, fill_url, secrets_in

URL = "https://api.example.com/v1/{a}/part-{b}?q={c}&fixed=1"


@given(st.text(min_size=1), st.text(), st.text())
def test_an_argument_changes_no_server_path_or_parameter(a: str, b: str, c: str) -> None:
    try:
        url = fill_url(URL, {"a": a, "b": b, "c": c})
    except (BadInput, UnicodeEncodeError):
        assert a in (".", "..") or any("\ud800" <= character <= "\udfff" for character in a + b + c)
        return
    assert parts_of(url)[0] == "https://api.example.com:443"
    parts = urlsplit(url)
    version, first, second = parts.path.lstrip("/").split("/")
    assert (version, unquote(first), unquote(second)) == ("v1", a, f"part-{b}")
    assert parts.query.count("&") == 1 and unquote(parts.query.split("&")[0]) == f"q={c}"


@pytest.mark.parametrize("value", ["", ".", ".."])
def test_an_argument_is_no_step_of_a_path(value: str) -> None:
    with pytest.raises(BadInput) as caught:
        fill_url(URL, {"a": value, "b": "x", "c": "y"})
    assert caught.value.facts["field"] == "a"


def test_a_text_that_is_one_place_becomes_the_argument_with_its_type() -> None:
    template: JSON = {"count": "{n}", "text": "{n} of {m}", "list": ["{n}", "{gone}"], "gone": "{gone}", "plain": 1}
    filled = fill(template, {"n": 3, "m": [1, "x"]}, {})
    assert filled == {"count": 3, "text": '3 of [1,"x"]', "list": [3], "plain": 1}


def test_what_an_argument_says_is_not_filled_again() -> None:
    secrets = {"${TOKEN}": "s3cret"}
    filled = fill({"a": "x {n}", "b": "{n}", "c": "${TOKEN}"}, {"n": "${TOKEN} {m}", "m": "never"}, secrets)
    assert filled == {"a": "x ${TOKEN} {m}", "b": "${TOKEN} {m}", "c": "s3cret"}


def test_a_header_takes_secrets_only() -> None:
    assert fill_text("Bearer ${T} {n}", {"${T}": "s3cret"}) == "Bearer s3cret {n}"
    assert secrets_in({"a": ["${T}", {"b": "x ${file:y}"}], "c": 1}) == {"${T}": "env:T", "${file:y}": "file:y"}
