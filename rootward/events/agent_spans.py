"""Agent spans: the traces in which spans of agents came, told to the stage that makes runs of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rootward.events.model import SpanItem
from rootward.kit.bus import Bus, message
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.runs.spans.seen import is_of_an_agent

__all__ = ["ASSEMBLE", "announce", "of_agents"]

ASSEMBLE = "assemble"
_MOST_TRACES = 200
"""Traces in one message, so that a unit stays short."""


def of_agents(items: Collection[SpanItem]) -> list[str]:
    """The traces in which spans of agents came, each once."""
    return list(dict.fromkeys(one.trace_id for one in items if one.trace_id and is_of_an_agent(one.attributes)))


def announce(connection: Connection, tenant: str, traces: Sequence[str], seq: int, bus: Bus) -> None:
    """Tell the stage of traces with spans up to the change number `seq`, in the transaction that stores them."""
    for start in range(0, len(traces), _MOST_TRACES):
        body: dict[str, JSON] = {"traces": [*traces[start : start + _MOST_TRACES]], "seq": seq}
        bus.send(connection, message(ASSEMBLE, tenant, tenant, body))
