"""Ingest: redact, recognise repeats, store, and tell the next stage; answered only when durable.

Concurrent submissions of one tenant share a unit of work: while one commit is under way the next ones gather.
"""

from __future__ import annotations

import asyncio
import hmac
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal, TypeVar, cast

import msgspec

from rootward.errors import RootwardError, TooBusy
from rootward.events import dead_letters
from rootward.events.model import Event, Received, Reject, Telemetry
from rootward.events.store import Known, known_keys, write_events, write_telemetry
from rootward.kit import clock, metrics
from rootward.kit.bus import Bus, message
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection, Database
from rootward.kit.redact import redact_text, redact_value
from rootward.tenancy import changes

__all__ = ["Ingestor", "ItemResult"]

INTAKE = "intake"
M = TypeVar("M", bound=dict[str, Any])
_GATHER = 5_000  # events in one unit at the most, so that a commit stays short


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemResult:
    """What became of one item; `ref` is the event's id, or the dead letter's."""

    index: int
    status: Literal["accepted", "duplicate", "conflict", "rejected"]
    ref: str = ""
    ingest_id: str = ""
    reason: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class _Submission:
    received: Received
    digests: list[bytes]  # one an event
    key: tuple[str, bytes] | None  # ingest id and digest of a telemetry body
    source: str
    done: asyncio.Future[list[ItemResult]]


@dataclass(slots=True)
class _Lane:
    """The submissions of one tenant that wait, and the task that stores them."""

    waiting: list[_Submission]
    task: asyncio.Task[None] | None = None


class Ingestor:
    """`key` keys the hashes of what was sent, so that equal secrets cannot be found out by comparing digests."""

    def __init__(self, db: Database, bus: Bus, *, key: bytes, max_waiting: int) -> None:
        self._db, self._bus, self._key, self._max_waiting = db, bus, key, max_waiting
        self._lanes: dict[str, _Lane] = {}
        self._waiting = 0

    async def accept(self, tenant: str, received: Received, *, source: str, body: bytes = b"") -> list[ItemResult]:
        """Store what a source made of `body`; one result an event or reject, in the order of their index.

        A telemetry body that was accepted before is accepted again without effect. Raises TooBusy when more events wait
        than the settings allow, Unavailable when the database failed: then nothing was stored.
        """
        size = max(1, len(received.events) + len(received.rejects))
        if self._waiting + size > self._max_waiting:
            raise TooBusy(f"{self._waiting} events wait to be stored", retry_after=2, waiting=self._waiting)
        self._waiting += size
        try:
            submission = await self._prepare(received, source, body)
            lane = self._lanes.setdefault(tenant, _Lane([]))
            lane.waiting.append(submission)
            if lane.task is None or lane.task.done():
                lane.task = asyncio.create_task(self._drain(tenant, lane))
            return await submission.done
        finally:
            self._waiting -= size

    @property
    def waiting(self) -> int:
        return self._waiting

    async def _prepare(self, received: Received, source: str, body: bytes) -> _Submission:
        done: asyncio.Future[list[ItemResult]] = asyncio.get_running_loop().create_future()
        work = partial(_redact_and_digest, received, self._key)
        heavy = len(received.events) > 50 or received.telemetry != Telemetry()
        clean, digests = await asyncio.to_thread(work) if heavy else work()
        key = None
        if received.telemetry != Telemetry() and body:
            digest = hmac.digest(self._key, body, "sha256")
            key = (f"body:{digest.hex()[:40]}", digest)
        return _Submission(clean, digests, key, source, done)

    async def _drain(self, tenant: str, lane: _Lane) -> None:
        while lane.waiting:
            group: list[_Submission] = []
            size = 0
            while lane.waiting and (not group or size < _GATHER):
                group.append(lane.waiting.pop(0))
                size += len(group[-1].received.events)
            try:
                answers = await self._db.run(partial(self._store, tenant=tenant, group=group), tenant=tenant)
            except RootwardError as error:
                _fail(group, error)
                continue
            for submission, results in zip(group, answers, strict=True):
                _count(tenant, submission, results)
                if not submission.done.done():
                    submission.done.set_result(results)

    def _store(self, connection: Connection, *, tenant: str, group: Sequence[_Submission]) -> list[list[ItemResult]]:
        seq = changes.append(connection, tenant, "ingest", "", {"submissions": len(group)})
        known = known_keys(connection, tenant, [*_ids(group), *(item.key[0] for item in group if item.key)])
        fresh: list[tuple[Event, bytes]] = []
        telemetry: list[Telemetry] = []
        sources: Counter[str] = Counter()
        answers = []
        for submission in group:
            answers.append(_sort(submission, known, seq, fresh))
            if submission.key is None or known.take(submission.key[0], submission.key[1], "body") == "accepted":
                telemetry.append(submission.received.telemetry)
                sources[submission.source] += 1
            answers[-1] += [_set_aside(connection, tenant, submission, item) for item in submission.received.rejects]
            answers[-1].sort(key=lambda result: result.index)
        write_events(connection, tenant, fresh, seq)
        known.write(connection, tenant, seq)
        write_telemetry(connection, tenant, telemetry, seq)
        sources.update(event.source for event, _ in fresh)
        if fresh or any(item != Telemetry() for item in telemetry):
            body: dict[str, JSON] = {"seq": seq, "events": len(fresh), "sources": dict(sources)}
            self._bus.send(connection, message(INTAKE, tenant, tenant, body))
        return answers


def _redact_and_digest(received: Received, key: bytes) -> tuple[Received, list[bytes]]:
    bodies = received.bodies or [msgspec.json.encode(event) for event in received.events]
    digests = [hmac.digest(key, body, "sha256") for body in bodies]
    events = tuple(_redact_event(event) for event in received.events)
    return replace(received, events=events, telemetry=_redact_telemetry(received.telemetry)), digests


def _redact_event(event: Event) -> Event:
    payload, entity = _clean(event.payload), _clean(event.entity)
    correlation = _clean(event.correlation_ids)
    if payload is event.payload and entity is event.entity and correlation is event.correlation_ids:
        return event
    marks = (*event.marks, "redacted")
    return replace(event, payload=payload, entity=entity, correlation_ids=correlation, marks=marks)


def _clean(value: M) -> M:
    """A mapping redacted; the same object where nothing was."""
    clean = redact_value(cast(JSON, value))
    return cast(M, clean)


def _redact_telemetry(telemetry: Telemetry) -> Telemetry:
    logs = tuple(
        replace(line, body=redact_text(line.body), attributes=_clean(line.attributes)) for line in telemetry.logs
    )
    spans = tuple(
        replace(span, message=redact_text(span.message), attributes=_clean(span.attributes)) for span in telemetry.spans
    )
    return replace(telemetry, logs=logs, spans=spans)


def _ids(group: Sequence[_Submission]) -> list[str]:
    return [event.ingest_id for submission in group for event in submission.received.events]


def _sort(submission: _Submission, known: Known, seq: int, fresh: list[tuple[Event, bytes]]) -> list[ItemResult]:
    """Tell new events from repeats and contradictions; new ones get their id and are appended to `fresh`."""
    results = []
    taken = {item.index for item in submission.received.rejects}
    index = -1
    for event, digest in zip(submission.received.events, submission.digests, strict=True):
        index += 1
        while index in taken:
            index += 1
        event_id = clock.new_id("evt")
        status = known.take(event.ingest_id, digest, event_id)
        if status == "accepted":
            fresh.append((replace(event, id=event_id, received_at=clock.now_ns(), seq=seq), digest))
        ref = known.ref(event.ingest_id)
        reason = "the same ingest_id came before with another body" if status == "conflict" else ""
        results.append(
            ItemResult(
                index=index, status=status, ref=ref, ingest_id=event.ingest_id, reason=reason,
                field="ingest_id" if reason else "",
            )
        )  # fmt: skip
    return results


def _set_aside(connection: Connection, tenant: str, submission: _Submission, item: Reject) -> ItemResult:
    ref = dead_letters.bury(
        connection, tenant, kind="ingest", source=submission.source, reason=item.reason, field=item.field or None,
        raw=item.raw,
    )  # fmt: skip
    return ItemResult(index=item.index, status="rejected", ref=ref, reason=item.reason, field=item.field)


def _count(tenant: str, submission: _Submission, results: Sequence[ItemResult]) -> None:
    for status, number in Counter(result.status for result in results).items():
        metrics.EVENTS_INGESTED.labels(tenant, submission.source, status).inc(number)
    telemetry = submission.received.telemetry
    for kind, number in (
        ("points", sum(len(series.times) for series in telemetry.series)),
        ("lines", len(telemetry.logs)),
        ("spans", len(telemetry.spans)),
    ):
        if number:
            metrics.TELEMETRY_ITEMS.labels(tenant, kind).inc(number)


def _fail(group: Sequence[_Submission], error: RootwardError) -> None:
    for submission in group:
        if not submission.done.done():
            submission.done.set_exception(error)
