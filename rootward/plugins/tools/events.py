"""The event reader: `events.search`."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rootward.events.entity import references
from rootward.events.model import Event
from rootward.events.store import find_events
from rootward.kit import clock
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.plugins.tools.reading import (
    COUNT,
    STRINGS,
    chosen,
    digest,
    most_common,
    number,
    presence,
    schema,
    scope_of,
)
from rootward.tools.contract import ToolContext, ToolResult, ToolSpec

__all__ = ["TOOLS", "EventsSearch"]

_SHOWN = 50
_MOST = 100_000


class EventsSearch:
    """`data` is a list of Events. A type that ends with `*` stands for all that begin so."""

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="events.search",
            description="Events of a window, by type (deploy.*), source and entity: changes, kills, alerts, …",
            schema=schema(event_types=STRINGS, sources=STRINGS, entities=STRINGS, limit=COUNT),
            timeout_s=20.0,
        )

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        scope = scope_of(arguments)
        types, entities = chosen(arguments, "event_types"), chosen(arguments, "entities")
        limit = number(arguments, "limit", _MOST)

        def unit(connection: Connection, tenant: str) -> ToolResult:
            every = find_events(
                connection, tenant, start=scope.start, end=scope.end, as_of=scope.as_of,
                sources=chosen(arguments, "sources") or (), limit=_MOST,
            )  # fmt: skip
            found = [event for event in every if _is_wanted(event, types, entities)]
            # Events are rare: an empty window after the first one says that nothing was reported.
            seen = bool(every) or bool(find_events(connection, tenant, end=scope.end, as_of=scope.as_of, limit=1))
            return _answer(found[:limit], len(found) > limit, seen)

        return await context.read(unit)


def _is_wanted(event: Event, types: Sequence[str] | None, entities: Collection[str] | None) -> bool:
    if types is not None and not any(_fits(event.event_type, pattern) for pattern in types):
        return False
    return entities is None or any(ref in entities for ref in references(event.entity))


def _fits(event_type: str, pattern: str) -> bool:
    return event_type.startswith(pattern[:-1]) if pattern.endswith("*") else event_type == pattern


def _answer(found: list[Event], truncated: bool, seen: bool) -> ToolResult:
    shown: list[JSON] = [
        {"id": event.id, "at": clock.format_ns(event.ts), "type": event.event_type, "source": event.source}
        for event in found[:_SHOWN]
    ]
    value: dict[str, JSON] = {
        "events": len(found), "truncated": truncated, "types": most_common(event.event_type for event in found),
        "sources": most_common(event.source for event in found), "shown": shown,
        "digest": digest([[event.id, event.ts] for event in found]),
    }  # fmt: skip
    return ToolResult(value=value, summary=f"{len(found)} events", presence=presence(bool(found), seen), data=found)


TOOLS = (EventsSearch(),)
