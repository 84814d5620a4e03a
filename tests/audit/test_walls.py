from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from rootward.audit.entry import AuditEntry
from rootward.audit.verify import verify
from rootward.audit.walls import walls
from rootward.kit.db import Connection, Database
from rootward.schema import audit_entries

Make = Callable[..., AuditEntry]
Write = Callable[..., Awaitable[None]]

REFUSED = [
    "UPDATE audit_entries SET at = at + 1 WHERE tenant = 'acme'",
    "UPDATE audit_entries SET action = action WHERE tenant = 'acme'",
    "DELETE FROM audit_entries WHERE tenant = 'acme' AND seq = 3",
    "DELETE FROM audit_heads WHERE tenant = 'acme'",
    "UPDATE audit_heads SET size = 2 WHERE tenant = 'acme'",
    "UPDATE audit_heads SET root = leaf FROM audit_entries WHERE audit_heads.tenant = 'acme'",
    "UPDATE audit_heads SET size = 9, tenant = 'other' WHERE tenant = 'acme'",
    "UPDATE audit_heads SET size = 9, log_id = 'other' WHERE tenant = 'acme'",
]
REFUSED_ON = {
    "sqlite": [
        "INSERT OR REPLACE INTO audit_entries SELECT tenant, 2, at, action, entry, leaf FROM audit_entries "
        "WHERE tenant = 'acme' AND seq = 1",
        "INSERT OR REPLACE INTO audit_heads SELECT tenant, log_id, 1, frontier, root FROM audit_heads "
        "WHERE tenant = 'acme'",
    ],
    "postgresql": [
        "TRUNCATE audit_entries",
        "TRUNCATE audit_heads",
        "INSERT INTO audit_entries SELECT * FROM audit_entries WHERE tenant = 'acme' "
        "ON CONFLICT (tenant, seq) DO UPDATE SET at = 1",
    ],
}


def _walls_up(connection: Connection) -> None:
    for statement in walls(connection.dialect.name):
        connection.execute(sa.text(statement))


async def test_the_database_refuses_whatever_is_not_appending(database: Database, make: Make, write: Write) -> None:
    await database.run(_walls_up, tenant="acme")
    await write(make(), make(), make(), tenant="acme")
    for statement in REFUSED + REFUSED_ON["sqlite" if database.is_sqlite else "postgresql"]:
        with pytest.raises(DBAPIError, match=r"append-only|only grows"):
            await database.run(_execution(statement), tenant="acme")
    await write(make(), tenant="acme")
    verdict = await database.read(lambda connection: verify(connection, "acme"), tenant="acme")
    assert (verdict.status, verdict.size) == ("unwitnessed", 4)


async def test_without_walls_the_same_statements_would_work(database: Database, make: Make, write: Write) -> None:
    await write(make(), make(), make(), tenant="acme")
    await database.run(_execution(REFUSED[2]), tenant="acme")
    left = await database.read(
        lambda connection: connection.execute(sa.select(sa.func.count(audit_entries.c.seq))).scalar(), tenant="acme"
    )
    assert left == 2


def test_walls_stand_on_the_two_databases_only() -> None:
    with pytest.raises(KeyError):
        walls("mysql")


def _execution(statement: str) -> Callable[[Connection], object]:
    return lambda connection: connection.exec_driver_sql(statement)
