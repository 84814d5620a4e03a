"""A house: three tenants, a fixed clock, and people with tokens, for tests of budgets and kill switches."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

import pytest

from rootward.audit.entry import ActorKind, Record
from rootward.audit.log import sequence
from rootward.audit.search import Search, search
from rootward.governance.budget_limits import Limit, Limits, Unit
from rootward.kit import clock
from rootward.kit.db import Connection, Database
from rootward.tenancy import tenants
from rootward.tenancy.principal import LOCAL, Principal

T = TypeVar("T")
NOON = 1_800_014_400 * 10**9  # 2027-01-15T12:00:00Z
MINUTE = 60 * 10**9
HOUR = 60 * MINUTE
DAY = 24 * HOUR


@dataclass
class House:
    """The tenants `default`, `acme` and `other`; every unit runs for `acme` unless said otherwise."""

    database: Database

    async def run(self, unit: Callable[[Connection], T], tenant: str = "acme") -> T:
        return await self.database.run(unit, tenant=tenant)

    async def audited(self, action: str, tenant: str = "acme") -> list[Record]:
        """The newest first; PostgreSQL numbers them after the commit."""
        await self.run(partial(sequence, tenant=tenant), tenant)
        found = partial(search, tenant=tenant, wanted=Search(action=action, limit=100))
        return await self.database.read(found, tenant=tenant)


@pytest.fixture
def house(database: Database) -> Iterator[House]:
    with clock.fixed(NOON):
        opened = House(database)
        for name in ("default", "acme", "other"):
            asyncio.run(opened.run(partial(tenants.create, tenant=name, name=name, by=LOCAL), name))
        yield opened


def person(name: str, tenant: str = "acme", role: str = "admin", kind: ActorKind = "human") -> Principal:
    return replace(LOCAL, id=f"prn_{name}", name=name, tenant=tenant, role=role, kind=kind, auth=f"token:tok_{name}")


def limits(**given: float) -> Limits:
    """`limits(tenant_calls=10)`: scope and unit, joined."""
    found = {}
    for name, amount in given.items():
        scope, _, unit = name.partition("_")
        known: Unit = unit  # type: ignore[assignment]
        found[scope, known] = Limit(scope=scope, unit=known, amount=amount, origin="pack")
    return Limits(found)
