"""Keeping: the loop that signs, within about a second, what the logs have come to.

On SQLite one statement finds the logs with something new. On PostgreSQL whoever numbers entries says whose log has
grown (`Growth`), and now and then every tenant is looked at (`Sweep`), for what another process numbered or died over.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import sqlalchemy as sa
import structlog

from rootward.audit import signing
from rootward.audit.note import Signer
from rootward.errors import Misconfigured, Unavailable
from rootward.kit import clock
from rootward.kit.db import DISPATCHER, Database
from rootward.schema import tenants

__all__ = ["Growth", "Sweep", "everybody", "keep_signing", "sign_all"]

log = structlog.get_logger()
_LONGEST_S = 60.0
_SHARE = 50


@dataclass(slots=True)
class Growth:
    """One process's own knowledge: whose log has grown since it was signed, and whose has been signed since it was
    told to the witnesses."""

    grown: set[str] = field(default_factory=set)
    signed: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Sweep:
    """When to look at every tenant: a fiftieth of the time may go into it, and once a minute it is done anyhow."""

    next: float = 0.0

    def is_due(self) -> bool:
        return clock.monotonic() >= self.next

    def done(self, began: float) -> None:
        """It began at `began` (`clock.monotonic`) and ends now."""
        now = clock.monotonic()
        self.next = now + min((now - began) * _SHARE, _LONGEST_S)


async def keep_signing(database: Database, signer: Callable[[], Signer], growth: Growth, *, pause_s: float) -> None:
    """Run until cancelled; any number of processes may. A database or a key that is away is waited for."""
    sweep = Sweep()
    while True:
        every, began = sweep.is_due(), clock.monotonic()
        try:
            await sign_all(database, await asyncio.to_thread(signer), growth, every=every)
            if every:
                sweep.done(began)
        except (Unavailable, Misconfigured) as error:
            log.warning("audit.signing_waits", why=error.message)
        await asyncio.sleep(pause_s)


async def sign_all(database: Database, signer: Signer, growth: Growth, *, every: bool) -> int:
    """One round; how many logs were signed. `every` looks at all tenants where there is no cheaper way to know."""
    if database.is_sqlite:
        grown = await database.read(signing.unsigned, tenant=DISPATCHER)
    else:
        grown = await everybody(database) if every else sorted(growth.grown)
    count = 0
    for tenant in grown:
        growth.grown.discard(tenant)  # before it: what comes in meanwhile is noted again
        if await database.run(partial(signing.sign, tenant=tenant, signer=signer), tenant=tenant):
            growth.signed.add(tenant)
            count += 1
    return count


async def everybody(database: Database) -> list[str]:
    query = sa.select(tenants.c.tenant).order_by(tenants.c.tenant)
    return await database.read(lambda connection: list(connection.execute(query).scalars()), tenant=DISPATCHER)
