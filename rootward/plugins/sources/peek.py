"""Peek: the first JSON object of a body, which is what tells formats apart."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from rootward.kit.canonical import JSON

__all__ = ["documents", "first_item"]

_DECODER = msgspec.json.Decoder()


@lru_cache(maxsize=4)
def first_item(body: bytes) -> dict[str, JSON] | None:
    """The object that the body is, or the first one of its array or its lines; None when there is none."""
    value = _value(body)
    if value is None:
        value = _value(body.lstrip().partition(b"\n")[0])
    if isinstance(value, list) and value:
        value = value[0]
    return value if isinstance(value, dict) else None


def _value(text: bytes) -> JSON:
    try:
        found: JSON = _DECODER.decode(text)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return found
