"""The event store: found by id, time, sequence, source and type; as it was at any watermark; by its tenant alone."""

from __future__ import annotations

import pytest

from rootward.errors import NotFound
from rootward.events.model import Event
from rootward.events.prepare import COLUMNS, row_of
from rootward.events.store import find_events, read_event
from rootward.kit.db import Connection, Database, bulk_insert
from rootward.schema import events


def _event(number: int, *, tenant: str = "t", source: str = "a", event_type: str = "T") -> Event:
    return Event(
        tenant=tenant, source=source, event_type=event_type, ts=1000 + number, entity={"service": "x"},
        severity="high", payload={"n": number, "deep": {"list": [1, 2.5, None, True, "é"]}}, ingest_id=f"i{number}",
        correlation_ids={"trace_id": "abc"}, id=f"evt_{number}", received_at=7, marks=("late",), seq=number,
    )  # fmt: skip


async def _store(database: Database, *given: Event) -> None:
    def unit(connection: Connection) -> None:
        rows = [(*row_of(one, one.id, one.received_at), one.seq) for one in given]
        bulk_insert(connection, events, COLUMNS, rows)

    await database.run(unit, tenant=given[0].tenant)


async def test_an_event_is_read_back_as_it_was_written(database: Database) -> None:
    written = _event(1)
    await _store(database, written)
    assert await database.read(lambda c: read_event(c, "t", "evt_1"), tenant="t") == written


async def test_events_are_found_by_every_bound_and_in_order_of_time(database: Database) -> None:
    await _store(database, *(_event(n, source="ab"[n % 2], event_type="TU"[n % 2]) for n in (5, 3, 1, 4, 2)))

    async def numbers(**bounds: object) -> list[int]:
        found = await database.read(lambda c: find_events(c, "t", **bounds), tenant="t")  # type: ignore[arg-type]
        return [one.seq for one in found]

    assert await numbers() == [1, 2, 3, 4, 5]
    assert await numbers(start=1002, end=1004) == [2, 3]
    assert await numbers(seqs=(4,)) == [4]
    assert await numbers(as_of=2) == [1, 2]
    assert await numbers(ids=["evt_5", "evt_1", "evt_9"]) == [1, 5]
    assert await numbers(sources=["a"]) == [2, 4]
    assert await numbers(event_types=["U"], start=1002) == [3, 5]
    assert await numbers(limit=2) == [1, 2]


async def test_another_tenants_events_are_not_there(database: Database) -> None:
    await _store(database, _event(1))
    await _store(database, _event(2, tenant="other"))
    with pytest.raises(NotFound):
        await database.read(lambda c: read_event(c, "t", "evt_2"), tenant="t")
    found = await database.read(lambda c: find_events(c, "t", ids=["evt_1", "evt_2"]), tenant="t")
    assert [one.id for one in found] == ["evt_1"]
