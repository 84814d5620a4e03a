"""Ingest: redact, recognise repeats, store, and tell the next stage; answered only when durable.

Concurrent submissions of one tenant share a unit of work: while one commit is under way the next ones gather.
"""

from __future__ import annotations

import asyncio
import contextvars
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from operator import attrgetter, itemgetter
from typing import Literal, TypeVar

import msgspec

from rootward.errors import TooBusy, Unavailable
from rootward.events import dead_letters
from rootward.events.agent_spans import announce
from rootward.events.keys import Claim, claim
from rootward.events.model import Received, Reject, Telemetry
from rootward.events.prepare import COLUMNS, Prepared, Ready, keyed, prepare
from rootward.events.store import write_telemetry
from rootward.kit import metrics
from rootward.kit.bus import Bus, message
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection, Database, bulk_insert
from rootward.schema import events
from rootward.tenancy import changes

__all__ = ["INTAKE", "Also", "Ingestor", "ItemResult"]

INTAKE = "intake"
T = TypeVar("T")
Also = Callable[[Connection, int], None]
"""Writes what belongs to a submission beside its events, in their transaction; it is told their change number."""
_BYTES_AN_EVENT = 2048  # a body of telemetry weighs as much as so many events
_LARGE = 32 * 1024  # bytes that take long enough to read to hold up everybody else
_GATHER = 3_000
"""Events in one unit at the most: its commit stays short, and the next bodies are read while it goes on."""


class ItemResult(msgspec.Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True, rename={"ref": "id"}):
    """What became of one item; `ref` is the event's id, or the dead letter's.

    A struct, because there is one for every event: it costs less to make, and is its own answer where all went well."""

    index: int
    status: Literal["accepted", "duplicate", "conflict", "rejected"]
    ref: str = ""
    ingest_id: str = ""
    reason: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class _Submission:
    prepared: Prepared
    source: str
    done: asyncio.Future[list[ItemResult]]
    also: Also | None = None


@dataclass(slots=True)
class _Lane:
    """The submissions of one tenant that wait, and the task that stores them."""

    waiting: list[_Submission]
    task: asyncio.Task[None] | None = None


class Ingestor:
    """`key` keys the hashes of what was sent, so that equal secrets cannot be found out by comparing digests."""

    def __init__(self, db: Database, bus: Bus, *, key: bytes, max_waiting: int) -> None:
        self._db, self._bus, self._digest, self._max_waiting = db, bus, keyed(key), max_waiting
        self._lanes: dict[str, _Lane] = {}
        self._readers = ThreadPoolExecutor(1, thread_name_prefix="ingest-read")  # more would share one interpreter
        self._waiting = 0

    @property
    def waiting(self) -> int:
        return self._waiting

    async def accept(
        self, tenant: str, received: Received, *, source: str, body: bytes = b"", also: Also | None = None
    ) -> list[ItemResult]:
        """Store what a source made of `body`; one result an event or reject, in the order of their index.

        A telemetry body that was accepted before is accepted again without effect. Raises TooBusy when more events wait
        than the settings allow, Unavailable when the database failed: then nothing was stored. Raises what `also` does.
        """
        return await self.take(tenant, lambda: (received,), source=source, body=body, size=_size(received), also=also)

    async def take(
        self, tenant: str, read: Callable[[], Iterable[Received]], *, source: str, body: bytes, size: int = 1,
        also: Also | None = None,
    ) -> list[ItemResult]:  # fmt: skip
        """`accept` what `read` makes of `body`, in parts, on a thread when it is long. Raises what `read` does, too."""
        heavy = len(body) > _LARGE or size > 50

        def work() -> Prepared:
            return prepare(read(), body, self._digest)

        with self._room(max(size, len(body) // _BYTES_AN_EVENT)) as grow:
            prepared = await self._on_thread(work) if heavy else work()
            grow(len(prepared.ready) + len(prepared.rejects))
            submission = _Submission(prepared, source, asyncio.get_running_loop().create_future(), also)
            lane = self._lanes.setdefault(tenant, _Lane([]))
            lane.waiting.append(submission)
            if lane.task is None or lane.task.done():
                lane.task = asyncio.create_task(self._drain(tenant, lane))
            return await submission.done

    @contextmanager
    def _room(self, size: int) -> Iterator[Callable[[int], None]]:
        """Count so many events as waiting; the result tells that they are more. Raises TooBusy when they do not fit."""
        taken = 0

        def grow(size: int) -> None:
            nonlocal taken
            others = self._waiting - taken
            if others and others + size > self._max_waiting:
                raise TooBusy(f"{others} events wait to be stored", retry_after=2, waiting=others)
            size = max(size, taken)
            self._waiting, taken = others + size, size

        grow(size)
        try:
            yield grow
        finally:
            self._waiting -= taken

    async def _on_thread(self, work: Callable[[], T]) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._readers, contextvars.copy_context().run, work)

    async def _drain(self, tenant: str, lane: _Lane) -> None:
        while lane.waiting:
            group: list[_Submission] = []
            size = 0
            while lane.waiting and (not group or size < _GATHER):
                group.append(lane.waiting.pop(0))
                size += len(group[-1].prepared.ready)
            await self._store_group(tenant, group)

    async def _store_group(self, tenant: str, group: Sequence[_Submission]) -> None:
        """Store and answer. When the unit fails for a reason that may lie in one of them, each goes again alone."""
        unit = partial(self._store, tenant=tenant, group=group)
        (answers,) = await asyncio.gather(self._db.run(unit, tenant=tenant), return_exceptions=True)
        if isinstance(answers, BaseException):
            if len(group) > 1 and not isinstance(answers, Unavailable | TooBusy):
                for submission in group:
                    await self._store_group(tenant, [submission])
            else:
                _fail(group, answers)
            return
        for submission, results in zip(group, answers, strict=True):
            _count(tenant, submission, results)
            if not submission.done.done():
                submission.done.set_result(results)

    def _store(self, connection: Connection, *, tenant: str, group: Sequence[_Submission]) -> list[list[ItemResult]]:
        seq = changes.append(connection, tenant, "ingest", "", {"submissions": len(group)})
        first = _first_of_each(group)
        held = claim(connection, tenant, list(first.values()), seq)
        answers: list[list[ItemResult]] = []
        rows: list[tuple[object, ...]] = []
        new = [one for one in group if _is_new_body(one, first, held)]
        for submission in group:
            if submission.also is not None:
                submission.also(connection, seq)
            ready = submission.prepared.ready
            results = [_judge(item, first, held) for item in ready]
            rows += [(*item.row, seq) for item, one in zip(ready, results, strict=True) if one.status == "accepted"]
            if submission.prepared.rejects:
                results += [_set_aside(connection, tenant, submission, item) for item in submission.prepared.rejects]
                results.sort(key=attrgetter("index"))
            answers.append(results)
        bulk_insert(connection, events, COLUMNS, rows)
        write_telemetry(connection, tenant, [one.prepared.telemetry for one in new], seq)
        sources = Counter([*map(_SOURCE, rows), *(one.source for one in new)])
        if sources:
            types = sorted(set(map(_EVENT_TYPE, rows)))
            newest = max((_newest(one.prepared.telemetry) for one in new), default=0)
            body: dict[str, JSON] = {"seq": seq, "types": [*types], "sources": {**sources}, "telemetry": newest}
            self._bus.send(connection, message(INTAKE, tenant, tenant, body))
        announce(connection, tenant, _traces(new), seq, self._bus)
        return answers


_SOURCE, _EVENT_TYPE = itemgetter(COLUMNS.index("source")), itemgetter(COLUMNS.index("event_type"))


def _size(received: Received) -> int:
    return max(1, len(received.events) + len(received.rejects))


def _newest(telemetry: Telemetry) -> int:
    """About the newest time (ns) of what was measured, which senders put last; 0 where nothing was."""
    times = [one.times[-1] for one in telemetry.series if one.times]
    times += [one.ts for one in telemetry.logs[-1:]]
    times += [one.ts + one.duration_ns for one in telemetry.spans[-1:]]
    return max(times, default=0)


def _traces(new: Sequence[_Submission]) -> list[str]:
    return list(dict.fromkeys(trace for one in new for trace in one.prepared.agent_traces))


def _first_of_each(group: Sequence[_Submission]) -> dict[str, Claim]:
    """The first claim on each ingest id of this unit; the later ones are judged against it."""
    first: dict[str, Claim] = {}
    for submission in group:
        for item in submission.prepared.ready:
            if item.ingest_id not in first:
                first[item.ingest_id] = (item.ingest_id, item.digest, item.event_id)
        if submission.prepared.body_claim is not None:
            ingest_id, digest = submission.prepared.body_claim
            first.setdefault(ingest_id, (ingest_id, digest, f"body:{id(submission)}"))
    return first


def _judge(item: Ready, first: Mapping[str, Claim], held: Mapping[str, tuple[bytes, str]]) -> ItemResult:
    """First sight is accepted; the same body again is a duplicate; another body is a conflict."""
    _, digest, ref = first[item.ingest_id]
    if item.ingest_id in held:
        digest, ref = held[item.ingest_id]
    if ref == item.event_id:
        return ItemResult(index=item.index, status="accepted", ref=ref, ingest_id=item.ingest_id)
    if digest == item.digest:
        return ItemResult(index=item.index, status="duplicate", ref=ref, ingest_id=item.ingest_id)
    return ItemResult(
        index=item.index, status="conflict", ref=ref, ingest_id=item.ingest_id, field="ingest_id",
        reason="the same ingest_id came before with another body",
    )  # fmt: skip


def _is_new_body(submission: _Submission, first: Mapping[str, Claim], held: Mapping[str, tuple[bytes, str]]) -> bool:
    """Whether the telemetry of this body is to be stored: it has some, and nobody sent the same body before."""
    if submission.prepared.body_claim is None:
        return submission.prepared.telemetry != Telemetry()
    ingest_id = submission.prepared.body_claim[0]
    return ingest_id not in held and first[ingest_id][2] == f"body:{id(submission)}"


def _set_aside(connection: Connection, tenant: str, submission: _Submission, item: Reject) -> ItemResult:
    ref = dead_letters.bury(
        connection, tenant, kind="ingest", source=submission.source, reason=item.reason, field=item.field or None,
        raw=dead_letters.Clean(item.raw),  # cleaned when it was prepared
    )  # fmt: skip
    return ItemResult(index=item.index, status="rejected", ref=ref, reason=item.reason, field=item.field)


def _count(tenant: str, submission: _Submission, results: Sequence[ItemResult]) -> None:
    for status, number in Counter(map(attrgetter("status"), results)).items():
        metrics.EVENTS_INGESTED.labels(tenant, submission.source, status).inc(number)
    telemetry = submission.prepared.telemetry
    for kind, number in (
        ("points", sum(len(series.times) for series in telemetry.series)),
        ("lines", len(telemetry.logs)),
        ("spans", len(telemetry.spans)),
    ):
        if number:
            metrics.TELEMETRY_ITEMS.labels(tenant, kind).inc(number)


def _fail(group: Sequence[_Submission], error: BaseException) -> None:
    for submission in group:
        if not submission.done.done():
            submission.done.set_exception(error)
