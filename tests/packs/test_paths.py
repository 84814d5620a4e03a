from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.kit.canonical import JSON
from rootward.packs.paths import check_path, check_template, fill, lookup, text_at

ITEM: JSON = {
    "a": {"b": 1, "c.d": {"e": "x"}, "list": [{"n": 0}, {"n": 1}]},
    "flag": True,
    "off": False,
    "none": None,
    "zero": 0,
    "app.kubernetes.io/name": "web",
}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("a.b", 1),
        ('a["c.d"].e', "x"),
        ("a['c.d'].e", "x"),
        ("a.list.1.n", 1),
        ("a.list[1].n", 1),
        ("a.list.9.n", None),
        ('["app.kubernetes.io/name"]', "web"),
        ("none|zero", 0),
        ("nothing | a.b", 1),
        ("a.b.c", None),
        ("a.list.x", None),
    ],
)
def test_a_path_finds_what_is_there_and_none_where_nothing_is(path: str, value: JSON) -> None:
    assert lookup(ITEM, path) == value


def test_the_empty_path_is_the_value_itself() -> None:
    assert lookup(ITEM, "") is ITEM


@pytest.mark.parametrize("path", ["a..b", ".a.", "a.", "|a", "a|", "a]", "a[", 'a["b]', "x y", "a[b]", "{a}"])
def test_what_is_no_path_is_refused_naming_it(path: str) -> None:
    with pytest.raises(ValueError, match="is not a path"):
        check_path(path)


def test_single_values_become_text_and_others_do_not() -> None:
    assert [text_at(ITEM, path) for path in ("flag", "off", "zero", "a", "a.list", "none", "?!".strip("?!"))] == [
        "true", "false", "0", "", "", "", "",
    ]  # fmt: skip


def test_a_template_is_filled_on_one_line_and_never_too_long() -> None:
    assert fill("{a.b} of {none|flag}, {nothing}", ITEM) == "1 of true, ?"  # type: ignore[arg-type]
    assert fill("{x}", {"x": "two\n  lines"}) == "two lines"
    assert len(fill("{x}", {"x": "y" * 1000})) == 300 and fill("{x}", {"x": "y" * 1000}).endswith("…")


def test_a_value_with_braces_is_not_read_as_a_template() -> None:
    assert fill("{x}", {"x": "{y}", "y": "no"}) == "{y}"


@pytest.mark.parametrize("template", ["{", "}", "{}", "{a..b}", "{a} }", "{{a}}"])
def test_what_is_no_template_is_refused(template: str) -> None:
    with pytest.raises(ValueError, match=r"placeholder|brace|is not a path"):
        check_template(template)


@given(st.text(max_size=40))
def test_any_text_is_a_path_or_refused_and_never_anything_else(text: str) -> None:
    try:
        check_path(text)
    except ValueError:
        return
    lookup(ITEM, text)


KEYS = st.text(alphabet=st.characters(blacklist_characters="\"'", blacklist_categories=["Cs"]), min_size=1, max_size=8)


@given(st.lists(KEYS.filter(lambda key: "|" not in key), min_size=1, max_size=4), st.integers())
def test_every_key_can_be_reached_in_brackets(keys: list[str], value: int) -> None:
    item: JSON = value
    for key in reversed(keys):
        item = {key: item}
    assert lookup(item, "".join(f'["{key}"]' for key in keys)) == value
