"""Reading a cluster over real HTTP: pages, refusals, a list forgotten half-way, slowness, and no data of a secret."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest

from rootward.events.cluster import ClusterObjects
from rootward.events.presence import Presence
from rootward.kit.addresses import Private
from rootward.kit.egress import Egress, Target
from rootward.plugins.tools.kubernetes_api import RESOURCES, read_cluster

Reply = tuple[int, dict[str, str], bytes]
PODS, SECRETS, QUOTAS = "/api/v1/pods", "/api/v1/secrets", "/api/v1/resourcequotas"


def _list(*items: Any, after: str = "") -> Reply:
    return (
        200,
        {"content-type": "application/json"},
        json.dumps({"items": items, "metadata": {"continue": after}}).encode(),
    )


def _pod(name: str, namespace: str = "shop", **more: Any) -> dict[str, Any]:
    return {"metadata": {"name": name, "namespace": namespace, "managedFields": [{"manager": "kubelet"}]}, **more}


class Cluster:
    """A small API server: replies by path, an empty list for everything else."""

    def __init__(self, outside: Any, replies: dict[str, Callable[..., Reply] | Reply]) -> None:
        self.outside, self.replies = outside, replies
        outside.answer = self._answer

    def _answer(
        self, _method: str, path: str, query: dict[str, list[str]], headers: dict[str, str], _body: bytes
    ) -> Reply:
        if headers.get("authorization") != "Bearer t0ken":
            return 401, {}, b"{}"
        reply = self.replies.get(path, _list())
        return reply(query, headers) if callable(reply) else reply

    async def read(self, **how: Any) -> ClusterObjects:
        target = Target(name="test", url=self.outside.url, headers={"authorization": "Bearer t0ken"}, timeout_s=5)
        async with Egress(Private(everywhere=True)).line(target) as line:
            return await read_cluster(line, "test", **how)


async def test_every_page_is_read_and_objects_carry_their_kind(outside: Any) -> None:
    def pods(query: dict[str, list[str]], _headers: dict[str, str]) -> Reply:
        page = int(query.get("continue", ["0"])[0])
        assert query["limit"] == ["500"]
        return _list(_pod(f"api-{page}", spec={"nodeName": "n1"}), after=str(page + 1) if page < 3 else "")

    found = await Cluster(outside, {PODS: pods}).read()
    assert [item["metadata"]["name"] for item in found.of_kind("Pod")] == ["api-0", "api-1", "api-2", "api-3"]
    assert found.objects[0] == {
        "apiVersion": "v1", "kind": "Pod", "metadata": {"name": "api-0", "namespace": "shop"},
        "spec": {"nodeName": "n1"},
    }  # fmt: skip
    assert found.unlisted == ()


async def test_what_is_not_permitted_is_denied_and_the_rest_is_read(outside: Any) -> None:
    found = await Cluster(
        outside, {PODS: _list(_pod("a")), QUOTAS: (403, {}, b"{}"), "/api/v1/nodes": (404, {}, b"")}
    ).read()
    assert len(found.objects) == 1
    assert {item.resource: item.presence for item in found.unlisted} == {
        "resourcequotas": Presence.DENIED, "nodes": Presence.ABSENT
    }  # fmt: skip


async def test_a_kind_that_is_refused_cluster_wide_is_read_in_the_own_namespace(outside: Any) -> None:
    replies: dict[str, Any] = {PODS: (403, {}, b"{}"), "/api/v1/namespaces/shop/pods": _list(_pod("a"))}
    found = await Cluster(outside, replies).read(own_namespace="shop")
    assert len(found.of_kind("Pod")) == 1
    assert found.unlisted[0].presence is Presence.DENIED
    assert "only the namespace shop was read" in found.unlisted[0].detail


async def test_a_list_that_was_forgotten_half_way_is_begun_again(outside: Any) -> None:
    calls: list[str] = []

    def pods(query: dict[str, list[str]], _headers: dict[str, str]) -> Reply:
        calls.append(query.get("continue", [""])[0])
        if calls[-1] == "old":
            return 410, {}, b'{"reason": "Expired"}'
        return _list(_pod("a"), after="old" if len(calls) == 1 else "")

    found = await Cluster(outside, {PODS: pods}).read()
    assert calls == ["", "old", ""]
    assert [item["metadata"]["name"] for item in found.of_kind("Pod")] == ["a"]
    assert found.unlisted == ()


async def test_a_list_that_is_always_forgotten_is_given_up_and_said(outside: Any) -> None:
    found = await Cluster(outside, {PODS: (410, {}, b"{}")}).read()
    assert [(item.resource, item.presence) for item in found.unlisted] == [("pods", Presence.SOURCE_DOWN)]


async def test_a_slow_answer_costs_its_own_kind_only(outside: Any) -> None:
    given_up = threading.Event()

    def slow(_query: dict[str, list[str]], _headers: dict[str, str]) -> Reply:
        given_up.wait(100)
        return _list()

    found = await Cluster(outside, {PODS: _list(_pod("a")), QUOTAS: slow}).read(budget_s=2)
    given_up.set()
    assert len(found.of_kind("Pod")) == 1
    assert "resourcequotas" in {item.resource for item in found.unlisted if item.presence is Presence.SOURCE_DOWN}


async def test_what_a_secret_holds_is_neither_asked_for_nor_kept(outside: Any) -> None:
    asked: list[str] = []

    def secrets(_query: dict[str, list[str]], headers: dict[str, str]) -> Reply:
        asked.append(headers["accept"])
        applied = {"kubectl.kubernetes.io/last-applied-configuration": '{"data": {"password": "aHVudGVyMg=="}}'}
        metadata = {"name": "db", "namespace": "shop", "annotations": applied}
        return _list({"metadata": metadata, "data": {"password": "aHVudGVyMg=="}, "type": "Opaque"})

    found = await Cluster(outside, {SECRETS: secrets}).read()
    assert "PartialObjectMetadataList" in asked[0]
    assert found.of_kind("Secret") == [
        {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "db", "namespace": "shop"}}
    ]


async def test_named_namespaces_are_read_one_by_one_and_nodes_once(outside: Any) -> None:
    cluster = Cluster(outside, {})
    await cluster.read(namespaces=("a", "b"))
    paths = [path for _, path, _ in outside.asked]
    assert "/api/v1/namespaces/a/pods" in paths and "/api/v1/namespaces/b/pods" in paths
    assert PODS not in paths and paths.count("/api/v1/nodes") == 1


async def test_a_wrong_token_is_a_denial_of_everything(outside: Any) -> None:
    Cluster(outside, {})
    target = Target(name="test", url=outside.url, headers={"authorization": "Bearer wrong"})
    async with Egress(Private(everywhere=True)).line(target) as line:
        found = await read_cluster(line, "test")
    assert found.objects == ()
    assert {item.presence for item in found.unlisted} == {Presence.DENIED}
    assert len(found.unlisted) == len(RESOURCES)


@pytest.mark.parametrize("status", [500, 503, 429])
async def test_an_api_that_fails_is_down_for_that_kind(outside: Any, status: int) -> None:
    found = await Cluster(outside, {PODS: (status, {}, b"")}).read()
    assert [(item.resource, item.presence) for item in found.unlisted] == [("pods", Presence.SOURCE_DOWN)]
