from __future__ import annotations

from functools import partial

import pytest

from rootward.audit import log as audit
from rootward.audit.search import Search, search
from rootward.errors import Denied, Unauthenticated
from rootward.kit import clock
from rootward.kit.db import Database
from rootward.tenancy import jwt_access, tenants
from rootward.tenancy.jwt_claims import Claimed
from rootward.tenancy.principal import LOCAL

NOW = 1_790_000_000
ADA = Claimed(
    tenant="acme", subject="ada", name="Ada", role="sre_operator", kind="human", jti="t-1", until=NOW + 600
)  # fmt: skip
admit = partial(jwt_access.admit, claimed=ADA, token_id="t-1", kid="one")


async def _found(database: Database) -> None:
    await database.run(partial(tenants.create, tenant="acme", name="Acme", by=LOCAL), tenant="acme")


async def test_a_good_token_makes_a_principal_of_its_tenant(database: Database) -> None:
    await _found(database)
    who = await database.read(admit, tenant="acme")
    assert (who.tenant, who.id, who.role, who.kind, who.auth) == ("acme", "jwt:ada", "sre_operator", "human", "jwt:one")


async def test_a_tenant_that_is_none_or_suspended_lets_nobody_in(database: Database) -> None:
    with pytest.raises(Unauthenticated, match="tenant"):
        await database.read(admit, tenant="acme")
    await _found(database)
    await database.run(partial(tenants.suspend, tenant="acme", by=LOCAL, reason="x"), tenant="acme")
    with pytest.raises(Denied, match="suspended"):
        await database.read(admit, tenant="acme")


async def test_a_token_that_was_logged_out_is_refused_and_the_list_stays_short(database: Database) -> None:
    await _found(database)
    who = await database.read(admit, tenant="acme")
    with clock.fixed(NOW * 10**9):
        for _ in range(2):
            deny = partial(jwt_access.deny, tenant="acme", token_id="t-1", until_s=ADA.until, by=who)
            await database.run(deny, tenant="acme")
    with pytest.raises(Unauthenticated, match="logged out"):
        await database.read(admit, tenant="acme")
    await database.read(partial(admit, token_id="t-2"), tenant="acme")
    with clock.fixed((NOW + 700) * 10**9):  # the token has ended by itself
        deny = partial(jwt_access.deny, tenant="acme", token_id="t-3", until_s=NOW + 1300, by=who)
        await database.run(deny, tenant="acme")
    await database.read(admit, tenant="acme")
    await database.run(partial(audit.sequence, tenant="acme"), tenant="acme")
    found = await database.read(partial(search, tenant="acme", wanted=Search(action="token.logged_out")), tenant="acme")
    assert [entry.actor.id for entry in found] == ["jwt:ada", "jwt:ada"]


def test_a_token_without_an_id_is_named_by_what_was_signed() -> None:
    anonymous = Claimed(tenant="acme", subject="a", name="a", role="viewer", kind="human", jti="", until=NOW)
    assert jwt_access.id_of(ADA, "a.b.c") == "t-1"
    one, two = jwt_access.id_of(anonymous, "a.b.c"), jwt_access.id_of(anonymous, "a.x.c")
    assert one.startswith("sha256:") and one != two == jwt_access.id_of(anonymous, "a.x.other")
