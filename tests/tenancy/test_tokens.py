from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from rootward.audit.entry import Record
from rootward.errors import BadInput, Conflict, Denied, NotFound, Unauthenticated
from rootward.kit import clock
from rootward.kit.db import DISPATCHER, Connection, Database
from rootward.schema import metadata
from rootward.tenancy import tenants, tokens
from rootward.tenancy.principal import LOCAL, Principal, person
from rootward.tenancy.tokens import Issued

Founded = Callable[[], Awaitable[Database]]
Audited = Callable[[str], Awaitable[list[Record]]]
NOON = 1_790_000_000_000_000_000
HOUR = 3_600_000_000_000


async def _create(database: Database, by: Principal, tenant: str = "acme", **wanted: Any) -> Issued:
    wanted = {"name": "Eve", "kind": "service", "role": "viewer", **wanted}
    return await database.run(partial(tokens.create, tenant=tenant, by=by, **wanted), tenant=tenant)


async def _authenticate(database: Database, secret: str) -> Principal:
    return await database.read(partial(tokens.authenticate, secret=secret), tenant=DISPATCHER)


async def test_a_token_is_its_principal(founded: Founded, admin: Principal) -> None:
    database = await founded()
    made = await _create(database, admin, name="Eve", kind="human", role="approver")
    assert re.fullmatch(r"rwt_[0-9a-z]{26}_[0-9A-Za-z]{43}", made.secret)
    assert made.secret.split("_")[1] == made.token.token_id.removeprefix("tok_")
    assert await _authenticate(database, made.secret) == Principal(
        tenant="acme",
        id=made.token.principal_id,
        name="Eve",
        kind="human",
        role="approver",
        auth=f"token:{made.token.token_id}",
    )


async def test_no_two_tokens_are_alike(founded: Founded, admin: Principal) -> None:
    database = await founded()
    made = await asyncio.gather(*(_create(database, admin) for _ in range(50)))
    assert len({item.secret for item in made}) == len({item.secret[-43:] for item in made}) == 50
    assert len({item.token.principal_id for item in made}) == 50


async def test_one_principal_may_hold_several_tokens(founded: Founded, admin: Principal) -> None:
    database = await founded()
    first = await _create(database, admin)
    owner = await database.read(partial(person, tenant="acme", principal_id=first.token.principal_id), tenant="acme")
    second = await database.run(
        partial(tokens.issue, tenant="acme", owner=owner, role="service", by=admin), tenant="acme"
    )
    one, two = await _authenticate(database, first.secret), await _authenticate(database, second.secret)
    assert (one.id, one.role) == (two.id, "viewer")
    assert two.role == "service"


async def test_anything_that_is_not_a_good_token_is_unauthenticated(founded: Founded, admin: Principal) -> None:
    database = await founded()
    one, two = await _create(database, admin), await _create(database, admin)
    wrong = "a" if one.secret[-1] != "a" else "b"
    for secret, why in (
        ("", "not a token of Rootward"),
        ("Bearer x", "not a token of Rootward"),
        (one.secret + "\n", "not a token of Rootward"),
        (one.secret[:-1] + wrong, "not known"),
        (one.secret[:-43] + two.secret[-43:], "not known"),
        (one.secret.upper(), "not a token of Rootward"),
    ):
        with pytest.raises(Unauthenticated, match=why) as refusal:
            await _authenticate(database, secret)
        assert one.secret[-43:] not in str(refusal.value)


async def test_a_token_ends_when_it_expires(founded: Founded, admin: Principal) -> None:
    database = await founded()
    with clock.fixed(NOON):
        made = await _create(database, admin, expires_at=NOON + HOUR)
    with clock.fixed(NOON + HOUR - 1):
        await _authenticate(database, made.secret)
    with clock.fixed(NOON + HOUR), pytest.raises(Unauthenticated, match="token is expired"):
        await _authenticate(database, made.secret)
    with clock.fixed(NOON), pytest.raises(BadInput, match="cannot expire before it is made"):
        await _create(database, admin, expires_at=NOON)


async def test_a_revoked_token_ends_at_once(founded: Founded, admin: Principal, audited: Audited) -> None:
    database = await founded()
    with clock.fixed(NOON):
        made = await _create(database, admin)
        revoke = partial(tokens.revoke, tenant="acme", token_id=made.token.token_id, by=admin)
        ended = await database.run(revoke, tenant="acme")
    assert ended.revoked_at == NOON
    with pytest.raises(Unauthenticated, match="token is revoked"):
        await _authenticate(database, made.secret)
    assert await database.run(revoke, tenant="acme") == ended
    assert [entry.action for entry in await audited("acme")] == ["tenant.created", "token.created", "token.revoked"]


async def test_a_rotated_token_gives_way_to_a_new_one(founded: Founded, admin: Principal) -> None:
    database = await founded()
    with clock.fixed(NOON):
        old = await _create(database, admin, role="service", expires_at=NOON + 10 * HOUR)
    with clock.fixed(NOON + HOUR):
        new = await database.run(
            partial(tokens.rotate, tenant="acme", token_id=old.token.token_id, by=admin), tenant="acme"
        )
        with pytest.raises(Unauthenticated, match="revoked"):
            await _authenticate(database, old.secret)
        principal = await _authenticate(database, new.secret)
    assert (principal.id, principal.role) == (old.token.principal_id, "service")
    assert new.token.expires_at == NOON + 11 * HOUR


async def test_a_rotated_token_may_stay_good_for_a_while(founded: Founded, admin: Principal) -> None:
    database = await founded()
    with clock.fixed(NOON):
        old = await _create(database, admin)
        rotate = partial(tokens.rotate, tenant="acme", token_id=old.token.token_id, by=admin)
        new = await database.run(partial(rotate, grace_ns=HOUR), tenant="acme")
        assert new.token.expires_at is None
    with clock.fixed(NOON + HOUR - 1):
        assert (await _authenticate(database, old.secret)).id == (await _authenticate(database, new.secret)).id
    with clock.fixed(NOON + HOUR):
        with pytest.raises(Unauthenticated, match="expired"):
            await _authenticate(database, old.secret)
        await _authenticate(database, new.secret)
        with pytest.raises(Conflict, match="is expired; make a new one"):
            await database.run(rotate, tenant="acme")


async def test_a_grace_never_lengthens_a_token(founded: Founded, admin: Principal) -> None:
    database = await founded()
    with clock.fixed(NOON):
        old = await _create(database, admin, expires_at=NOON + HOUR)
        rotate = partial(tokens.rotate, tenant="acme", token_id=old.token.token_id, by=admin)
        await database.run(partial(rotate, grace_ns=5 * HOUR), tenant="acme")
        with pytest.raises(BadInput, match="cannot be negative"):
            await database.run(partial(rotate, grace_ns=-1), tenant="acme")
    with clock.fixed(NOON + HOUR), pytest.raises(Unauthenticated, match="expired"):
        await _authenticate(database, old.secret)


async def test_two_rotations_at_once_leave_one_new_token(founded: Founded, admin: Principal) -> None:
    database = await founded()
    old = await _create(database, admin)
    rotate = partial(tokens.rotate, tenant="acme", token_id=old.token.token_id, by=admin)
    done = await asyncio.gather(*(database.run(rotate, tenant="acme") for _ in range(6)), return_exceptions=True)
    assert sum(isinstance(item, Issued) for item in done) == 1
    assert sum(isinstance(item, Conflict) for item in done) == 5


async def test_another_tenants_token_is_not_found(founded: Founded, admin: Principal, audited: Audited) -> None:
    database = await founded()
    made = await _create(database, admin)
    for unit in (tokens.rotate, tokens.revoke):
        with pytest.raises(NotFound, match="no token 'tok_"):
            await database.run(partial(unit, tenant="other", token_id=made.token.token_id, by=admin), tenant="other")
    assert await database.read(partial(tokens.list_tokens, tenant="other"), tenant="other") == []
    await _authenticate(database, made.secret)
    assert [entry.action for entry in await audited("other")] == ["tenant.created"]


async def test_tokens_are_listed_without_their_secrets(founded: Founded, admin: Principal) -> None:
    database = await founded()
    made = [await _create(database, admin, name=f"n{number}") for number in range(3)]
    found = await database.read(partial(tokens.list_tokens, tenant="acme"), tenant="acme")
    assert found == [item.token for item in made]
    for item in made:
        assert item.secret[-43:] not in repr(found) + repr(item)


async def test_every_change_of_a_token_is_audited(founded: Founded, admin: Principal, audited: Audited) -> None:
    database = await founded()
    with clock.fixed(NOON):
        old = await _create(database, admin, role="service", expires_at=NOON + HOUR)
        new = await database.run(
            partial(tokens.rotate, tenant="acme", token_id=old.token.token_id, by=admin, grace_ns=1), tenant="acme"
        )
        await database.run(partial(tokens.revoke, tenant="acme", token_id=new.token.token_id, by=LOCAL), tenant="acme")
    created, rotated, revoked = (await audited("acme"))[1:]
    about = {
        "role": "service",
        "principal_id": old.token.principal_id,
        "name": "Eve",
        "expires_at": "2026-09-21T15:13:20Z",
    }
    assert (created.action, created.resource) == ("token.created", f"token:{old.token.token_id}")
    assert (created.actor, created.facts) == (admin.actor, about)
    assert (rotated.action, rotated.resource) == ("token.rotated", f"token:{old.token.token_id}")
    assert rotated.facts == {
        **about, "new_token": new.token.token_id, "old_until": "2026-09-21T14:13:20.000000001Z"
    }  # fmt: skip
    assert (revoked.action, revoked.resource) == ("token.revoked", f"token:{new.token.token_id}")
    assert revoked.facts == {**about, "actor_tenant": "default"}


async def test_what_is_refused_leaves_nothing_behind(founded: Founded, admin: Principal, audited: Audited) -> None:
    database = await founded()
    with pytest.raises(BadInput, match="no role 'root'"):
        await _create(database, admin, role="root")
    count = await database.read(lambda c: c.execute(sa.text("SELECT count(*) FROM principals")).scalar(), tenant="acme")
    assert count == 0
    assert len(await audited("acme")) == 1


async def test_no_secret_is_stored_anywhere(founded: Founded, admin: Principal) -> None:
    database = await founded()
    made = await _create(database, admin)
    made = await database.run(
        partial(tokens.rotate, tenant="acme", token_id=made.token.token_id, by=admin), tenant="acme"
    )
    half = made.secret[-43:].encode()
    digest = await database.read(lambda c: c.execute(sa.text("SELECT max(digest) FROM tokens")).scalar(), tenant="acme")
    assert isinstance(digest, str)

    def everything(connection: Connection) -> bytes:
        rows = [row for table in metadata.sorted_tables for row in connection.execute(sa.select(table))]
        return repr(rows).encode()

    stored = await database.read(everything, tenant="acme")
    stored += _files(database)
    assert digest.encode() in stored
    assert half not in stored


def _files(database: Database) -> bytes:
    """The bytes of SQLite's files; what PostgreSQL keeps is out of a test's reach."""
    if not database.is_sqlite or database.url.database is None:
        return b""
    return b"".join(Path(database.url.database + suffix).read_bytes() for suffix in ("", "-wal"))


async def test_a_suspended_tenants_token_is_denied(founded: Founded, admin: Principal) -> None:
    database = await founded()
    made = await _create(database, admin)
    await database.run(partial(tenants.suspend, tenant="acme", by=LOCAL, reason="unpaid"), tenant="acme")
    with pytest.raises(Denied, match="tenant 'acme' is suspended"):
        await _authenticate(database, made.secret)


async def test_an_installation_begins_with_one_admin_token(founded: Founded, audited: Audited) -> None:
    database = await founded()
    first = partial(tokens.first_admin, tenant="default")
    with clock.fixed(NOON):
        made = await database.run(first, tenant="default")
        assert (await _authenticate(database, made.secret)).role == "admin"
        with pytest.raises(Conflict, match=rf"has an admin token already \({made.token.token_id}\)"):
            await database.run(first, tenant="default")
        again = await database.run(partial(first, again=True), tenant="default")
        for token in (made.token, again.token):
            await database.run(
                partial(tokens.revoke, tenant="default", token_id=token.token_id, by=LOCAL), tenant="default"
            )
        await database.run(first, tenant="default")
    entry = (await audited("default"))[0]
    assert (entry.action, entry.actor.id, entry.actor.auth) == ("token.created", "local", "console")
    with pytest.raises(NotFound, match="no tenant 'nobody'"):
        await database.run(partial(tokens.first_admin, tenant="nobody"), tenant="nobody")


async def test_the_roles_of_a_principal_are_those_of_its_good_tokens(founded: Founded, admin: Principal) -> None:
    database = await founded()

    async def roles(principal_id: str, now: int) -> frozenset[str]:
        unit = partial(tokens.roles_of, tenant="acme", principal_id=principal_id, now=now)
        return await database.read(unit, tenant="acme")

    with clock.fixed(NOON):
        first = await _create(database, admin, kind="human", role="approver", expires_at=NOON + HOUR)
        owner = await database.read(
            partial(person, tenant="acme", principal_id=first.token.principal_id), tenant="acme"
        )
        issue = partial(tokens.issue, tenant="acme", owner=owner, by=admin)
        second = await database.run(partial(issue, role="viewer"), tenant="acme")
        await _create(database, admin, role="admin")
    assert await roles(owner.principal_id, NOON) == {"approver", "viewer"}
    assert await roles(owner.principal_id, NOON + HOUR) == {"viewer"}
    revoke = partial(tokens.revoke, tenant="acme", token_id=second.token.token_id, by=admin)
    await database.run(revoke, tenant="acme")
    assert await roles(owner.principal_id, NOON) == {"approver"}
    assert await roles("prn_nobody", NOON) == frozenset()
