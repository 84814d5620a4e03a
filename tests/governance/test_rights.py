"""Nobody gets more by asking through an agent, and what is taken back is gone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from rootward.errors import Denied
from rootward.governance.rights import permissions_now, requester_of
from rootward.kit.db import Database
from rootward.schema import memberships, tokens
from rootward.tenancy import tenants
from rootward.tenancy.principal import DEFAULT, LOCAL, Principal
from rootward.tenancy.roles import ROLES

AGENT = Principal(tenant=DEFAULT, id="bot", name="planner", kind="agent", role="admin", auth="token:tok_bot")


async def _tokens(database: Database, *rows: dict[str, Any]) -> None:
    await database.run(tenants.ensure_default, tenant=DEFAULT)
    given = [
        {"tenant": DEFAULT, "token_id": f"tok_{row['principal_id']}", "digest": f"d{n}", "created_at": 1,
         "revoked_at": None, **row}
        for n, row in enumerate(rows)
    ]  # fmt: skip
    await database.run(lambda c: c.execute(tokens.insert(), given) and None, tenant=DEFAULT)


async def test_an_agent_has_no_more_rights_than_who_started_it(database: Database) -> None:
    await _tokens(database, {"principal_id": "bot", "role": "admin"}, {"principal_id": "vic", "role": "viewer"})
    asks = await database.read(lambda c: requester_of(c, AGENT, on_behalf_of="vic"), tenant=DEFAULT)
    assert set(asks.permissions) == ROLES["viewer"]
    assert (asks.agent, asks.on_behalf_of, asks.kind) == ("planner", "vic", "agent")
    alone = await database.read(lambda c: requester_of(c, AGENT), tenant=DEFAULT)
    assert set(alone.permissions) == ROLES["admin"]


async def test_an_agent_for_nobody_who_is_there_has_no_rights(database: Database) -> None:
    gone = {"principal_id": "gone", "role": "admin", "revoked_at": 2}
    await _tokens(database, {"principal_id": "bot", "role": "admin"}, gone)
    for person in ("gone", "never"):
        asks = await database.read(lambda c, person=person: requester_of(c, AGENT, on_behalf_of=person), tenant=DEFAULT)
        assert asks.permissions == ()


async def test_a_person_asks_for_herself(database: Database) -> None:
    await _tokens(database, {"principal_id": "bot", "role": "admin"})
    asks = await database.read(lambda c: requester_of(c, LOCAL, on_behalf_of="local"), tenant=DEFAULT)
    assert (asks.on_behalf_of, asks.agent, set(asks.permissions)) == (None, None, ROLES["admin"])
    with pytest.raises(Denied):
        await database.read(lambda c: requester_of(c, LOCAL, on_behalf_of="bot"), tenant=DEFAULT)


async def test_a_revoked_token_and_a_role_that_is_none_have_no_rights(database: Database) -> None:
    await _tokens(database, {"principal_id": "bot", "role": "admin", "revoked_at": 2})
    asks = await database.read(lambda c: requester_of(c, AGENT), tenant=DEFAULT)
    assert asks.permissions == ()
    strange = replace(asks, auth="internal", role="emperor")
    assert await database.read(lambda c: permissions_now(c, DEFAULT, strange), tenant=DEFAULT) == frozenset()


async def _member(database: Database, principal_id: str, role: str, **changed: Any) -> None:
    row = {"tenant": DEFAULT, "person_id": f"per_{principal_id}", "principal_id": principal_id, "role": role,
           "email": f"{principal_id}@example.com", "status": "active", "shut_out_at": None, "created_at": 1,
           "changed_at": 1, **changed}  # fmt: skip
    await database.run(tenants.ensure_default, tenant=DEFAULT)
    await database.run(lambda c: c.execute(memberships.insert(), row) and None, tenant=DEFAULT)


async def _change(database: Database, **values: Any) -> None:
    mine = memberships.c.tenant == DEFAULT
    await database.run(lambda c: c.execute(memberships.update().where(mine).values(**values)) and None, tenant=DEFAULT)


ANA = Principal(tenant=DEFAULT, id="prn_ana", name="Ana", kind="human", role="sre_operator", auth="session:ses_1")


@pytest.mark.parametrize("ended", [{"status": "removed"}, {"status": "disabled"}, {"shut_out_at": 2}])
async def test_what_a_member_asked_for_loses_its_rights_with_the_membership(
    database: Database, ended: dict[str, Any]
) -> None:
    await _member(database, ANA.id, "sre_operator")
    asks = await database.read(lambda c: requester_of(c, ANA), tenant=DEFAULT)
    assert set(asks.permissions) == ROLES["sre_operator"]
    await _change(database, **ended)
    assert await database.read(lambda c: permissions_now(c, DEFAULT, asks), tenant=DEFAULT) == frozenset()


async def test_a_changed_role_gives_no_more_than_both(database: Database) -> None:
    await _member(database, ANA.id, "sre_operator")
    asks = await database.read(lambda c: requester_of(c, ANA), tenant=DEFAULT)
    for role in ("viewer", "admin"):
        await _change(database, role=role)
        found = await database.read(lambda c: permissions_now(c, DEFAULT, asks), tenant=DEFAULT)
        assert found == ROLES["sre_operator"] & ROLES[role]


async def test_an_agent_asks_for_a_member_as_far_as_the_member_may(database: Database) -> None:
    await _tokens(database, {"principal_id": "bot", "role": "admin"})
    await _member(database, ANA.id, "viewer")
    asks = await database.read(lambda c: requester_of(c, AGENT, on_behalf_of=ANA.id), tenant=DEFAULT)
    assert set(asks.permissions) == ROLES["viewer"]
    await _change(database, shut_out_at=2)
    assert await database.read(lambda c: permissions_now(c, DEFAULT, asks), tenant=DEFAULT) == frozenset()
