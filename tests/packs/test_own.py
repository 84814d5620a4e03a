"""What a tenant adds by itself is a pack: each change a version, nothing of anybody else's touched."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from rootward.errors import BadInput, Conflict, NotFound
from rootward.kit.db import Connection, Database
from rootward.packs import connections, own, own_tools, store
from rootward.packs.load import load_body
from rootward.tenancy import tenants

TOOL: dict[str, Any] = {"name": "a.b", "description": "c", "url": "https://x.example/y"}


async def _do(database: Database, unit: Any) -> Any:
    await database.run(tenants.ensure_default, tenant="default")
    return await database.run(lambda connection: unit(connection, "default"), tenant="default")


async def test_a_tool_is_put_changed_and_removed_in_versions(database: Database) -> None:
    for risk in ("low", "high"):
        item = own_tools.check(TOOL | {"risk": risk})
        await _do(database, partial(own_tools.put, item=item, actor="ana"))
    pack = await _do(database, store.active_pack)
    assert [(tool.name, tool.risk) for tool in pack.tools] == [("a.b", "high")]
    assert pack.routes, "the shipped pack still decides beneath"
    await _do(database, partial(own_tools.remove, name="a.b", actor="ana"))
    assert (await _do(database, store.active_pack)).tools == ()
    assert [item.version for item in await _do(database, partial(store.versions, name="tools"))] == ["3", "2", "1"]
    with pytest.raises(NotFound):
        await _do(database, partial(own_tools.remove, name="a.b", actor="ana"))


async def test_a_tool_of_another_pack_is_changed_there(database: Database) -> None:
    pack = load_body({"name": "p", "version": "1", "tools": [TOOL]})

    def activate(connection: Connection, tenant: str) -> None:
        store.activate(connection, tenant, "p", store.save(connection, tenant, pack, actor="ana"), actor="ana")

    await _do(database, activate)
    with pytest.raises(Conflict, match="another pack"):
        await _do(database, partial(own_tools.remove, name="a.b", actor="ana"))


async def test_own_tools_and_own_connections_are_kept_apart(database: Database) -> None:
    item = connections.check({"name": "m", "kind": "prometheus", "url": "https://x"})
    await _do(database, partial(connections.put, item=item, actor="ana"))
    await _do(database, partial(own_tools.put, item=own_tools.check(TOOL), actor="ana"))
    kept = await _do(database, partial(own.kept, pack="tools"))
    assert kept.connections == () and [tool.name for tool in kept.tools] == ["a.b"]
    assert await _do(database, partial(own.kept, pack="nothing")) is None


def test_a_mistake_names_its_field() -> None:
    with pytest.raises(BadInput) as caught:
        own_tools.check(TOOL | {"url": "ftp://x"})
    assert caught.value.facts["field"] == "url"
