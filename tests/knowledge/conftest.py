"""What the tests of knowledge share: two tenants and one unit of work in a line."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import pytest

from rootward.kit import clock
from rootward.kit.db import Connection, Database
from rootward.schema import tenants

T = TypeVar("T")
START = 1_700_000_000 * 10**9


@dataclass
class Shelf:
    database: Database

    def run(self, unit: Callable[[Connection], T], tenant: str = "acme") -> T:
        async def go() -> T:
            return await self.database.run(unit, tenant=tenant)

        return asyncio.run(go())


@pytest.fixture
def shelf(database: Database) -> Iterator[Shelf]:
    with clock.fixed(START):
        made = Shelf(database)
        for tenant in ("acme", "other"):
            made.run(partial(_add_tenant, tenant=tenant), tenant=tenant)
        yield made


def _add_tenant(connection: Connection, tenant: str) -> None:
    row = {"tenant": tenant, "name": tenant, "status": "active", "created_at": START, "settings": {}}
    connection.execute(tenants.insert(), row | {"change_seq": 0, "case_number": 0})
