"""Nobody gets more by asking through an agent, and what is taken back is gone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from rootward.errors import Denied
from rootward.governance.rights import permissions_now, requester_of
from rootward.kit.db import Database
from rootward.schema import tokens
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
