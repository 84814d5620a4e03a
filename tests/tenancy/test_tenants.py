from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import pytest

from rootward.audit.entry import Record
from rootward.errors import BadInput, Conflict, Denied, NotFound
from rootward.kit import clock
from rootward.kit.db import DISPATCHER, Database
from rootward.tenancy import tenants, tokens
from rootward.tenancy.principal import LOCAL, Principal

Founded = Callable[[], Awaitable[Database]]
Audited = Callable[[str], Awaitable[list[Record]]]


async def _read(database: Database, tenant: str) -> tenants.Tenant:
    return await database.read(partial(tenants.read, tenant=tenant), tenant=tenant)


async def test_a_new_tenant_is_active_with_the_default_settings(database: Database, audited: Audited) -> None:
    with clock.fixed(9):
        made = await database.run(partial(tenants.create, tenant="acme", name="Acme", by=LOCAL), tenant="acme")
    assert made == tenants.Tenant(
        tenant="acme", name="Acme", status="active", created_at=9, settings=tenants.TenantSettings()
    )
    assert made.settings.retention_days == dict(tenants.RETENTION_DAYS)
    assert await _read(database, "acme") == made
    (entry,) = await audited("acme")
    assert (entry.action, entry.resource, entry.actor.id) == ("tenant.created", "tenant:acme", "local")
    assert entry.facts == {"name": "Acme", "actor_tenant": "default"}


async def test_a_tenant_is_made_once(founded: Founded, audited: Audited) -> None:
    database = await founded()
    with pytest.raises(Conflict, match="a tenant 'acme' already"):
        await database.run(partial(tenants.create, tenant="acme", name="Again", by=LOCAL), tenant="acme")
    assert len(await audited("acme")) == 1


async def test_the_default_tenant_is_made_where_it_is_missing(founded: Founded) -> None:
    database = await founded()
    before = await _read(database, "default")
    await database.run(tenants.ensure_default, tenant=DISPATCHER)
    assert await _read(database, "default") == before
    assert (before.name, before.status) == ("Default", "active")


async def test_a_new_tenant_can_come_with_its_admin(database: Database, audited: Audited) -> None:
    unit = partial(tenants.create_with_admin, tenant="acme", name="Acme", by=LOCAL)
    made = await database.run(unit, tenant="acme")
    principal = await database.read(partial(tokens.authenticate, secret=made.secret), tenant=DISPATCHER)
    assert (principal.tenant, principal.role) == ("acme", "admin")
    assert [entry.action for entry in await audited("acme")] == ["tenant.created", "token.created"]


async def test_tenants_are_listed_by_id(founded: Founded) -> None:
    database = await founded()
    found = await database.read(tenants.list_tenants, tenant=DISPATCHER)
    assert [item.tenant for item in found] == ["acme", "default", "other"]


@pytest.mark.parametrize("tenant", ["a", "0", "acme-eu_1", "a" * 63])
def test_an_id_of_small_letters_digits_and_dashes_is_good(tenant: str) -> None:
    assert tenants.check_id(tenant) == tenant


@pytest.mark.parametrize("tenant", ["", "*", "-a", "_a", "Acme", "a b", "a/b", "a\n", "a" * 64, "\u0430cme", "a.b"])
async def test_any_other_id_is_refused(database: Database, tenant: str) -> None:
    with pytest.raises(BadInput, match="is not a tenant id"):
        await database.run(partial(tenants.create, tenant=tenant, name="x", by=LOCAL), tenant="x")


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "a\tb"])
async def test_a_tenant_needs_a_readable_name(database: Database, name: str) -> None:
    with pytest.raises(BadInput, match="1 to 200 printable"):
        await database.run(partial(tenants.create, tenant="acme", name=name, by=LOCAL), tenant="acme")


async def test_settings_are_changed_one_by_one(founded: Founded, audited: Audited, admin: Principal) -> None:
    database = await founded()
    changes: list[dict[str, Any]] = [
        {"retention_days": {"events": 7}},
        {"retention_days": {"logs": 0}, "quotas": {"events_per_minute": 600}},
    ]
    for change in changes:
        changed = await database.run(
            partial(tenants.configure, tenant="acme", settings=change, by=admin), tenant="acme"
        )
    assert changed.retention_days == {**tenants.RETENTION_DAYS, "events": 7, "logs": 0}
    assert changed.quotas == {**tenants.QUOTAS, "events_per_minute": 600}
    assert (await _read(database, "acme")).settings == changed
    assert (await _read(database, "other")).settings == tenants.TenantSettings()
    entry = (await audited("acme"))[-1]
    assert (entry.action, entry.actor.id) == ("tenant.configured", "prn_ada")
    assert entry.facts == {"retention_days.logs": 0, "quotas.events_per_minute": 600}


@pytest.mark.parametrize(
    "settings, why",
    [
        ({"colour": {}}, "no setting 'colour'"),
        ({"retention_days": 7}, "retention_days must be an object, not 7"),
        ({"retention_days": {"dreams": 7}}, r"no setting retention_days\.dreams"),
        (
            {"retention_days": {"changes": 89}},
            r"retention_days\.changes \(89\) must not be less than .*ingest_keys \(90\)",
        ),
        ({"retention_days": {"ingest_keys": 366}}, r"retention_days\.changes \(365\) must not be less"),
        ({"retention_days": {"events": -1}}, r"retention_days\.events must be a whole number from 0, not -1"),
        ({"quotas": {"stored_mb": True}}, "not True"),
        ({"quotas": {"stored_mb": 1.5}}, "not 1.5"),
        ({"quotas": {"stored_mb": 10**30}}, "not 1000"),
    ],
)
async def test_a_wrong_setting_is_refused_by_name(founded: Founded, settings: Any, why: str, admin: Principal) -> None:
    database = await founded()
    with pytest.raises(BadInput, match=why):
        await database.run(partial(tenants.configure, tenant="acme", settings=settings, by=admin), tenant="acme")
    with pytest.raises(BadInput, match=why):
        await database.run(partial(tenants.create, tenant="new", name="N", by=LOCAL, settings=settings), tenant="new")


async def test_a_suspended_tenant_is_shut_out_until_it_is_resumed(founded: Founded, audited: Audited) -> None:
    database = await founded()
    await database.run(partial(tenants.suspend, tenant="acme", by=LOCAL, reason="unpaid"), tenant="acme")
    await database.run(partial(tenants.suspend, tenant="acme", by=LOCAL, reason="again"), tenant="acme")
    with pytest.raises(Denied, match="tenant 'acme' is suspended"):
        tenants.require_active(await _read(database, "acme"))
    await database.run(partial(tenants.resume, tenant="acme", by=LOCAL, reason="paid"), tenant="acme")
    tenants.require_active(await _read(database, "acme"))
    assert [(entry.action, entry.reason) for entry in (await audited("acme"))[1:]] == [
        ("tenant.suspended", "unpaid"),
        ("tenant.resumed", "paid"),
    ]


async def test_the_default_tenant_is_never_suspended(founded: Founded) -> None:
    database = await founded()
    with pytest.raises(Conflict, match="cannot be suspended"):
        await database.run(partial(tenants.suspend, tenant="default", by=LOCAL, reason="x"), tenant="default")


async def test_a_tenant_that_is_not_there_is_not_found(founded: Founded, audited: Audited) -> None:
    database = await founded()
    units: list[Callable[..., object]] = [
        partial(tenants.read),
        partial(tenants.configure, settings={}, by=LOCAL),
        partial(tenants.suspend, by=LOCAL, reason="x"),
        partial(tenants.resume, by=LOCAL, reason="x"),
    ]
    for unit in units:
        with pytest.raises(NotFound, match="no tenant 'nobody'"):
            await database.run(partial(unit, tenant="nobody"), tenant="nobody")
    assert await audited("nobody") == []
