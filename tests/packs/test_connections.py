"""A tenant's connections, kept as versions of a pack of their own."""

from __future__ import annotations

import pytest

from rootward.errors import Conflict, NotFound
from rootward.packs import connections, store
from rootward.packs.load import load_body
from tests.packs.test_store import Shelf, shelf

__all__ = ["shelf"]

MAIN = connections.check({"name": "main", "kind": "prometheus", "url": "http://a:9090"})
MOVED = connections.check({"name": "main", "kind": "prometheus", "url": "http://b:9090"})
OTHER = connections.check({"name": "other", "kind": "kubernetes", "url": "https://c:6443"})


def _put(shelf: Shelf, *items: object) -> None:
    for item in items:
        shelf.run(lambda c, item=item: connections.put(c, "acme", item, actor="mara"))  # type: ignore[misc]


def test_a_connection_is_added_changed_and_removed_and_other_packs_stay_in_force(shelf: Shelf) -> None:
    before = shelf.active().routes
    _put(shelf, MAIN, OTHER, MOVED)
    assert [(item.name, item.url) for item in shelf.active().connections] == [
        ("main", "http://b:9090"), ("other", "https://c:6443")
    ]  # fmt: skip
    assert shelf.active().routes == before
    shelf.run(lambda c: connections.remove(c, "acme", "main", actor="mara"))
    assert [item.name for item in shelf.active().connections] == ["other"]


def test_every_change_is_a_version_that_can_be_undone(shelf: Shelf) -> None:
    _put(shelf, MAIN, MOVED)
    assert [item.version for item in shelf.run(lambda c: store.versions(c, "acme", connections.PACK))] == ["2", "1"]
    shelf.run(lambda c: store.roll_back(c, "acme", connections.PACK, actor="mara"))
    assert [item.url for item in shelf.active().connections] == ["http://a:9090"]


def test_another_tenant_has_its_own(shelf: Shelf) -> None:
    _put(shelf, MAIN)
    assert shelf.active("other").connections == ()


def test_what_is_not_there_or_declared_elsewhere_is_not_removed(shelf: Shelf) -> None:
    with pytest.raises(NotFound):
        shelf.run(lambda c: connections.remove(c, "acme", "main", actor="mara"))
    pack = load_body({"name": "mine", "version": "1", "connections": [MAIN.model_dump(mode="json")]})
    shelf.put(pack)
    shelf.activate("mine", "1")
    with pytest.raises(Conflict, match="another pack"):
        shelf.run(lambda c: connections.remove(c, "acme", "main", actor="mara"))
