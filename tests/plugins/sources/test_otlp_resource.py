"""Who telemetry speaks of."""

from __future__ import annotations

import pytest

from rootward.events.model import Edge
from rootward.kit.canonical import JSON
from rootward.plugins.sources.otlp_resource import double, label, resource_of

POD: dict[str, JSON] = {
    "service.name": "checkout", "service.version": "42", "k8s.pod.name": "checkout-7d9", "k8s.namespace.name": "shop",
    "k8s.deployment.name": "checkout", "k8s.node.name": "node-1", "k8s.pod.uid": "u", "process.pid": 7,
    "telemetry.sdk.name": "opentelemetry",
}  # fmt: skip


@pytest.mark.parametrize(
    ("attributes", "entity"),
    [
        (POD, "service:checkout"),
        ({**POD, "service.name": "unknown_service:python"}, "pod:shop/checkout-7d9"),
        ({"k8s.statefulset.name": "db", "k8s.namespace.name": "shop"}, "workload:shop/db"),
        ({"k8s.namespace.name": "shop"}, "namespace:shop"),
        ({"host.name": "vm-1"}, "node:vm-1"),
        ({"k8s.cluster.name": "prod"}, "cluster:prod"),
        ({"service.name": "unknown_service:java"}, "service:unknown_service:java"),
        ({"service.name": ""}, "service:unknown_service"),
        ({"service.name": 7}, "service:unknown_service"),
        ({}, "service:unknown_service"),
    ],
)
def test_the_most_telling_attribute_is_the_entity(attributes: dict[str, JSON], entity: str) -> None:
    assert resource_of(attributes).entity == entity


def test_only_what_tells_instances_apart_stays_with_every_item() -> None:
    assert resource_of(POD).labels == {
        "service.version": "42", "k8s.pod.name": "checkout-7d9", "k8s.namespace.name": "shop",
        "k8s.deployment.name": "checkout", "k8s.node.name": "node-1",
    }  # fmt: skip


def test_a_resource_states_where_it_runs() -> None:
    told = {"origin": "spans", "ts": 5}
    assert resource_of(POD).edges_at(5) == [
        Edge(src="service:checkout", dst="pod:shop/checkout-7d9", relation="runs_on", **told),  # type: ignore[arg-type]
        Edge(src="workload:shop/checkout", dst="pod:shop/checkout-7d9", relation="owns", **told),  # type: ignore[arg-type]
        Edge(src="pod:shop/checkout-7d9", dst="node:node-1", relation="runs_on", **told),  # type: ignore[arg-type]
    ]
    assert resource_of({"service.name": "checkout"}).edges_at(5) == []


def test_values_become_labels_that_read_the_same_everywhere() -> None:
    values: list[JSON] = ["a", True, 3, 0.5, [1, "b"], {"b": 1, "a": 2}, None]
    assert [label(value) for value in values] == [
        "a", "true", "3", "0.5", '[1,"b"]', '{"a":2,"b":1}', "",
    ]  # fmt: skip
    assert [double(value) for value in (1.5, float("nan"), float("inf"), float("-inf"))] == [
        1.5, "NaN", "Infinity", "-Infinity",
    ]  # fmt: skip
