from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import ProgrammingError

from rootward.audit import log
from rootward.audit.entry import AuditEntry, parse
from rootward.audit.merkle import leaf_hash, root_of
from rootward.audit.search import find_intent, read
from rootward.audit.verify import verify
from rootward.errors import BadInput, Unavailable
from rootward.kit.db import DISPATCHER, Connection, Database
from rootward.schema import audit_entries, audit_heads, audit_staged

Make = Callable[..., AuditEntry]
Write = Callable[..., Awaitable[None]]


def _rows(connection: Connection) -> list[sa.Row[tuple[int, int, str, bytes, bytes]]]:
    columns = audit_entries.c
    return list(
        connection.execute(
            sa.select(columns.seq, columns.at, columns.action, columns.entry, columns.leaf).order_by(columns.seq)
        )
    )


def _one(connection: Connection, query: sa.Select[Any]) -> sa.Row[Any]:
    return connection.execute(query).one()


async def test_entries_are_numbered_from_one_without_gaps(database: Database, make: Make, write: Write) -> None:
    await write(make("a.one"), make("a.two"), make("a.three"))
    rows = await database.read(_rows, tenant="default")
    assert [(row.seq, row.action) for row in rows] == [(1, "a.one"), (2, "a.two"), (3, "a.three")]
    for row in rows:
        record = parse(row.entry)
        assert (record.seq, record.action, record.tenant) == (row.seq, row.action, "default")
        assert row.leaf == leaf_hash(row.entry)
    head = await database.read(lambda connection: connection.execute(sa.select(audit_heads)).one(), tenant="default")
    assert (head.size, head.root) == (3, root_of(row.leaf for row in rows))
    assert {parse(row.entry).log_id for row in rows} == {head.log_id}


async def test_each_tenant_has_a_log_of_its_own(database: Database, make: Make, write: Write) -> None:
    await write(make("a.one"), tenant="acme")
    await write(make("b.one"), make("b.two"), tenant="other")
    mine = {tenant: sa.select(audit_heads).where(audit_heads.c.tenant == tenant) for tenant in ("acme", "other")}
    heads = [await database.read(partial(_one, query=query), tenant=tenant) for tenant, query in mine.items()]
    assert [(head.tenant, head.size) for head in heads] == [("acme", 1), ("other", 2)]
    assert heads[0].log_id != heads[1].log_id


async def test_an_entry_lives_and_dies_with_its_unit(database: Database, make: Make) -> None:
    def fails(connection: Connection) -> None:
        log.append(connection, "default", make("a.lost"))
        raise BadInput("no", field="x")

    def works(connection: Connection) -> int | None:
        return log.append(connection, "default", make("a.kept"))

    outcomes = await asyncio.gather(
        *(database.run(unit, tenant="default") for unit in (works, fails, works, fails, works)), return_exceptions=True
    )
    assert [isinstance(outcome, BadInput) for outcome in outcomes] == [False, True, False, True, False]
    await database.run(lambda connection: log.sequence(connection, "default"), tenant="default")
    rows = await database.read(_rows, tenant="default")
    assert [(row.seq, row.action) for row in rows] == [(1, "a.kept"), (2, "a.kept"), (3, "a.kept")]


async def test_an_entry_that_cannot_be_kept_stops_the_unit(database: Database, make: Make) -> None:
    with pytest.raises(BadInput):
        await database.run(
            lambda connection: log.append(connection, "default", make(reason="\udfff")), tenant="default"
        )
    assert await database.run(lambda connection: log.sequence(connection, "default"), tenant="default") == 0


async def test_an_intent_is_answered_by_its_outcome(database: Database, make: Make, write: Write) -> None:
    stated = await database.run(
        lambda connection: log.intent(connection, "default", make("tool.call", budget_after=None)), tenant="default"
    )
    found = await database.read(
        lambda connection: find_intent(connection, "default", stated.entry_id), tenant="default"
    )
    await database.run(
        lambda connection: log.outcome(
            connection, "default", found, "unknown", reason="no answer", result_sha256="e" * 64, facts={"ms": 5}
        ),
        tenant="default",
    )
    await write()
    intent = await database.read(lambda connection: read(connection, "default", 1), tenant="default")
    outcome = await database.read(lambda connection: read(connection, "default", 2), tenant="default")
    assert (intent.action, intent.intent, intent.outcome) == ("tool.call.intent", None, None)
    assert (outcome.action, outcome.intent, outcome.outcome) == ("tool.call.outcome", intent.entry_id, "unknown")
    assert (outcome.reason, outcome.result_sha256, outcome.facts) == ("no answer", "e" * 64, {"ms": 5})
    assert outcome.args_sha256 == intent.args_sha256
    assert outcome.entry_id != intent.entry_id
    verdict = await database.read(lambda connection: verify(connection, "default"), tenant="default")
    assert (verdict.status, verdict.open_intents) == ("unwitnessed", 0)


async def test_only_an_intent_has_an_outcome(database: Database, make: Make) -> None:
    with pytest.raises(BadInput, match=r"'token\.created' is not an intent"):
        await database.run(lambda connection: log.outcome(connection, "default", make(), "failed"), tenant="default")


async def test_an_entry_can_be_numbered_within_its_own_transaction(
    database: Database, make: Make, write: Write
) -> None:
    await write(make("a.one"))
    seq = await database.run(lambda connection: log.append_now(connection, "default", make("a.two")), tenant="default")
    assert seq == 2
    await write(make("a.three"))
    assert [row.action for row in await database.read(_rows, tenant="default")] == ["a.one", "a.two", "a.three"]


async def test_staged_entries_are_numbered_once_by_many_sequencers(database: Database, make: Make) -> None:
    if database.is_sqlite:
        assert await database.run(lambda connection: log.append(connection, "default", make()), tenant="default") == 1
        assert await database.read(log.staged_tenants, tenant=DISPATCHER) == []
        return

    async def stage(tenant: str) -> None:
        assert await database.run(lambda connection: log.append(connection, tenant, make()), tenant=tenant) is None

    async def number(tenant: str) -> int:
        return await database.run(lambda connection: log.sequence(connection, tenant, limit=7), tenant=tenant)

    await asyncio.gather(*(stage(f"t{n % 2}") for n in range(100)))
    assert sorted(await database.read(log.staged_tenants, tenant=DISPATCHER)) == ["t0", "t1"]
    assert sum(await asyncio.gather(*(number(f"t{n % 2}") for n in range(20)))) == 100
    assert await database.read(log.staged_tenants, tenant=DISPATCHER) == []
    for verdict in (
        await database.read(lambda connection: verify(connection, "t0"), tenant="t0"),
        await database.read(lambda connection: verify(connection, "t1"), tenant="t1"),
    ):
        assert (verdict.status, verdict.size) == ("unwitnessed", 50)


async def test_staged_entries_keep_the_order_in_which_they_were_staged(database: Database, make: Make) -> None:
    def many(connection: Connection) -> None:
        for number in range(30):
            log.append(connection, "default", make(f"a.n{number}"))

    await database.run(many, tenant="default")
    for _ in range(5):
        await database.run(lambda connection: log.sequence(connection, "default", limit=7), tenant="default")
    rows = await database.read(_rows, tenant="default")
    assert [row.action for row in rows] == [f"a.n{number}" for number in range(30)]
    left = await database.read(
        lambda connection: connection.execute(sa.select(sa.func.count()).select_from(audit_staged)).scalar(),
        tenant="default",
    )
    assert left == 0


async def test_nothing_is_written_under_a_damaged_head(database: Database, make: Make, write: Write) -> None:
    await write(make())
    await database.run(lambda connection: connection.execute(audit_heads.update().values(size=3)), tenant="default")
    with pytest.raises(Unavailable, match="head of the audit log of tenant 'default' is damaged"):
        await database.run(lambda connection: log.append_now(connection, "default", make()), tenant="default")


async def test_a_log_that_cannot_be_written_stops_the_unit(database: Database, make: Make) -> None:
    def act(connection: Connection) -> None:
        connection.execute(audit_staged.insert(), {"tenant": "default", "entry": {"stands": "for an act"}})
        connection.exec_driver_sql("ALTER TABLE audit_heads RENAME TO audit_lost")
        log.append_now(connection, "default", make())

    with pytest.raises(Unavailable if database.is_sqlite else ProgrammingError):
        await database.run(act, tenant="default")
    assert await database.read(log.staged_tenants, tenant=DISPATCHER) == []
