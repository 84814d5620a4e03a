from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

import pytest

from rootward.audit.entry import Actor
from rootward.errors import BadInput, NotFound
from rootward.kit import clock
from rootward.kit.db import Database
from rootward.tenancy.principal import LOCAL, names, people, person, register

Founded = Callable[[], Awaitable[Database]]


async def test_a_registered_principal_is_found_in_its_tenant_only(founded: Founded) -> None:
    database = await founded()
    with clock.fixed(7):
        made = await database.run(partial(register, tenant="acme", name="Ada L.", kind="agent"), tenant="acme")
    assert made.principal_id.startswith("prn_")
    assert (made.name, made.kind, made.created_at) == ("Ada L.", "agent", 7)
    found = partial(person, principal_id=made.principal_id)
    assert await database.read(partial(found, tenant="acme"), tenant="acme") == made
    assert await database.read(partial(people, tenant="acme"), tenant="acme") == [made]
    assert await database.read(partial(people, tenant="other"), tenant="other") == []
    with pytest.raises(NotFound, match="no principal 'prn_"):
        await database.read(partial(found, tenant="other"), tenant="other")


async def test_names_are_those_of_the_tenant_and_an_id_that_it_does_not_know_stands_for_itself(
    founded: Founded,
) -> None:
    database = await founded()
    made = await database.run(partial(register, tenant="acme", name="Ada L.", kind="human"), tenant="acme")
    asked = partial(names, principal_ids=[made.principal_id, "prn_none", "local"])
    found = await database.read(partial(asked, tenant="acme"), tenant="acme")
    assert found == {made.principal_id: "Ada L.", "prn_none": "prn_none", "local": LOCAL.name}
    found = await database.read(partial(asked, tenant="other"), tenant="other")
    assert found[made.principal_id] == made.principal_id


@pytest.mark.parametrize("name", ["", " \t", "x" * 201, "a\nb", "a\u202eb"])
async def test_a_name_must_be_readable(founded: Founded, name: str) -> None:
    database = await founded()
    with pytest.raises(BadInput, match="1 to 200 printable characters"):
        await database.run(partial(register, tenant="acme", name=name, kind="human"), tenant="acme")


async def test_a_kind_must_be_known(founded: Founded) -> None:
    database = await founded()
    with pytest.raises(BadInput, match="not 'robot'"):
        await database.run(partial(register, tenant="acme", name="x", kind="robot"), tenant="acme")


def test_a_principal_is_the_actor_of_its_audit_entries() -> None:
    assert LOCAL.actor == Actor(id="local", kind="human", auth="loopback")
