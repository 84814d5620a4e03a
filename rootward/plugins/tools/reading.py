"""Reading: what the bulk readers share: a closed schema with optional choices, and which absence nothing is."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable

import numpy as np

from rootward.errors import BadInput
from rootward.events.presence import Presence
from rootward.kit.canonical import JSON, canonical
from rootward.plugins.tools.measured import WINDOW, Scope

__all__ = [
    "COUNT",
    "STRINGS",
    "TEXT",
    "chosen",
    "digest",
    "fixed",
    "most_common",
    "number",
    "presence",
    "schema",
    "scope_of",
    "shortened",
]

TEXT: dict[str, JSON] = {"type": "string", "maxLength": 500}
STRINGS: dict[str, JSON] = {"type": "array", "items": TEXT, "maxItems": 1000}
COUNT: dict[str, JSON] = {"type": "integer", "minimum": 1, "maximum": 100_000}

_SHOWN = 20
_LONGEST = 300


def schema(**optional: JSON) -> dict[str, JSON]:
    """A closed JSON Schema object: the window and `as_of` are required, the rest is not."""
    properties: dict[str, JSON] = {**WINDOW, **optional}
    return {"type": "object", "properties": properties, "required": [*WINDOW], "additionalProperties": False}


def scope_of(arguments: dict[str, JSON]) -> Scope:
    """Raises BadInput for a window that ends before it begins."""
    scope = Scope.of(arguments)
    if scope.end < scope.start:
        raise BadInput(f"end {scope.end} lies before start {scope.start}", field="end", value=scope.end)
    return scope


def chosen(arguments: dict[str, JSON], name: str) -> list[str] | None:
    """The list given for an argument, None when it was not given."""
    value = arguments.get(name)
    return [str(item) for item in value] if isinstance(value, list) else None


def number(arguments: dict[str, JSON], name: str, otherwise: int) -> int:
    return int(str(arguments.get(name, otherwise)))


def presence(found: bool, seen: bool) -> Presence:
    """`seen`: whether there is data of this kind there at all. Without it nothing can be said of what was not found."""
    if found:
        return Presence.FOUND
    return Presence.ABSENT if seen else Presence.OUT_OF_WINDOW


def digest(said: JSON, *arrays: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> str:
    """sha256 of JSON and arrays: what makes the record of a call say exactly what was read."""
    summed = hashlib.sha256(canonical(said))
    for array in arrays:
        summed.update(np.ascontiguousarray(array).tobytes())
    return summed.hexdigest()


def fixed(*arrays: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> None:
    """Nobody may change them any more: several who ask for the same are given the same arrays."""
    for array in arrays:
        array.setflags(write=False)


def most_common(words: Iterable[str]) -> dict[str, JSON]:
    """The commonest words with their numbers, of equal ones the first by name."""
    counted = sorted(Counter(words).items(), key=lambda item: (-item[1], item[0]))
    return dict(counted[:_SHOWN])


def shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
