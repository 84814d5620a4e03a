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
_TO_NANOS = tuple(10 ** (9 - digits) for digits in range(10))
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

    The content type decides only for an object: `application/json` is one, whatever follows it is wrong; an NDJSON
    type is one a line; without either the body decides.

    Raises BadSyntax when an array cannot be read as a whole, TooLarge for more than `limits.max_batch` items.
    """
    body = raw.removeprefix(b"\xef\xbb\xbf").strip()
    kind = content_type.partition(";")[0].strip().lower()
    by_line = any(word in kind for word in _BY_LINE)
    is_array = body.startswith(b"[") and not by_line
    if kind == "application/json" and not is_array:
        return _one_by_one([body], tenant, now_ns, limits)
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
    colons = [item.count(b":") for item in bodies]
    if sum(colons) != body.count(b":"):
        return None
    if max(colons) + body.count(b"[") >= strict.MAX_DEPTH and not all(map(strict.is_shallow, bodies, colons)):
        return None
    if len(body) > limits.max_item_bytes and len(max(bodies, key=len)) > limits.max_item_bytes:
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
    digits = text[20:-1]
    if text[19:] == "Z":
        ts = _seconds(text[:19])
    elif text[-1:] == "Z" and text[19:20] == "." and digits.isdigit() and digits.isascii() and len(digits) < 10:
        ts = _seconds(text[:19]) + int(digits) * _TO_NANOS[len(digits)]
    else:
        ts = _other_time(text)
    event = _Draft()
    event.tenant = tenant
    event.source = wire.source
    event.event_type = wire.event_type
    event.ts = ts
    event.entity = wire.entity
    event.severity = SEVERITY_WORDS[wire.severity]
    event.payload = wire.payload
    event.ingest_id = wire.ingest_id
    event.correlation_ids = wire.correlation_ids or {}
    event.schema_version = "v1"
    event.id = ""
    event.received_at = 0
    event.marks = () if 0 <= now_ns - ts < limits.late_after_ns else _marks(text, ts, now_ns, limits)
    event.seq = 0
    return event.frozen()


class _Draft:
    """An event while its fields are set. A frozen class's own __init__ takes six times as long, which is a third of a
    batch's time; the slots are the same, so the finished draft simply becomes the event."""

    __slots__ = tuple(Event.__slots__)
    tenant: str
    source: str
    event_type: str
    ts: int
    entity: dict[str, str]
    severity: Severity
    payload: dict[str, JSON]
    ingest_id: str
    correlation_ids: dict[str, str]
    schema_version: str
    id: str
    received_at: int
    marks: tuple[str, ...]
    seq: int

    def frozen(self) -> Event:
        self.__class__ = Event  # type: ignore[assignment]
        return self  # type: ignore[return-value]


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
