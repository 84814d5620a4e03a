"""A way to fill a log on either database, and one to look at it after tampering."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial

import pytest
import sqlalchemy as sa

from rootward.audit import log
from rootward.audit.entry import Actor, AuditEntry
from rootward.kit import clock
from rootward.kit.db import Connection, Database

NOON = 1_790_000_000_000_000_000

Write = Callable[..., Awaitable[None]]
Tampering = Callable[[], AbstractContextManager[Connection]]


@pytest.fixture
def make() -> Callable[..., AuditEntry]:
    """An entry with every field filled; keywords replace."""

    def build(action: str = "token.created", **fields: object) -> AuditEntry:
        values: dict[str, object] = {
            "actor": Actor(id="prn_ada", kind="human", auth="token:tok_1"),
            "action": action,
            "resource": "token:tok_2",
            "on_behalf_of": "prn_grace",
            "tool": "kubernetes.restart",
            "tool_schema": "f" * 64,
            "args_sha256": "a" * 64,
            "idempotency_key": "key-1",
            "policy_sha256": "b" * 64,
            "rule_ids": ("rule-1", "rule-2"),
            "decision": "allow",
            "reason": "größer als 5 €",
            "approval_ids": ("apr_1",),
            "approvers": ("prn_eve",),
            "risk": "high",
            "provenance": ("operator", "telemetry"),
            "budget_before": {"usd": 1.5},
            "budget_after": {"usd": 1.25},
            "trace_id": "c" * 32,
            "commitments": {"payload": "d" * 64},
            "facts": {"role": "viewer", "ratio": 0.1},
        }
        return AuditEntry(**{**values, **fields})  # type: ignore[arg-type]

    return build


@pytest.fixture
def write(database: Database) -> Write:
    """Append entries, one unit each and one second apart, and number them."""

    async def append(*entries: AuditEntry, tenant: str = "default") -> None:
        for number, entry in enumerate(entries):
            with clock.fixed(NOON + number * 1_000_000_000):
                await database.run(partial(log.append, tenant=tenant, entry=entry), tenant=tenant)
        await database.run(lambda connection: log.sequence(connection, tenant), tenant=tenant)

    return append


@pytest.fixture
def tampering(database: Database) -> Tampering:
    """A connection of the role that owns the tables, who has torn the walls down; undone at the end of the block."""

    @contextmanager
    def connect() -> Iterator[sa.Connection]:
        with database.write_engine.connect() as connection, connection.begin() as transaction:
            _tear_down(connection)
            yield connection
            transaction.rollback()

    return connect


def _tear_down(connection: Connection) -> None:
    """Triggers and row-level security: neither holds for who may change the tables themselves."""
    if connection.dialect.name == "sqlite":
        named = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        statements = [f"DROP TRIGGER {name}" for name in connection.exec_driver_sql(named).scalars()]
    else:
        tables = ("audit_entries", "audit_heads", "audit_checkpoints")
        statements = [f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY, DISABLE TRIGGER USER" for table in tables]
    for statement in statements:
        connection.exec_driver_sql(statement)
