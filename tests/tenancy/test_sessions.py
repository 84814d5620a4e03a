from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

import pytest

from rootward.errors import Denied, NotFound, Unauthenticated
from rootward.kit import clock
from rootward.kit.db import DISPATCHER, Database
from rootward.tenancy import memberships, people, sessions, tenants
from rootward.tenancy.credential import Minted
from rootward.tenancy.people import Human
from rootward.tenancy.principal import LOCAL, Principal
from rootward.tenancy.sessions import TOUCH_NS, Lives, Origin, Signed
from tests.tenancy.humans import a_member, a_person

Founded = Callable[[], Awaitable[Database]]
NOON = 1_790_000_000_000_000_000
HOUR = 3_600_000_000_000
LIVES = Lives(idle_ns=HOUR, most_ns=3 * HOUR)


async def _begin(database: Database, who: Human, tenant: str = "acme", **given: int) -> Minted:
    unit = partial(
        sessions.begin, person_id=who.person_id, tenant=tenant, method="password", lives=LIVES,
        origin=Origin(agent="Firefox " * 100, address="192.0.2.7"), **given,
    )  # fmt: skip
    return await database.run(unit, tenant=DISPATCHER)


async def _who(database: Database, secret: str) -> Signed:
    return await database.read(partial(sessions.authenticate, secret=secret, idle_ns=HOUR), tenant=DISPATCHER)


async def test_a_session_is_the_member_in_one_tenant(founded: Founded) -> None:
    database = await founded()
    ana = await a_person(database)
    member = await a_member(database, ana, "approver")
    made = await _begin(database, ana)
    found = await _who(database, made.secret)
    assert found.principal == memberships.acting("acme", member, auth=f"session:{made.id}")
    assert (found.email, found.session.address) == ("ana@example.com", "192.0.2.7")
    assert len(found.session.agent) == 200
    for secret in ("", "rws_x", made.secret[:-1] + ("a" if made.secret[-1] != "a" else "b")):
        with pytest.raises(Unauthenticated, match="not known"):
            await _who(database, secret)


async def test_a_session_ends_unused_and_after_its_time(founded: Founded) -> None:
    database = await founded()
    ana = await a_person(database)
    await a_member(database, ana)
    with clock.fixed(NOON):
        made = await _begin(database, ana)
        assert not (await _who(database, made.secret)).wants_touch
    with clock.fixed(NOON + HOUR), pytest.raises(Unauthenticated, match="over"):
        await _who(database, made.secret)
    for used in (NOON + HOUR - 1, NOON + 2 * HOUR - 2, NOON + 3 * HOUR - 3):
        with clock.fixed(used):
            assert (await _who(database, made.secret)).wants_touch == (used - NOON >= TOUCH_NS)
            await database.run(partial(sessions.touch, session_id=made.id), tenant=DISPATCHER)
    with clock.fixed(NOON + 3 * HOUR), pytest.raises(Unauthenticated, match="over"):
        await _who(database, made.secret)


async def test_a_session_ends_with_the_membership_and_the_person(founded: Founded, admin: Principal) -> None:
    database = await founded()
    ana = await a_person(database)
    await a_member(database, ana)
    made = await _begin(database, ana)
    shut = partial(memberships.set_disabled, tenant="acme", person_id=ana.person_id, by=admin)
    await database.run(partial(shut, disabled=True), tenant="acme")
    with pytest.raises(Unauthenticated, match="no member"):
        await _who(database, made.secret)
    await database.run(partial(shut, disabled=False), tenant="acme")
    await database.run(partial(people.set_disabled, person_id=ana.person_id, disabled=True), tenant=DISPATCHER)
    with pytest.raises(Unauthenticated, match="no member"):
        await _who(database, made.secret)
    await database.run(partial(people.set_disabled, person_id=ana.person_id, disabled=False), tenant=DISPATCHER)
    await database.run(partial(tenants.suspend, tenant="acme", by=LOCAL, reason="x"), tenant="acme")
    with pytest.raises(Denied, match="suspended"):
        await _who(database, made.secret)


async def test_people_see_and_end_their_own_sessions_only(founded: Founded) -> None:
    database = await founded()
    ana, bo = await a_person(database), await a_person(database, "bo@example.com")
    for one in (ana, bo):
        await a_member(database, one)
    with clock.fixed(NOON):
        first, theirs = await _begin(database, ana), await _begin(database, bo)
    with clock.fixed(NOON + 1):
        second = await _begin(database, ana)
        listed = partial(sessions.list_sessions, person_id=ana.person_id, idle_ns=HOUR)
        found = await database.read(listed, tenant=DISPATCHER)
        assert [one.session_id for one in found] == [second.id, first.id]
        with pytest.raises(NotFound):
            await database.run(partial(sessions.end, person_id=ana.person_id, session_id=theirs.id), tenant=DISPATCHER)
        await database.run(partial(sessions.end, person_id=ana.person_id, session_id=first.id), tenant=DISPATCHER)
        with pytest.raises(Unauthenticated, match="over"):
            await _who(database, first.secret)
        third = await _begin(database, ana, "other")
        end_all = partial(sessions.end_all, person_id=ana.person_id, but=third.id)
        assert await database.run(end_all, tenant=DISPATCHER) == 1
        assert (await _who(database, theirs.secret)).session.person_id == bo.person_id


async def test_the_tenant_one_was_in_last_is_remembered(founded: Founded) -> None:
    database = await founded()
    ana = await a_person(database)
    read = partial(sessions.last_tenant, person_id=ana.person_id)
    assert await database.read(read, tenant=DISPATCHER) is None
    for at, tenant in ((NOON, "acme"), (NOON + 1, "other")):
        with clock.fixed(at):
            await _begin(database, ana, tenant)
    assert await database.read(read, tenant=DISPATCHER) == "other"


async def test_a_session_that_continues_another_lives_no_longer(founded: Founded) -> None:
    database = await founded()
    ana = await a_person(database)
    await a_member(database, ana)
    with clock.fixed(NOON):
        made = await _begin(database, ana, until=NOON + 5)
    with clock.fixed(NOON + 5), pytest.raises(Unauthenticated, match="over"):
        await _who(database, made.secret)
