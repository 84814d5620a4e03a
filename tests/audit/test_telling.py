from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

from rootward.audit import signing, telling
from rootward.audit.entry import AuditEntry
from rootward.audit.keeping import Growth
from rootward.audit.note import signer_of
from rootward.audit.telling import Told, keep_telling, tell
from rootward.errors import Unavailable
from rootward.kit import clock
from rootward.kit.db import Database
from rootward.tenancy import tenants
from rootward.tenancy.principal import LOCAL

Make = Callable[..., AuditEntry]
Write = Callable[..., Awaitable[None]]
SIGNER = signer_of(b"k" * 32)
NOON = 1_790_000_000_000_000_000
SECOND = 1_000_000_000


class Keeping:
    """A witness in memory that can be out of reach."""

    def __init__(self, name: str, *, away: bool = False) -> None:
        self.name, self.away = name, away
        self.notes: list[str] = []
        self.asked = 0
        self.told = asyncio.Event()

    async def keep(self, note: str) -> None:
        self.asked += 1
        if self.away:
            raise Unavailable(f"{self.name} is away", who=self.name)
        self.notes.append(note)
        self.told.set()

    async def seen(self) -> str | None:
        return "".join(self.notes)


async def _signed(database: Database, make: Make, write: Write) -> str:
    await write(make(), make(), tenant="acme")
    note = await database.run(partial(signing.sign, tenant="acme", signer=SIGNER), tenant="acme")
    assert note is not None
    return note


async def _lags(database: Database, *names: str) -> list[Told]:
    return await database.read(partial(telling.lags, tenant="acme", names=names), tenant="acme")


async def test_each_witness_gets_the_newest_once(database: Database, make: Make, write: Write) -> None:
    one, two = Keeping("one"), Keeping("two")
    assert await tell(database, "acme", [one, two])
    note = await _signed(database, make, write)
    for _ in range(2):
        assert await tell(database, "acme", [one, two])
    assert one.notes == two.notes == [note]
    assert [(lag.size, lag.behind) for lag in await _lags(database, "one", "two", "new")] == [(2, 0), (2, 0), (0, 2)]


async def test_one_that_is_away_is_asked_again_after_a_pause_that_grows(
    database: Database, make: Make, write: Write
) -> None:
    here, away = Keeping("here"), Keeping("away", away=True)
    note = await _signed(database, make, write)
    asked = []
    for second in (0, 1, 2, 3, 5, 6, 13, 14):
        with clock.fixed(NOON + second * SECOND):
            assert not await tell(database, "acme", [here, away])
        asked.append(away.asked)
    assert asked == [1, 1, 2, 2, 2, 3, 3, 4]
    assert (here.asked, here.notes) == (1, [note])
    (lag,) = await _lags(database, "away")
    assert (lag.size, lag.behind, lag.at, lag.failures, lag.error) == (0, 2, None, 4, "away is away")
    away.away = False
    with clock.fixed(NOON + 100 * SECOND):
        assert await tell(database, "acme", [here, away])
    (lag,) = await _lags(database, "away")
    assert (lag.size, lag.behind, lag.failures, lag.error) == (2, 0, 0, "")


async def test_the_loop_tells_what_was_signed_before_it_began(database: Database, make: Make, write: Write) -> None:
    await database.run(partial(tenants.create, tenant="acme", name="Acme", by=LOCAL), tenant="acme")
    await _signed(database, make, write)
    witness = Keeping("one")
    loop = asyncio.create_task(keep_telling(database, [witness], Growth(), pause_s=0.001))
    async with asyncio.timeout(60):
        await witness.told.wait()
    loop.cancel()
    await asyncio.gather(loop, return_exceptions=True)
    await keep_telling(database, [], Growth(), pause_s=0.001)
