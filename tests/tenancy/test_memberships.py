from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import pytest

from rootward.audit.entry import Record
from rootward.errors import BadInput, Conflict, Denied, NotFound, Unauthenticated
from rootward.kit import clock
from rootward.kit.db import DISPATCHER, Connection, Database
from rootward.tenancy import changes, memberships, tenants, tokens
from rootward.tenancy.memberships import Member
from rootward.tenancy.principal import LOCAL, Person, Principal
from tests.tenancy.humans import a_member, a_person

Founded = Callable[[], Awaitable[Database]]
Audited = Callable[[str], Awaitable[list[Record]]]


async def _do(database: Database, what: Callable[..., Any], member: Member, by: Principal, **given: Any) -> Any:
    unit = partial(what, tenant="acme", person_id=member.person_id, by=by, **given)
    return await database.run(unit, tenant="acme")


async def test_who_went_and_came_back_is_the_same_principal(
    founded: Founded, admin: Principal, audited: Audited
) -> None:
    database = await founded()
    ana = await a_person(database)
    first = await a_member(database, ana, "approver")
    await _do(database, memberships.remove, first, admin)
    with pytest.raises(NotFound):
        await database.read(partial(memberships.read, tenant="acme", person_id=ana.person_id), tenant="acme")
    again = await a_member(database, ana, "viewer")
    assert (again.principal_id, again.role, again.status) == (first.principal_id, "viewer", "active")
    with pytest.raises(Conflict, match="member already"):
        await a_member(database, ana)
    actions = [entry.action for entry in await audited("acme")]
    assert actions == ["tenant.created", "member.added", "member.removed", "member.added"]


async def test_a_change_of_members_is_on_the_change_log(founded: Founded) -> None:
    database = await founded()
    member = await a_member(database, await a_person(database))
    read = partial(changes.since, tenant="acme", after=0, kinds=(memberships.CHANGE,))
    (told,) = await database.read(read, tenant="acme")
    assert (told.ref, told.body["verb"]) == (member.person_id, "added")


async def test_a_persons_tenants_are_those_that_are_open_to_them(founded: Founded, admin: Principal) -> None:
    database = await founded()
    ana = await a_person(database)
    here = await a_member(database, ana, "admin")
    await a_member(database, ana, "viewer", "other")
    read = partial(memberships.of_person, person_id=ana.person_id)
    assert [(one.tenant, one.role) for one in await database.read(read, tenant=DISPATCHER)] == [
        ("acme", "admin"), ("other", "viewer"),
    ]  # fmt: skip
    await a_member(database, await a_person(database, "bo@example.com"), "admin")
    await _do(database, memberships.set_disabled, here, admin, disabled=True)
    await database.run(partial(tenants.suspend, tenant="other", by=LOCAL, reason="x"), tenant="other")
    assert await database.read(read, tenant=DISPATCHER) == []
    everywhere = await database.read(partial(read, everywhere=True), tenant=DISPATCHER)
    assert [one.tenant for one in everywhere] == ["acme", "other"]


async def test_the_last_administrator_stays_one(founded: Founded, admin: Principal) -> None:
    database = await founded()
    ana = await a_member(database, await a_person(database), "admin")
    for what, given in (
        (memberships.remove, {}),
        (memberships.set_disabled, {"disabled": True}),
        (memberships.change_role, {"role": "viewer"}),
    ):
        with pytest.raises(Conflict, match="last administrator"):
            await _do(database, what, ana, admin, **given)
    other = await a_member(database, await a_person(database, "bo@example.com"), "admin")
    assert (await _do(database, memberships.change_role, ana, admin, role="viewer")).role == "viewer"
    with pytest.raises(Conflict, match="last administrator"):
        await _do(database, memberships.remove, other, admin)


async def test_nobody_changes_their_own_role_and_only_administrators_make_one(
    founded: Founded, admin: Principal
) -> None:
    database = await founded()
    ana = await a_member(database, await a_person(database), "governance_officer")
    bo = await a_member(database, await a_person(database, "bo@example.com"), "viewer")
    officer = memberships.acting("acme", ana, auth="session:ses_x")
    with pytest.raises(Denied, match="somebody else"):
        await _do(database, memberships.change_role, ana, officer, role="approver")
    with pytest.raises(Denied, match="administrator"):
        await _do(database, memberships.change_role, bo, officer, role="admin")
    assert (await _do(database, memberships.change_role, bo, officer, role="approver")).role == "approver"
    assert (await _do(database, memberships.change_role, bo, officer, role="approver")).role == "approver"
    assert (await _do(database, memberships.change_role, bo, admin, role="admin")).role == "admin"
    with pytest.raises(Denied, match="administrator"):
        await _do(database, memberships.change_role, bo, officer, role="viewer")
    with pytest.raises(BadInput, match="no role"):
        await _do(database, memberships.change_role, bo, admin, role="emperor")


async def test_tokens_of_a_member_end_with_the_role_they_were_given_in(founded: Founded, admin: Principal) -> None:
    database = await founded()
    ana = await a_member(database, await a_person(database), "approver")
    owner = Person(principal_id=ana.principal_id, name=ana.name, kind="human", created_at=0)
    issue = partial(tokens.issue, tenant="acme", owner=owner, role="approver", by=admin)
    made = await database.run(issue, tenant="acme")
    await _do(database, memberships.change_role, ana, admin, role="viewer")
    with pytest.raises(Unauthenticated, match="revoked"):
        await database.read(partial(tokens.authenticate, secret=made.secret), tenant=DISPATCHER)


async def test_a_principal_acts_in_the_roles_of_tokens_and_membership(founded: Founded, admin: Principal) -> None:
    database = await founded()
    ana = await a_member(database, await a_person(database), "approver")
    held = partial(memberships.roles_of, tenant="acme", principal_id=ana.principal_id, now=clock.now_ns())
    assert await database.read(held, tenant="acme") == {"approver"}
    await _do(database, memberships.set_disabled, ana, admin, disabled=True)
    assert await database.read(held, tenant="acme") == frozenset()
    assert (await _do(database, memberships.set_disabled, ana, admin, disabled=False)).status == "active"


async def test_another_tenants_member_is_not_there(founded: Founded, admin: Principal) -> None:
    database = await founded()
    elsewhere = await a_member(database, await a_person(database), "viewer", "other")
    for what, given in (
        (memberships.remove, {}),
        (memberships.set_disabled, {"disabled": True}),
        (memberships.change_role, {"role": "approver"}),
    ):
        with pytest.raises(NotFound):
            await _do(database, what, elsewhere, admin, **given)

    def listed(connection: Connection) -> list[Member]:
        return memberships.list_members(connection, "acme")

    assert await database.read(listed, tenant="acme") == []
