"""OTLP JSON values: the scalars, ids and attributes of OTLP/JSON, each read or refused with its field's name.

Rules of the OTLP specification (JSON Protobuf Encoding): 64-bit integers as text or number, enums as integers (names
are taken too), bytes in base64 but trace and span ids in hex, null and absent alike.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from typing import NoReturn

from rootward.errors import BadInput
from rootward.events.strict import INT64, shown
from rootward.kit.canonical import JSON
from rootward.plugins.sources.otlp_resource import MAX_DEPTH, double, without_nul

__all__ = [
    "attributes_of", "enum", "hex_id", "integer", "items_of", "moment", "number", "object_of", "string", "value_of",
]  # fmt: skip

_HEX = re.compile(r"[0-9a-fA-F]+")
_INTEGER = re.compile(r"-?[0-9]{1,20}")
_UNSIGNED, _MOMENTS = range(2**64), range(2**63)


def items_of(value: Mapping[str, JSON], name: str) -> list[JSON]:
    """A repeated field."""
    found = value.get(name)
    if found is None:
        return []
    if not isinstance(found, list):
        _refuse(name, found, "a list")
    return found


def object_of(value: JSON, name: str) -> Mapping[str, JSON]:
    """A message; an empty one when it is absent."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        _refuse(name, value, "an object")
    return value


def string(value: Mapping[str, JSON], name: str) -> str:
    found = value.get(name)
    if found is None:
        return ""
    if not isinstance(found, str):
        _refuse(name, found, "text")
    return found


def integer(found: JSON, name: str, *, allowed: range = _UNSIGNED) -> int:
    if found is None:
        return 0
    if (isinstance(found, str) and _INTEGER.fullmatch(found)) or (isinstance(found, float) and found.is_integer()):
        found = int(found)
    if isinstance(found, bool) or not isinstance(found, int) or found not in allowed:
        _refuse(name, found, "an integer of 64 bits")
    return found


def enum(value: Mapping[str, JSON], name: str, names: Mapping[str, int]) -> int:
    found = value.get(name)
    if isinstance(found, str) and found in names:
        return names[found]
    return integer(found, name, allowed=INT64)


def moment(value: Mapping[str, JSON], name: str) -> int:
    """Nanoseconds since 1970; 0 when absent."""
    return integer(value.get(name), name, allowed=_MOMENTS)


def number(found: JSON, name: str) -> float:
    """A double; text may say `NaN`, `Infinity`, `-Infinity` or a number."""
    if found is None:
        return 0.0
    if isinstance(found, bool) or not isinstance(found, int | float | str):
        _refuse(name, found, "a number")
    try:
        return float(found)
    except (ValueError, OverflowError):
        _refuse(name, found, "a number")


def hex_id(value: Mapping[str, JSON], name: str, digits: int, *, needed: bool) -> str:
    """An id in lower case; '' for one that is absent or all zeros where none is needed."""
    found = value.get(name)
    if isinstance(found, str) and len(found) == digits and _HEX.fullmatch(found) and found.strip("0"):
        return found.lower()
    if not needed and (not found or (isinstance(found, str) and not found.strip("0"))):
        return ""
    _refuse(name, found, f"{digits} hex digits that are not all zero")


def attributes_of(value: Mapping[str, JSON]) -> dict[str, JSON]:
    """The `attributes` of a message by their keys; the last one of a key counts."""
    return _pairs(value.get("attributes"), "attributes", 1)


def value_of(value: JSON, name: str, depth: int = 1) -> JSON:
    """An AnyValue. Raises BadInput for one that is malformed or nested too deeply."""
    if depth > MAX_DEPTH:
        raise BadInput(f"{name} is nested deeper than {MAX_DEPTH} levels", field=name)
    for kind, found in object_of(value, name).items():
        if kind == "stringValue" and isinstance(found, str):
            return without_nul(found)
        if kind == "intValue" and found is not None:
            return integer(found, f"{name}.intValue", allowed=INT64)
        if kind == "boolValue" and isinstance(found, bool):
            return found
        if kind == "doubleValue" and found is not None:
            return double(number(found, f"{name}.doubleValue"))
        if kind == "arrayValue" and found is not None:
            members = items_of(object_of(found, name), "values")
            return [value_of(member, name, depth + 1) for member in members]
        if kind == "kvlistValue" and found is not None:
            return _pairs(object_of(found, name).get("values"), name, depth + 1)
        if kind == "bytesValue" and isinstance(found, str):
            return _bytes(found, name)
        if kind in _KINDS and found is not None:
            _refuse(f"{name}.{kind}", found, f"a {kind.removesuffix('Value')}")
    return None


_KINDS = frozenset({"stringValue", "boolValue", "bytesValue"})


def _pairs(found: JSON, name: str, depth: int) -> dict[str, JSON]:
    if found is None:
        return {}
    if not isinstance(found, list):
        _refuse(name, found, "a list")
    pairs: dict[str, JSON] = {}
    for item in found:
        pair = object_of(item, name)
        key = without_nul(string(pair, "key"))
        inner = pair.get("value")
        text = inner.get("stringValue") if isinstance(inner, dict) and len(inner) == 1 else None
        pairs[key] = without_nul(text) if isinstance(text, str) else value_of(inner, f"{name}.{key}", depth)
    return pairs


def _bytes(found: str, name: str) -> str:
    """In base64 as protobuf's JSON spells it, whatever the sender's alphabet and padding."""
    try:
        plain = found.replace("-", "+").replace("_", "/").rstrip("=")
        raw = base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        _refuse(f"{name}.bytesValue", found, "base64")
    return base64.b64encode(raw).decode()


def _refuse(name: str, found: JSON, wanted: str) -> NoReturn:
    raise BadInput(f"{name} is {shown(found)}; it must be {wanted}", field=name, value=shown(found))
