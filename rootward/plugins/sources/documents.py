"""Documents: the JSON of a vendor's body as it is; an item is held to the strict rules when it becomes an event."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import msgspec

from rootward.errors import BadSyntax
from rootward.events.model import Reject
from rootward.kit.canonical import JSON

__all__ = ["by_line", "first_item", "read_json", "section", "text"]

_DECODER = msgspec.json.Decoder()
_WRONG = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


def read_json(body: bytes) -> JSON:
    """The one document of a body. Raises BadSyntax."""
    try:
        found: JSON = _DECODER.decode(body)
    except RecursionError as error:
        raise BadSyntax("the JSON is nested too deeply to be read", field="body") from error
    except _WRONG as error:
        raise BadSyntax(f"this is not JSON: {error}", field="body") from error
    return found


def by_line(body: bytes) -> list[JSON | Reject]:
    """One document, however many lines it has, or one a line; a line that cannot be read becomes a reject.

    Raises BadSyntax when no line can be read.
    """
    try:
        return [read_json(body)]
    except BadSyntax:
        lines = [line for line in body.splitlines() if line and not line.isspace()]
        if len(lines) < 2:
            raise
    found: list[JSON | Reject] = []
    for index, line in enumerate(lines):
        try:
            found.append(read_json(line))
        except BadSyntax as error:
            found.append(Reject(index=index, reason=error.message, field="body", raw=line, code=error.code))
    if all(isinstance(item, Reject) for item in found):
        raise BadSyntax("neither the body nor any line of it is JSON", field="body")
    return found


@lru_cache(maxsize=1)  # every source is asked about the same body, one after the other
def first_item(body: bytes) -> dict[str, JSON] | None:
    """The object that the body is, or the first one of its array or its lines; None when there is none."""
    for text in (body, body.lstrip().partition(b"\n")[0]):
        try:
            value = read_json(text)
        except BadSyntax:
            continue
        if isinstance(value, list) and value:
            value = value[0]
        return value if isinstance(value, dict) else None
    return None


def section(value: Mapping[str, JSON], name: str) -> Mapping[str, JSON]:
    """The object under `name`, an empty one when there is none."""
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def text(value: Mapping[str, JSON], name: str) -> str:
    """The text under `name`, '' when there is none."""
    found = value.get(name)
    return found if isinstance(found, str) else ""
