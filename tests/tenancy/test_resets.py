from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

import pytest

from rootward.errors import Conflict, Denied, NotFound
from rootward.kit import clock
from rootward.kit.db import DISPATCHER, Database
from rootward.tenancy import people, resets
from rootward.tenancy.credential import Minted
from rootward.tenancy.principal import LOCAL, Principal
from tests.tenancy.humans import a_member, a_person

Founded = Callable[[], Awaitable[Database]]
NOON = 1_790_000_000_000_000_000


async def _issue(database: Database, person_id: str, by: Principal) -> Minted:
    return await database.run(partial(resets.issue, person_id=person_id, by=by), tenant=DISPATCHER)


async def test_a_link_sets_one_password_once(founded: Founded, admin: Principal) -> None:
    database = await founded()
    ana = await a_person(database)
    await a_member(database, ana)
    made = await _issue(database, ana.person_id, admin)
    use = partial(resets.use, secret=made.secret, password_hash="$argon2id$new")
    await database.run(use, tenant=DISPATCHER)
    found = await database.read(partial(people.by_id, person_id=ana.person_id), tenant=DISPATCHER)
    assert found.password_hash == "$argon2id$new"
    with pytest.raises(Conflict, match="was used"):
        await database.run(use, tenant=DISPATCHER)


async def test_a_link_ends_after_a_day_and_with_the_next_one(founded: Founded, admin: Principal) -> None:
    database = await founded()
    ana = await a_person(database)
    await a_member(database, ana)
    with clock.fixed(NOON):
        first, second = [await _issue(database, ana.person_id, admin) for _ in range(2)]
        with pytest.raises(Conflict):
            await database.run(partial(resets.find, secret=first.secret), tenant=DISPATCHER)
        await database.run(partial(resets.find, secret=second.secret), tenant=DISPATCHER)
    with clock.fixed(NOON + resets.LIFE_NS), pytest.raises(Conflict):
        await database.run(partial(resets.find, secret=second.secret), tenant=DISPATCHER)
    for secret in ("", "rwp_x", first.secret[:-1] + "!"):
        with pytest.raises(NotFound):
            await database.run(partial(resets.find, secret=secret), tenant=DISPATCHER)


async def test_who_is_known_elsewhere_is_reset_by_who_looks_after_everybody(founded: Founded, admin: Principal) -> None:
    database = await founded()
    ana, bo = await a_person(database), await a_person(database, "bo@example.com")
    await a_member(database, ana)
    await a_member(database, ana, tenant="other")
    await a_member(database, bo, tenant="other")
    for person in (ana, bo):
        with pytest.raises(Denied, match="elsewhere"):
            await _issue(database, person.person_id, admin)
        await _issue(database, person.person_id, LOCAL)
        await database.read(partial(resets.check_may_reset, person_id=person.person_id, by=LOCAL), tenant=DISPATCHER)
