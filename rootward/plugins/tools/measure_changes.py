"""Measure changes: what one change event says, and how often an entity reported one class of events, again."""

from __future__ import annotations

from rootward.causality.observe_events import observe_changes, observe_happenings
from rootward.events.model import Event
from rootward.events.presence import Presence
from rootward.events.store import find_events
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.plugins.tools.measured import WINDOW, Scope, closed, nothing
from rootward.tools.contract import ToolContext, ToolResult, ToolSpec

__all__ = ["ChangesDescribe", "EventsCount"]

_MOST_EVENTS = 100_000


class ChangesDescribe:
    """`changes.describe`: the change that an event records, by its ingest id and time."""

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="changes.describe",
            description="What was changed: kind, time, the settings it touched and what they could bring about.",
            schema=closed(
                {"as_of": WINDOW["as_of"]}, ref={"type": "string", "minLength": 1}, at={"type": "integer", "minimum": 0}
            ),
        )

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        ref, at, as_of = str(arguments["ref"]), int(str(arguments["at"])), int(str(arguments["as_of"]))

        def unit(connection: Connection, tenant: str) -> list[Event]:
            return find_events(connection, tenant, start=at, end=at + 1, as_of=as_of, limit=_MOST_EVENTS)

        events = [event for event in await context.read(unit) if event.ingest_id == ref]
        found = observe_changes(events, window=(at, at + 1))
        if not found:
            return nothing(f"there is no change {ref}")
        return ToolResult(value=found[0].value, summary=found[0].text, presence=Presence.FOUND)


class EventsCount:
    """`events.count`: kills, restarts and unhealthy states that an entity reported."""

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name="events.count",
            description="How often an entity reported one class of events (oom, killed, restart, kubernetes), and why.",
            schema=closed(
                WINDOW,
                entity={"type": "string", "minLength": 1},
                happening={"type": "string", "enum": ["oom", "killed", "restart", "kubernetes"]},
            ),
        )

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        scope = Scope.of(arguments)

        def unit(connection: Connection, tenant: str) -> list[Event]:
            return find_events(
                connection, tenant, start=scope.start, end=scope.end, as_of=scope.as_of, limit=_MOST_EVENTS
            )

        events = await context.read(unit)
        wanted = {name: arguments[name] for name in ("entity", "happening")}
        for item in observe_happenings(events, after=(scope.start, scope.end)):
            if item.subject == wanted:
                return ToolResult(value=item.value, summary=item.text, presence=Presence.FOUND)
        return nothing(f"{wanted['entity']} reported nothing of the kind in the window")
