"""OTLP events: what happened within a span and says something about all of it, as attributes of the span.

The last exception, and what agents' instrumentations write as events: prompts, answers and messages (OpenTelemetry's
GenAI conventions of several years).
"""

from __future__ import annotations

from collections.abc import Sequence

from rootward.kit.canonical import JSON

__all__ = ["Happened", "is_telling", "take_events"]

Happened = tuple[str, dict[str, JSON]]
"""The name of an event and its attributes."""
_EXCEPTIONS = ("exception", "gen_ai.client.operation.exception")
_OF_AGENTS = "gen_ai."
_KEPT = ("exception.type", "exception.message")
_MOST = 200
"""Messages of one span that are kept; the first ones, for they say what was asked."""


def is_telling(name: str) -> bool:
    return name == "exception" or name.startswith(_OF_AGENTS)


def take_events(attributes: dict[str, JSON], events: Sequence[Happened]) -> dict[str, JSON] | None:
    """Put into a span's attributes what its events say and it does not; returns its last exception.

    An event that is a message keeps its own attributes under `gen_ai.events`, in order; one that carries attributes of
    the conventions (`gen_ai.prompt`, `gen_ai.input.messages`) gives them to the span.
    """
    exception: dict[str, JSON] | None = None
    messages: list[JSON] = []
    for name, said in events:
        if name in _EXCEPTIONS:
            exception = said
            continue
        own: dict[str, JSON] = {}
        for key, value in said.items():
            if key.startswith(_OF_AGENTS) and key != "gen_ai.event.content":
                attributes.setdefault(key, value)
            else:
                own[key] = value
        if own:
            messages.append({"name": name, **own})
    if messages:
        attributes["gen_ai.events"] = messages[:_MOST]
    for key in _KEPT if exception else ():
        if exception and key in exception:
            attributes.setdefault(key, exception[key])
    return exception
