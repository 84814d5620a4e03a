from __future__ import annotations

import json

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from rootward.errors import Misconfigured
from rootward.packs.document import Place, path_text, read_document

TEXT = """\
name: shop
cases:
  opens:
    - name: a
      events: [X,
        Y]
    - name: b
"""


def test_every_key_and_item_knows_its_line() -> None:
    document = read_document(TEXT, "shop.yaml")
    assert document.value == {"name": "shop", "cases": {"opens": [{"name": "a", "events": ["X", "Y"]}, {"name": "b"}]}}
    lines = {path_text(path): place.line for path, place in document.places.items()}
    assert lines["cases.opens[0].events[1]"] == 6 and lines["cases.opens[1]"] == 7 and lines["name"] == 1
    assert document.place(("cases", "opens", 1, "title", "x")) == Place("shop.yaml", 7)
    assert str(document.place(())) == "shop.yaml:1"


def test_times_stay_the_text_they_were_and_numbers_become_numbers() -> None:
    found = read_document("a: 2026-11-20T12:00:00Z\nb: 3\nc: 1.5\nd: yes\ne: ~\nf: '3'\n", "f").value
    assert found == {"a": "2026-11-20T12:00:00Z", "b": 3, "c": 1.5, "d": True, "e": None, "f": "3"}


def test_json_is_read_the_same_way() -> None:
    value = {"name": "x", "list": [1, {"deep": [True, None, "é\n"]}], "empty": {}}
    for indent in (None, 2):
        assert read_document(json.dumps(value, indent=indent), "f.json").value == value


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"])))
@example("\U0001f600")
@example("\\\U0001f600 \\ud83d\\ude00")
def test_any_text_is_read_as_json_escapes_it(text: str) -> None:
    assert read_document(json.dumps({text: [text]}), "f.json").value == {text: [text]}


def test_what_looks_like_an_escape_outside_json_stays() -> None:
    assert read_document(r"a: '\ud83d\ude00'", "f").value == {"a": r"\ud83d\ude00"}


def test_half_a_pair_is_refused_where_it_stands() -> None:
    with pytest.raises(Misconfigured, match="f:2: not readable as YAML"):
        read_document('{"a": 1,\n "b": "\\ud83d"}', "f")


def test_an_empty_text_is_an_empty_document() -> None:
    assert read_document("", "f").value == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [1,\n", "f:2: not readable as YAML"),
        ("a: 1\nb: {x: 1\n", "not readable as YAML"),
        ("a: 1\nb: 2\na: 3\n", "f:3: a: the key is there twice"),
        ("a: 1\non: x\n", "f:2: the key 'on' is not text: put it in quotes"),
        ("a: &x 1\nb: *x\n", "f:1: b: anchors and aliases are not supported"),
        ("a: !!python/object:os.system x\n", "f:1: a: the type"),
        ("a: !!binary aGk=\n", "f:1: a: the type"),
        ("a: 1\nb: .nan\n", "f:2: b: '.nan' is no number"),
        ("a: -.inf\n", "f:1: a: '-.inf' is no number"),
        ("[" * 60 + "]" * 60, "nested deeper than 40"),
        ("x" * 1_000_001, "longer than"),
        ("a: 1\n---\nb: 2\n", "not readable as YAML"),
        ("a: \x00\n", "not readable as YAML"),
        ("? [a]\n: 1\n", "f:1:"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_line(text: str, message: str) -> None:
    with pytest.raises(Misconfigured) as refused:
        read_document(text, "f")
    assert message in refused.value.message and refused.value.facts["file"] == "f"


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_and_never_anything_else(text: str) -> None:
    try:
        read_document(text, "f")
    except Misconfigured as error:
        assert error.message.startswith("f")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abcxyz", min_size=1), inner, max_size=4),
    max_leaves=10,
)


class _Plain(yaml.SafeDumper):
    """Writes no anchors, and escapes the one character that YAML 1.1 folds into the end of a line: PyYAML itself writes
    it as it is, and does not read back what it wrote."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _text_node(dumper: _Plain, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"' if "\x85" in text else None)


_Plain.add_representer(str, _text_node)


@given(VALUES)
@example("\x85")
@example({"a": ["x\x85 y", "\u2028"]})
def test_what_yaml_writes_is_read_back(value: object) -> None:
    assert read_document(yaml.dump({"v": value}, Dumper=_Plain, allow_unicode=True), "f").value == {"v": value}
