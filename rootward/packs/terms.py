"""Terms: the parts of a condition, read apart so that it can be said in words; what decides is the compiled one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["Both", "Call", "Field", "Items", "Literal", "Name", "Not", "Term", "read_terms"]

_DEEPEST = 64
_TOKEN = re.compile(
    r"""\s*(?:(?P<text>[rR]?(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'))|(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?u?)"""
    r"""|(?P<name>[A-Za-z_]\w*)|(?P<sign>&&|\|\||==|!=|<=|>=|[-<>!+*/%.,()\[\]]))"""
)
_LEVELS: tuple[frozenset[str], ...] = (
    frozenset({"||"}), frozenset({"&&"}), frozenset({"==", "!=", "<", "<=", ">", ">=", "in"}),
    frozenset({"+", "-"}), frozenset({"*", "/", "%"}),
)  # fmt: skip
"""Operators by how tightly they bind, the loosest first."""
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Literal:
    value: str | float | bool | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Name:
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """`of.key` and `of["key"]` are the same; an item of a list goes by its number."""

    of: Term
    key: str | int


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """`of` is None for what is called alone, as `size(x)` is."""

    of: Term | None
    name: str
    given: tuple[Term, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Items:
    items: tuple[Term, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Not:
    term: Term


@dataclass(frozen=True, kw_only=True, slots=True)
class Both:
    """Two terms and the operator between them."""

    sign: str
    left: Term
    right: Term


Term: TypeAlias = Literal | Name | Field | Call | Items | Not | Both


def read_terms(source: str) -> Term | None:
    """None for what is not of these terms: a choice with `? :`, a map, a message, bytes."""
    try:
        reader = _Reader(_tokens(source))
        term = reader.operators(0, 0)
        return term if reader.is_over else None
    except _Unread:
        return None


class _Unread(Exception):
    pass


def _tokens(source: str) -> list[tuple[str, str]]:
    found, place, text = [], 0, source.rstrip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise _Unread
        found.append((str(match.lastgroup), match[str(match.lastgroup)]))
        place = match.end()
    return found


class _Reader:
    """Goes through the tokens once."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens, self._place = tokens, 0

    @property
    def is_over(self) -> bool:
        return self._place == len(self._tokens)

    def operators(self, level: int, depth: int) -> Term:
        if depth > _DEEPEST:
            raise _Unread
        if level == len(_LEVELS):
            return self._unary(depth)
        left = self.operators(level + 1, depth)
        while self._next() in _LEVELS[level]:
            sign = self._take()
            left = Both(sign=sign, left=left, right=self.operators(level + 1, depth))
        return left

    def _unary(self, depth: int) -> Term:
        if depth > _DEEPEST:
            raise _Unread
        if self._takes("!"):
            return Not(term=self._unary(depth + 1))
        if self._takes("-"):
            inner = self._unary(depth + 1)
            if not isinstance(inner, Literal) or isinstance(inner.value, bool | str | None):
                raise _Unread
            return Literal(value=-inner.value)
        return self._members(self._alone(depth), depth)

    def _members(self, term: Term, depth: int) -> Term:
        while True:
            if self._takes("."):
                name = self._take("name")
                term = (
                    Call(of=term, name=name, given=self._list(")", depth))
                    if self._takes("(")
                    else Field(of=term, key=name)
                )
            elif self._takes("["):
                (key,) = self._list("]", depth) or (None,)
                if not isinstance(key, Literal) or isinstance(key.value, bool | None):
                    raise _Unread
                term = Field(of=term, key=key.value if isinstance(key.value, str) else int(key.value))
            else:
                return term

    def _alone(self, depth: int) -> Term:
        if self._takes("("):
            inner = self.operators(0, depth + 1)
            self._expect(")")
            return inner
        if self._takes("["):
            return Items(items=self._list("]", depth))
        kind, token = self._tokens[self._place] if not self.is_over else ("", "")
        if kind == "text":
            self._place += 1
            return Literal(value=_unquoted(token))
        if kind == "number":
            self._place += 1
            return Literal(value=float(token.rstrip("u")))
        name = self._take("name")
        if name in ("true", "false", "null"):
            return Literal(value={"true": True, "false": False, "null": None}[name])
        return Call(of=None, name=name, given=self._list(")", depth)) if self._takes("(") else Name(name=name)

    def _list(self, end: str, depth: int) -> tuple[Term, ...]:
        found: list[Term] = []
        while not self._takes(end):
            if found:
                self._expect(",")
            found.append(self.operators(0, depth + 1))
        return tuple(found)

    def _next(self) -> str:
        kind, token = self._tokens[self._place] if not self.is_over else ("", "")
        return token if kind in ("sign", "name") else ""

    def _take(self, kind: str = "") -> str:
        if self.is_over or (kind and self._tokens[self._place][0] != kind):
            raise _Unread
        self._place += 1
        return self._tokens[self._place - 1][1]

    def _takes(self, sign: str) -> bool:
        if self.is_over or self._tokens[self._place] != ("sign", sign):
            return False
        self._place += 1
        return True

    def _expect(self, sign: str) -> None:
        if not self._takes(sign):
            raise _Unread


def _unquoted(token: str) -> str:
    """Escapes of a letter or a sign; one by number is left to whoever reads the expression itself."""
    if token[0] in "rR":
        return token[2:-1]
    inner = token[1:-1]
    if re.search(r"\\[^\\\"'`?ntr]", inner):
        raise _Unread
    return re.sub(r"\\(.)", lambda match: _ESCAPES.get(match[1], match[1]), inner, flags=re.DOTALL)
