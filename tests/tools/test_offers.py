"""What a server offered: kept whole, one look in the place of the one before, each tenant's its own."""

from __future__ import annotations

from typing import Any

from rootward.kit.canonical import JSON
from rootward.kit.db import Database
from rootward.tools.offers import Offer, keep, offers_of, seen


def _offer(tool: str, description: str = "d", **arguments: JSON) -> Offer:
    return Offer(server="s", tool=tool, description=description, arguments={"type": "object", **arguments})


async def _keep(database: Database, *found: Offer, tenant: str = "t", server: str = "s") -> Any:
    return await database.run(lambda connection: keep(connection, tenant, server, found), tenant=tenant)


async def test_another_look_takes_the_place_of_the_one_before_and_says_what_changed(database: Database) -> None:
    assert await _keep(database, _offer("a"), _offer("b"), _offer("c")) == []
    changed = await _keep(database, _offer("a"), _offer("b", "other"), _offer("c", properties={}), _offer("d", "new"))
    assert changed == ["b", "c"]
    found = await database.read(lambda c: offers_of(c, "t"), tenant="t")
    assert [(offer.tool, offer.description) for offer in found] == [
        ("a", "d"), ("b", "other"), ("c", "d"), ("d", "new"),
    ]  # fmt: skip
    assert await _keep(database) == []
    assert await database.read(lambda c: offers_of(c, "t"), tenant="t") == []


async def test_servers_and_tenants_are_kept_apart(database: Database) -> None:
    await _keep(database, _offer("a"))
    await _keep(database, _offer("a", "theirs"), tenant="other")
    await _keep(database, Offer(server="z", tool="q", description="d", arguments={}), server="z")
    counted = await database.read(lambda c: seen(c, "t"), tenant="t")
    assert {server: count for server, (count, at) in counted.items() if at > 0} == {"s": 1, "z": 1}
    assert (await database.read(lambda c: offers_of(c, "other"), tenant="other"))[0].description == "theirs"
