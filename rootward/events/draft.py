"""Draft: an event being made of a checked envelope; its time, its marks and its severity in our words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from rootward.errors import BadInput, Denied
from rootward.events.model import Event, Severity
from rootward.events.strict import INT64, shown
from rootward.events.wire import RFC3339, TIME_EXAMPLE, Wire
from rootward.kit import clock
from rootward.kit.canonical import JSON

__all__ = ["SEVERITY_WORDS", "Limits", "event_of", "severity_of"]

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


def severity_of(word: object, default: Severity = "medium") -> Severity:
    """Our word for a vendor's, in any case of letters; `default` for one that nobody listed."""
    if not isinstance(word, str):
        return default
    name = word.strip().lower()
    return SEVERITY_WORDS.get(name) or _MORE_WORDS.get(name, default)


def event_of(wire: Wire, tenant: str, now_ns: int, limits: Limits) -> Event:
    """Raises Denied for another tenant's, BadInput for a time that is none or lies outside the windows."""
    if wire.tenant_id != tenant:
        raise Denied(f"tenant_id {shown(wire.tenant_id)} is not the tenant of this token", field="tenant_id")
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
    wrong = f"ts is {shown(text)}; it must be an RFC 3339 time with a zone, such as {TIME_EXAMPLE}"
    if RFC3339.fullmatch(text) is None:
        raise BadInput(wrong, field="ts", value=shown(text))
    try:
        ns = clock.parse_ns(text.upper())
    except ValueError as error:
        raise BadInput(wrong, field="ts", value=shown(text)) from error
    if ns < 0:
        raise BadInput(f"ts {text} is before 1970", field="ts", value=text)
    return ns


def _marks(text: str, ts: int, now_ns: int, limits: Limits) -> tuple[str, ...]:
    """`late` or `skewed`. Raises BadInput for what is too old, or too far ahead for a 64-bit number."""
    if now_ns - ts > limits.past_window_ns:
        days = limits.past_window_ns // _DAY
        raise BadInput(f"ts {text} is more than {days} days ago", field="ts", value=text)
    if ts not in INT64:
        raise BadInput(f"ts {text} is beyond the year 2262", field="ts", value=text)
    if ts - now_ns > limits.future_window_ns:
        return ("skewed",)
    return ("late",) if now_ns - ts >= limits.late_after_ns else ()
