"""Envelope: the canonical form of an event, read strictly from bytes or from a value, and written back.

Whatever is right is decoded in one call and checked in a few; only when something is wrong does a second, slower
reader look at every field to say which one and why.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import msgspec

from rootward.errors import BadInput, BadSyntax, Denied, RootwardError, TooLarge
from rootward.events import strict
from rootward.events.model import Event, Received, Reject, Severity
from rootward.events.wire import RFC3339, TIME_EXAMPLE, Wire, envelope_json_schema, explain
from rootward.kit import clock
from rootward.kit.canonical import JSON

__all__ = [
    "SEVERITY_WORDS", "Limits", "decode_batch", "decode_one", "encode", "envelope_json_schema", "from_value",
    "severity_of",
]  # fmt: skip

SEVERITY_WORDS: dict[str, Severity] = {
    "critical": "critical", "high": "high", "medium": "medium", "low": "low", "info": "info",
    "error": "high", "warning": "medium", "fatal": "critical", "emergency": "critical",
    "debug": "info", "notice": "info", "ok": "info",
}  # fmt: skip
"""The words an envelope may use, and ours for them. Many sources say more: see `severity_of`."""

_MORE_WORDS: dict[str, Severity] = {
    "crit": "critical", "alert": "critical", "emerg": "critical", "panic": "critical", "page": "critical",
    "err": "high", "major": "high", "warn": "medium", "minor": "low", "information": "info",
    "informational": "info", "none": "info", "trace": "info", "normal": "info",
}  # fmt: skip

_BY_LINE = ("ndjson", "jsonl", "json-lines", "jsonlines")
_SECOND = 1_000_000_000
_DAY = 86_400 * _SECOND


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """How much, and how far from now. Older than `past_window_ns` is refused; older than `late_after_ns` is marked
    `late`; further ahead than `future_window_ns` is marked `skewed`."""

    max_batch: int = 10_000
    max_item_bytes: int = 1024 * 1024
    past_window_ns: int = 3650 * _DAY
    late_after_ns: int = 3600 * _SECOND
    future_window_ns: int = 300 * _SECOND


def decode_one(raw: bytes, *, tenant: str, now_ns: int, limits: Limits) -> Event:
    """Read one envelope. Raises BadSyntax or BadInput naming the field, Denied for another tenant's, TooLarge."""
    return _event(_wire(raw, limits)[0], tenant, now_ns, limits)


def from_value(value: JSON, *, tenant: str, now_ns: int, limits: Limits) -> Event:
    """Read one envelope that is decoded already: the rules and errors of `decode_one`, but for syntax."""
    strict.check(value)
    try:
        wire = msgspec.convert(value, Wire)
    except msgspec.ValidationError as error:
        explain(value, str(error))
    return _event(wire, tenant, now_ns, limits)


def decode_batch(raw: bytes, content_type: str, *, tenant: str, now_ns: int, limits: Limits) -> Received:
    """Read a JSON array, NDJSON, or one object; an item that is wrong becomes a reject, the others pass.

    Raises BadSyntax when an array cannot be read as a whole, TooLarge for more than `limits.max_batch` items.
    """
    body = raw.removeprefix(b"\xef\xbb\xbf").strip()
    by_line = any(word in content_type.lower() for word in _BY_LINE)
    is_array = body.startswith(b"[") and not by_line
    try:
        wires = _ARRAY.decode(body) if is_array else _LINE.decode_lines(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        wires = []
    if len(wires) > limits.max_batch:
        raise TooLarge(f"a batch has {len(wires)} events, more than {limits.max_batch}", limit=limits.max_batch)
    if wires and (is_array or len(wires) == sum(1 for _ in _lines(body))):
        received = _all_right(body, wires, tenant, now_ns, limits)
        if received is not None:
            return received
    return _one_by_one(_elements(body) if is_array else _documents(body, by_line), tenant, now_ns, limits)


def encode(event: Event) -> dict[str, JSON]:
    """The canonical envelope of an event, which `from_value` reads back as the same event."""
    return {
        "tenant_id": event.tenant, "source": event.source, "event_type": event.event_type,
        "ts": clock.format_ns(event.ts), "correlation_ids": {**event.correlation_ids}, "entity": {**event.entity},
        "severity": event.severity, "payload": event.payload, "ingest_id": event.ingest_id,
        "schema_version": event.schema_version,
    }  # fmt: skip


def severity_of(word: object, default: Severity = "medium") -> Severity:
    """Our word for a vendor's, in any case of letters; `default` for one that nobody listed."""
    if not isinstance(word, str):
        return default
    name = word.strip().lower()
    return SEVERITY_WORDS.get(name) or _MORE_WORDS.get(name, default)


def _all_right(body: bytes, wires: list[Wire], tenant: str, now_ns: int, limits: Limits) -> Received | None:
    """The whole batch, when screening it as a whole finds nothing to look at more closely; else None."""
    if not strict.is_plain(body):
        return None
    bodies = [_ENCODER.encode(wire) for wire in wires]
    total = 0
    for item in bodies:
        colons = item.count(b":")
        total += colons
        if len(item) > limits.max_item_bytes or not strict.is_shallow(item, colons):
            return None
    if total != body.count(b":"):
        return None
    try:
        events = [_event(wire, tenant, now_ns, limits) for wire in wires]
    except RootwardError:
        return None
    return Received(events=tuple(events), bodies=tuple(bodies))


def _one_by_one(items: Iterable[bytes], tenant: str, now_ns: int, limits: Limits) -> Received:
    events: list[Event] = []
    bodies: list[bytes] = []
    rejects: list[Reject] = []
    for index, item in enumerate(items):
        if index >= limits.max_batch:
            raise TooLarge(f"a batch has more than {limits.max_batch} events", limit=limits.max_batch)
        try:
            wire, again = _wire(item, limits)
            events.append(_event(wire, tenant, now_ns, limits))
            bodies.append(again)
        except RootwardError as error:
            wrong = str(error.facts.get("field") or "")
            rejects.append(Reject(index=index, reason=error.message, field=wrong, raw=item, code=error.code))
    return Received(events=tuple(events), rejects=tuple(rejects), bodies=tuple(bodies))


def _elements(body: bytes) -> list[bytes]:
    """The raw items of a JSON array. Raises BadSyntax."""
    try:
        return [bytes(item) for item in _RAWS.decode(body)]
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadSyntax(f"the JSON array of events cannot be read: {error}", field="") from error


def _documents(body: bytes, by_line: bool) -> list[bytes]:
    """One document a line, unless the body is one document over several lines (or was meant to be)."""
    lines = list(_lines(body))
    if by_line or len(lines) < 2 or (_is_json(lines[0]) and not _is_json(body)):
        return lines
    return [body]


def _is_json(text: bytes) -> bool:
    try:
        _RAW.decode(text)
    except (msgspec.MsgspecError, RecursionError):
        return False
    return True


def _lines(body: bytes) -> Iterable[bytes]:
    return (line for line in body.split(b"\n") if line and not line.isspace())


def _wire(raw: bytes, limits: Limits) -> tuple[Wire, bytes]:
    """A checked envelope, and its bytes in our spelling, which do not depend on the sender's spacing."""
    if len(raw) > limits.max_item_bytes:
        raise TooLarge(f"an event has {len(raw)} bytes, more than {limits.max_item_bytes}", limit=limits.max_item_bytes)
    try:
        wire = _LINE.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        explain(strict.read(raw), str(error))
    again = _ENCODER.encode(wire)
    colons = again.count(b":")
    if colons != raw.count(b":") or not strict.is_plain(raw) or not strict.is_shallow(again, colons):
        strict.read(raw)
    return wire, again


def _event(wire: Wire, tenant: str, now_ns: int, limits: Limits) -> Event:
    if wire.tenant_id != tenant:
        raise Denied(f"tenant_id {strict.shown(wire.tenant_id)} is not the tenant of this token", field="tenant_id")
    text = wire.ts
    fraction = text[20:-1]
    if text[19:] == "Z":
        ts = _seconds(text[:19])
    elif text[-1:] == "Z" and text[19:20] == "." and len(fraction) < 10 and fraction.isascii() and fraction.isdigit():
        ts = _seconds(text[:19]) + int(fraction.ljust(9, "0"))
    else:
        ts = _other_time(text)
    marks = () if 0 <= now_ns - ts < limits.late_after_ns else _marks(text, ts, now_ns, limits)
    event = _new(Event)
    _TENANT(event, tenant)
    _SOURCE(event, wire.source)
    _EVENT_TYPE(event, wire.event_type)
    _TS(event, ts)
    _ENTITY(event, wire.entity)
    _SEVERITY(event, SEVERITY_WORDS[wire.severity])
    _PAYLOAD(event, wire.payload)
    _INGEST_ID(event, wire.ingest_id)
    _CORRELATION_IDS(event, wire.correlation_ids or {})
    _SCHEMA_VERSION(event, "v1")
    _ID(event, "")
    _RECEIVED_AT(event, 0)
    _MARKS(event, marks)
    _SEQ(event, 0)
    return event


@lru_cache(maxsize=8192)
def _seconds(head: str) -> int:
    """Nanoseconds of `2026-11-20T12:00:00` in UTC; events of a batch share their seconds."""
    return _other_time(f"{head}Z")


def _other_time(text: str) -> int:
    wrong = f"ts is {strict.shown(text)}; it must be an RFC 3339 time with a zone, such as {TIME_EXAMPLE}"
    if RFC3339.fullmatch(text) is None:
        raise BadInput(wrong, field="ts", value=strict.shown(text))
    try:
        return clock.parse_ns(text.upper())
    except ValueError as error:
        raise BadInput(wrong, field="ts", value=strict.shown(text)) from error


def _marks(text: str, ts: int, now_ns: int, limits: Limits) -> tuple[str, ...]:
    """`late` or `skewed`. Raises BadInput for what is too old, or too far ahead for a 64-bit number."""
    if now_ns - ts > limits.past_window_ns or ts < 0:
        days = limits.past_window_ns // _DAY
        raise BadInput(f"ts {text} is more than {days} days ago", field="ts", value=text)
    if ts not in strict.INT64:
        raise BadInput(f"ts {text} is beyond the year 2262", field="ts", value=text)
    if ts - now_ns > limits.future_window_ns:
        return ("skewed",)
    return ("late",) if now_ns - ts >= limits.late_after_ns else ()


_ARRAY = msgspec.json.Decoder(list[Wire])
_RAWS = msgspec.json.Decoder(list[msgspec.Raw])
_RAW = msgspec.json.Decoder(msgspec.Raw)
_LINE = msgspec.json.Decoder(Wire)
_ENCODER = msgspec.json.Encoder()

# The frozen event's own __init__ finds each slot by its name, which is a third of the time a batch takes.
_new = object.__new__
(
    _TENANT, _SOURCE, _EVENT_TYPE, _TS, _ENTITY, _SEVERITY, _PAYLOAD, _INGEST_ID, _CORRELATION_IDS, _SCHEMA_VERSION,
    _ID, _RECEIVED_AT, _MARKS, _SEQ,
) = (
    getattr(Event, name).__set__
    for name in (
        "tenant", "source", "event_type", "ts", "entity", "severity", "payload", "ingest_id", "correlation_ids",
        "schema_version", "id", "received_at", "marks", "seq",
    )
)  # fmt: skip
