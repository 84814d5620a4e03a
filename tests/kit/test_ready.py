"""Statements that are made out once: the same rows as by SQLAlchemy, and what is sent is there when it is asked for."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, ProgrammingError

from rootward import schema
from rootward.errors import Unavailable
from rootward.kit.db import Connection, Database
from rootward.kit.ready import Ready

_DAYS, _STATES = schema.usage_days, schema.tool_states
_INSERT = Ready(_STATES.insert())
_OF_TENANT = sa.select(_STATES).where(_STATES.c.tenant == sa.bindparam("whose")).order_by(_STATES.c.tool)
_READ = Ready(_OF_TENANT)
_ROW: dict[str, Any] = {
    "tenant": "a", "tool": "t", "enabled": True, "pinned": None, "quarantined": "ä\U0001f600", "changed_by": "x",
    "changed_at": 2**62,
}  # fmt: skip


async def test_what_is_found_is_what_sqlalchemy_finds(database: Database) -> None:
    def unit(connection: Connection) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        for name, enabled in (("t", True), ("u", False), ("v", None)):
            _INSERT.later(connection, _ROW | {"tool": name, "enabled": enabled})
        given = {"whose": "a"}
        return _READ.rows(connection, given), [{**row} for row in connection.execute(_OF_TENANT, given).mappings()]

    ready, usual = await database.run(unit, tenant="a")
    assert ready == usual
    assert [row["enabled"] for row in ready] == [True, False, None]
    assert ready[0]["changed_at"] == 2**62 and ready[0]["quarantined"] == "ä\U0001f600"


async def test_json_floats_and_what_a_statement_holds_itself_go_through(database: Database) -> None:
    day = {"tenant": "a", "day": "d", "agent": "", "tool": "t", "case_id": "", "calls": 2, "failures": 0,
           "seconds": 0.1, "tokens": 0, "usd": 1e-9}  # fmt: skip
    more = Ready(
        _DAYS.update().where(_DAYS.c.tenant == sa.bindparam("whose"), _DAYS.c.calls < 3)
        .values(calls=_DAYS.c.calls + sa.bindparam("by", type_=sa.BigInteger))
        .returning(_DAYS.c.calls, _DAYS.c.seconds, _DAYS.c.usd)
    )  # fmt: skip
    tenants = schema.tenants
    named = Ready(tenants.insert().values({column.name: sa.bindparam(column.name) for column in tenants.c}))
    tenant = {"tenant": "a", "name": "A", "status": "active", "created_at": 1, "settings": {"b": [1.5, None]},
              "change_seq": 0, "case_number": 0}  # fmt: skip

    def unit(connection: Connection) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]], Any]:
        Ready(_DAYS.insert()).later(connection, day)
        first = more.tuples(connection, {"whose": "a", "by": 1})
        none = more.tuples(connection, {"whose": "a", "by": 1})
        named.later(connection, tenant)
        query = sa.select(tenants.c.settings).where(tenants.c.tenant == "a")
        assert connection.execute(query).scalar() == Ready(query).tuples(connection, {})[0][0]
        return first, none, connection.execute(query).scalar()

    found = await database.run(unit, tenant="a")
    assert found == ([(3, 0.1, 1e-9)], [], {"b": [1.5, None]})


async def test_errors_are_those_of_sqlalchemy(database: Database) -> None:
    def twice(connection: Connection) -> None:
        _INSERT.later(connection, _ROW)
        _INSERT.later(connection, _ROW)
        _READ.rows(connection, {"whose": "a"})

    with pytest.raises(IntegrityError):
        await database.run(twice, tenant="a")
    nowhere = sa.table("nowhere", sa.column("tenant", sa.Text))
    with pytest.raises((ProgrammingError, Unavailable)):
        await database.run(lambda c: Ready(sa.select(nowhere.c.tenant)).rows(c, {}), tenant="a")
    assert await database.read(lambda c: _READ.rows(c, {"whose": "a"}), tenant="a") == []


async def test_a_value_that_is_not_given_is_missed(database: Database) -> None:
    with pytest.raises(KeyError, match="whose"):
        await database.run(lambda c: _READ.rows(c, {}), tenant="a")


async def test_what_cannot_be_made_out_is_refused(database: Database) -> None:
    some = sa.select(_STATES.c.tool).where(_STATES.c.tenant == sa.bindparam("whose"), _STATES.c.tool.in_(["t", "u"]))
    with pytest.raises(TypeError, match="a list"):
        await database.run(lambda c: Ready(some).rows(c, {"whose": "a"}), tenant="a")
    odd = sa.select(sa.literal(None, sa.Date).label("day"))
    with pytest.raises(TypeError, match="Date"):
        await database.run(lambda c: Ready(odd).rows(c, {}), tenant="a")
