"""Source: the contract of whatever turns somebody's bytes into events and telemetry, and how one is chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import BinaryIO, Protocol, TypeVar

import msgspec

from rootward.errors import BadInput, RootwardError, TooLarge
from rootward.events.envelope import Limits, from_value
from rootward.events.inflate import inflate
from rootward.events.model import Event, Received, Reject, Severity
from rootward.events.stream import Record, Records
from rootward.events.strict import INT64, shown
from rootward.kit import clock
from rootward.kit.canonical import JSON

__all__ = [
    "Piece", "Source", "SourceContext", "detect", "gather", "header", "inflate", "make_event", "reject_of",
    "split_stream", "time_of",
]  # fmt: skip

T = TypeVar("T")
_NEVER = "0001-01-01T00:00:00"


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceContext:
    """For whom a body is read, and when."""

    tenant: str
    now_ns: int
    limits: Limits = field(default_factory=Limits)


class Source(Protocol):
    """One kind of input. A source is pure: it reads no clock, no network and no database.

    `many` says whether a body may be several records put together (an array, or one a line), so that a file can be
    read in pieces; else every record is a body of its own.
    """

    @property
    def name(self) -> str: ...

    @property
    def many(self) -> bool: ...

    def recognises(self, body: bytes, headers: Mapping[str, str]) -> bool:
        """Whether this looks like its input; never raises. Cheap: it may look at the beginning only."""
        ...

    def parse(self, body: bytes, headers: Mapping[str, str], context: SourceContext) -> Received:
        """What the body says. An item that is wrong becomes a reject and the others pass.

        Raises BadSyntax when nothing of the body can be read, TooLarge for too many items.
        """
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """A part of a file that one `parse` reads. `kind` is the source's name; `done` bytes of the file are read so far;
    `rejects` are records that could not even be taken out of it (an empty `body` then holds nothing to parse);
    `received_at` is when it came, in a recording, else 0."""

    kind: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    items: int = 1
    done: int = 0
    rejects: tuple[Reject, ...] = ()
    received_at: int = 0


def detect(body: bytes, headers: Mapping[str, str], sources: Iterable[Source]) -> Source:
    """The first source that recognises the body. Raises BadInput when none does."""
    tried = []
    for source in sources:
        if source.recognises(body, headers):
            return source
        tried.append(source.name)
    beginning = body[:60].decode("utf-8", "replace")
    raise BadInput(f"no source recognises {shown(beginning)}; known are {', '.join(tried)}", field="body")


def split_stream(
    file: BinaryIO, sources: Sequence[Source], *, headers: Mapping[str, str] | None = None, max_items: int = 1000,
    max_bytes: int = 4 * 1024 * 1024, limit: int = 64 * 1024 * 1024,
) -> Iterator[Piece]:  # fmt: skip
    """A file (plain, gzip or xz) as pieces of at most `max_items` records and about `max_bytes`, in bounded memory.

    The first record that a source recognises decides for the whole file; what came before it is rejected. A single
    record may have up to `limit` bytes. Raises BadInput when no source recognises anything, BadSyntax where compressed
    data breaks off (the pieces before it stand).
    """
    known = dict(headers or {})
    records = Records(file, limit=limit)
    batch: _Batch | None = None
    unknown: list[Reject] = []
    for record in records:
        if batch is None:
            source, as_array = _recognised(record, records.shape == "array", known, sources)
            if source is None:
                unknown.append(record.reject or _unrecognised(record))
                if len(unknown) == max_items:
                    break
                continue
            batch = _Batch(source=source, headers=known, as_array=as_array, rejects=unknown)
        elif batch.is_full(len(record.raw), max_items, max_bytes):
            yield batch.take(records.done)
        batch.add(record)
    if batch is not None:
        yield batch.take(records.done)
    elif unknown:
        detect(unknown[0].raw, known, sources)


@dataclass(kw_only=True, slots=True)
class _Batch:
    """The records of the piece that is being put together."""

    source: Source
    headers: Mapping[str, str]
    as_array: bool
    rejects: list[Reject]
    raws: list[bytes] = field(default_factory=list)
    size: int = 0

    @property
    def items(self) -> int:
        return len(self.raws) + len(self.rejects)

    def is_full(self, more: int, max_items: int, max_bytes: int) -> bool:
        one = bool(self.raws) and not self.source.many
        return one or self.items >= max_items or (self.size > 0 and self.size + more > max_bytes)

    def add(self, record: Record) -> None:
        if record.reject is not None:
            self.rejects.append(record.reject)
        else:
            self.raws.append(record.raw)
            self.size += len(record.raw)

    def take(self, done: int) -> Piece:
        """The piece, and a fresh start."""
        body = b"[" + b",".join(self.raws) + b"]" if self.as_array and self.raws else b"\n".join(self.raws)
        piece = Piece(
            kind=self.source.name, body=body, headers=self.headers, items=self.items, done=done,
            rejects=tuple(self.rejects),
        )  # fmt: skip
        self.raws, self.rejects, self.size = [], [], 0
        return piece


def _recognised(
    record: Record, in_array: bool, headers: Mapping[str, str], sources: Sequence[Source]
) -> tuple[Source | None, bool]:
    """The source of a record, and whether it takes records as an array: some arrays are a format, some a container."""
    if record.reject is None:
        for as_array in (True, False) if in_array else (False,):
            body = b"[" + record.raw + b"]" if as_array else record.raw
            for source in sources:
                if source.recognises(body, headers):
                    return source, as_array
    return None, False


def _unrecognised(record: Record) -> Reject:
    return Reject(index=record.index, reason="no source recognises this record", raw=record.raw)


def header(headers: Mapping[str, str], name: str) -> str:
    """A header in whatever case it came, '' when it did not."""
    found = headers.get(name) or headers.get(name.title())
    if found is None:
        found = next((value for key, value in headers.items() if key.lower() == name), "")
    return found


def time_of(value: JSON, field: str) -> int:
    """A vendor's RFC 3339 time in ns, 0 for none (absent, empty, or the zero time). Raises BadInput."""
    if value is None or value == "":
        return 0
    if not isinstance(value, str):
        raise BadInput(f"{field} is {shown(value)}; it must be an RFC 3339 time", field=field, value=shown(value))
    if value.startswith(_NEVER):
        return 0
    try:
        ns = clock.parse_ns(value)
    except (ValueError, OverflowError) as error:
        raise BadInput(f"{field} is {shown(value)}, which is no RFC 3339 time with a zone", field=field) from error
    if ns not in INT64:
        raise BadInput(f"{field} is {value}, beyond the year 2262", field=field, value=value)
    return ns


def make_event(
    context: SourceContext, *, source: str, event_type: str, ts: int, entity: Mapping[str, str], severity: Severity,
    payload: dict[str, JSON], ingest_id: str, correlation_ids: Mapping[str, str],
) -> Event:  # fmt: skip
    """An event by the rules of the envelope; entity fields and correlation ids that are empty are left out.

    Raises BadInput naming the envelope's field, TooLarge.
    """
    size = len(msgspec.json.encode(payload))
    if size > context.limits.max_item_bytes:
        raise TooLarge(f"an event has {size} bytes, more than {context.limits.max_item_bytes}", field="payload")
    value: dict[str, JSON] = {
        "tenant_id": context.tenant, "source": source, "event_type": event_type, "ts": clock.format_ns(max(ts, 0)),
        "correlation_ids": {key: text for key, text in correlation_ids.items() if text},
        "entity": {key: text for key, text in entity.items() if text},
        "severity": severity, "payload": payload, "ingest_id": ingest_id, "schema_version": "v1",
    }  # fmt: skip
    return from_value(value, tenant=context.tenant, now_ns=context.now_ns, limits=context.limits)


def gather(items: Iterable[T | Reject], read: Callable[[T], Event | None], raw: Callable[[T], JSON]) -> Received:
    """Read every item; one that is wrong becomes a reject with `raw(item)`, one that says nothing is left out.

    The ingest id decides alone whether an event came before: a webhook repeats itself in other words.
    """
    events: list[Event] = []
    rejects: list[Reject] = []
    for index, item in enumerate(items):
        if isinstance(item, Reject):
            rejects.append(replace(item, index=index))
            continue
        try:
            event = read(item)
        except RootwardError as error:
            rejects.append(reject_of(error, index, msgspec.json.encode(raw(item))))
        else:
            if event is not None:
                events.append(event)
    bodies = tuple(event.ingest_id.encode() for event in events)
    return Received(events=tuple(events), rejects=tuple(rejects), bodies=bodies)


def reject_of(error: RootwardError, index: int, raw: bytes) -> Reject:
    wrong = str(error.facts.get("field") or "")
    return Reject(index=index, reason=error.message, field=wrong, raw=raw, code=error.code)
