"""Events as they are answered: what became of what was sent, stored envelopes, dead letters."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from rootward.events.model import Severity

__all__ = [
    "Accepted", "DeadLetter", "DeadLetterPage", "DeadLetterRead", "Event", "EventPage", "PartialSuccess", "Received",
    "Received1", "Replayed", "Summary",
]  # fmt: skip
Became = Literal["accepted", "duplicate", "conflict", "rejected"]


class Received1(TypedDict):
    """What became of one item of a batch: an event's `id`, or why not, and the dead letter it was set aside as."""

    index: int
    status: Became
    id: NotRequired[str]
    ingest_id: NotRequired[str]
    dead_letter: NotRequired[str | None]
    reason: NotRequired[str]
    field: NotRequired[str | None]


class Accepted(TypedDict):
    """A single event was kept, or was there already (`duplicate`)."""

    index: int
    status: Literal["accepted", "duplicate"]
    id: str
    ingest_id: str
    reason: NotRequired[str]


class Received(TypedDict):
    """One result an item, in the order in which they came."""

    items: list[Received1]
    counts: dict[str, int]


class Refused(TypedDict):
    index: int
    dead_letter: str
    reason: str
    field: str


class Summary(TypedDict):
    """What became of a vendor's body: how many items of each status, and what was set aside."""

    counts: dict[str, int]
    ids: list[str]
    rejected: list[Refused]


class PartialSuccess(TypedDict):
    """OTLP's own answer; empty where everything was kept."""

    partialSuccess: NotRequired[dict[str, str]]


class Event(TypedDict):
    """A stored envelope; `marks` say what was noticed about it (late, …)."""

    id: str
    tenant_id: str
    source: str
    event_type: str
    ts: str
    correlation_ids: dict[str, str]
    entity: dict[str, str]
    severity: Severity
    payload: dict[str, Any]
    ingest_id: str
    schema_version: str
    received_at: str
    marks: list[str]


class EventPage(TypedDict):
    items: list[Event]
    next: str | None


class DeadLetter(TypedDict):
    """What could not be read, or worked on, with the reason."""

    id: str
    kind: Literal["ingest", "message"]
    source: str
    reason: str
    field: str | None
    received_at: str
    attempts: int
    state: Literal["open", "replayed", "discarded"]
    settled_by: str | None
    bytes: int


class DeadLetterPage(TypedDict):
    items: list[DeadLetter]
    next: str | None


class DeadLetterRead(DeadLetter):
    """With the bytes as they were kept."""

    raw: str
    headers: dict[str, str]


class Replayed(DeadLetter):
    """`results` is there where a body was read again; a message goes back to its topic."""

    results: NotRequired[list[Received1]]
