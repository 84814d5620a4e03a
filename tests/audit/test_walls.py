from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from rootward.audit.entry import AuditEntry
from rootward.audit.note import signer_of
from rootward.audit.signing import sign
from rootward.audit.verify import verify
from rootward.audit.walls import walls
from rootward.kit.db import Connection, Database
from rootward.schema import audit_entries, metadata

Make = Callable[..., AuditEntry]
Write = Callable[..., Awaitable[None]]
Tampering = Callable[[], AbstractContextManager[Connection]]

REFUSED = [
    "UPDATE audit_entries SET at = at + 1 WHERE tenant = 'acme'",
    "UPDATE audit_entries SET action = action WHERE tenant = 'acme'",
    "DELETE FROM audit_entries WHERE tenant = 'acme' AND seq = 3",
    "DELETE FROM audit_heads WHERE tenant = 'acme'",
    "UPDATE audit_heads SET size = 2 WHERE tenant = 'acme'",
    "UPDATE audit_heads SET root = leaf FROM audit_entries WHERE audit_heads.tenant = 'acme'",
    "UPDATE audit_heads SET size = 9, tenant = 'other' WHERE tenant = 'acme'",
    "UPDATE audit_heads SET size = 9, log_id = 'other' WHERE tenant = 'acme'",
    "UPDATE audit_checkpoints SET note = note WHERE tenant = 'acme'",
    "DELETE FROM audit_checkpoints WHERE tenant = 'acme'",
]
REFUSED_ON = {
    "sqlite": [
        "INSERT OR REPLACE INTO audit_entries SELECT tenant, 2, at, action, entry, leaf FROM audit_entries "
        "WHERE tenant = 'acme' AND seq = 1",
        "INSERT OR REPLACE INTO audit_heads SELECT tenant, log_id, 1, frontier, root FROM audit_heads "
        "WHERE tenant = 'acme'",
        "INSERT OR REPLACE INTO audit_checkpoints SELECT * FROM audit_checkpoints WHERE tenant = 'acme'",
    ],
    "postgresql": [
        "TRUNCATE audit_entries",
        "TRUNCATE audit_heads",
        "TRUNCATE audit_checkpoints",
        "INSERT INTO audit_entries SELECT * FROM audit_entries WHERE tenant = 'acme' "
        "ON CONFLICT (tenant, seq) DO UPDATE SET at = 1",
    ],
}


async def test_the_database_refuses_whatever_is_not_appending(database: Database, make: Make, write: Write) -> None:
    await write(make(), make(), make(), tenant="acme")
    signer = signer_of(b"k" * 32)
    assert await database.run(lambda connection: sign(connection, "acme", signer), tenant="acme")
    for statement in REFUSED + REFUSED_ON["sqlite" if database.is_sqlite else "postgresql"]:
        with pytest.raises(DBAPIError, match=r"append-only|only grows"):
            await database.run(_execution(statement), tenant="acme")
    await write(make(), tenant="acme")
    verdict = await database.read(lambda connection: verify(connection, "acme"), tenant="acme")
    assert (verdict.status, verdict.size) == ("unwitnessed", 4)


async def test_without_walls_the_same_statements_would_work(make: Make, write: Write, tampering: Tampering) -> None:
    await write(make(), make(), make(), tenant="acme")
    with tampering() as connection:
        connection.exec_driver_sql(REFUSED[2])
        assert connection.execute(sa.select(sa.func.count(audit_entries.c.seq))).scalar() == 2


async def test_the_walls_of_a_migrated_database_are_the_ones_named_here(database: Database) -> None:
    if not database.is_sqlite:
        return  # the server keeps a trigger in words of its own
    kept = "SELECT sql FROM sqlite_master WHERE type = 'trigger'"
    there = await database.read(lambda connection: connection.exec_driver_sql(kept).scalars().all(), tenant="acme")
    assert sorted(there) == sorted(walls("sqlite", metadata.tables))


def test_walls_stand_on_the_two_databases_only() -> None:
    with pytest.raises(KeyError):
        walls("mysql", metadata.tables)


def _execution(statement: str) -> Callable[[Connection], object]:
    return lambda connection: connection.exec_driver_sql(statement)
