"""Prepare: everything about events that needs no database: redaction, digests, ids, and the rows they become."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, TypeVar, cast

import msgspec

from rootward.events import dead_letters
from rootward.events.agent_spans import of_agents
from rootward.events.model import Event, LogLine, Received, Reject, Series, SpanItem, Telemetry
from rootward.kit import clock
from rootward.kit.canonical import JSON
from rootward.kit.redact import find_suspects, redact_text, redact_value

__all__ = ["COLUMNS", "Prepared", "Ready", "keyed", "prepare", "row_of"]

COLUMNS = (
    "tenant", "ts", "id", "source", "event_type", "severity", "entity", "correlation_ids", "payload", "ingest_id",
    "schema_version", "received_at", "marks", "seq",
)  # fmt: skip
_REDACTED = ("source", "event_type", "ingest_id", "entity", "correlation_ids", "payload")
Digest = Callable[[bytes], bytes]
M = TypeVar("M", bound=dict[str, Any])
_encode = msgspec.json.Encoder().encode
_NO_TELEMETRY = Telemetry()
_BLOCK = 64  # bytes that SHA-256 takes at a time


class Ready(msgspec.Struct, frozen=True, gc=False):
    """One event: its place in the body, the claim on its ingest id, and its row but for the sequence number.

    A struct, because there is one for every event and a dataclass takes eight times as long to make."""

    index: int
    ingest_id: str
    digest: bytes
    event_id: str
    row: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    ready: Sequence[Ready]
    rejects: Sequence[Reject]
    telemetry: Telemetry
    body_claim: tuple[str, bytes] | None
    """Ingest id and digest of a telemetry body, so that the same body twice is stored once."""
    agent_traces: Sequence[str] = ()
    """Traces in which spans of agents came."""


def prepare(parts: Iterable[Received], body: bytes, digest: Digest) -> Prepared:
    """What a source made of `body`, in parts; telemetry comes in one that is the only one. Pure but for ids and the
    clock, and what `parts` raises. `digest` is a keyed one; `body` is what was sent, or empty when it is not at hand.
    """
    ready: list[Ready] = []
    rejects: list[Reject] = []
    telemetry = _NO_TELEMETRY
    for part in parts:
        ready += _ready(part, len(ready) + len(rejects), digest)
        rejects += [_redact_reject(item) for item in part.rejects]
        telemetry = part.telemetry
    if telemetry == _NO_TELEMETRY:
        return Prepared(ready, rejects, _NO_TELEMETRY, None)
    claimed = None
    if body:
        whole = digest(body)
        claimed = (f"body:{whole.hex()[:40]}", whole)
    return Prepared(ready, rejects, _redact_telemetry(telemetry), claimed, of_agents(telemetry.spans))


def keyed(key: bytes) -> Digest:
    """HMAC-SHA256 (RFC 2104) under one key, whose two halves are begun once: half the time of `hmac.digest`."""
    block = (key if len(key) <= _BLOCK else hashlib.sha256(key).digest()).ljust(_BLOCK, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block))
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in block))

    def digest(message: bytes) -> bytes:
        first, second = inner.copy(), outer.copy()
        first.update(message)
        second.update(first.digest())
        return second.digest()

    return digest


def _ready(part: Received, first: int, digest: Digest) -> list[Ready]:
    """The bytes that tell repeats need not hold the whole event, so what is searched for secrets is the rows."""
    now = clock.now_ns()
    bodies = part.bodies or [_encode(event) for event in part.events]
    ids = clock.new_ids("evt", len(part.events))
    rows = [row_of(event, event_id, now) for event, event_id in zip(part.events, ids, strict=True)]
    for place in find_suspects([_searched(row) for row in rows]):
        rows[place] = row_of(_redact_event(part.events[place], digest), ids[place], now)
    places = _places(first, len(rows), part.rejects)
    return [
        Ready(place, row[9], digest(raw), row[2], row) for place, row, raw in zip(places, rows, bodies, strict=True)
    ]


def row_of(event: Event, event_id: str, received_at: int) -> tuple[Any, ...]:
    """The event's values of all `COLUMNS` but the last, `seq`."""
    return (
        event.tenant, event.ts, event_id, event.source, event.event_type, event.severity, _encode(event.entity),
        _encode(event.correlation_ids), _encode(event.payload), event.ingest_id, event.schema_version, received_at,
        _encode(event.marks) if event.marks else b"[]",
    )  # fmt: skip


def _places(first: int, count: int, rejects: Sequence[Reject]) -> Sequence[int]:
    """The index of each event in its body, from `first` on: those that the rejects left."""
    if not rejects:
        return range(first, first + count)
    taken = {item.index for item in rejects}
    return [place for place in range(first, first + count + len(taken)) if place not in taken][:count]


def _searched(row: tuple[Any, ...]) -> bytes:
    """Everything of a row that a sender chose: entity, correlation ids and payload; source, type and ingest id."""
    names = f"\n{row[3]}\n{row[4]}\n{row[9]}"
    whole: bytes = row[6] + row[7] + row[8] + names.encode()
    return whole


def _redact_event(event: Event, digest: Digest) -> Event:
    """An ingest id that holds a secret keeps apart from others by a keyed hash of what it was."""
    given: dict[str, Any] = {name: getattr(event, name) for name in _REDACTED}
    clean = {name: redact_value(cast(JSON, value), path=(name,)) for name, value in given.items()}
    if all(clean[name] is given[name] for name in _REDACTED):
        return event
    if clean["ingest_id"] is not event.ingest_id:
        clean["ingest_id"] = f"{clean['ingest_id']}#{digest(event.ingest_id.encode()).hex()[:16]}"
    return replace(event, **cast(dict[str, Any], clean), marks=(*event.marks, "redacted"))


def _redact_reject(item: Reject) -> Reject:
    reason, wrong = redact_text(item.reason), redact_text(item.field)
    return replace(item, reason=reason, field=wrong, raw=dead_letters.clean(item.raw))


def _redact_telemetry(telemetry: Telemetry) -> Telemetry:
    return replace(
        telemetry,
        series=tuple(_redact_series(one) for one in telemetry.series),
        logs=tuple(_redact_line(line) for line in telemetry.logs),
        spans=tuple(_redact_span(span) for span in telemetry.spans),
    )


def _redact_series(series: Series) -> Series:
    name, entity, unit = _names(series.name), _names(series.entity), _names(series.unit)
    attributes = _attributes(tuple(series.attributes.items()))
    if name is series.name and entity is series.entity and unit is series.unit and attributes is None:
        return series
    return replace(series, name=name, entity=entity, unit=unit, attributes=dict(attributes or series.attributes))


def _redact_line(line: LogLine) -> LogLine:
    body, attributes, entity = redact_text(line.body), _clean(line.attributes), _names(line.entity)
    if body is line.body and attributes is line.attributes and entity is line.entity:
        return line
    return replace(line, body=body, attributes=attributes, entity=entity)


def _redact_span(span: SpanItem) -> SpanItem:
    name, entity, peer = redact_text(span.name), _names(span.entity), _names(span.peer)
    message, attributes = redact_text(span.message), _clean(span.attributes)
    if name is span.name and entity is span.entity and peer is span.peer and message is span.message:
        return span if attributes is span.attributes else replace(span, attributes=attributes)
    return replace(span, name=name, entity=entity, peer=peer, message=message, attributes=attributes)


@lru_cache(maxsize=8192)
def _names(name: str) -> str:
    """A name that comes again and again: of a metric, an entity, a peer."""
    return redact_text(name)


@lru_cache(maxsize=8192)
def _attributes(pairs: tuple[tuple[str, str], ...]) -> dict[str, str] | None:
    """The attributes of a series, which come with every export, redacted; None when there is nothing to redact."""
    given = dict(pairs)
    clean = _clean(given)
    return None if clean is given else clean


def _clean(value: M) -> M:
    """A mapping redacted; the same object where nothing was."""
    return cast(M, redact_value(cast(JSON, value)))
