from __future__ import annotations

from functools import partial

import pytest

from rootward.errors import BadInput, Conflict, NotFound
from rootward.kit.db import DISPATCHER, Connection, Database
from rootward.tenancy import people
from tests.tenancy.humans import a_person


async def test_a_person_is_found_by_address_and_by_subject(database: Database) -> None:
    made = await a_person(database, "ana@example.com")

    def unit(connection: Connection) -> None:
        people.bind_subject(connection, made.person_id, "https://idp.example", "s1")
        people.set_password(connection, made.person_id, "$argon2id$x")

    await database.run(unit, tenant=DISPATCHER)
    for find in (
        partial(people.by_email, email=" Ana@Example.com "),
        partial(people.by_subject, issuer="https://idp.example", subject="s1"),
        partial(people.by_id, person_id=made.person_id),
    ):
        found = await database.read(find, tenant=DISPATCHER)
        assert found is not None and found.person_id == made.person_id
        assert "argon2id" not in repr(found)
    assert await database.read(partial(people.by_email, email="an\0a@example.com"), tenant=DISPATCHER) is None
    assert [one.email for one in await database.read(people.list_people, tenant=DISPATCHER)] == ["ana@example.com"]


async def test_an_address_is_one_persons(database: Database) -> None:
    await a_person(database, "ana@example.com")
    with pytest.raises(Conflict):
        await a_person(database, "ANA@example.com")


async def test_a_person_is_one_account_of_the_provider(database: Database) -> None:
    made = await a_person(database)
    bind = partial(people.bind_subject, person_id=made.person_id, issuer="https://idp.example")
    await database.run(partial(bind, subject="s1"), tenant=DISPATCHER)
    await database.run(partial(bind, subject="s1"), tenant=DISPATCHER)
    with pytest.raises(Conflict, match="another account"):
        await database.run(partial(bind, subject="s2"), tenant=DISPATCHER)


async def test_a_person_is_shut_out_and_let_in_again(database: Database) -> None:
    made = await a_person(database)
    change = partial(people.set_disabled, person_id=made.person_id)
    assert (await database.run(partial(change, disabled=True), tenant=DISPATCHER)).disabled_at is not None
    assert (await database.run(partial(change, disabled=False), tenant=DISPATCHER)).disabled_at is None
    with pytest.raises(NotFound):
        await database.run(partial(people.set_disabled, person_id="per_none", disabled=True), tenant=DISPATCHER)


async def test_nothing_that_runs_for_a_tenant_sees_people(database: Database) -> None:
    """On PostgreSQL; SQLite has no such wall, and every statement names the tenant there."""
    if database.is_sqlite:
        pytest.skip("SQLite has no row-level security")
    await a_person(database)
    assert await database.read(people.list_people, tenant="acme") == []
    assert await database.read(partial(people.by_email, email="ana@example.com"), tenant="acme") is None


@pytest.mark.parametrize(
    "email", ["", "ana", "ana@", "@x.y", "a b@x.y", "ana@x..y", "ana@-x.y", "ána@x.y", "a@x.y\n.z"]
)
def test_what_is_no_address_is_refused(email: str) -> None:
    with pytest.raises(BadInput):
        people.check_email(email)


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "x" * 201, "a\u202eb"])
def test_a_name_is_printable(name: str) -> None:
    with pytest.raises(BadInput):
        people.check_name(name)
    assert people.check_name("  Ana  ") == "Ana"
