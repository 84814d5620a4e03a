"""Measured: what the measuring tools share: their scope as arguments, a closed schema, and the answer for nothing."""

from __future__ import annotations

from dataclasses import dataclass

from rootward.events.presence import Presence
from rootward.kit.canonical import JSON
from rootward.tools.contract import ToolResult

__all__ = ["SCOPE", "Scope", "WINDOW", "closed", "nothing"]

_TIME: dict[str, JSON] = {"type": "integer", "minimum": 0, "description": "ns since 1970, UTC"}
_SPAN: dict[str, JSON] = {"type": "array", "items": _TIME, "minItems": 2, "maxItems": 2}
_AS_OF: dict[str, JSON] = {"type": "integer", "minimum": 0, "description": "read nothing that came after this sequence"}

WINDOW: dict[str, JSON] = {"start": _TIME, "end": _TIME, "as_of": _AS_OF}
SCOPE: dict[str, JSON] = {**WINDOW, "before": _SPAN, "after": _SPAN}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What is read (`start` to `end`, up to `as_of`) and which two stretches of it are compared; times in ns."""

    start: int
    end: int
    as_of: int
    before: tuple[int, int]
    after: tuple[int, int]

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
        )


def closed(shared: dict[str, JSON], **own: JSON) -> dict[str, JSON]:
    """A JSON Schema object of exactly these properties, all required."""
    properties: dict[str, JSON] = {**shared, **own}
    return {
        "type": "object", "properties": properties, "required": [*properties], "additionalProperties": False,
    }  # fmt: skip


def nothing(why: str) -> ToolResult:
    """There is nothing any more of what was measured."""
    return ToolResult(value={}, summary=why, presence=Presence.ABSENT)


def _number(value: JSON) -> int:
    return value if isinstance(value, int) else int(str(value))


def _pair(value: JSON, otherwise: tuple[int, int]) -> tuple[int, int]:
    return (_number(value[0]), _number(value[1])) if isinstance(value, list) else otherwise
