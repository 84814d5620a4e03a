"""The one condition language: CEL expressions over named JSON values, checked when loaded and bounded when run.

    condition = compile_condition("event.severity == 'high' && event.team in teams", {"event": "map", "teams": "list"})
    condition.holds({"event": event, "teams": ["pay"]})

Whoever writes a condition may be careless and whatever it reads may be hostile: evaluation stops after 10,000
iterations, regular expressions are RE2, expressions nest at most 32 levels, and `map` and `filter` are not part of the
language, because they copy their result once an item. The language: https://github.com/google/cel-spec
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Protocol

import msgspec
from cel_expr_python import cel

from rootward.errors import BadInput
from rootward.kit.redact import JSON

__all__ = ["Bound", "Condition", "ConditionError", "bind", "compile_condition"]

_Variables = tuple[tuple[str, str], ...]

_LONGEST = 4096
_DEEPEST = 64
_TYPES = frozenset({"bool", "bytes", "double", "duration", "dyn", "int", "list", "map", "string", "timestamp", "uint"})
_NESTED_TYPE = re.compile(r"(?:list<|map<string, ?)(.+)>")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_WHERE = re.compile(r"<input>:(\d+):(\d+): (.+)")
_ABSENT_MACRO = re.compile(r"\.\s*(map|filter)\s*\(")
_UNREADABLE = ("Non-CEL value", "out of range", "too big")
_LANGUAGE = "name: condition\nstdlib:\n  exclude_macros: [map, filter]\n"


class ConditionError(BadInput):
    """A condition that cannot be compiled (with `line` and `column`), or not be decided on the values it was given."""

    code = "bad_condition"
    title = "The condition is wrong"


class _Value(Protocol):
    def value(self) -> object: ...


class _Expression(Protocol):
    def eval(self, activation: cel.Activation) -> _Value: ...


class Bound:
    """Values made ready for conditions over the same variables: the first condition pays for reading them.

    For one thread; make it with `bind`.
    """

    __slots__ = ("_environment", "_values", "activation")

    def __init__(self, values: Mapping[str, JSON], variables: _Variables) -> None:
        self._values = values
        self._environment = _environment(variables)
        self.activation = self._environment.Activation(_readable(values))

    def tame(self) -> None:
        """Replace what CEL cannot read, such as an integer beyond 64 bits, so that it does not spoil the rest."""
        self.activation = self._environment.Activation(_tamed_all(self._values))


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A compiled condition; one object serves any number of threads."""

    source: str
    variables: _Variables
    expression: _Expression

    def holds(self, values: Mapping[str, JSON] | Bound) -> bool:
        """For match, route and severity rules: what cannot be decided, such as a missing key, is no match."""
        return self._outcome(values) is True

    def decide(self, values: Mapping[str, JSON] | Bound) -> bool:
        """For policy: raises ConditionError when the values do not let it be decided, so that the caller can deny."""
        outcome = self._outcome(values)
        if isinstance(outcome, bool):
            return outcome
        about = self.source[:200]
        raise ConditionError(f"condition {about!r} cannot be decided: {outcome[:200]}", field="condition", value=about)

    def _outcome(self, values: Mapping[str, JSON] | Bound) -> bool | str:
        bound = values if isinstance(values, Bound) else Bound(values, self.variables)
        outcome = _run(self.expression, bound)
        if isinstance(outcome, str) and any(sign in outcome for sign in _UNREADABLE):
            bound.tame()
            outcome = _run(self.expression, bound)
        return outcome


def compile_condition(source: str, variables: Mapping[str, str]) -> Condition:
    """Check and compile a condition over `variables`, a type for each name; compiled conditions are kept.

    Types are `bool int uint double string bytes timestamp duration dyn`, `list`, `list<T>`, `map` and `map<string, T>`.
    Raises ConditionError for a syntax error, an unknown variable, a type error or a result that is not a boolean.
    """
    return _compiled(source, tuple(sorted(variables.items())))


def bind(values: Mapping[str, JSON], variables: Mapping[str, str]) -> Bound:
    """Read `values` once, for many conditions that were compiled over the same `variables`."""
    return Bound(values, tuple(sorted(variables.items())))


@lru_cache(maxsize=4096)
def _compiled(source: str, variables: _Variables) -> Condition:
    if len(source) > _LONGEST:
        raise _wrong(source, f"it has {len(source)} characters, more than {_LONGEST}")
    try:
        expression = _environment(variables).compile(source)
    except RuntimeError as error:
        raise _explained(source, str(error)) from error
    result = expression.return_type().name()
    if result not in ("BOOL", "DYN"):
        raise _wrong(source, f"it yields {result.lower()}, not a boolean")
    return Condition(source=source, variables=variables, expression=expression)


@lru_cache(maxsize=256)
def _environment(variables: _Variables) -> cel.Env:
    for name, kind in variables:
        if not _VARIABLE.fullmatch(name) or not _is_type(kind):
            raise ConditionError(f"variable {name!r} cannot have the type {kind!r}", field=name, value=kind)
    language = cel.NewEnvConfigFromYaml(_LANGUAGE)
    return cel.NewEnv(config=language, variables={name: cel.Type(kind) for name, kind in variables})


def _is_type(kind: str) -> bool:
    nested = _NESTED_TYPE.fullmatch(kind)
    return kind in _TYPES if nested is None else _is_type(nested[1])


def _explained(source: str, message: str) -> ConditionError:
    where = _WHERE.search(message)
    absent = _ABSENT_MACRO.search(source)
    if "undeclared" in message and absent:
        return _wrong(source, f"`{absent[1]}` is not part of the language, use `exists`, `exists_one` or `all`")
    if where is None:
        return _wrong(source, "it nests too deeply" if "recursion" in message else message[:200])
    return _wrong(source, where[3], line=int(where[1]), column=int(where[2]))


def _wrong(source: str, why: str, **where: int) -> ConditionError:
    about = source[:200]
    place = f" at line {where['line']}, column {where['column']}" if where else ""
    return ConditionError(f"condition {about!r} is wrong{place}: {why}", field="condition", value=about, **where)


def _run(expression: _Expression, bound: Bound) -> bool | str:
    """The boolean, or why there is none."""
    try:
        result = expression.eval(bound.activation)
    except RuntimeError as error:
        return str(error)
    outcome = result.value()
    return outcome if isinstance(outcome, bool) else f"it gives {outcome!r}"


def _readable(values: Mapping[str, JSON]) -> Mapping[str, JSON]:
    """The values themselves when CEL can read them, else a tamed copy: deep nesting would overflow its stack."""
    try:
        raw = msgspec.json.encode(values)
    except (OverflowError, RecursionError, TypeError, UnicodeEncodeError):
        return _tamed_all(values)
    return values if raw.count(b"{") + raw.count(b"[") <= _DEEPEST else _tamed_all(values)


def _tamed_all(values: Mapping[str, JSON]) -> dict[str, JSON]:
    return {name: _tamed(value, 1) for name, value in values.items()}


def _tamed(value: object, depth: int) -> JSON:
    """A copy of at most 64 levels, with integers beyond 64 bits as floats and text as valid Unicode."""
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, int):
        return value if -(1 << 63) <= value < 1 << 63 else _as_float(value)
    if isinstance(value, bytes | datetime | timedelta):
        return value  # type: ignore[return-value]  # CEL has these types, JSON has not
    if depth >= _DEEPEST:
        return None
    if isinstance(value, Mapping):
        return {str(_tamed(key, depth)): _tamed(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_tamed(item, depth + 1) for item in value]
    return str(value)


def _as_float(value: int) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf
