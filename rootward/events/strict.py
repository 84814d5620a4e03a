"""Strict JSON: bytes that everybody must read the same way, or a sentence that says where they cannot.

Refused: NUL characters and lone surrogates (no text column keeps them), keys that stand twice (which one counts?),
integers beyond 64 bits and numbers that are none (they change on the way), and nesting without end.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from typing import Any

import msgspec

from rootward.errors import BadInput, BadSyntax
from rootward.kit.canonical import JSON

__all__ = ["MAX_DEPTH", "check", "is_plain", "is_shallow", "read", "shown"]

MAX_DEPTH = 64
INT64 = range(-(2**63), 2**63)

_DIGITS = bytes(48 if 48 <= byte < 58 else 46 for byte in range(256))
_LONG_NUMBER = b"0" * 19


def read(raw: bytes) -> JSON:
    """The value of one JSON document. Raises BadSyntax for bytes that are none, BadInput naming the field otherwise."""
    try:
        value: JSON = msgspec.json.decode(raw)
    except msgspec.ValidationError as error:
        raise BadInput(f"a number is too large to keep: {error}", field="") from error
    except msgspec.DecodeError as error:
        raise BadSyntax(f"this is not JSON: {error}", field="") from error
    except UnicodeDecodeError as error:
        raise BadSyntax(f"this is not UTF-8: byte {error.object[error.start]:#04x} cannot be read", field="") from error
    except RecursionError as error:
        raise BadInput(f"nested deeper than {MAX_DEPTH} levels", field="") from error
    check(value)
    if raw.count(b":") != msgspec.json.encode(value).count(b":") or b"\\u003" in raw:
        _refuse_doubled_keys(raw)
    return value


def check(value: object) -> None:
    """Raises BadInput naming the path of the first value that JSON text could not carry unchanged to everybody."""
    if not _is_fine(value, 1):
        _refuse(value, "", 1)


def is_plain(text: bytes) -> bool:
    """Whether no value in this JSON text can hold a NUL, a colon written as an escape, or an integer beyond 18 digits.

    May say no to text that is fine. One pass at memory speed for a whole batch.
    """
    if b"\\" in text and (b"\\u0000" in text or b"\\u003" in text):
        return False
    digits = text.translate(_DIGITS)
    start = digits.find(_LONG_NUMBER)
    while start >= 0:
        if text[start - 1 : start] != b'"':  # a quote before it: the digits are text, such as a time in nanoseconds
            return False
        end = digits.find(b".", start)
        start = digits.find(_LONG_NUMBER, end) if end > 0 else -1
    return True


def is_shallow(text: bytes, colons: int) -> bool:
    """Whether this JSON text with so many colons is surely no deeper than allowed.

    Every object but an empty one holds a colon, so colons and opening brackets bound the depth without a walk.
    """
    return colons + text.count(b"[") < MAX_DEPTH or text.count(b"{") + text.count(b"[") <= MAX_DEPTH


def shown(value: object) -> str:
    """A wrong value as it is put into a sentence: short, quoted, never with a line break."""
    if isinstance(value, int) and value not in INT64:
        return f"an integer of {value.bit_length()} bits, more than 64"
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}…"


def _is_fine(item: object, depth: int) -> bool:
    """The walk that almost always suffices; it builds no paths."""
    kind = type(item)
    if kind is str:
        return _is_text(item)  # type: ignore[arg-type]  # kind says so
    if isinstance(item, dict):
        return depth <= MAX_DEPTH and all(
            type(key) is str and _is_text(key) and _is_fine(member, depth + 1) for key, member in item.items()
        )
    if isinstance(item, list):
        return depth <= MAX_DEPTH and all(_is_fine(member, depth + 1) for member in item)
    if kind is int:
        return item in INT64
    if kind is float:
        return math.isfinite(item)  # type: ignore[arg-type]
    return item is None or kind is bool


def _is_text(text: str) -> bool:
    if "\0" in text:
        return False
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _refuse(item: object, where: str, depth: int) -> None:
    """The same walk with paths, for the sentence."""
    name = where or "the value"
    if isinstance(item, dict | list):
        if depth > MAX_DEPTH:
            raise BadInput(f"{name} is nested deeper than {MAX_DEPTH} levels", field=where)
        for member, path in _members(item, where):
            _refuse(member, path, depth + 1)
    elif isinstance(item, str):
        if not _is_text(item):
            what = "a NUL character" if "\0" in item else "half of a surrogate pair"
            raise BadInput(f"{name} holds {what}", field=where)
    elif not _is_fine(item, depth):
        raise BadInput(f"{name} is {shown(item)}, which JSON does not carry", field=where, value=shown(item))


def _members(item: dict[object, object] | list[object], where: str) -> Iterable[tuple[object, str]]:
    if isinstance(item, list):
        return ((member, f"{where}[{index}]") for index, member in enumerate(item))
    for key in item:
        if not isinstance(key, str) or not _is_text(key):
            raise BadInput(f"{where or 'the value'} has the key {shown(key)}, which is no text", field=where)
    return ((member, f"{where}.{key}" if where else str(key)) for key, member in item.items())


def _refuse_doubled_keys(raw: bytes) -> None:
    """The slow reader sees every pair; it runs only when the number of colons gave cause."""

    def pairs(found: list[tuple[str, Any]]) -> None:
        seen: set[str] = set()
        for key, _ in found:
            if key in seen:
                raise BadInput(f"the key {shown(key)} stands twice in one object", field=key, value=key)
            seen.add(key)

    json.loads(raw, object_pairs_hook=pairs)
