"""The packs that decide for a tenant, and who wrote and activated each of them."""

from __future__ import annotations

from rootward.packs import store
from rootward.packs.builtin import builtin
from rootward.packs.layers import authors, is_shipped, layers
from tests.packs.test_store import START, Shelf, pack, shelf

__all__ = ["shelf"]


def test_what_ships_decides_until_a_tenant_activates(shelf: Shelf) -> None:
    found = shelf.run(lambda c: layers(c, "acme"))
    assert [(one.pack.name, one.activation) for one in found] == [("sre", None), ("agentops", None)]
    shelf.put(pack("1", requires=["sre"]))
    shelf.activate("shop", "1")
    found = shelf.run(lambda c: layers(c, "acme"))
    by = [(one.pack.name, one.activation.activated_by if one.activation else None) for one in found]
    assert by == [("sre", store.PRODUCT), ("agentops", None), ("shop", "mara")]


def test_who_wrote_and_activated_a_version(shelf: Shelf) -> None:
    first, second = shelf.put(pack("1")), shelf.put(pack("2"))
    shelf.activate("shop", "1")
    shelf.run(lambda c: store.activate(c, "acme", "shop", "2", actor="ann"))
    shelf.run(lambda c: store.roll_back(c, "acme", "shop", actor="bea"))
    found = shelf.run(lambda c: authors(c, "acme"))
    assert (found[first].kept_by, found[first].activated_by, found[first].activated_at) == ("mara", "bea", START)
    assert (found[second].kept_by, found[second].activated_by) == ("mara", "ann")
    assert shelf.run(lambda c: authors(c, "other"), "other") == {}


def test_what_came_with_the_product() -> None:
    assert is_shipped("sre", builtin().digest, "mara")
    assert is_shipped("sre", "0" * 64, store.PRODUCT)
    assert not is_shipped("sre", "0" * 64, "mara")
    assert not is_shipped("shop", "0" * 64, store.PRODUCT)
