from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import pytest

from rootward.audit import log
from rootward.audit.entry import Actor, AuditEntry
from rootward.audit.search import Search, find_intent, read, search
from rootward.errors import NotFound
from rootward.kit.db import Database

NOON = 1_790_000_000_000_000_000
SECOND = 1_000_000_000
Make = Callable[..., AuditEntry]
Write = Callable[..., Awaitable[None]]


async def _seqs(database: Database, tenant: str = "default", **wanted: Any) -> list[int]:
    found = await database.read(lambda connection: search(connection, tenant, Search(**wanted)), tenant=tenant)
    return [record.seq for record in found]


async def test_entries_are_found_newest_first_by_what_they_state(database: Database, make: Make, write: Write) -> None:
    eve = Actor(id="prn_eve", kind="agent", auth="token:tok_3")
    await write(
        make("token.created"),
        make("token.revoked", actor=eve),
        make("tokens.listed", resource="tenant:acme"),
        make("case.opened", actor=eve, resource='case:"INC-1"\u00e9'),
        make("token.created", facts={"id": "prn_eve", "resource": "tenant:acme"}),
    )
    assert await _seqs(database) == [5, 4, 3, 2, 1]
    assert await _seqs(database, action="token.created") == [5, 1]
    assert await _seqs(database, action="token.*") == [5, 2, 1]
    assert await _seqs(database, action="token%.*") == []
    assert await _seqs(database, actor="prn_eve") == [4, 2]
    assert await _seqs(database, resource="tenant:acme") == [3]
    assert await _seqs(database, resource='case:"INC-1"\u00e9', actor="prn_eve") == [4]
    assert await _seqs(database, actor="prn_nobody") == []
    assert await _seqs(database, since=NOON + SECOND, until=NOON + 3 * SECOND) == [3, 2]
    assert await _seqs(database, limit=2) == [5, 4]
    assert await _seqs(database, limit=2, before_seq=4) == [3, 2]


async def test_nothing_of_another_tenant_is_found(database: Database, make: Make, write: Write) -> None:
    await write(make(), make(), tenant="acme")
    assert await _seqs(database, "other") == []
    with pytest.raises(NotFound, match="no entry 1"):
        await database.read(lambda connection: read(connection, "other", 1), tenant="other")
    record = await database.read(lambda connection: read(connection, "acme", 2), tenant="acme")
    assert (record.tenant, record.seq) == ("acme", 2)


async def test_an_intent_is_found_by_its_id_staged_or_numbered(database: Database, make: Make, write: Write) -> None:
    stated = await database.run(
        lambda connection: log.intent(
            connection, "acme", make("tool.call", facts={"n": 1}, budget_before=None, budget_after=None)
        ),
        tenant="acme",
    )
    for _ in range(2):
        found = await database.read(lambda connection: find_intent(connection, "acme", stated.entry_id), tenant="acme")
        assert found == stated
        await write(make(), tenant="acme")
    other = await database.read(lambda connection: read(connection, "acme", 2), tenant="acme")
    for tenant, entry_id in (("acme", other.entry_id), ("other", stated.entry_id), ("acme", "aud_none")):
        with pytest.raises(NotFound, match="no intent"):
            await database.read(partial(find_intent, tenant=tenant, entry_id=entry_id), tenant=tenant)
