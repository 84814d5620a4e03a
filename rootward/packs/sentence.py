"""Sentence: a condition in words, for people who decide whether it says what they mean.

Always the same words for the same condition; '' for one that has no plain words, so that the expression is shown alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from rootward.packs.terms import Both, Call, Field, Items, Literal, Name, Not, Term, read_terms

__all__ = ["listed", "sentence"]

_PLAIN = re.compile(r"[\w.:/*+@-]+")
_ALTERNATIVES = re.compile(r"[\w -]+(?:\|[\w -]+)*")
_ODD = frozenset({"true", "false", "null", "and", "or", "not", "is"})
_COMPARED = {
    "==": ("is", "is not"), "!=": ("is not", "is"), "<": ("is less than", "is at least"),
    "<=": ("is at most", "is more than"), ">": ("is more than", "is at most"), ">=": ("is at least", "is less than"),
}  # fmt: skip
_TESTS = {
    "startsWith": ("begins with", "does not begin with"), "endsWith": ("ends with", "does not end with"),
    "contains": ("contains", "does not contain"), "matches": ("matches", "does not match"),
}  # fmt: skip
_EVERY = {"exists": "for some", "all": "for every", "exists_one": "for exactly one"}
_RECKONED = {"+": "plus", "-": "minus", "*": "times", "/": "divided by"}
_ROOTS = {"case": "", "report": "the report's ", "exception": "the exception's ", "input": "the input "}
"""Of a case its fields go by their own names."""


class _Wordless(Exception):
    pass


@lru_cache(maxsize=4096)
def sentence(condition: str) -> str:
    """`severity is high or critical and the report's confidence is at least 0.8`."""
    term = read_terms(condition)
    try:
        return "" if term is None else _claim(term, True)
    except _Wordless:
        return ""


def listed(words: Sequence[str], last: str = "or") -> str:
    """`a, b or c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}" if words else ""


def _claim(term: Term, holds: bool) -> str:
    match term:
        case Not():
            return _claim(term.term, not holds)
        case Both(sign="&&" | "||"):
            return _joined(term, holds)
        case Both(sign="in"):
            return _among(term, holds)
        case Both() if term.sign in _COMPARED:
            return _compared(term, holds)
        case Call():
            return _tested(term, holds)
        case Literal(value=bool()):
            return "always" if term.value is holds else "never"
        case Field() | Name():
            return f"{_thing(term)} is {'true' if holds else 'not true'}"
    raise _Wordless


def _joined(term: Both, holds: bool) -> str:
    """Of several that all must hold one that only asks whether another can be read goes without saying. A negation is
    said of each, which turns `and` into `or`."""
    parts, both = _parts(term, term.sign), term.sign == "&&"
    kept = [one for place, one in enumerate(parts) if not (both and _goes_without(one, parts[place + 1 :]))]
    word = "and" if both is holds else "or"
    said = [_claim(one, holds) for one in kept]
    nested = [isinstance(one, Both) and one.sign in ("&&", "||") for one in kept]
    return f" {word} ".join(f"({one})" if inner else one for one, inner in zip(said, nested, strict=True))


def _parts(term: Term, sign: str) -> list[Term]:
    if isinstance(term, Both) and term.sign == sign:
        return [*_parts(term.left, sign), *_parts(term.right, sign)]
    return [term]


def _goes_without(term: Term, later: Sequence[Term]) -> bool:
    if not (isinstance(term, Call) and term.of is None and term.name == "has" and len(term.given) == 1):
        return False
    return any(_reads(one, term.given[0]) for one in later)


def _reads(term: Term, wanted: Term) -> bool:
    if term == wanted:
        return True
    match term:
        case Field():
            return _reads(term.of, wanted)
        case Not():
            return False  # where it cannot be read, the opposite does not hold either
        case Both():
            return term.sign not in ("&&", "||") and (_reads(term.left, wanted) or _reads(term.right, wanted))
        case Call():
            return any(_reads(one, wanted) for one in (*term.given, *((term.of,) if term.of is not None else ())))
    return False


def _among(term: Both, holds: bool) -> str:
    if isinstance(term.right, Items):
        wanted = [_thing(one) for one in term.right.items]
        if not wanted:
            raise _Wordless
        return f"{_thing(term.left)} is {'' if holds else 'not '}{listed(wanted)}"
    return f"{_thing(term.right)} {'includes' if holds else 'does not include'} {_thing(term.left)}"


def _compared(term: Both, holds: bool) -> str:
    left, right, sign = term.left, term.right, term.sign
    if isinstance(left, Literal) and not isinstance(right, Literal):  # `5 < x` is said of x
        left, right, sign = right, left, sign.translate(str.maketrans("<>", "><"))
    return f"{_thing(left)} {_COMPARED[sign][0 if holds else 1]} {_thing(right)}"


def _tested(term: Call, holds: bool) -> str:
    if term.of is None and term.name == "has" and len(term.given) == 1:
        return f"{_thing(term.given[0])} is {'' if holds else 'not '}known"
    if term.of is not None and term.name in _TESTS and len(term.given) == 1:
        said = _TESTS[term.name][0 if holds else 1]
        (wanted,) = term.given
        if term.name == "matches" and isinstance(wanted, Literal) and isinstance(wanted.value, str):
            return f"{_thing(term.of)} {_pattern(wanted.value, holds)}"
        return f"{_thing(term.of)} {said} {_thing(wanted)}"
    if term.of is not None and term.name in _EVERY and len(term.given) == 2 and isinstance(term.given[0], Name):
        said = f"{_EVERY[term.name]} {term.given[0].name} of {_thing(term.of)}, ({_claim(term.given[1], True)})"
        return said if holds else f"not {said}"
    raise _Wordless


def _pattern(pattern: str, holds: bool) -> str:
    plain = pattern.removeprefix("(?i)")
    if not _ALTERNATIVES.fullmatch(plain):
        return f"{'matches' if holds else 'does not match'} the pattern {pattern}"
    words = listed([_text(one) for one in plain.split("|")])
    any_case = ", in capitals or not" if plain != pattern else ""
    return f"{'contains' if holds else 'does not contain'} {words}{any_case}"


def _thing(term: Term) -> str:
    match term:
        case Literal():
            return _value(term.value)
        case Name():
            return _ROOTS.get(term.name, term.name).strip().removesuffix("'s") or "the case"
        case Field():
            return _field(term)
        case Call(of=None, name="size") if len(term.given) == 1:
            return f"the number of {_thing(term.given[0])}"
        case Call(name="size") if term.of is not None and not term.given:
            return f"the number of {_thing(term.of)}"
        case Call(of=None, name="int" | "double" | "string") if len(term.given) == 1:
            return _thing(term.given[0])
        case Call(name="lowerAscii") if term.of is not None:
            return _thing(term.of)
        case Both() if term.sign in _RECKONED:
            return f"{_thing(term.left)} {_RECKONED[term.sign]} {_thing(term.right)}"
        case Items() if term.items:
            return listed([_thing(one) for one in term.items], "and")
    raise _Wordless


def _field(term: Field) -> str:
    """`severity`, `the report's confidence`, `the kind of the report's cause`, `count of the result of step look`."""
    if isinstance(term.key, int):
        return f"the {_ordinal(term.key)} of {_thing(term.of)}"
    key = term.key.replace("_", " ")
    if isinstance(term.of, Name):
        if term.of.name == "steps":
            return f"step {term.key}"
        return f"{_ROOTS.get(term.of.name, f'{term.of.name}.')}{key}"
    return f"the {key} of {_thing(term.of)}"


def _ordinal(place: int) -> str:
    return ("first", "second", "third")[place] if place < 3 else f"item {place + 1}"


def _value(value: str | float | bool | None) -> str:
    says: Mapping[type, Callable[[], str]] = {
        bool: lambda: "true" if value else "false", type(None): lambda: "nothing",
        float: lambda: f"{value:.15g}", str: lambda: _text(str(value)),
    }  # fmt: skip
    return says[type(value)]()


def _text(text: str) -> str:
    """In quotes where it would run into the sentence."""
    return text if _PLAIN.fullmatch(text) and text.lower() not in _ODD else f"“{text}”"
