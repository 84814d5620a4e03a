"""A condition is read into its parts as the language binds them; what is not of these parts is left unread."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.packs.terms import Both, Call, Field, Items, Literal, Name, Not, read_terms

CASE = Name(name="case")


def test_operators_bind_as_in_the_language() -> None:
    found = read_terms("a || b && !c == d + 2 * 3")
    assert isinstance(found, Both) and found.sign == "||"
    assert isinstance(found.right, Both) and found.right.sign == "&&"
    compared = found.right.right
    assert isinstance(compared, Both) and (compared.sign, compared.left) == ("==", Not(term=Name(name="c")))
    assert isinstance(compared.right, Both) and compared.right.sign == "+"


def test_fields_indexes_calls_and_lists() -> None:
    assert read_terms("case.a['b c'][0]") == Field(of=Field(of=Field(of=CASE, key="a"), key="b c"), key=0)
    assert read_terms("has(case.a)") == Call(of=None, name="has", given=(Field(of=CASE, key="a"),))
    assert read_terms("case.a in [1, 'x', -2.5]") == Both(
        sign="in", left=Field(of=CASE, key="a"),
        right=Items(items=(Literal(value=1.0), Literal(value="x"), Literal(value=-2.5))),
    )  # fmt: skip
    assert read_terms(r"""case.matches(r"\d")""") == Call(of=CASE, name="matches", given=(Literal(value=r"\d"),))
    assert read_terms(r"'it\'s\n'") == Literal(value="it's\n")


@pytest.mark.parametrize(
    "source",
    ["", "a ? b : c", "{'a': 1}", "a &&", "(a", "a b", "a[", "a[b]", "a[]", "a.", "-a", r"'\x41'", "a; b", "(" * 400],
)
def test_what_is_not_of_these_terms_is_not_read(source: str) -> None:
    assert read_terms(source) is None


@given(st.text(alphabet="ab.()[]!&|=<>'\"\\ 1,-+?:", max_size=60))
def test_no_text_breaks_the_reader(source: str) -> None:
    read_terms(source)
