"""Several queries as one: each finds what it would have found alone."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from rootward import schema
from rootward.kit.db import Connection, Database
from rootward.kit.together import Found, together

_MINE = sa.bindparam("whose")
_TENANT = sa.select(schema.tenants).where(schema.tenants.c.tenant == _MINE)
_NUMBERS = sa.select(schema.changes.c.seq, schema.changes.c.kind).where(schema.changes.c.tenant == _MINE)
_NEWEST = _NUMBERS.order_by(schema.changes.c.seq.desc()).limit(2)
_COUNT = sa.select(sa.func.count().label("many")).select_from(schema.changes).where(schema.changes.c.tenant == _MINE)
_STATES = sa.select(schema.tool_states).where(schema.tool_states.c.tenant == _MINE)


def _tenant(name: str) -> dict[str, Any]:
    settings = {"quotas": {"events_per_minute": 7}}
    return {
        "tenant": name, "name": name.title(), "status": "active", "created_at": 2**60, "settings": settings,
        "change_seq": 0, "case_number": 0,
    }  # fmt: skip


async def _filled(database: Database, tenant: str) -> None:
    def unit(connection: Connection) -> None:
        connection.execute(schema.tenants.insert(), _tenant(tenant))
        rows = [{"tenant": tenant, "seq": n, "at": 1, "kind": "case", "ref": "r", "body": {}} for n in range(3)]
        connection.execute(schema.changes.insert(), rows)
        state = {"tenant": tenant, "tool": "t", "enabled": False, "changed_by": "x", "changed_at": 5}
        connection.execute(schema.tool_states.insert(), state)

    await database.run(unit, tenant=tenant)


async def _asked(database: Database, whose: str, **queries: sa.Select[Any]) -> Found:
    return await database.read(lambda c: together(c, queries, {"whose": whose}), tenant=whose)


async def test_each_query_finds_what_it_would_have_found_alone(database: Database) -> None:
    for name in ("a", "b"):
        await _filled(database, name)
    found = await _asked(database, "a", tenant=_TENANT, numbers=_NUMBERS, states=_STATES, count=_COUNT)
    assert found["tenant"] == [_tenant("a")]
    assert sorted(row["seq"] for row in found["numbers"]) == [0, 1, 2]
    (state,) = found["states"]
    assert state == {
        "tenant": "a", "tool": "t", "enabled": False, "pinned": None, "quarantined": None, "changed_by": "x",
        "changed_at": 5,
    }  # fmt: skip
    assert found["count"] == [{"many": 3}]


async def test_a_query_keeps_its_own_order_and_limit(database: Database) -> None:
    await _filled(database, "a")
    found = await _asked(database, "a", count=_COUNT, newest=_NEWEST)
    assert sorted(row["seq"] for row in found["newest"]) == [1, 2]


async def test_what_finds_nothing_is_there_and_empty(database: Database) -> None:
    found = await _asked(database, "nobody", tenant=_TENANT, count=_COUNT)
    assert found == {"tenant": [], "count": [{"many": 0}]}


@pytest.mark.parametrize("names", [("tenant",), ("numbers", "newest")])
async def test_one_query_and_several_of_one_table_are_well(database: Database, names: tuple[str, ...]) -> None:
    await _filled(database, "a")
    every = {"tenant": _TENANT, "numbers": _NUMBERS, "newest": _NEWEST}
    found = await _asked(database, "a", **{name: every[name] for name in names})
    assert {name: bool(rows) for name, rows in found.items()} == dict.fromkeys(names, True)
