"""Envelope: the canonical form of an event, read strictly from bytes or from a value, and written back.

Whatever is right is decoded in one call and checked in a few; only when something is wrong does a second, slower
reader look at every field to say which one and why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from rootward.errors import BadSyntax, RootwardError, TooLarge
from rootward.events import strict
from rootward.events.draft import SEVERITY_WORDS, Limits, event_of, severity_of
from rootward.events.model import Event, Received, Reject
from rootward.events.wire import Wire, envelope_json_schema, explain
from rootward.kit import clock
from rootward.kit.canonical import JSON

__all__ = [
    "SEVERITY_WORDS", "Limits", "decode_batch", "decode_one", "decode_parts", "encode", "envelope_json_schema",
    "from_value", "severity_of",
]  # fmt: skip

_Item = bytes | msgspec.Raw
_PART = 64
"""Items read at a time: some 200 kB of objects, for a processor's second cache."""
_BY_LINE = ("ndjson", "jsonl", "json-lines", "jsonlines")


def decode_one(raw: bytes, *, tenant: str, now_ns: int, limits: Limits) -> Event:
    """Read one envelope. Raises BadSyntax or BadInput naming the field, Denied for another tenant's, TooLarge."""
    return event_of(_wire(raw, limits)[0], tenant, now_ns, limits)


def from_value(value: JSON, *, tenant: str, now_ns: int, limits: Limits) -> Event:
    """Read one envelope that is decoded already: the rules and errors of `decode_one`, but for syntax."""
    strict.check(value)
    try:
        wire = msgspec.convert(value, Wire)
    except msgspec.ValidationError as error:
        explain(value, str(error))
    return event_of(wire, tenant, now_ns, limits)


def decode_batch(raw: bytes, content_type: str, *, tenant: str, now_ns: int, limits: Limits) -> Received:
    """Read a JSON array, NDJSON, or one object; an item that is wrong becomes a reject, the others pass.

    The content type decides only for an object: `application/json` is one, whatever follows it is wrong; an NDJSON
    type is one a line; without either the body decides.

    Raises BadSyntax when an array cannot be read as a whole, TooLarge for more than `limits.max_batch` items.
    """
    parts = list(decode_parts(raw, content_type, tenant=tenant, now_ns=now_ns, limits=limits))
    return Received(
        events=tuple(event for part in parts for event in part.events),
        rejects=tuple(reject for part in parts for reject in part.rejects),
        bodies=tuple(body for part in parts for body in part.bodies),
    )


def decode_parts(
    raw: bytes, content_type: str, *, tenant: str, now_ns: int, limits: Limits
) -> Iterator[Received]:  # fmt: skip
    """What `decode_batch` reads, some dozen items at a time: what a part was made of is still in the processor's cache
    when it is stored away, and its memory is used again for the next. Raises before the first part or not at all."""
    body = raw.removeprefix(b"\xef\xbb\xbf").strip()
    kind = content_type.partition(";")[0].strip().lower()
    by_line = any(word in kind for word in _BY_LINE)
    is_array = body.startswith(b"[") and not by_line
    if is_array:
        items: Sequence[_Item] = _elements(body)
    else:
        items = [body] if kind == "application/json" else _documents(body, by_line)
    if len(items) > limits.max_batch:
        raise TooLarge(f"a batch has {len(items)} events, more than {limits.max_batch}", limit=limits.max_batch)
    for first in range(0, len(items), _PART):
        yield _part(items[first : first + _PART], first, tenant, now_ns, limits)


def encode(event: Event) -> dict[str, JSON]:
    """The canonical envelope of an event, which `from_value` reads back as the same event."""
    return {
        "tenant_id": event.tenant, "source": event.source, "event_type": event.event_type,
        "ts": clock.format_ns(event.ts), "correlation_ids": {**event.correlation_ids}, "entity": {**event.entity},
        "severity": event.severity, "payload": event.payload, "ingest_id": event.ingest_id,
        "schema_version": event.schema_version,
    }  # fmt: skip


def _part(items: Sequence[_Item], first: int, tenant: str, now_ns: int, limits: Limits) -> Received:
    try:
        wires = [_LINE.decode(item) for item in items]
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        wires = []
    received = _all_right(b"\n".join(items), wires, tenant, now_ns, limits) if wires else None
    return received or _one_by_one(items, first, tenant, now_ns, limits)


def _all_right(body: bytes, wires: list[Wire], tenant: str, now_ns: int, limits: Limits) -> Received | None:
    """All of them, when screening their bytes as a whole finds nothing to look at more closely; else None."""
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
        events = [event_of(wire, tenant, now_ns, limits) for wire in wires]
    except RootwardError:
        return None
    return Received(events=tuple(events), bodies=tuple(bodies))


def _one_by_one(items: Sequence[_Item], first: int, tenant: str, now_ns: int, limits: Limits) -> Received:
    events: list[Event] = []
    bodies: list[bytes] = []
    rejects: list[Reject] = []
    for index, item in enumerate(map(bytes, items), first):
        try:
            wire, again = _wire(item, limits)
            events.append(event_of(wire, tenant, now_ns, limits))
            bodies.append(again)
        except RootwardError as error:
            wrong = str(error.facts.get("field") or "")
            rejects.append(Reject(index=index, reason=error.message, field=wrong, raw=item, code=error.code))
    return Received(events=tuple(events), rejects=tuple(rejects), bodies=tuple(bodies))


def _elements(body: bytes) -> list[msgspec.Raw]:
    """The raw items of a JSON array. Raises BadSyntax."""
    try:
        return _RAWS.decode(body)
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


_RAWS = msgspec.json.Decoder(list[msgspec.Raw])
_RAW = msgspec.json.Decoder(msgspec.Raw)
_LINE = msgspec.json.Decoder(Wire)
_ENCODER = msgspec.json.Encoder()
