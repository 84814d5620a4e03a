"""Schema difference: where the arguments of a call depart from the definition of its tool.

All of the differences, not the first one, because the names that are missing and the names that are unknown together
show a renamed field. Understands `type`, `required`, `properties`, `additionalProperties`, `enum` and `items`; what a
schema says beyond that is not judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import msgspec

from rootward.kit.canonical import JSON

__all__ = ["Difference", "schema_differences"]

_DEEPEST = 16
_MOST = 20
_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,), "array": (list,), "string": (str,), "boolean": (bool,), "null": (type(None),),
    "integer": (int,), "number": (int, float),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """`path` is where (`order.items[0].id`), `expected` what the definition wants there."""

    kind: Literal["missing", "unknown", "type", "enum", "unreadable"]
    path: str
    expected: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.path}" + (f" (expected {self.expected})" if self.expected else "")


def schema_differences(arguments: JSON, schema: JSON) -> tuple[Difference, ...]:
    """Every difference, in the order of the schema; none without a schema."""
    if not isinstance(schema, dict):
        return ()
    if isinstance(arguments, str) and schema.get("type", "object") == "object":
        try:
            arguments = msgspec.json.decode(arguments.encode())
        except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
            return (Difference(kind="unreadable", path="arguments", expected="a JSON object"),)
    found: list[Difference] = []
    _compare(arguments if arguments is not None else {}, schema, "", found, 0)
    return tuple(found[:_MOST])


def _compare(value: JSON, schema: dict[str, JSON], path: str, found: list[Difference], depth: int) -> None:
    if depth > _DEEPEST or len(found) >= _MOST:
        return
    wanted = schema.get("type")
    names = [str(name) for name in wanted] if isinstance(wanted, list) else [str(wanted)] if wanted else []
    if names and not any(_is(value, name) for name in names):
        found.append(Difference(kind="type", path=path or "arguments", expected=" or ".join(names)))
        return
    allowed = schema.get("enum")
    if isinstance(allowed, list) and value not in allowed:
        found.append(Difference(kind="enum", path=path or "arguments", expected=", ".join(map(str, allowed[:10]))))
    if isinstance(value, dict):
        _compare_object(value, schema, path, found, depth)
    items = schema.get("items")
    if isinstance(value, list) and isinstance(items, dict):
        for index, item in enumerate(value):
            _compare(item, items, f"{path}[{index}]", found, depth + 1)


def _compare_object(
    value: dict[str, JSON], schema: dict[str, JSON], path: str, found: list[Difference], depth: int
) -> None:
    properties = schema.get("properties")
    known = properties if isinstance(properties, dict) else {}
    required = schema.get("required")
    for name in required if isinstance(required, list) else ():
        if name not in value:
            found.append(Difference(kind="missing", path=_join(path, str(name))))
    for name, item in value.items():
        inner = known.get(name)
        if isinstance(inner, dict):
            _compare(item, inner, _join(path, name), found, depth + 1)
        elif name not in known and schema.get("additionalProperties") is False:
            found.append(Difference(kind="unknown", path=_join(path, name)))


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _is(value: JSON, name: str) -> bool:
    kinds = _TYPES.get(name)
    if kinds is None:
        return True
    if isinstance(value, bool):
        return name == "boolean"
    if name == "integer" and isinstance(value, float):
        return value.is_integer()
    return isinstance(value, kinds)
