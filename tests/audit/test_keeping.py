from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

import pytest

from rootward.audit import checkpoint, log, signing
from rootward.audit.entry import AuditEntry
from rootward.audit.keeping import Growth, Sweep, everybody, keep_signing, sign_all
from rootward.audit.note import Signer, signer_of
from rootward.audit.sequencer import sequence_waiting
from rootward.errors import Misconfigured
from rootward.kit import clock
from rootward.kit.db import Database
from rootward.tenancy import tenants
from rootward.tenancy.principal import LOCAL

Make = Callable[..., AuditEntry]
Write = Callable[..., Awaitable[None]]
SIGNER = signer_of(b"k" * 32)


async def _size(database: Database, tenant: str) -> int:
    note = await database.read(partial(signing.newest, tenant=tenant), tenant=tenant)
    return checkpoint.parse(note).size if note else 0


async def _tenants(database: Database) -> None:
    for tenant in ("acme", "other"):
        await database.run(partial(tenants.create, tenant=tenant, name=tenant, by=LOCAL), tenant=tenant)
    await sequence_waiting(database)


async def test_a_round_signs_every_log_with_something_new(database: Database, make: Make, write: Write) -> None:
    await _tenants(database)
    growth = Growth(grown={"acme"})
    assert await sign_all(database, SIGNER, growth, every=True) == 2
    assert growth == Growth(grown=set(), signed={"acme", "other"})
    assert await sign_all(database, SIGNER, growth, every=True) == 0
    await write(make(), tenant="acme")
    assert await sign_all(database, SIGNER, Growth(grown={"acme"}), every=False) == 1
    assert (await _size(database, "acme"), await _size(database, "other")) == (2, 1)


async def test_who_numbers_entries_says_whose_log_has_grown(database: Database, make: Make) -> None:
    growth = Growth()
    await database.run(partial(log.append, tenant="acme", entry=make()), tenant="acme")
    await sequence_waiting(database, growth.grown.add)
    assert growth.grown == (set() if database.is_sqlite else {"acme"})
    assert await sign_all(database, SIGNER, growth, every=False) == 1


async def test_what_another_process_has_numbered_is_signed_too(database: Database, make: Make, write: Write) -> None:
    await _tenants(database)
    loop = asyncio.create_task(keep_signing(database, lambda: SIGNER, Growth(), pause_s=0.001))
    async with asyncio.timeout(30):
        for size in (1, 2, 3):
            while await _size(database, "acme") < size:  # noqa: ASYNC110 the database rings no bell
                await asyncio.sleep(0.001)
            await write(make(), tenant="acme")
    loop.cancel()
    await asyncio.gather(loop, return_exceptions=True)


def test_looking_at_everybody_takes_a_fiftieth_of_the_time_and_is_done_each_minute(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [100.0]
    monkeypatch.setattr(clock, "monotonic", lambda: now[0])
    sweep = Sweep()
    assert sweep.is_due()
    now[0] = 100.5
    sweep.done(100.0)
    assert sweep.next == 125.5 and not sweep.is_due()
    now[0] = 125.5
    assert sweep.is_due()
    now[0] = 225.5
    sweep.done(125.5)
    assert sweep.next == 285.5


async def test_the_loop_signs_and_waits_for_a_key_that_is_away(database: Database) -> None:
    await _tenants(database)
    asked: list[str] = []

    def key() -> Signer:
        asked.append("")
        if len(asked) < 3:
            raise Misconfigured("the key is away")
        return SIGNER

    loop = asyncio.create_task(keep_signing(database, key, Growth(), pause_s=0.001))
    async with asyncio.timeout(60):
        while await _size(database, "other") == 0:  # noqa: ASYNC110 the database rings no bell
            await asyncio.sleep(0.001)
    loop.cancel()
    await asyncio.gather(loop, return_exceptions=True)
    assert len(asked) >= 3
    assert await everybody(database) == ["acme", "other"]
