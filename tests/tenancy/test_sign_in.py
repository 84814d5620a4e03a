from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from rootward.audit.entry import Record
from rootward.errors import BadInput, Conflict, Denied, NotFound, TooBusy, Unauthenticated
from rootward.kit import clock
from rootward.kit.db import DISPATCHER, Database
from rootward.tenancy import invitations, memberships, passwords, people, resets
from rootward.tenancy.people import Human
from rootward.tenancy.principal import LOCAL, Principal
from rootward.tenancy.sessions import Lives, Origin, Signed
from rootward.tenancy.sign_in import SignIn
from tests.tenancy.humans import a_member, a_person

Founded = Callable[[], Awaitable[Database]]
Audited = Callable[[str], Awaitable[list[Record]]]
HOUR = 3_600_000_000_000
NOON = 1_790_000_000_000_000_000
HERE = Origin(agent="test", address="192.0.2.7")
GOOD, BETTER = "seven wet owls at noon", "eight dry owls at dusk"


def _door(database: Database) -> SignIn:
    return SignIn(database, key=b"installation", lives=Lives(idle_ns=HOUR, most_ns=8 * HOUR))


async def _with_password(database: Database, email: str = "ana@example.com") -> Human:
    return await a_person(database, email, password_hash=await passwords.hashed(GOOD))


async def _invited(database: Database, admin: Principal, tenant: str = "acme", role: str = "viewer") -> str:
    unit = partial(invitations.invite, tenant=tenant, email="ana@example.com", role=role, by=admin)
    return (await database.run(unit, tenant=tenant)).secret


async def test_a_person_signs_in_with_a_password_and_the_log_says_so(founded: Founded, audited: Audited) -> None:
    database = await founded()
    await a_member(database, await _with_password(database), "approver")
    entered = await _door(database).with_password(" Ana@Example.com", GOOD, origin=HERE)
    assert (entered.principal.tenant, entered.principal.role) == ("acme", "approver")
    assert entered.secret not in repr(entered)
    signed = await _door(database).who(entered.secret)
    assert signed.principal == entered.principal
    assert [entry.action for entry in await audited("acme")][-1] == "session.begun"
    await _door(database).leave(signed)
    with pytest.raises(Unauthenticated):
        await _door(database).who(entered.secret)
    assert [entry.action for entry in await audited("acme")][-1] == "session.ended"


async def test_whoever_is_wrong_hears_the_same(founded: Founded) -> None:
    database = await founded()
    ana = await _with_password(database)
    await a_member(database, ana)
    bo = await _with_password(database, "bo@example.com")
    await database.run(partial(people.set_disabled, person_id=bo.person_id, disabled=True), tenant=DISPATCHER)
    await a_person(database, "cy@example.com")
    said = set()
    for email, password in (
        ("ana@example.com", BETTER), ("nobody@example.com", GOOD), ("bo@example.com", GOOD), ("cy@example.com", GOOD),
        ("no address", GOOD), ("", ""), ("cy@example.com", ""), ("a\0b", "x"),
    ):  # fmt: skip
        with pytest.raises(Unauthenticated) as refusal:
            await _door(database).with_password(email, password, origin=HERE)
        said.add((refusal.value.message, str(refusal.value.facts)))
    assert len(said) == 1


async def test_many_attempts_at_once_get_no_further_than_one_after_the_other(founded: Founded) -> None:
    database = await founded()
    await a_member(database, await _with_password(database))
    door = _door(database)
    with clock.fixed(NOON):
        tries = [door.with_password("ana@example.com", f"wrong password {n}", origin=HERE) for n in range(12)]
        ended = await asyncio.gather(*tries, return_exceptions=True)
        assert sorted(type(one).__name__ for one in ended) == ["TooBusy"] * 7 + ["Unauthenticated"] * 5
        with pytest.raises(TooBusy):  # not even with the right one
            await door.with_password("ana@example.com", GOOD, origin=HERE)
    with clock.fixed(NOON + 2_000_000_000):
        await door.with_password("ana@example.com", GOOD, origin=HERE)
        with pytest.raises(Unauthenticated):
            await door.with_password("ana@example.com", BETTER, origin=HERE)


async def test_a_password_with_old_parameters_is_kept_anew(founded: Founded) -> None:
    database = await founded()
    weak = Argon2id(salt=b"0123456789abcdef", length=32, iterations=1, lanes=1, memory_cost=8192)
    ana = await a_person(database, password_hash=weak.derive_phc_encoded(GOOD.encode()))
    await a_member(database, ana)
    await _door(database).with_password("ana@example.com", GOOD, origin=HERE)
    found = await database.read(partial(people.by_id, person_id=ana.person_id), tenant=DISPATCHER)
    assert not passwords.is_outdated(found.password_hash or "")
    await _door(database).with_password("ana@example.com", GOOD, origin=HERE)


async def test_one_enters_the_tenant_one_was_in_last_or_asks_for(founded: Founded) -> None:
    database = await founded()
    ana = await _with_password(database)
    door = _door(database)
    with pytest.raises(Denied, match="no tenant"):
        await door.enter(ana, method="password", origin=HERE)
    for tenant in ("acme", "other"):
        await a_member(database, ana, tenant=tenant)
    with clock.fixed(NOON):
        assert (await door.enter(ana, method="password", origin=HERE)).principal.tenant == "acme"
    with clock.fixed(NOON + 1):
        there = await door.enter(ana, method="password", origin=HERE, tenant="other")
    with clock.fixed(NOON + 2):
        assert (await door.enter(ana, method="password", origin=HERE)).principal.tenant == "other"
        with pytest.raises(NotFound):
            await door.enter(ana, method="password", origin=HERE, tenant="default")
        switched = await door.switch(await door.who(there.secret), "acme", origin=HERE)
        assert switched.principal.tenant == "acme" and switched.secret != there.secret
        with pytest.raises(Unauthenticated):
            await door.who(there.secret)
        with pytest.raises(NotFound):
            await door.switch(await door.who(switched.secret), "default", origin=HERE)


async def test_somebody_new_takes_an_invitation_with_a_name_and_a_password(founded: Founded, admin: Principal) -> None:
    database = await founded()
    door, link = _door(database), await _invited(database, admin, role="approver")
    for name, password in (("Ana", "short"), ("", GOOD)):
        with pytest.raises(BadInput):
            await door.accept(link, name=name, password=password, origin=HERE)
    entered = await door.accept(link, name="Ana", password=GOOD, origin=HERE)
    assert (entered.principal.name, entered.principal.role) == ("Ana", "approver")
    await door.with_password("ana@example.com", GOOD, origin=HERE)
    with pytest.raises(Conflict):
        await door.accept(link, name="Ana", password=GOOD, origin=HERE)


async def test_who_invites_a_known_person_does_not_become_them(founded: Founded, admin: Principal) -> None:
    """An administrator of another tenant invites Ana and opens the link: it takes her password, or her session."""
    database = await founded()
    ana = await _with_password(database)
    await a_member(database, ana)
    door, link = _door(database), await _invited(database, LOCAL, "other", role="approver")
    with pytest.raises(Unauthenticated):
        await door.accept(link, name="Mallory", password=BETTER, origin=HERE)
    bo = await _with_password(database, "bo@example.com")
    await a_member(database, bo)
    mallory = await door.who((await door.enter(bo, method="password", origin=HERE)).secret)
    with pytest.raises(Unauthenticated):
        await door.accept(link, name="Mallory", password="", origin=HERE, signed=mallory)
    mine = await door.who((await door.enter(ana, method="password", origin=HERE)).secret)
    entered = await door.accept(link, name="", password="", origin=HERE, signed=mine)
    assert (entered.principal.tenant, entered.principal.name) == ("other", "Ana")


async def test_who_has_no_password_takes_an_invitation_at_the_provider(founded: Founded, admin: Principal) -> None:
    database = await founded()
    await a_person(database)
    link = await _invited(database, admin)
    with pytest.raises(Conflict, match="identity provider"):
        await _door(database).accept(link, name="x", password=GOOD, origin=HERE)


async def test_an_acceptance_that_broke_off_is_tried_again(founded: Founded, admin: Principal) -> None:
    """The person was made, and the process died before the membership was."""
    database = await founded()
    await _with_password(database)
    link = await _invited(database, admin)
    assert (await _door(database).accept(link, name="Ana", password=GOOD, origin=HERE)).principal.tenant == "acme"


async def test_a_changed_password_ends_the_other_sessions(founded: Founded, audited: Audited) -> None:
    database = await founded()
    await a_member(database, await _with_password(database))
    door = _door(database)
    here, there = [await door.with_password("ana@example.com", GOOD, origin=HERE) for _ in range(2)]
    signed: Signed = await door.who(here.secret)
    with pytest.raises(Unauthenticated):
        await door.change_password(signed, old=BETTER, new=BETTER)
    with pytest.raises(BadInput):
        await door.change_password(signed, old=GOOD, new="short")
    await door.change_password(signed, old=GOOD, new=BETTER)
    await door.who(here.secret)
    with pytest.raises(Unauthenticated):
        await door.who(there.secret)
    await door.with_password("ana@example.com", BETTER, origin=HERE)
    assert "password.changed" in [entry.action for entry in await audited("acme")]


async def test_a_reset_sets_a_password_and_ends_every_session(
    founded: Founded, admin: Principal, audited: Audited
) -> None:
    database = await founded()
    ana = await _with_password(database)
    await a_member(database, ana)
    door = _door(database)
    before = await door.with_password("ana@example.com", GOOD, origin=HERE)
    issue = partial(resets.issue, person_id=ana.person_id, by=admin)
    made = await database.run(issue, tenant=DISPATCHER)
    with pytest.raises(BadInput):
        await door.reset(made.secret, "short")
    await door.reset(made.secret, BETTER)
    with pytest.raises(Unauthenticated):
        await door.who(before.secret)
    with pytest.raises(Conflict):
        await door.reset(made.secret, GOOD)
    await door.with_password("ana@example.com", BETTER, origin=HERE)
    assert "password.reset" in [entry.action for entry in await audited("acme")]


async def test_a_session_that_is_used_is_written_down_once_a_minute(founded: Founded) -> None:
    database = await founded()
    ana = await a_person(database)
    await a_member(database, ana)
    door = _door(database)
    with clock.fixed(NOON):
        secret = (await door.enter(ana, method="oidc", origin=HERE)).secret
    for at in (NOON + HOUR - 1, NOON + 2 * HOUR - 2):
        with clock.fixed(at):
            await door.who(secret)


async def test_the_same_member_is_one_person_however_they_come(founded: Founded) -> None:
    database = await founded()
    ana = await a_person(database)
    members = [await a_member(database, ana, tenant=tenant) for tenant in ("acme", "other")]
    assert len({one.person_id for one in members}) == 1 and len({one.principal_id for one in members}) == 2
    assert memberships.acting("acme", members[0], auth="x").id == members[0].principal_id
