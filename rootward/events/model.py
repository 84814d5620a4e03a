"""What comes in, once it has been understood: events, and the three kinds of telemetry."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from rootward.kit.canonical import JSON

__all__ = [
    "JSON", "SEVERITIES", "Edge", "Event", "LogLine", "MetricKind", "Reject", "Received", "Series", "Severity",
    "SpanItem", "Telemetry",
]  # fmt: skip

Severity = Literal["critical", "high", "medium", "low", "info"]
SEVERITIES: tuple[Severity, ...] = ("critical", "high", "medium", "low", "info")
MetricKind = Literal["gauge", "counter", "delta", "histogram"]
SpanKind = Literal["server", "client", "internal", "producer", "consumer"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """The canonical envelope, validated and redacted. `ts` in ns UTC; `severity` in our five words."""

    tenant: str
    source: str
    event_type: str
    ts: int
    entity: dict[str, str]
    severity: Severity
    payload: dict[str, JSON]
    ingest_id: str
    correlation_ids: dict[str, str] = field(default_factory=dict)
    schema_version: str = "v1"
    id: str = ""
    received_at: int = 0
    marks: tuple[str, ...] = ()
    seq: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Series:
    """Points of one metric series. `values` has one number a point, or for a histogram
    `[count, sum, bucket counts…]` a point with `bounds` between the buckets; each bucket counts its own range only.
    A counter's values grow since its start, a delta's are per interval. A histogram's are per interval too, unless
    `cumulative`: then every number of a point counts since the start, as the sender gave it, and whoever reads an
    interval subtracts the point before (a count that shrank is a restart)."""

    name: str
    unit: str
    kind: MetricKind
    entity: str
    attributes: dict[str, str]
    times: tuple[int, ...]
    values: tuple[float, ...] | tuple[tuple[float, ...], ...]
    bounds: tuple[float, ...] = ()
    cumulative: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class LogLine:
    ts: int
    entity: str
    severity: str  # trace, debug, info, warning, error, fatal
    body: str
    attributes: dict[str, JSON] = field(default_factory=dict)
    trace_id: str = ""
    span_id: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SpanItem:
    """One operation of one entity; `peer` is what a client span called (`service:x`, `database:x`, `external:x`)."""

    ts: int
    duration_ns: int
    trace_id: str
    span_id: str
    parent_id: str
    entity: str
    name: str
    kind: SpanKind
    peer: str = ""
    status: Literal["ok", "error", "unset"] = "unset"
    message: str = ""
    attributes: dict[str, JSON] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Edge:
    """One fact of topology that a source states: `src` owns, runs on, calls or depends on `dst`, seen at `ts` (ns)."""

    src: str
    dst: str
    relation: Literal["calls", "owns", "runs_on", "depends_on"]
    origin: Literal["spans", "kubernetes", "pack", "catalog"]
    ts: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Telemetry:
    series: tuple[Series, ...] = ()
    logs: tuple[LogLine, ...] = ()
    spans: tuple[SpanItem, ...] = ()
    edges: tuple[Edge, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Reject:
    """One item that could not be read: it goes to the dead letters with this reason.

    `index` is its place in the body, from 0; `code` is that of the error (`bad_input`, `bad_syntax`, `denied`,
    `too_large`)."""

    index: int
    reason: str
    field: str = ""
    raw: bytes = b""
    code: str = "bad_input"


@dataclass(frozen=True, kw_only=True, slots=True)
class Received:
    """What a source made of one body: events and telemetry to store, rejects to set aside.

    `bodies` stands beside `events`, one for one: the bytes that must be the same for a second event with the same
    `ingest_id` to be the same event (duplicate) and not a conflict. A webhook that repeats itself in other words gives
    its `ingest_id` again here. Events and rejects keep the order of the body."""

    events: tuple[Event, ...] = ()
    telemetry: Telemetry = field(default_factory=Telemetry)
    rejects: tuple[Reject, ...] = ()
    bodies: tuple[bytes, ...] = ()
