"""Ingest: once, whole, without secrets, and only as much as fits."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from rootward import schema
from rootward.errors import TooBusy
from rootward.events import dead_letters
from rootward.events.envelope import Limits, decode_batch
from rootward.events.ingest import INTAKE, Ingestor, ItemResult
from rootward.events.model import Event, LogLine, Received, Reject, Series, SpanItem, Telemetry
from rootward.events.store import find_events
from rootward.kit import clock
from rootward.kit.bus import Message, Weight
from rootward.kit.db import Connection, Database
from rootward.tenancy import tenants

NOW = 1_800_000_000 * 10**9
SECRET = "AKIAIOSFODNN7REALKEY"


@dataclass
class Outbox:
    """A bus that remembers what it is given; `fail` breaks the unit that sends."""

    sent: list[Message] = field(default_factory=list)
    fail: bool = False

    def send(self, _connection: Connection, *messages: Message) -> None:
        if self.fail:
            raise ZeroDivisionError("a bug in the unit")
        self.sent += messages

    def absorb(self, _connection: Connection, _message: Message, *, most: int, weight: Weight) -> list[Message]:
        raise AssertionError("nothing waits here")

    async def consume(self, topic: str, subscriber: Any, *, concurrency: int) -> None: ...


async def _ingestor(database: Database, *, max_waiting: int = 1000, bus: Outbox | None = None) -> Ingestor:
    await database.run(tenants.ensure_default, tenant="default")
    return Ingestor(database, bus or Outbox(), key=b"k", max_waiting=max_waiting)


def envelope(ingest_id: str = "i1", **changed: Any) -> dict[str, Any]:
    whole = {
        "tenant_id": "default", "source": "k8s.events", "event_type": "PodOOMKilled",
        "ts": clock.format_ns(NOW - 10**9), "entity": {"service": "checkout", "pod": "checkout-7d9"},
        "severity": "error", "payload": {"reason": "OOMKilled"}, "ingest_id": ingest_id, "schema_version": "v1",
    }  # fmt: skip
    return whole | changed


def batch(*items: dict[str, Any]) -> Received:
    return decode_batch(msgspec.json.encode(items), "application/json", tenant="default", now_ns=NOW, limits=Limits())


def event(ingest_id: str, **payload: Any) -> Event:
    return Event(
        tenant="default", source="s", event_type="T", ts=NOW, entity={"service": "a"}, severity="high",
        payload=payload, ingest_id=ingest_id,
    )  # fmt: skip


async def _stored(database: Database) -> list[Event]:
    return await database.read(lambda c: find_events(c, "default", limit=100_000), tenant="default")


def _statuses(results: list[ItemResult]) -> list[str]:
    return [result.status for result in results]


async def test_an_event_is_stored_as_it_was_sent_and_the_next_stage_hears_of_it(database: Database) -> None:
    bus = Outbox()
    ingestor = await _ingestor(database, bus=bus)
    (result,) = await ingestor.accept("default", batch(envelope()), source="envelope")
    (found,) = await _stored(database)
    assert (result.status, result.ref, result.ingest_id) == ("accepted", found.id, "i1")
    assert (found.payload, found.entity, found.severity) == (
        {"reason": "OOMKilled"}, {"service": "checkout", "pod": "checkout-7d9"}, "high",
    )  # fmt: skip
    (sent,) = bus.sent
    assert (sent.topic, sent.key, sent.body["seq"]) == (INTAKE, "default", found.seq)


async def test_the_same_again_is_a_duplicate_of_the_first_and_another_body_a_conflict(database: Database) -> None:
    ingestor = await _ingestor(database)
    (first,) = await ingestor.accept("default", batch(envelope()), source="envelope")
    again = await ingestor.accept("default", batch(envelope(), envelope(severity="info")), source="envelope")
    assert _statuses(again) == ["duplicate", "conflict"]
    assert {result.ref for result in again} == {first.ref}
    assert len(await _stored(database)) == 1


async def test_repeats_inside_one_batch_are_told_apart_too(database: Database) -> None:
    ingestor = await _ingestor(database)
    results = await ingestor.accept(
        "default", batch(envelope(), envelope(), envelope(severity="low"), envelope("i2")), source="envelope"
    )
    assert _statuses(results) == ["accepted", "duplicate", "conflict", "accepted"]


async def test_many_at_once_store_an_event_once(database: Database) -> None:
    ingestor = await _ingestor(database)
    answers = await asyncio.gather(
        *(ingestor.accept("default", batch(envelope(f"i{n % 5}")), source="envelope") for n in range(50))
    )
    statuses = [answer[0].status for answer in answers]
    assert statuses.count("accepted") == 5
    assert statuses.count("duplicate") == 45
    assert len(await _stored(database)) == 5


async def test_results_keep_the_order_of_the_items_between_rejects(database: Database) -> None:
    ingestor = await _ingestor(database)
    received = batch(envelope("a"), {"no": "event"}, envelope("b"), envelope("c", severity="bad"))
    results = await ingestor.accept("default", received, source="envelope")
    assert [(result.index, result.status, result.ingest_id) for result in results] == [
        (0, "accepted", "a"), (1, "rejected", ""), (2, "accepted", "b"), (3, "rejected", ""),
    ]  # fmt: skip
    letters = await database.read(lambda c: dead_letters.find(c, "default"), tenant="default")
    assert {letter.id for letter in letters} == {results[1].ref, results[3].ref}
    assert {letter.field for letter in letters} == {"no", "severity"}


async def test_nothing_secret_is_stored_of_an_event_whatever_its_source_compares(database: Database) -> None:
    """A webhook's source compares ingest ids only; what is stored of the rest is searched all the same."""
    ingestor = await _ingestor(database)
    told = replace(
        event(f"id-{SECRET}", note=f"key {SECRET}", password="hunter2horse"), event_type=f"T {SECRET}",
        entity={"service": "a", "owner": "ana@example.com"}, correlation_ids={"session": SECRET},
    )  # fmt: skip
    received = Received(events=(told,), bodies=(told.ingest_id.encode(),))
    await ingestor.accept("default", received, source="github")
    (found,) = await _stored(database)
    assert found.payload == {"note": "key [redacted:aws_key]", "password": "[redacted:password]"}
    assert found.marks == ("redacted",)
    assert SECRET not in str(found) and "ana@" not in str(found)
    keys = await database.read(lambda c: c.execute(sa.select(schema.ingest_keys)).all(), tenant="default")
    assert SECRET not in str(keys)


async def test_ingest_ids_that_differ_in_their_secret_stay_two(database: Database) -> None:
    ingestor = await _ingestor(database)
    others = [f"id-{SECRET}", f"id-{SECRET[:-1]}Z", f"id-{SECRET}"]
    answers = [await ingestor.accept("default", batch(envelope(name)), source="envelope") for name in others]
    assert [answer[0].status for answer in answers] == ["accepted", "accepted", "duplicate"]
    assert len({found.ingest_id for found in await _stored(database)}) == 2


async def test_telemetry_is_redacted_in_every_field(database: Database) -> None:
    ingestor = await _ingestor(database)
    line = LogLine(
        ts=NOW, entity="service:a", severity="info", body=f"key {SECRET}", attributes={"password": "hunter2"}
    )
    span = SpanItem(
        ts=NOW, duration_ns=5, trace_id="1" * 32, span_id="2" * 16, parent_id="", entity="service:a",
        name=f"GET /x?key={SECRET}", kind="client", message=f"refused {SECRET}", attributes={"url": f"/?k={SECRET}"},
    )  # fmt: skip
    series = Series(
        name="m", unit="1", kind="gauge", entity="service:a", attributes={"url": f"/?k={SECRET}"}, times=(NOW,),
        values=(1.0,),
    )  # fmt: skip
    received = Received(telemetry=Telemetry(series=(series,), logs=(line,), spans=(span,)))
    await ingestor.accept("default", received, source="otlp.logs", body=b"x")
    tables = (schema.log_templates, schema.log_records, schema.metric_series, schema.spans, schema.metric_chunks)
    for table in tables:
        rows = await database.read(lambda c, table=table: c.execute(sa.select(table)).all(), tenant="default")  # type: ignore[misc]
        assert SECRET not in str(rows) and "hunter2" not in str(rows)


async def test_what_is_rejected_is_kept_without_its_secrets(database: Database) -> None:
    ingestor = await _ingestor(database)
    reject = Reject(index=0, reason=f"bad {SECRET}", field=f"x.{SECRET}", raw=b'{"password":"hunter2horse"}')
    (result,) = await ingestor.accept("default", Received(rejects=(reject,)), source="envelope")
    letter = await database.read(lambda c: dead_letters.read(c, "default", result.ref), tenant="default")
    assert SECRET not in str(letter) + str(result)
    assert letter.raw == b'{"password":"[redacted:password]"}'


async def test_the_same_telemetry_body_twice_is_stored_once(database: Database) -> None:
    ingestor = await _ingestor(database)
    line = LogLine(ts=NOW, entity="service:a", severity="info", body="hello there")
    received = Received(telemetry=Telemetry(logs=(line,)))
    for body in (b"one", b"one", b"two"):
        await ingestor.accept("default", received, source="otlp.logs", body=body)
    await asyncio.gather(*(ingestor.accept("default", received, source="otlp.logs", body=b"three") for _ in range(5)))
    count = sa.select(sa.func.count()).select_from(schema.log_records)
    assert await database.read(lambda c: c.execute(count).scalar_one(), tenant="default") == 3


async def test_more_than_may_wait_is_refused_at_once_and_nothing_of_it_is_stored(database: Database) -> None:
    ingestor = await _ingestor(database, max_waiting=5)
    first = asyncio.create_task(ingestor.accept("default", batch(*(envelope(f"a{n}") for n in range(4))), source="e"))
    await asyncio.sleep(0)
    with pytest.raises(TooBusy) as refused:
        await ingestor.accept("default", batch(envelope("b0"), envelope("b1")), source="e")
    assert refused.value.retry_after >= 1
    assert _statuses(await first) == ["accepted"] * 4
    assert ingestor.waiting == 0
    assert len(await _stored(database)) == 4


async def test_a_batch_larger_than_what_may_wait_is_taken_when_nothing_waits(database: Database) -> None:
    ingestor = await _ingestor(database, max_waiting=2)
    results = await ingestor.accept("default", batch(*(envelope(f"a{n}") for n in range(5))), source="e")
    assert _statuses(results) == ["accepted"] * 5


async def test_large_bodies_of_telemetry_weigh_more_than_one_event(database: Database) -> None:
    ingestor = await _ingestor(database, max_waiting=10)
    line = LogLine(ts=NOW, entity="service:a", severity="info", body="x")
    received = Received(telemetry=Telemetry(logs=(line,)))
    first = asyncio.create_task(ingestor.accept("default", received, source="o", body=b"1" * 40_000))
    await asyncio.sleep(0)
    with pytest.raises(TooBusy):
        await ingestor.accept("default", received, source="o", body=b"2")
    await first


async def test_a_failure_reaches_every_sender_and_the_next_one_is_served(database: Database) -> None:
    bus = Outbox(fail=True)
    ingestor = await _ingestor(database, bus=bus)
    answers = await asyncio.gather(
        *(ingestor.accept("default", batch(envelope(f"i{n}")), source="e") for n in range(3)), return_exceptions=True
    )
    assert [type(answer) for answer in answers] == [ZeroDivisionError] * 3
    bus.fail = False
    assert _statuses(await ingestor.accept("default", batch(envelope("i0")), source="e")) == ["accepted"]


async def test_a_submission_that_cannot_be_stored_does_not_take_its_neighbours_along(database: Database) -> None:
    ingestor = await _ingestor(database)
    good = [batch(envelope(f"i{n}")) for n in range(3)]
    bad = Received(events=(replace(event("bad"), ts=None),))  # type: ignore[arg-type]
    answers = await asyncio.gather(
        *(ingestor.accept("default", one, source="e") for one in (good[0], bad, good[1], good[2])),
        return_exceptions=True,
    )
    assert isinstance(answers[1], Exception)
    assert [_statuses(answers[n])[0] for n in (0, 2, 3)] == ["accepted"] * 3  # type: ignore[arg-type]


async def test_an_unknown_tenant_gets_nothing_stored(database: Database) -> None:
    ingestor = await _ingestor(database)
    answer = await asyncio.gather(ingestor.accept("nobody", batch(envelope()), source="e"), return_exceptions=True)
    assert "there is no tenant 'nobody'" in str(answer[0])
    assert await _stored(database) == []
