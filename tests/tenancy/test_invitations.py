from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa

from rootward.audit.entry import Record
from rootward.errors import BadInput, Conflict, Denied, NotFound
from rootward.kit import clock
from rootward.kit.db import DISPATCHER, Connection, Database
from rootward.schema import metadata
from rootward.tenancy import invitations, tenants
from rootward.tenancy.invitations import LIFE_NS, Invited
from rootward.tenancy.principal import LOCAL, Principal
from tests.tenancy.humans import a_member, a_person

Founded = Callable[[], Awaitable[Database]]
Audited = Callable[[str], Awaitable[list[Record]]]
NOON = 1_790_000_000_000_000_000


async def _invite(database: Database, by: Principal, tenant: str = "acme", **wanted: str) -> Invited:
    wanted = {"email": "ana@example.com", "role": "viewer", **wanted}
    return await database.run(partial(invitations.invite, tenant=tenant, by=by, **wanted), tenant=tenant)


async def _find(database: Database, secret: str) -> Any:
    return await database.read(partial(invitations.find, secret=secret), tenant=DISPATCHER)


async def _accept(database: Database, made: Invited, who: Any) -> Any:
    unit = partial(
        invitations.accept, tenant=made.invitation.tenant, invitation_id=made.invitation.invitation_id, who=who,
        auth="invitation",
    )  # fmt: skip
    return await database.run(unit, tenant=made.invitation.tenant)


async def test_an_invitation_makes_one_member_once(founded: Founded, admin: Principal, audited: Audited) -> None:
    database = await founded()
    made = await _invite(database, admin, role="approver")
    found, name = await _find(database, made.secret)
    assert (found, name) == (made.invitation, "Acme")
    ana = await a_person(database)
    member = await _accept(database, made, ana)
    assert (member.role, member.email) == ("approver", "ana@example.com")
    with pytest.raises(Conflict, match="accepted"):
        await _accept(database, made, ana)
    with pytest.raises(Conflict, match="accepted"):
        await _find(database, made.secret)
    actions = [entry.action for entry in await audited("acme")]
    assert actions == ["tenant.created", "invitation.created", "member.added", "invitation.accepted"]


async def test_a_link_ends_after_a_week_and_when_it_is_revoked(founded: Founded, admin: Principal) -> None:
    database = await founded()
    with clock.fixed(NOON):
        made = await _invite(database, admin)
    with clock.fixed(NOON + LIFE_NS - 1):
        await _find(database, made.secret)
    with clock.fixed(NOON + LIFE_NS), pytest.raises(Conflict, match="expired"):
        await _find(database, made.secret)
    with clock.fixed(NOON):
        revoke = partial(
            invitations.revoke, tenant="acme", invitation_id=made.invitation.invitation_id, by=admin
        )  # fmt: skip
        await database.run(revoke, tenant="acme")
        await database.run(revoke, tenant="acme")
        with pytest.raises(Conflict, match="revoked"):
            await _find(database, made.secret)


async def test_a_new_invitation_ends_the_one_before(founded: Founded, admin: Principal) -> None:
    database = await founded()
    first, second = await _invite(database, admin), await _invite(database, admin, role="approver")
    with pytest.raises(Conflict, match="revoked"):
        await _find(database, first.secret)
    listed = await database.read(partial(invitations.list_invitations, tenant="acme"), tenant="acme")
    assert listed == [second.invitation]


async def test_a_link_is_for_the_address_it_was_made_for(founded: Founded, admin: Principal) -> None:
    database = await founded()
    made = await _invite(database, admin)
    with pytest.raises(NotFound, match="another address"):
        await _accept(database, made, await a_person(database, "bo@example.com"))


async def test_a_member_is_not_invited_and_an_administrator_only_by_one(founded: Founded, admin: Principal) -> None:
    database = await founded()
    await a_member(database, await a_person(database))
    with pytest.raises(Conflict, match="member already"):
        await _invite(database, admin)
    clerk = Principal(tenant="acme", id="prn_x", name="x", kind="human", role="governance_officer", auth="token:x")
    with pytest.raises(Denied):
        await _invite(database, clerk, email="bo@example.com", role="admin")
    for wrong in ({"role": "emperor"}, {"email": "nobody"}):
        with pytest.raises(BadInput):
            await _invite(database, admin, **wrong)


async def test_an_address_is_invited_in_several_tenants(founded: Founded, admin: Principal) -> None:
    database = await founded()
    await _invite(database, admin)
    there = await _invite(database, LOCAL, "other")
    await database.run(partial(tenants.suspend, tenant="acme", by=LOCAL, reason="x"), tenant="acme")
    found = await database.read(partial(invitations.open_for, email="ana@example.com"), tenant=DISPATCHER)
    assert found == [there.invitation]


async def test_another_tenants_invitation_is_not_there(founded: Founded, admin: Principal) -> None:
    database = await founded()
    made = await _invite(database, LOCAL, "other")
    unit = partial(invitations.revoke, tenant="acme", invitation_id=made.invitation.invitation_id, by=admin)
    with pytest.raises(NotFound):
        await database.run(unit, tenant="acme")
    for secret in ("", "rwi_x", made.secret[:-1] + ("a" if made.secret[-1] != "a" else "b")):
        with pytest.raises(NotFound, match="not known"):
            await _find(database, secret)


async def test_no_table_holds_the_link(founded: Founded, admin: Principal) -> None:
    database = await founded()
    made = await _invite(database, admin)

    def everything(connection: Connection) -> str:
        return str([connection.execute(sa.select(table)).all() for table in metadata.tables.values()])

    for tenant in ("acme", DISPATCHER):
        assert made.secret[-43:] not in await database.read(everything, tenant=tenant)
    assert made.secret not in repr(made)
