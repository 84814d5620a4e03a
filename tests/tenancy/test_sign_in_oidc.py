from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

import pytest

from rootward.errors import Conflict, Denied, Misconfigured
from rootward.kit.db import DISPATCHER, Database
from rootward.tenancy import invitations, memberships, people
from rootward.tenancy.oidc_claims import Identified
from rootward.tenancy.principal import LOCAL, Principal
from rootward.tenancy.sessions import Lives, Origin
from rootward.tenancy.sign_in import Entered, SignIn
from rootward.tenancy.sign_in_oidc import Newcomers, newcomers, with_provider
from tests.tenancy.humans import a_member, a_person

Founded = Callable[[], Awaitable[Database]]
NOBODY = Newcomers(domains=(), role="viewer")
HERE = Origin(agent="test", address="192.0.2.7")


async def _enter(
    database: Database, *, email: str | None = "ana@example.com", subject: str = "s1", rules: Newcomers = NOBODY
) -> Entered:
    door = SignIn(database, key=b"x", lives=Lives(idle_ns=10**12, most_ns=10**12))
    found = Identified(issuer="https://idp.example", subject=subject, email=email, name="Ana")
    return await with_provider(door, database, found, rules=rules, origin=HERE)


async def _why(database: Database, **given: object) -> object:
    with pytest.raises(Denied) as refusal:
        await _enter(database, **given)  # type: ignore[arg-type]
    return refusal.value.facts.get("why")


async def test_who_was_invited_comes_in_and_is_known_from_then_on(founded: Founded, admin: Principal) -> None:
    database = await founded()
    assert await _why(database) == "not_invited"
    for tenant, by, role in (("acme", admin, "approver"), ("other", LOCAL, "viewer")):
        unit = partial(invitations.invite, tenant=tenant, email="ana@example.com", role=role, by=by)
        await database.run(unit, tenant=tenant)
    first = await _enter(database)
    assert (first.principal.tenant, first.principal.role, first.principal.name) == ("acme", "approver", "Ana")
    again = await _enter(database, email=None)
    assert again.principal.id == first.principal.id
    assert (await _enter(database, email="moved@example.com")).principal.id == first.principal.id
    person = await database.read(partial(people.by_email, email="ana@example.com"), tenant=DISPATCHER)
    assert person is not None and person.password_hash is None
    places = await database.read(partial(memberships.of_person, person_id=person.person_id), tenant=DISPATCHER)
    assert [one.tenant for one in places] == ["acme", "other"]


async def test_an_address_that_is_not_verified_opens_nothing(founded: Founded) -> None:
    database = await founded()
    await a_member(database, await a_person(database))
    assert await _why(database, email=None) == "unverified"


async def test_a_member_with_a_password_may_come_by_the_provider_too(founded: Founded) -> None:
    database = await founded()
    member = await a_member(database, await a_person(database), "approver")
    assert (await _enter(database)).principal.id == member.principal_id
    with pytest.raises(Conflict, match="another account"):
        await _enter(database, subject="s2")


async def test_who_is_shut_out_or_removed_stays_outside(founded: Founded, admin: Principal) -> None:
    database = await founded()
    ana = await a_person(database)
    await a_member(database, ana)
    await database.run(partial(people.set_disabled, person_id=ana.person_id, disabled=True), tenant=DISPATCHER)
    assert await _why(database) == "shut_out"
    await database.run(partial(people.set_disabled, person_id=ana.person_id, disabled=False), tenant=DISPATCHER)
    await database.run(partial(memberships.remove, tenant="acme", person_id=ana.person_id, by=admin), tenant="acme")
    assert await _why(database) == "not_invited"


async def test_a_domain_comes_in_where_the_settings_say_so_but_nobody_who_was_removed(founded: Founded) -> None:
    database = await founded()
    rules = newcomers(" Example.com, other.example", "viewer")
    assert await _why(database, email="eve@example.com.evil.example", rules=rules) == "not_invited"
    assert await _why(database, email="eve@sub.example.com", rules=rules) == "not_invited"
    entered = await _enter(database, rules=rules)
    assert (entered.principal.tenant, entered.principal.role) == ("default", "viewer")
    person = await database.read(partial(people.by_email, email="ana@example.com"), tenant=DISPATCHER)
    assert person is not None
    remove = partial(memberships.remove, tenant="default", person_id=person.person_id, by=LOCAL)
    await database.run(remove, tenant="default")
    with pytest.raises(Denied, match="no tenant"):
        await _enter(database, rules=rules)


@pytest.mark.parametrize("role", ["admin", "break_glass", "emperor"])
def test_newcomers_get_no_role_that_a_person_has_to_give(role: str) -> None:
    with pytest.raises(Misconfigured):
        newcomers("example.com", role)
    assert newcomers("", role).domains == ()
