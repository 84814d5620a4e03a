"""Units of work: atomic, durable, many in one commit."""

from __future__ import annotations

import asyncio

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from rootward import schema
from rootward.errors import Misconfigured, RootwardError
from rootward.kit.db import Connection, Database, insert_new, on_commit, upsert


def _tenant(name: str) -> dict[str, object]:
    return {"tenant": name, "name": name, "status": "active", "created_at": 1, "settings": {"a": 1},
            "change_seq": 0, "case_number": 0}  # fmt: skip


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
    await asyncio.wait_for(called.wait(), 5)


async def test_a_read_cannot_write(database: Database) -> None:
    with pytest.raises(RootwardError if database.is_sqlite else DBAPIError):
        await database.read(lambda c: c.execute(schema.tenants.insert(), _tenant("a")), tenant="*")


def test_an_unknown_database_is_refused_by_name() -> None:
    with pytest.raises(Misconfigured, match="mysql"):
        Database("mysql://localhost/x")
