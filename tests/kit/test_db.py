"""Units of work: atomic, durable, many in one commit."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError

from rootward import schema
from rootward.errors import RootwardError, TooBusy
from rootward.kit.db import Connection, Database, add_up, insert_new, on_commit, upsert
from rootward.kit.ready import Ready

_INSERT = Ready(schema.tenants.insert())
_NO_MORE = Ready(schema.tenants.delete().where(schema.tenants.c.tenant == sa.bindparam("whose")))


def _tenant(name: str) -> dict[str, object]:
    return {"tenant": name, "name": name, "status": "active", "created_at": 1, "settings": {"a": 1},
            "change_seq": 0, "case_number": 0}  # fmt: skip


def _follow(connection: Connection, *, tenant: str) -> None:
    """Changes nothing, and waits for nothing but the commit."""
    _NO_MORE.later(connection, {"whose": tenant})


def _names(connection: Connection) -> list[str]:
    return list(connection.execute(sa.select(schema.tenants.c.tenant).order_by(schema.tenants.c.tenant)).scalars())


async def test_units_that_share_a_commit_fail_alone(database: Database) -> None:
    def good(name: str) -> object:
        return lambda c: c.execute(schema.tenants.insert(), _tenant(name))

    def bad(connection: Connection) -> None:
        connection.execute(schema.tenants.insert(), _tenant("undone"))
        raise ValueError("no")

    units = [good("a"), bad, good("b")]
    outcomes = await asyncio.gather(*(database.run(u, tenant="*") for u in units), return_exceptions=True)
    assert isinstance(outcomes[1], ValueError)
    assert await database.read(_names, tenant="*") == ["a", "b"]


async def test_one_that_fails_costs_its_neighbours_one_more_run_and_nothing_else(database: Database) -> None:
    runs: list[str] = []
    begun, go_on = threading.Event(), threading.Event()

    def first(_connection: Connection) -> None:
        begun.set()
        go_on.wait(100)

    def unit(name: str) -> Callable[[Connection], int]:
        def add(connection: Connection) -> int:
            runs.append(name)
            connection.execute(schema.tenants.insert(), _tenant(name))
            on_commit(connection, lambda: told.append(name))
            if name == "bad":
                raise ValueError("no")
            return len(name)

        return add

    told: list[str] = []
    holding = asyncio.create_task(database.run(first, tenant="*"))
    await asyncio.to_thread(begun.wait)  # so that the next three share a commit
    others = [asyncio.create_task(database.run(unit(name), tenant="*")) for name in ("a", "bad", "cc")]
    await asyncio.sleep(0)
    go_on.set()
    outcomes = await asyncio.gather(*others, return_exceptions=True)
    await holding
    assert (outcomes[0], outcomes[2]) == (1, 2) and isinstance(outcomes[1], ValueError)
    assert runs == ["a", "bad", "a", "bad", "cc"]
    assert told == ["a", "bad", "cc"]  # a bell may ring in vain
    assert await database.read(_names, tenant="*") == ["a", "cc"]


async def test_what_a_unit_sent_is_gone_with_it_and_its_neighbours_stay(database: Database) -> None:
    def unit(name: str) -> Callable[[Connection], None]:
        def send(connection: Connection) -> None:
            _INSERT.later(connection, _tenant("a" if name == "twice" else name))
            if name == "bad":
                raise ValueError("no")

        return send

    begun, go_on = threading.Event(), threading.Event()
    holding = asyncio.create_task(database.run(lambda _c: (begun.set(), go_on.wait(100)), tenant="*"))
    await asyncio.to_thread(begun.wait)
    others = [asyncio.create_task(database.run(unit(name), tenant="*")) for name in ("a", "bad", "twice", "c")]
    await asyncio.sleep(0)
    go_on.set()
    outcomes = await asyncio.gather(*others, return_exceptions=True)
    await holding
    assert [type(outcome) for outcome in outcomes] == [type(None), ValueError, IntegrityError, type(None)]
    assert await database.read(_names, tenant="*") == ["a", "c"]


async def test_what_was_sent_and_cannot_be_written_undoes_all_of_its_unit(database: Database) -> None:
    def unit(connection: Connection) -> None:
        connection.execute(schema.tenants.insert(), _tenant("a"))
        _INSERT.later(connection, _tenant("b"))
        _INSERT.later(connection, _tenant("a"))

    with pytest.raises(IntegrityError):
        await database.run(unit, tenant="*")
    assert await database.read(_names, tenant="*") == []


async def test_a_unit_that_fails_alone_leaves_nothing(database: Database) -> None:
    def bad(connection: Connection) -> None:
        connection.execute(schema.tenants.insert(), _tenant("undone"))
        raise KeyError("x")

    with pytest.raises(KeyError):
        await database.run(bad, tenant="*")
    assert await database.read(_names, tenant="*") == []


async def test_many_concurrent_units_all_land(database: Database) -> None:
    def unit(name: str) -> object:
        return lambda c: c.execute(schema.tenants.insert(), _tenant(name))

    names = [f"t{n:03d}" for n in range(200)]
    await asyncio.gather(*(database.run(unit(name), tenant="*") for name in names))
    assert await database.read(_names, tenant="*") == names


async def test_upsert_overwrites_only_the_named_columns(database: Database) -> None:
    def unit(connection: Connection) -> sa.RowMapping:
        upsert(connection, schema.tenants, [_tenant("a")], update=["name"])
        upsert(connection, schema.tenants, [_tenant("a") | {"name": "new", "status": "x"}], update=["name"])
        insert_new(connection, schema.tenants, [_tenant("a") | {"name": "ignored"}])
        return connection.execute(sa.select(schema.tenants)).mappings().one()

    row = await database.run(unit, tenant="*")
    assert (row["name"], row["status"], row["settings"]) == ("new", "active", {"a": 1})


async def test_a_callback_is_called_after_the_commit(database: Database) -> None:
    called = asyncio.Event()
    await database.run(lambda c: on_commit(c, called.set), tenant="*")
    await asyncio.wait_for(called.wait(), 100)


async def test_connections_that_died_while_nobody_used_them_are_replaced(database: Database) -> None:
    """As after a restart of the database; on SQLite there is nothing that could die."""
    if database.is_sqlite:
        return
    name = str(database.url.query["options"])[-14:]  # the schema of this test
    named = database.url.update_query_dict({"application_name": name})
    own = Database(named.render_as_string(hide_password=False))

    async def use() -> None:
        await asyncio.gather(*(own.read(_names, tenant="*") for _ in range(8)))
        await asyncio.gather(*(own.run(partial(_follow, tenant=f"t{n}"), tenant=f"t{n}") for n in range(8)))

    def end_all(connection: Connection) -> int:
        query = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = :name"
        return int(connection.execute(sa.text(query), {"name": name}).scalar_one())

    try:
        await use()
        assert await database.run(end_all, tenant="*") > 1
        await use()
    finally:
        await own.close()


async def test_a_read_cannot_write(database: Database) -> None:
    with pytest.raises(RootwardError if database.is_sqlite else DBAPIError):
        await database.read(lambda c: c.execute(schema.tenants.insert(), _tenant("a")), tenant="*")


async def test_units_that_lock_in_opposite_orders_do_not_wait_in_a_ring(database: Database) -> None:
    """Each would hold what the other wants, in one process or in two; the database would undo one after a second."""
    keys, invoked = schema.idempotency_keys, []
    holds = {"a": threading.Event(), "b": threading.Event()}

    def unit(first: str, second: str) -> Callable[[Connection], None]:
        def change(connection: Connection) -> None:
            invoked.append(first)
            connection.execute(keys.update().where(keys.c.tenant == "t", keys.c.key == first).values(digest="1"))
            holds[first].set()
            holds[second].wait(0.3)  # in vain while the other may not begin
            connection.execute(keys.update().where(keys.c.tenant == "t", keys.c.key == second).values(digest="2"))

        return change

    rows = [{"tenant": "t", "key": key, "digest": "", "response": {}, "created_at": 0} for key in "ab"]
    await database.run(lambda c: insert_new(c, keys, rows), tenant="t")
    second = Database(database.url.render_as_string(hide_password=False))
    try:
        await asyncio.gather(database.run(unit("a", "b"), tenant="t"), second.run(unit("b", "a"), tenant="t"))
    finally:
        await second.close()
    assert sorted(invoked) == ["a", "b"]


async def test_units_of_one_tenant_are_committed_by_one_thread_at_a_time(database: Database) -> None:
    together, inside, most = threading.Lock(), 0, 0

    def unit(connection: Connection) -> None:
        nonlocal inside, most
        with together:
            inside += 1
            most = max(most, inside)
        connection.execute(sa.select(sa.func.count()).select_from(schema.tenants))
        with together:
            inside -= 1

    await asyncio.gather(*(database.run(unit, tenant="t") for _ in range(300)))
    assert most == 1


async def test_what_is_urgent_goes_before_what_waits_and_is_never_too_much(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'busy.db'}", max_waiting=2)
    begun, go_on = threading.Event(), threading.Event()
    order: list[str] = []

    def first(_connection: Connection) -> None:
        begun.set()
        go_on.wait(100)

    def unit(name: str) -> Callable[[Connection], None]:
        return lambda _connection: order.append(name)

    try:
        working = [asyncio.create_task(database.run(first, tenant="a"))]
        await asyncio.to_thread(begun.wait, 100)
        working += [asyncio.create_task(database.run(unit("waits"), tenant="a")) for _ in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(TooBusy):
            await database.run(unit("refused"), tenant="a")
        working.append(asyncio.create_task(database.run(unit("urgent"), tenant="*", urgent=True)))
        await asyncio.sleep(0)
        go_on.set()
        await asyncio.gather(*working)
    finally:
        go_on.set()
        await database.close()
    assert order == ["urgent", "waits", "waits", "waits"]


async def test_what_is_added_up_begins_with_what_it_adds(database: Database) -> None:
    key = {"tenant": "a", "day": "2027-01-15", "agent": "x", "tool": "y", "case_id": ""}
    for calls in (1, 2):
        row = key | {"calls": calls, "failures": 0, "seconds": 0.5, "tokens": 1, "usd": 0.0}
        other = row | {"tool": f"only{calls}"}
        unit = partial(add_up, table=schema.usage_days, rows=[row, other], add=("calls", "seconds"))
        await database.run(unit, tenant="a")
    days = schema.usage_days.c
    found = await database.read(
        lambda c: c.execute(sa.select(days.tool, days.calls, days.seconds, days.tokens).order_by(days.tool)).all(),
        tenant="a",
    )
    assert [tuple(one) for one in found] == [("only1", 1, 0.5, 1), ("only2", 2, 0.5, 1), ("y", 3, 1.0, 1)]
