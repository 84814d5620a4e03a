"""Two tenants with an administrator each, and what their audit logs say."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

import pytest

from rootward.audit import log
from rootward.audit.entry import Record
from rootward.audit.search import Search, search
from rootward.audit.verify import verify
from rootward.kit.db import Database
from rootward.tenancy import tenants
from rootward.tenancy.principal import LOCAL, Principal

Audited = Callable[[str], Awaitable[list[Record]]]


@pytest.fixture
def admin() -> Principal:
    return Principal(tenant="acme", id="prn_ada", name="Ada", kind="human", role="admin", auth="token:tok_ada")


@pytest.fixture
def founded(database: Database, admin: Principal) -> Callable[[], Awaitable[Database]]:
    """Make the tenants `default`, `acme` and `other`."""

    async def found() -> Database:
        await database.run(tenants.ensure_default, tenant="default")
        for tenant in ("acme", "other"):
            await database.run(partial(tenants.create, tenant=tenant, name=tenant.title(), by=LOCAL), tenant=tenant)
        return database

    return found


@pytest.fixture
def audited(database: Database) -> Audited:
    """The entries of a tenant's log, oldest first, after checking that the log is whole."""

    async def read(tenant: str) -> list[Record]:
        await database.run(partial(log.sequence, tenant=tenant), tenant=tenant)
        assert (await database.read(partial(verify, tenant=tenant), tenant=tenant)).status == "unwitnessed"
        found = await database.read(partial(search, tenant=tenant, wanted=Search(limit=1000)), tenant=tenant)
        return found[::-1]

    return read
