"""People of the tests: made members as an accepted invitation makes them, without hashing a password."""

from __future__ import annotations

from functools import partial

from rootward.kit.db import DISPATCHER, Database
from rootward.tenancy import memberships, people
from rootward.tenancy.memberships import Member
from rootward.tenancy.people import Human


async def a_person(database: Database, email: str = "ana@example.com", **given: str) -> Human:
    unit = partial(people.create, email=email, name=email.partition("@")[0].title(), **given)
    return await database.run(unit, tenant=DISPATCHER)


async def a_member(database: Database, who: Human, role: str = "viewer", tenant: str = "acme") -> Member:
    return await database.run(partial(memberships.add, tenant=tenant, who=who, role=role), tenant=tenant)
