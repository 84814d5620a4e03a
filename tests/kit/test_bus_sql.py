"""The bus on SQL: one effect a message, in order by key, taken over from the dead, set aside when poisonous."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial

import sqlalchemy as sa

from rootward import schema
from rootward.kit import clock
from rootward.kit.bus import Message, Settlement, Subscriber, message
from rootward.kit.bus_sql import SqlBus
from rootward.kit.db import Connection, Database

buried: list[tuple[str, str]] = []


def _bus(database: Database, *, lease_s: float = 60.0, max_attempts: int = 3) -> SqlBus:
    buried.clear()

    def bury(_connection: Connection, item: Message, reason: str) -> None:
        buried.append((str(item.body["n"]), reason))

    return SqlBus(database, schema.messages, bury=bury, lease_s=lease_s, poll_s=0.02, max_attempts=max_attempts)


async def _send(database: Database, bus: SqlBus, *items: Message) -> None:
    await database.run(lambda c: bus.send(c, *items), tenant="t")


@asynccontextmanager
async def _consuming(bus: SqlBus, subscriber: Subscriber, concurrency: int = 4) -> AsyncIterator[None]:
    task = asyncio.create_task(bus.consume("work", subscriber, concurrency=concurrency))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _until(true: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(100):
        while not await true():  # noqa: ASYNC110 (what is waited for is in the database)
            await asyncio.sleep(0.01)


async def _until_idle(bus: SqlBus) -> None:
    await _until(bus.idle)


def _nothing(_connection: Connection) -> None: ...


async def test_messages_of_one_key_are_handled_in_order_and_one_at_a_time(database: Database) -> None:
    bus, seen, running = _bus(database), [], set[str]()

    def settle(_connection: Connection, item: Message) -> None:
        seen.append((item.key, item.body["n"]))
        running.discard(item.key)

    async def subscriber(item: Message) -> Settlement:
        assert item.key not in running
        running.add(item.key)
        await asyncio.sleep(0)
        return partial(settle, item=item)

    await _send(database, bus, *(message("work", "t", "ab"[n % 2], {"n": n}) for n in range(20)))
    async with _consuming(bus, subscriber):
        await _until_idle(bus)
    for key in "ab":
        numbers = [n for k, n in seen if k == key]
        assert numbers == sorted(numbers)
    assert len(seen) == 20


async def test_the_effect_and_the_end_of_the_message_are_one_transaction(database: Database) -> None:
    bus, attempts = _bus(database), []

    async def subscriber(item: Message) -> Settlement:
        attempts.append(item.attempts)

        def settle(connection: Connection) -> None:
            bus.send(connection, message("next", "t", "k", {"n": 1}))
            if len(attempts) == 1:
                raise RuntimeError("undone")

        return settle

    async def done() -> bool:
        depth = await bus.depth()
        return depth.get("next") == 1 and not depth.get("work")

    await _send(database, bus, message("work", "t", "k", {"n": 0}))
    async with _consuming(bus, subscriber):
        await _until(done)
    assert attempts == [1, 2]
    assert (await bus.depth())["next"] == 1


async def test_a_poisonous_message_is_set_aside_after_its_attempts(database: Database) -> None:
    bus = _bus(database, max_attempts=2)

    async def subscriber(item: Message) -> Settlement:
        if item.body["n"] == 1:
            raise ValueError("cannot digest")
        return _nothing

    await _send(database, bus, *(message("work", "t", f"k{n}", {"n": n}) for n in range(3)))
    async with _consuming(bus, subscriber):
        await _until_idle(bus)
    assert buried == [("1", "ValueError: cannot digest")]


async def test_a_message_at_which_every_worker_dies_is_set_aside_at_last(database: Database) -> None:
    bus, seen = _bus(database, max_attempts=2), []

    async def subscriber(item: Message) -> Settlement:
        seen.append(item.body["n"])
        return _nothing

    await _send(database, bus, *(message("work", "t", f"k{n}", {"n": n}) for n in range(2)))
    for number, begun in ((0, 20), (1, 19)):
        rows = schema.messages.update().where(schema.messages.c.tenant == "t", schema.messages.c.key == f"k{number}")
        claimed = rows.values(attempts=begun)
        await database.run(lambda c, claimed=claimed: c.execute(claimed) and None, tenant="t")
    async with _consuming(bus, subscriber):
        await _until_idle(bus)
    assert seen == [1]
    assert buried == [("0", "Unavailable: 20 workers began with it and none came to an end")]


async def test_a_message_that_cannot_even_be_set_aside_stops_nobody(database: Database) -> None:
    def bury(_connection: Connection, item: Message, reason: str) -> None:
        attempts.append(reason)
        if len(attempts) == 1:
            raise KeyError("not even that")

    bus = SqlBus(database, schema.messages, bury=bury, lease_s=0.3, poll_s=0.02, max_attempts=1)
    attempts: list[str] = []
    seen: list[object] = []

    async def subscriber(item: Message) -> Settlement:
        if item.key == "bad":
            raise ValueError("no")
        return lambda _c: seen.append(item.key)

    await _send(database, bus, message("work", "t", "bad", {}), message("work", "t", "good", {}))
    async with _consuming(bus, subscriber):
        await _until_idle(bus)
    assert (seen, attempts) == (["good"], ["ValueError: no"] * 2)


async def test_a_topic_that_is_empty_is_known_to_be(database: Database) -> None:
    bus = _bus(database)
    await _send(database, bus, message("elsewhere", "t", "k", {}))

    async def consumed() -> bool:
        return "work" in await bus.depth()

    async def subscriber(item: Message) -> Settlement:
        return _nothing

    async with _consuming(bus, subscriber):
        await _until(consumed)
        assert await bus.depth() == {"work": 0, "elsewhere": 1}


async def test_a_worker_that_lost_its_lease_cannot_settle(database: Database) -> None:
    bus, effects = _bus(database), []
    stolen = asyncio.Event()

    async def slow(item: Message) -> Settlement:
        if not stolen.is_set():
            stolen.set()
            steal = schema.messages.update().values(lease_token=schema.messages.c.lease_token + 1, lease_until=0)
            await database.run(lambda c: c.execute(steal.where(schema.messages.c.tenant == "t")) and None, tenant="t")
            return lambda _c: effects.append("from the dead")
        return lambda _c: effects.append("from the living")

    await _send(database, bus, message("work", "t", "k", {"n": 0}))
    async with _consuming(bus, slow, concurrency=1):
        await _until_idle(bus)
    assert effects == ["from the living"]


async def test_an_expired_lease_is_taken_over(database: Database) -> None:
    bus, seen = _bus(database), []
    await _send(database, bus, message("work", "t", "k", {"n": 7}))
    held = schema.messages.update().values(lease_token=9, lease_until=1).where(schema.messages.c.tenant == "t")
    await database.run(lambda c: c.execute(held) and None, tenant="t")

    async def subscriber(item: Message) -> Settlement:
        return lambda _c: seen.append(item.body["n"])

    async with _consuming(bus, subscriber):
        await _until_idle(bus)
    assert seen == [7]
    rows = await database.read(lambda c: c.execute(sa.select(schema.messages)).all(), tenant="*")
    assert rows == []


async def test_a_consumer_that_is_rung_and_cancelled_at_once_ends(database: Database) -> None:
    bus = _bus(database)

    async def subscriber(item: Message) -> Settlement:
        return _nothing

    for _ in range(20):
        task = asyncio.create_task(bus.consume("work", subscriber, concurrency=1))
        await asyncio.sleep(0.01)  # it waits for its bell by now, or for the database: both must end
        bus._ring({"work"})
        task.cancel()
        async with asyncio.timeout(100):
            await asyncio.gather(task, return_exceptions=True)


def _absorbing(bus: SqlBus, seen: list[list[object]], *, most: int) -> Subscriber:
    def settle(connection: Connection, item: Message) -> None:
        behind = bus.absorb(connection, item, most=most, weight=lambda one: int(str(one.body.get("weight", 1))))
        numbers = [one.body["n"] for one in (item, *behind)]
        if "poison" in numbers:
            raise ValueError("cannot be handled")
        seen.append(numbers)

    async def subscriber(item: Message) -> Settlement:
        return partial(settle, item=item)

    return subscriber


async def test_what_waits_behind_a_message_can_be_settled_with_it(database: Database) -> None:
    bus, seen = _bus(database), list[list[object]]()
    await _send(database, bus, *(message("work", "t", "ab"[n % 2], {"n": n}) for n in range(8)))
    async with _consuming(bus, _absorbing(bus, seen, most=100), concurrency=1):
        await _until_idle(bus)
    assert sorted(seen) == [[0, 2, 4, 6], [1, 3, 5, 7]]


async def test_no_more_is_absorbed_than_was_asked_for(database: Database) -> None:
    bus, seen = _bus(database), list[list[object]]()
    await _send(database, bus, *(message("work", "t", "a", {"n": n, "weight": 4}) for n in range(5)))
    async with _consuming(bus, _absorbing(bus, seen, most=9), concurrency=1):
        await _until_idle(bus)
    assert seen == [[0, 1, 2], [3, 4]]


async def test_a_poisonous_message_that_was_absorbed_is_set_aside_alone(database: Database) -> None:
    bus, seen = _bus(database, max_attempts=2), list[list[object]]()
    items = [message("work", "t", "a", {"n": n}) for n in (0, 1, "poison", 3)]
    await _send(database, bus, *items)
    async with _consuming(bus, _absorbing(bus, seen, most=100), concurrency=1):
        await _until_idle(bus)
    assert [number for numbers in seen for number in numbers] == [0, 1, 3]
    assert [number for number, _ in buried] == ["poison"]


async def test_what_failed_before_holds_up_what_comes_after_it(database: Database) -> None:
    bus = _bus(database)
    first, later, last = (message("work", "t", "a", {"n": n}) for n in range(3))
    await _send(database, bus, first, later, last)
    await database.run(
        lambda c: c.execute(
            schema.messages.update()
            .where(schema.messages.c.tenant == "t", schema.messages.c.message_id == later.id)
            .values(attempts=1)
        ),
        tenant="t",
    )
    found = await database.run(lambda c: bus.absorb(c, first, most=9, weight=lambda _: 1), tenant="t")
    assert found == []


async def test_what_is_meant_for_later_is_handled_then_and_is_no_work_before(database: Database) -> None:
    bus, handled = _bus(database), []

    async def note(item: Message) -> Settlement:
        handled.append(item.body["n"])
        return _nothing

    soon = clock.now_ns() + 300_000_000
    later = message("work", "t", "timer", {"n": "later"}, not_before=soon)
    await _send(database, bus, later, message("work", "t", "k", {"n": "now"}))
    async with _consuming(bus, note):
        await _until_idle(bus)
        assert handled == ["now"]
        assert (await bus.depth())["work"] == 0
        async with asyncio.timeout(100):
            while len(handled) < 2:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
    assert clock.now_ns() >= soon


async def test_while_it_is_held_nothing_begins_and_afterwards_everything_is_handled(database: Database) -> None:
    bus, seen = _bus(database), list[object]()

    async def subscriber(item: Message) -> Settlement:
        seen.append(item.body["n"])
        return _nothing

    async with _consuming(bus, subscriber):
        with bus.holding(), bus.holding():
            await _send(database, bus, *(message("work", "t", "a", {"n": n}) for n in range(3)))
            assert (await bus.depth())["work"] == 3 and seen == []
        await _until_idle(bus)
    assert seen == [0, 1, 2]
