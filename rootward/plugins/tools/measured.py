"""Measured: what the measuring tools share: their scope as arguments, a closed schema, and the answer for nothing."""

from __future__ import annotations

from dataclasses import dataclass

from rootward.errors import BadInput
from rootward.events.presence import Presence
from rootward.kit.canonical import JSON
from rootward.tools.contract import ToolResult

__all__ = ["SCOPE", "STRETCHES", "Scope", "WINDOW", "closed", "nothing"]

_TIME: dict[str, JSON] = {"type": "integer", "minimum": 0, "description": "ns since 1970, UTC"}
_SPAN: dict[str, JSON] = {"type": "array", "items": _TIME, "minItems": 2, "maxItems": 2}
_AS_OF: dict[str, JSON] = {"type": "integer", "minimum": 0, "description": "read nothing that came after this sequence"}

STRETCHES: dict[str, JSON] = {
    "type": "array", "items": _SPAN, "minItems": 1, "maxItems": 1000,
    "description": "read these instead, laid end to end up to the last; `before` and `after` are places on that line",
}  # fmt: skip
WINDOW: dict[str, JSON] = {"start": _TIME, "end": _TIME, "as_of": _AS_OF}
SCOPE: dict[str, JSON] = {**WINDOW, "before": _SPAN, "after": _SPAN, "stretches": STRETCHES}
_OPTIONAL = frozenset({"stretches"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What is read (`start` to `end`, or `stretches` of it laid on one line, up to `as_of`) and which two parts of it
    are compared; times in ns."""

    start: int
    end: int
    as_of: int
    before: tuple[int, int]
    after: tuple[int, int]
    stretches: tuple[tuple[int, int], ...] = ()

    @staticmethod
    def of(arguments: dict[str, JSON]) -> Scope:
        """From arguments that fit a schema with SCOPE or WINDOW; without stretches the whole is one."""
        start, end = _number(arguments["start"]), _number(arguments["end"])
        return Scope(
            start=start,
            end=end,
            as_of=_number(arguments["as_of"]),
            before=_pair(arguments.get("before"), (start, end)),
            after=_pair(arguments.get("after"), (start, end)),
            stretches=_stretches(arguments.get("stretches")),
        )


def closed(shared: dict[str, JSON], **own: JSON) -> dict[str, JSON]:
    """A JSON Schema object of exactly these properties, all required but `stretches`."""
    properties: dict[str, JSON] = {**shared, **own}
    required: list[JSON] = [name for name in properties if name not in _OPTIONAL]
    return {
        "type": "object", "properties": properties, "required": required, "additionalProperties": False,
    }  # fmt: skip


def nothing(why: str) -> ToolResult:
    """There is nothing any more of what was measured."""
    return ToolResult(value={}, summary=why, presence=Presence.ABSENT)


def _number(value: JSON) -> int:
    return value if isinstance(value, int) else int(str(value))


def _stretches(value: JSON) -> tuple[tuple[int, int], ...]:
    """Raises BadInput for a stretch that does not begin before it ends."""
    found = tuple(_pair(one, (0, 0)) for one in value) if isinstance(value, list) else ()
    for start, end in found:
        if start >= end:
            raise BadInput(f"stretches: {start} is not before {end}", field="stretches", value=start)
    return found


def _pair(value: JSON, otherwise: tuple[int, int]) -> tuple[int, int]:
    return (_number(value[0]), _number(value[1])) if isinstance(value, list) else otherwise
