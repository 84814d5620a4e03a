"""Detect: evaluate what a tenant sent since the last time, and turn what is unusual into events of our own.

What is known of each series is one row of state; it is read with the telemetry, and written in the same transaction as
the events, so that every stretch of time is evaluated once. Times are those of the telemetry: the schedule decides
when it is looked at, never what is found. What comes later than the grace is stored and investigated as ever, but not
evaluated again.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import msgspec
import numpy as np
import sqlalchemy as sa

from rootward.causality.detect import Active, Measured, Track, Turn, Watch, advance, blank
from rootward.causality.detect_parameters import DETECT, FRONT
from rootward.causality.detect_readings import gathered, of_logs, of_metrics, of_spans
from rootward.causality.detect_track import TRACK
from rootward.causality.detect_words import said, title
from rootward.events import logs, metrics
from rootward.events.answered import answered
from rootward.events.entity import kind_of, name_of
from rootward.events.model import Event, Severity
from rootward.events.own import OWN, record
from rootward.kit import clock
from rootward.kit.bus import Bus
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection, upsert
from rootward.packs.model import Pack
from rootward.packs.values import nanoseconds
from rootward.schema import detector_states, metric_chunks
from rootward.tenancy import changes

__all__ = [
    "DETECT_TOPIC",
    "FALSE_A_DAY",
    "Judged",
    "Look",
    "due_after",
    "is_news",
    "judge",
    "load_watch",
    "look",
    "measure",
    "write",
]

DETECT_TOPIC = "detect"
FALSE_A_DAY: Mapping[str, float] = {"low": 1 / 14, "normal": 0.5, "high": 2.0}
"""How many cases a day noise alone may open, by the pack's `detection.sensitivity`."""

_MOST_AT_ONCE = 120  # evaluations in one unit of work
_VERSION = 1
_CHUNK_NS = 600_000_000_000  # what is sent at once seldom spans more


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Look:
    """What was read: the state, the measurements since, and whether there is more than was read at once."""

    watch: Watch
    measured: Measured
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Judged:
    watch: Watch
    turns: tuple[Turn, ...]


def look(connection: Connection, tenant: str, pack: Pack, *, now: int) -> Look | None:
    """The evaluations that are complete by what has come; None where there is none."""
    step = DETECT.bucket_ns
    watch = load_watch(connection, tenant)
    oldest = (now - nanoseconds(pack.cases.detection.max_age)) // step * step
    start = max(watch.until if watch is not None else oldest, oldest)
    newest = _newest(connection, tenant, since=start)
    last = (min(newest, now) - DETECT.grace_ns) // step * step
    if last <= start:
        return None
    if watch is None:
        start = max(start, _first(connection, tenant, since=start) // step * step)
        if last <= start:
            return None
    end = min(last, start + _MOST_AT_ONCE * step)
    measured = measure(connection, tenant, start=start, end=end, as_of=changes.current(connection, tenant))
    return Look(watch=watch or blank(start), measured=measured, more=end < last)


def measure(connection: Connection, tenant: str, *, start: int, end: int, as_of: int) -> Measured:
    """The telemetry of [start, end), which are multiples of an evaluation's length."""
    step = DETECT.bucket_ns
    ends = tuple(range(start + step, end + step, step))
    series = metrics.read(connection, tenant, start=start, end=end, as_of=as_of, step=step)
    answers = answered(connection, tenant, start=start, end=end, as_of=as_of)
    lines = logs.counts(connection, tenant, start=start, end=end, as_of=as_of, step=step)
    parts = [*of_spans(answers, start=start, ends=ends, step=step)]
    if series.step_ns == step:  # very many series come in coarser steps, which are not evaluated
        parts += of_metrics(series)
    if lines.step_ns == step:
        parts += of_logs(lines, start=start, ends=ends)
    return gathered(parts, ends)


def is_news(pack: Pack, newest: int, now: int) -> bool:
    """Whether telemetry up to `newest` (ns) is to be evaluated at all."""
    rules = pack.cases.detection
    return rules.sensitivity != "off" and newest > 0 and now - newest <= nanoseconds(rules.max_age)


def due_after(judged: Judged) -> int:
    """The time (ns) that telemetry must reach to complete the next evaluation."""
    return judged.watch.until + DETECT.bucket_ns + DETECT.grace_ns


def judge(found: Look, pack: Pack) -> Judged:
    """Pure: what the measurements mean."""
    allowed = FALSE_A_DAY[pack.cases.detection.sensitivity]
    watch, turns = advance(found.watch, found.measured, false_a_day=allowed)
    return Judged(watch=watch, turns=tuple(turns))


def write(connection: Connection, tenant: str, judged: Judged, bus: Bus) -> int:
    """Keep the state and tell the intake what turned; returns how many events that made."""
    _keep(connection, tenant, judged.watch)
    return record(connection, tenant, [_event(tenant, turn) for turn in judged.turns], bus)


def load_watch(connection: Connection, tenant: str) -> Watch | None:
    """None where nothing was evaluated yet, or by a version that kept other things."""
    query = sa.select(detector_states).where(detector_states.c.tenant == tenant)
    row = connection.execute(query).mappings().first()
    if row is None:
        return None
    version, tracks = msgspec.msgpack.decode(zlib.decompress(row["tracks"]), type=tuple[int, list[Track]])
    rows = np.frombuffer(zlib.decompress(row["rows"]), np.uint8)
    if version != _VERSION or len(rows) != len(tracks) * TRACK.itemsize:
        return None
    active = msgspec.convert(row["active"], dict[str, Active])
    return Watch(until=row["until"], tracks=tuple(tracks), rows=rows.view(TRACK).copy(), active=active)


def _newest(connection: Connection, tenant: str, *, since: int) -> int:
    """The time of the newest telemetry that began to be measured after `since`, 0 where there is none."""
    table = metric_chunks.c
    query = sa.select(sa.func.max(table.end_ts)).where(table.tenant == tenant, table.start_ts >= since - _CHUNK_NS)
    return int(connection.execute(query).scalar() or 0)


def _first(connection: Connection, tenant: str, *, since: int) -> int:
    table = metric_chunks.c
    query = sa.select(sa.func.min(table.start_ts)).where(table.tenant == tenant, table.start_ts >= since)
    return int(connection.execute(query).scalar() or since)


def _keep(connection: Connection, tenant: str, watch: Watch) -> None:
    row = {
        "tenant": tenant, "until": watch.until,
        "tracks": zlib.compress(msgspec.msgpack.encode((_VERSION, watch.tracks)), 1),
        "rows": zlib.compress(watch.rows.tobytes(), 1),
        "active": {entity: asdict(one) for entity, one in watch.active.items()},
        "updated_at": clock.now_ns(),
    }  # fmt: skip
    names = ("until", "tracks", "rows", "active", "updated_at")
    upsert(connection, detector_states, [row], update=names)


def _event(tenant: str, turn: Turn) -> Event:
    """One fingerprint an entity: trouble that comes back is the same alert firing anew."""
    kind = "anomaly.resolved" if turn.verb == "over" else "anomaly.detected"
    payload: dict[str, JSON] = {
        "fingerprint": turn.entity, "found": clock.format_ns(turn.found), "since": clock.format_ns(turn.since),
    }  # fmt: skip
    if turn.signs:
        payload["title"] = title(turn.entity, turn.signs)
        payload["symptoms"] = [_symptom(turn, place) for place in range(len(turn.signs))]
    if turn.verb == "goes_on":
        payload["repeat"] = True
    return Event(
        tenant=tenant, source=OWN, event_type=kind, ts=turn.at, entity={kind_of(turn.entity): name_of(turn.entity)},
        severity=_severity(turn), payload=payload, ingest_id=f"anomaly:{turn.entity}:{turn.verb}:{turn.at}",
    )  # fmt: skip


def _symptom(turn: Turn, place: int) -> JSON:
    sign = turn.signs[place]
    return {
        "kind": sign.kind, "name": sign.name, "text": said(sign), "before": sign.before, "after": sign.after,
        "unit": sign.unit, "since": clock.format_ns(sign.since), "nats": sign.nats,
    }  # fmt: skip


def _severity(turn: Turn) -> Severity:
    if turn.verb == "over":
        return "info"
    failing: Sequence[float] = [s.after for s in turn.signs if s.kind in FRONT and s.unit == "share"]
    return "high" if max(failing, default=0.0) >= 0.2 else "medium"
