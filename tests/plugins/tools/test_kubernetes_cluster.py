"""Clusters as tools: what is listed, and what is said of a cluster that does not answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from rootward.errors import NotFound
from rootward.events.presence import Presence
from rootward.kit.addresses import Private
from rootward.kit.db import DISPATCHER, Database
from rootward.kit.egress import Egress
from rootward.kit.secrets import Secrets
from rootward.packs import connections
from rootward.plugins.tools.kubernetes_cluster import TOOLS
from rootward.tenancy import tenants
from rootward.tools.contract import ToolResult
from rootward.tools.gateway import Gateway
from rootward.tools.outside import WayOut


@pytest.fixture
def ask(database: Database, outside: Any, tmp_path: Path) -> Callable[..., Any]:
    """`await ask(tool, …)` with one connection, `prod`, to the fake API."""
    gateway = Gateway(database, TOOLS, outside=WayOut(Egress(Private(everywhere=True)), Secrets({}, tmp_path)).of)
    item = connections.check({"name": "prod", "kind": "kubernetes", "url": outside.url})
    asyncio.run(database.run(tenants.ensure_default, tenant=DISPATCHER))
    put = partial(connections.put, tenant="default", item=item, actor="ann")
    asyncio.run(database.run(put, tenant="default"))

    async def call(tool: str, **arguments: Any) -> ToolResult:
        return (await gateway.call(tool, arguments, tenant="default"))[0]

    return call


def _pods(_method: str, path: str, *_: Any) -> tuple[int, dict[str, str], bytes]:
    if path.endswith("/secrets"):
        return 403, {}, b"{}"
    items = [{"metadata": {"name": "a", "namespace": "shop"}}] if path.endswith("/pods") else []
    return 200, {}, json.dumps({"items": items, "metadata": {}}).encode()


async def test_the_objects_of_every_cluster_are_listed(ask: Callable[..., Any], outside: Any) -> None:
    outside.answer = _pods
    result = await ask("kubernetes.objects")
    assert result.presence is Presence.FOUND
    assert result.value["objects"] == {"Pod": 1} and result.value["clusters"] == ["prod"]
    assert [item["resource"] for item in result.value["unlisted"]] == ["secrets"]
    assert result.data[0].of_kind("Pod")[0]["metadata"]["name"] == "a"
    assert (await ask("kubernetes.objects", source="prod", namespaces=["shop"])).value["objects"] == {"Pod": 1}


async def test_a_cluster_that_does_not_answer_is_something_unseen(ask: Callable[..., Any], outside: Any) -> None:
    outside.answer = lambda *_: (401, {}, b"")
    assert (await ask("kubernetes.check", source="prod")).presence is Presence.DENIED
    outside.answer = lambda *_: (500, {}, b"")
    result = await ask("kubernetes.objects")
    assert result.presence is Presence.SOURCE_DOWN and "not listed" in result.summary


async def test_an_unknown_cluster_is_named(ask: Callable[..., Any]) -> None:
    with pytest.raises(NotFound, match="there are prod"):
        await ask("kubernetes.check", source="other")
