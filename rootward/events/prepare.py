"""Prepare: everything about events that needs no database: redaction, digests, ids, and the rows they become."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar, cast

import msgspec

from rootward.events.model import Event, Received, Reject, Telemetry
from rootward.kit import clock
from rootward.kit.canonical import JSON
from rootward.kit.redact import may_contain_secret, redact_text, redact_value

__all__ = ["COLUMNS", "Prepared", "Ready", "prepare", "row_of"]

COLUMNS = (
    "tenant", "ts", "id", "source", "event_type", "severity", "entity", "correlation_ids", "payload", "ingest_id",
    "schema_version", "received_at", "marks", "seq",
)  # fmt: skip
M = TypeVar("M", bound=dict[str, Any])
_encode = msgspec.json.encode


@dataclass(frozen=True, slots=True)
class Ready:
    """One event: its place in the body, the claim on its ingest id, and its row but for the sequence number."""

    index: int
    ingest_id: str
    digest: bytes
    event_id: str
    row: tuple[Any, ...]
    source: str
    event_type: str


@dataclass(frozen=True, slots=True)
class Prepared:
    ready: Sequence[Ready]
    rejects: Sequence[Reject]
    telemetry: Telemetry
    body_claim: tuple[str, bytes] | None
    """Ingest id and digest of a telemetry body, so that the same body twice is stored once."""


def prepare(received: Received, body: bytes, key: bytes) -> Prepared:
    """Pure but for ids and the clock. `key` keys the digests."""
    now = clock.now_ns()
    bodies = received.bodies or [_encode(event) for event in received.events]
    places = _places(len(received.events), received.rejects)
    ready = [
        _ready(place, event, raw, key, now) for place, event, raw in zip(places, received.events, bodies, strict=True)
    ]
    claimed = None
    if received.telemetry != Telemetry() and body:
        digest = hmac.digest(key, body, "sha256")
        claimed = (f"body:{digest.hex()[:40]}", digest)
    return Prepared(ready, received.rejects, _redact_telemetry(received.telemetry), claimed)


def row_of(event: Event, event_id: str, received_at: int) -> tuple[Any, ...]:
    """The event's values of all `COLUMNS` but the last, `seq`."""
    return (
        event.tenant, event.ts, event_id, event.source, event.event_type, event.severity, _encode(event.entity),
        _encode(event.correlation_ids), _encode(event.payload), event.ingest_id, event.schema_version, received_at,
        _encode(event.marks),
    )  # fmt: skip


def _places(count: int, rejects: Sequence[Reject]) -> Sequence[int]:
    """The index of each event in its body: those that the rejects left."""
    if not rejects:
        return range(count)
    taken = {item.index for item in rejects}
    return [place for place in range(count + len(taken)) if place not in taken][:count]


def _ready(index: int, event: Event, raw: bytes, key: bytes, now: int) -> Ready:
    if may_contain_secret(raw):
        event = _redact_event(event)
    event_id = clock.new_id("evt")
    row = row_of(event, event_id, now)
    digest = hmac.digest(key, raw, "sha256")
    return Ready(index, event.ingest_id, digest, event_id, row, event.source, event.event_type)


def _redact_event(event: Event) -> Event:
    payload, entity = _clean(event.payload), _clean(event.entity)
    correlation = _clean(event.correlation_ids)
    if payload is event.payload and entity is event.entity and correlation is event.correlation_ids:
        return event
    marks = (*event.marks, "redacted")
    return replace(event, payload=payload, entity=entity, correlation_ids=correlation, marks=marks)


def _redact_telemetry(telemetry: Telemetry) -> Telemetry:
    if not telemetry.logs and not telemetry.spans:
        return telemetry
    logs = tuple(
        replace(line, body=redact_text(line.body), attributes=_clean(line.attributes)) for line in telemetry.logs
    )
    spans = tuple(
        replace(span, message=redact_text(span.message), attributes=_clean(span.attributes)) for span in telemetry.spans
    )
    return replace(telemetry, logs=logs, spans=spans)


def _clean(value: M) -> M:
    """A mapping redacted; the same object where nothing was."""
    return cast(M, redact_value(cast(JSON, value)))
