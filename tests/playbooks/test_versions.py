"""Every version of a pack in which a playbook stands: which decides, who wrote it, what changed."""

from __future__ import annotations

from typing import Any

import pytest

from rootward.errors import Conflict, NotFound
from rootward.kit.db import Connection
from rootward.packs import store
from rootward.packs.load import load_body
from rootward.playbooks.versions import Versions, changes, choose, versions
from tests.playbooks.conftest import MINUTE, Desk, step

SHIPPED = "look into it by hand"


def keep(desk: Desk, version: str, *playbooks: dict[str, Any], name: str = "mine", **sections: Any) -> str:
    """Keep it as a version, a minute after the one before, and make it the active one."""
    desk.later(MINUTE)
    body = {"name": name, "version": version, "requires": ["sre"], "playbooks": list(playbooks)} | sections

    def unit(connection: Connection, tenant: str) -> str:
        digest = store.save(connection, tenant, load_body(body), actor="ann")
        store.activate(connection, tenant, name, digest, actor="bea")
        return digest

    return desk.run(unit)


def note(text: str, name: str = "tell", **more: Any) -> dict[str, Any]:
    return {"name": name, "steps": [step("say", "add_comment", text=text)]} | more


def of(desk: Desk, name: str = "tell") -> Versions:
    return desk.run(versions, name=name)


def test_what_ships_stands_in_its_pack_without_having_been_stored(desk: Desk) -> None:
    (one,) = of(desk, SHIPPED).items
    assert (one.pack, one.in_force, one.active, one.shipped, one.kept_at, one.position) == (
        "sre", True, True, True, None, 0,
    )  # fmt: skip
    with pytest.raises(NotFound):
        of(desk, "nothing")


def test_the_newest_stands_first_with_what_it_changed(desk: Desk) -> None:
    first = keep(desk, "1", note("hello"))
    keep(desk, "2", note("hello"), note("x", "other"))
    third = keep(desk, "3", note("good day", version=2))
    found = of(desk)
    assert [(one.version, one.active, one.in_force, one.added, one.removed) for one in found.items] == [
        ("3", True, True, 2, 1), ("2", False, False, 0, 0), ("1", False, False, None, None),
    ]  # fmt: skip
    newest, _, oldest = found.items
    assert (newest.author.kept_by, newest.author.activated_by, newest.position) == ("ann", "bea", 2)
    assert (found.in_force, newest.digest, oldest.digest, found.more) == (newest, third, first, False)
    said = [(line.kind, line.text.strip()) for line in changes(oldest, newest) if line.kind != "same"]
    assert said == [("added", "version: 2"), ("removed", "text: hello"), ("added", "text: good day")]


def test_the_highest_layer_decides_unless_one_over_it_takes_it_out(desk: Desk) -> None:
    keep(desk, "1", note("mine", SHIPPED))
    found = of(desk, SHIPPED)
    assert [(one.pack, one.in_force, one.active) for one in found.items] == [("mine", True, True), ("sre", False, True)]
    keep(desk, "1", name="over", remove=[f"playbooks.{SHIPPED}"])
    assert of(desk, SHIPPED).in_force is None


def test_a_version_is_chosen_by_its_word_its_pack_or_its_digest(desk: Desk) -> None:
    digest = keep(desk, "1", note("a"))
    keep(desk, "2", note("b"))
    keep(desk, "1", note("c"), name="over")
    found = of(desk).items
    assert (choose(found, "").pack, choose(found, "2").pack, choose(found, "mine@1").digest) == (
        "over", "mine", digest,
    )  # fmt: skip
    assert choose(found, digest[:8]).digest == digest
    with pytest.raises(Conflict):
        choose(found, "1")
    with pytest.raises(NotFound):
        choose(found, "9")


def test_another_tenants_versions_are_not_there(desk: Desk) -> None:
    keep(desk, "1", note("a"))
    with pytest.raises(NotFound):
        desk.run(versions, tenant="other", name="tell")
