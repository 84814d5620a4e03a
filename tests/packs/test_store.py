from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeVar

import pytest
import sqlalchemy as sa

from rootward.errors import Conflict, Misconfigured, NotFound
from rootward.kit import clock
from rootward.kit.db import Connection, Database
from rootward.packs import store
from rootward.packs.builtin import builtin, standard
from rootward.packs.load import load_body
from rootward.packs.model import Pack
from rootward.schema import changes, tenants

T = TypeVar("T")
Run = Callable[[Callable[[Connection], T]], T]
START = 1_800_000_000 * 10**9


class Shelf:
    def __init__(self, database: Database) -> None:
        self.database = database

    def run(self, unit: Callable[[Connection], T], tenant: str = "acme") -> T:
        async def go() -> T:
            return await self.database.run(unit, tenant=tenant)

        return asyncio.run(go())

    def put(self, pack: Pack) -> str:
        return self.run(lambda c: store.save(c, "acme", pack, actor="mara"))

    def activate(self, name: str, which: str) -> int:
        return self.run(lambda c: store.activate(c, "acme", name, which, actor="mara"))

    def active(self, tenant: str = "acme") -> Pack:
        return self.run(lambda c: store.active_pack(c, tenant), tenant)


@pytest.fixture
def shelf(database: Database) -> Iterator[Shelf]:
    made = Shelf(database)
    with clock.fixed(START):
        for tenant in ("acme", "other"):
            made.run(partial(add_tenant, tenant=tenant), tenant)
        yield made


def add_tenant(connection: Connection, tenant: str) -> None:
    row = {"tenant": tenant, "name": tenant, "status": "active", "created_at": START, "settings": {}}
    connection.execute(tenants.insert(), row | {"change_seq": 0, "case_number": 0})


def pack(version: str, name: str = "shop", **sections: object) -> Pack:
    return load_body({"name": name, "version": version, **sections})


def test_a_version_is_kept_once_and_read_by_digest_beginning_or_word(shelf: Shelf) -> None:
    digest = shelf.put(pack("1.0", description="d"))
    assert shelf.put(pack("1.0", description="d")) == digest
    for which in (digest, digest[:8], "1.0"):
        assert shelf.run(lambda c, which=which: store.read_version(c, "acme", "shop", which)).digest == digest  # type: ignore[misc]
    for name, which in (("shop", "2.0"), ("other", "1.0"), ("shop", digest[:3])):
        with pytest.raises(NotFound):
            shelf.run(lambda c, name=name, which=which: store.read_version(c, "acme", name, which))  # type: ignore[misc]


def test_a_word_that_means_two_contents_is_refused(shelf: Shelf) -> None:
    shelf.put(pack("1.0"))
    shelf.put(pack("1.0", description="changed without a new version"))
    with pytest.raises(Conflict, match="2 versions"):
        shelf.activate("shop", "1.0")


def test_versions_are_listed_newest_first_with_the_active_one_marked(shelf: Shelf) -> None:
    for number, version in enumerate(("1", "2", "3")):
        with clock.fixed(START + number):
            shelf.put(pack(version))
    shelf.activate("shop", "2")
    listed = shelf.run(lambda c: store.versions(c, "acme", "shop"))
    assert [(one.version, one.active) for one in listed] == [("3", False), ("2", True), ("1", False)]
    assert shelf.run(lambda c: store.versions(c, "other"), "other") == []


def test_without_any_activation_the_built_in_pack_decides(shelf: Shelf) -> None:
    assert shelf.active() is standard()


def test_the_built_in_pack_is_kept_and_active_under_a_tenants_own(shelf: Shelf) -> None:
    for _ in range(2):
        shelf.run(lambda c: store.ensure_builtin(c, "acme"))
    shelf.put(pack("1", requires=["sre"], remove=["cases.opens.evicted"]))
    shelf.activate("shop", "1")
    order = shelf.run(lambda c: store.activations(c, "acme"))
    assert [(one.name, one.position, one.activated_by) for one in order] == [
        ("sre", 0, "rootward"),
        ("shop", 1, "mara"),
    ]
    assert len(shelf.active().cases.opens) == len(standard().cases.opens) - 1
    assert shelf.active("other") is standard()


def test_the_built_in_pack_is_laid_beneath_the_first_that_requires_it(shelf: Shelf) -> None:
    shelf.put(pack("1", requires=["sre"]))
    shelf.activate("shop", "1")
    assert [one.name for one in shelf.run(lambda c: store.activations(c, "acme"))] == ["sre", "shop"]
    assert shelf.active().signatures == builtin().signatures


def test_the_built_in_pack_gives_way_to_one_that_does_not_require_it(shelf: Shelf) -> None:
    shelf.put(pack("1"))
    shelf.activate("shop", "1")
    assert [one.name for one in shelf.run(lambda c: store.activations(c, "acme"))] == ["shop"]


def test_what_belongs_to_the_built_in_pack_lies_over_it_until_a_tenant_replaces_it(shelf: Shelf) -> None:
    shelf.put(load_body({"name": "agentops", "version": "2"}))
    shelf.run(lambda c: store.ensure_builtin(c, "acme"))
    assert [one.kind for one in shelf.active().cases.opens].count("agent_run") == 1
    shelf.activate("agentops", "2")
    assert shelf.active().name == "sre+agentops"
    assert [one.kind for one in shelf.active().cases.opens].count("agent_run") == 0


def test_an_upgrade_replaces_a_shipped_version_but_not_a_persons_choice(shelf: Shelf) -> None:
    old = load_body({**builtin().body, "version": "0.9"})
    shelf.put(old)
    shelf.run(lambda c: store.activate(c, "acme", "sre", old.digest, actor=store.PRODUCT))
    shelf.run(lambda c: store.ensure_builtin(c, "acme"))
    assert shelf.active().digest == standard().digest
    shelf.activate("sre", old.digest)
    shelf.run(lambda c: store.ensure_builtin(c, "acme"))
    assert shelf.active().version == "0.9+1.0.0"


def _shipped_before(shelf: Shelf) -> Pack:
    """An earlier shipped version, kept."""
    old = load_body({**builtin().body, "version": "0.9"})
    shelf.put(old)
    return old


def test_after_an_upgrade_what_ships_now_is_in_the_place_of_what_shipped_before(shelf: Shelf) -> None:
    old = _shipped_before(shelf)
    shelf.run(lambda c: store.activate(c, "acme", "sre", old.digest, actor=store.PRODUCT))
    shelf.put(pack("1", requires=["sre"], routes=[]))
    shelf.activate("shop", "1")
    assert shelf.run(lambda c: store.is_behind(c, "acme"))
    assert shelf.run(lambda c: store.follow_product(c, "acme")) == ["sre"]
    active = shelf.run(lambda c: store.activations(c, "acme"))
    assert [(one.name, one.digest, one.position) for one in active] == [
        ("sre", builtin().digest, 0), ("shop", active[1].digest, 1)
    ]  # fmt: skip
    assert shelf.run(lambda c: store.follow_product(c, "acme")) == []
    assert shelf.run(lambda c: store.roll_back(c, "acme", "sre", actor="mara")) == old.digest
    assert not shelf.run(lambda c: store.is_behind(c, "acme"))  # by now a person's choice


def test_an_upgrade_activates_nothing_that_was_not_active(shelf: Shelf) -> None:
    old = _shipped_before(shelf)
    assert shelf.run(lambda c: store.follow_product(c, "acme")) == []
    shelf.put(pack("1"))
    shelf.activate("shop", "1")
    assert shelf.run(lambda c: store.follow_product(c, "acme")) == []
    shelf.activate("sre", old.digest)
    assert shelf.run(lambda c: store.follow_product(c, "acme")) == []
    assert shelf.active().name == "shop+sre+agentops"


def test_an_upgrade_that_a_tenants_pack_does_not_fit_over_changes_nothing(shelf: Shelf) -> None:
    opens = [*builtin().body["cases"]["opens"], {"name": "gone-now", "events": ["X"], "title": "x"}]
    old = load_body({**builtin().body, "version": "0.9", "cases": {**builtin().body["cases"], "opens": opens}})
    shelf.put(old)
    shelf.run(lambda c: store.activate(c, "acme", "sre", old.digest, actor=store.PRODUCT))
    shelf.put(pack("1", requires=["sre"], remove=["cases.opens.gone-now"]))
    shelf.activate("shop", "1")
    with pytest.raises(Misconfigured, match="removes 'cases\\.opens\\.gone-now'"):
        shelf.run(lambda c: store.follow_product(c, "acme"))
    assert shelf.run(lambda c: store.activations(c, "acme"))[0].digest == old.digest


def test_packs_that_do_not_fit_together_are_not_activated(shelf: Shelf) -> None:
    shelf.put(pack("1", requires=["missing"]))
    with pytest.raises(Misconfigured, match="needs 'missing'"):
        shelf.activate("shop", "1")
    assert shelf.run(lambda c: store.activations(c, "acme")) == []
    shelf.run(lambda c: store.ensure_builtin(c, "acme"))
    shelf.put(pack("2", requires=["sre"]))
    shelf.activate("shop", "2")
    with pytest.raises(Misconfigured, match="needs 'sre'"):
        shelf.run(lambda c: store.deactivate(c, "acme", "sre", actor="mara"))
    assert shelf.active().name == "sre+agentops+shop"


def test_rolling_back_goes_one_step_further_each_time(shelf: Shelf) -> None:
    digests = [shelf.put(pack(version)) for version in ("1", "2", "3")]
    for digest in digests:
        shelf.activate("shop", digest)
    for expected in (digests[1], digests[0]):
        assert shelf.run(lambda c: store.roll_back(c, "acme", "shop", actor="mara")) == expected
        assert shelf.active().digest == expected
    with pytest.raises(NotFound, match="no earlier activation"):
        shelf.run(lambda c: store.roll_back(c, "acme", "shop", actor="mara"))
    shelf.activate("shop", digests[2])
    assert shelf.run(lambda c: store.roll_back(c, "acme", "shop", actor="mara")) == digests[0]


def test_a_deactivated_pack_no_longer_decides(shelf: Shelf) -> None:
    shelf.put(pack("1"))
    shelf.activate("shop", "1")
    assert shelf.active().name == "shop"
    shelf.run(lambda c: store.deactivate(c, "acme", "shop", actor="mara"))
    assert shelf.active() is standard()
    with pytest.raises(NotFound, match="not active"):
        shelf.run(lambda c: store.deactivate(c, "acme", "shop", actor="mara"))


def test_every_change_is_in_the_change_log_with_who_did_it(shelf: Shelf) -> None:
    digest = shelf.put(pack("1"))
    shelf.activate("shop", "1")
    shelf.run(lambda c: store.deactivate(c, "acme", "shop", actor="jonas"))
    query = sa.select(changes.c.kind, changes.c.ref, changes.c.body).order_by(changes.c.seq)
    rows = shelf.run(lambda c: c.execute(query).all())
    assert [(row.kind, row.ref, row.body["verb"], row.body["actor"]) for row in rows] == [
        ("pack", "shop", "saved", "mara"),
        ("pack", "shop", "activated", "mara"),
        ("pack", "shop", "deactivated", "jonas"),
    ]
    assert rows[1].body["digest"] == digest
