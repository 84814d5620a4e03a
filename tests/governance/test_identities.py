"""Two principals that are one person are one, whoever was linked to them before."""

from __future__ import annotations

from functools import partial

import pytest

from rootward.errors import BadInput, Denied, NotFound
from rootward.governance.identities import bind, identities, link, names_of, person_of, persons_of, unlink
from rootward.kit.db import Database
from rootward.tenancy import memberships
from rootward.tenancy.principal import LOCAL, Principal
from tests.governance.approving import Desk
from tests.tenancy.humans import a_member, a_person


async def _link(desk: Desk, by: Principal, one: str, other: str) -> str:
    return await desk.run(partial(link, tenant=by.tenant, one=one, other=other, by=by, reason="same"), by.tenant)


async def _persons(desk: Desk, *ids: str) -> list[str]:
    found = await desk.run(partial(persons_of, tenant="acme", principal_ids=ids))
    return [found[one] for one in ids]


async def test_a_principal_alone_is_a_person(database: Database) -> None:
    desk = await Desk.opened(database)
    ana = await desk.person("approver")
    assert await desk.run(partial(person_of, tenant="acme", principal_id=ana.id)) == ana.id
    assert await desk.run(partial(persons_of, tenant="acme", principal_ids=())) == {}


async def test_whoever_is_linked_is_one_person_in_whatever_order(database: Database) -> None:
    desk = await Desk.opened(database)
    officer = await desk.person("governance_officer")
    a, b, c, d = [(await desk.person("viewer", name)).id for name in "abcd"]
    first = await _link(desk, officer, a, b)
    await _link(desk, officer, c, d)
    assert len(set(await _persons(desk, a, b, c, d))) == 2
    assert await _link(desk, officer, d, a) in (first, *await _persons(desk, a))
    assert len(set(await _persons(desk, a, b, c, d))) == 1
    (person,) = set(await _persons(desk, a, b, c, d))
    assert await desk.run(partial(names_of, tenant="acme", person=person)) == sorted([a, b, c, d])
    assert [one.principal_id for one in await desk.run(partial(identities, tenant="acme"))] == sorted([a, b, c, d])
    assert [entry.action for entry in await desk.audited("identity.linked")] == ["identity.linked"] * 3


async def test_the_person_at_the_machine_can_be_linked_to_a_token(database: Database) -> None:
    desk = await Desk.opened(database)
    admin = await desk.person("admin", tenant="default")
    await _link(desk, admin, LOCAL.id, admin.id)
    found = await desk.run(partial(persons_of, tenant="default", principal_ids=(LOCAL.id, admin.id)), "default")
    assert len(set(found.values())) == 1


async def test_links_are_made_by_who_manages_roles_between_principals_that_there_are(database: Database) -> None:
    desk = await Desk.opened(database)
    officer, ana, ben = [await desk.person(role) for role in ("governance_officer", "approver", "approver")]
    with pytest.raises(Denied, match=r"roles\.manage"):
        await _link(desk, ana, ana.id, ben.id)
    with pytest.raises(BadInput, match="two principals"):
        await _link(desk, officer, ana.id, ana.id)
    stranger = await desk.person("approver", tenant="other")
    for missing in ("prn_none", LOCAL.id, stranger.id):
        with pytest.raises(NotFound, match="no principal"):
            await _link(desk, officer, ana.id, missing)


async def test_nobody_says_of_themselves_that_they_are_somebody_else(database: Database) -> None:
    desk = await Desk.opened(database)
    officer, other = await desk.person("governance_officer"), await desk.person("governance_officer")
    ana = await desk.person("approver")
    await _link(desk, other, officer.id, ana.id)
    part = partial(unlink, tenant="acme", principal_id=ana.id, reason="mistaken")
    with pytest.raises(Denied, match="somebody else has to say"):
        await desk.run(partial(part, by=officer))
    with pytest.raises(Denied, match=r"roles\.manage"):
        await desk.run(partial(part, by=ana))
    await desk.run(partial(part, by=other))
    assert await _persons(desk, ana.id) == [ana.id]
    with pytest.raises(NotFound, match="linked to no other"):
        await desk.run(partial(part, by=other))
    assert [entry.reason for entry in await desk.audited("identity.unlinked")] == ["mistaken"]


async def test_a_member_is_their_person_and_so_is_a_token_that_is_linked_to_them(database: Database) -> None:
    desk = await Desk.opened(database)
    officer, ben = await desk.person("governance_officer"), await desk.person("approver")
    who = await a_person(database)
    ana = await a_member(database, who, "approver")
    assert await _persons(desk, ana.principal_id) == [who.person_id]
    assert await _link(desk, officer, ben.id, ana.principal_id) == who.person_id
    assert await _persons(desk, ana.principal_id, ben.id) == [who.person_id] * 2
    names = await desk.run(partial(names_of, tenant="acme", person=who.person_id))
    assert names == sorted([ana.principal_id, ben.id])
    apart = partial(unlink, tenant="acme", principal_id=ana.principal_id, by=officer, reason="x")
    await desk.run(apart)
    assert await _persons(desk, ana.principal_id) == [who.person_id]  # a member is never somebody else


async def test_who_proves_to_be_two_principals_is_one_person_with_all_that_was_linked(database: Database) -> None:
    desk = await Desk.opened(database)
    officer, ben = await desk.person("governance_officer"), await desk.person("approver")
    who = await a_person(database)
    ana = await a_member(database, who, "approver")
    other = await desk.person("viewer")
    await _link(desk, officer, ben.id, other.id)
    acting = memberships.acting("acme", ana, auth="session:ses_x")
    for principal_id in ("jwt:s1", other.id, "jwt:s1"):
        await desk.run(partial(bind, tenant="acme", principal_id=principal_id, person=who.person_id, by=acting))
    assert set(await _persons(desk, "jwt:s1", other.id, ben.id, ana.principal_id)) == {who.person_id}
