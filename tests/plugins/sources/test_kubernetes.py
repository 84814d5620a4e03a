"""Kubernetes Events of both APIs, in every wrapping, and topology from objects."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rootward.events.model import Edge, Event
from rootward.events.source import SourceContext
from rootward.kit import clock
from rootward.plugins.sources.kubernetes import KubernetesSource
from tests.causality.kubernetes.cluster import container, service, workload

SOURCE = KubernetesSource()
CORE: dict[str, Any] = {
    "apiVersion": "v1",
    "kind": "Event",
    "metadata": {"name": "checkout-7d9.17a", "namespace": "shop", "uid": "u-1",
                 "creationTimestamp": "2026-11-20T11:00:00Z"},
    "involvedObject": {"kind": "Pod", "namespace": "shop", "name": "checkout-7d9", "uid": "pod-1",
                       "fieldPath": "spec.containers{api}"},
    "reason": "BackOff",
    "message": "Back-off restarting failed container",
    "type": "Warning",
    "count": 12,
    "firstTimestamp": "2026-11-20T11:30:00Z",
    "lastTimestamp": "2026-11-20T12:00:00Z",
    "eventTime": None,
    "source": {"component": "kubelet", "host": "node-1"},
    "reportingComponent": "kubelet",
}  # fmt: skip
NEWER: dict[str, Any] = {
    "apiVersion": "events.k8s.io/v1",
    "kind": "Event",
    "metadata": CORE["metadata"],
    "regarding": CORE["involvedObject"],
    "reason": "BackOff",
    "note": "Back-off restarting failed container",
    "type": "Warning",
    "action": "Restarting",
    "reportingController": "kubelet",
    "reportingInstance": "node-1",
    "eventTime": "2026-11-20T11:30:00.000001Z",
    "series": {"count": 12, "lastObservedTime": "2026-11-20T12:00:00.000000Z"},
    "deprecatedCount": 3,
    "deprecatedSource": {"component": "kubelet", "host": "node-1"},
}


def parse(value: Any, context: SourceContext) -> tuple[Event, ...]:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    assert SOURCE.recognises(raw, {})
    found = SOURCE.parse(raw, {}, context)
    assert not found.rejects, found.rejects
    return found.events


def test_both_apis_give_the_same_event(context: SourceContext) -> None:
    (old,), (new,) = parse(CORE, context), parse(NEWER, context)
    for event in (old, new):
        assert (event.source, event.event_type, event.severity) == ("k8s.events", "BackOff", "medium")
        assert event.ts == clock.parse_ns("2026-11-20T12:00:00Z")
        assert event.entity == {"namespace": "shop", "pod": "checkout-7d9", "container": "api", "node": "node-1"}
        assert event.ingest_id == "k8s:u-1:12"
        assert event.correlation_ids == {"object_uid": "pod-1"}
    assert old.payload == CORE


@pytest.mark.parametrize(
    "wrapped",
    [
        {"apiVersion": "v1", "kind": "List", "items": [CORE]},
        {"apiVersion": "v1", "kind": "EventList", "items": [{k: v for k, v in CORE.items() if k != "kind"}]},
        {"type": "MODIFIED", "object": CORE},
        [CORE],
        json.dumps({"type": "ADDED", "object": CORE}).encode() + b'\n{"type": "BOOKMARK", "object": {}}',
        {k: v for k, v in CORE.items() if k not in ("kind", "apiVersion")},
    ],
)  # fmt: skip
def test_every_wrapping_gives_the_same_event(context: SourceContext, wrapped: Any) -> None:
    assert [event.ingest_id for event in parse(wrapped, context)] == ["k8s:u-1:12"]


def test_an_exporters_line_says_more_about_the_object(context: SourceContext) -> None:
    line = {
        **{name: value for name, value in CORE.items() if name not in ("kind", "apiVersion")},
        "clusterName": "prod",
        "involvedObject": {
            **CORE["involvedObject"],
            "labels": {"app.kubernetes.io/name": "checkout", "app": "other"},
            "ownerReferences": [{"kind": "ReplicaSet", "name": "checkout-7d9"}],
        },
    }
    (event,) = parse(line, context)
    assert event.entity["service"] == "checkout"
    assert event.entity["workload"] == "checkout-7d9"
    assert event.entity["cluster"] == "prod"


@pytest.mark.parametrize(
    ("changes", "ts"),
    [
        ({}, "2026-11-20T12:00:00Z"),
        ({"series": {"lastObservedTime": "2026-11-20T12:01:00Z"}}, "2026-11-20T12:01:00Z"),
        ({"lastTimestamp": None, "eventTime": "2026-11-20T11:45:00.5Z"}, "2026-11-20T11:45:00.5Z"),
        ({"lastTimestamp": None}, "2026-11-20T11:30:00Z"),
        ({"lastTimestamp": "0001-01-01T00:00:00Z", "firstTimestamp": None}, "2026-11-20T11:00:00Z"),
        ({"lastTimestamp": None, "firstTimestamp": None, "metadata": {"uid": "u"}}, "2026-11-20T12:05:00Z"),
    ],
)
def test_the_latest_known_time_counts(context: SourceContext, changes: dict[str, Any], ts: str) -> None:
    (event,) = parse({**CORE, **changes}, context)
    assert event.ts == clock.parse_ns(ts)


def test_each_further_occurrence_is_a_new_event_and_a_copy_is_not(context: SourceContext) -> None:
    ids = [parse({**CORE, "count": count}, context)[0].ingest_id for count in (1, 2, 2)]
    assert ids[0] != ids[1] == ids[2]


@pytest.mark.parametrize(
    ("kind", "entity"),
    [
        ("Node", {"node": "x"}),
        ("Deployment", {"namespace": "shop", "workload": "x"}),
        ("Service", {"namespace": "shop", "service": "x"}),
        ("Namespace", {"namespace": "x"}),
        ("PersistentVolumeClaim", {"namespace": "shop", "object": "PersistentVolumeClaim/x"}),
    ],
)
def test_the_involved_object_is_the_entity(context: SourceContext, kind: str, entity: dict[str, str]) -> None:
    (event,) = parse({**CORE, "involvedObject": {"kind": kind, "name": "x"}, "source": {}}, context)
    assert event.entity == entity


def test_what_expired_and_bookmarks_say_nothing(context: SourceContext) -> None:
    lines = [{"type": "DELETED", "object": CORE}, {"type": "BOOKMARK", "object": {"kind": "Event"}}]
    raw = b"\n".join(json.dumps(line).encode() for line in lines)
    found = SOURCE.parse(raw, {}, context)
    assert (found.events, found.rejects) == ((), ())


def test_objects_give_edges_of_ownership_and_place(context: SourceContext) -> None:
    pod = {
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": "checkout-7d9-x", "namespace": "shop",
                     "ownerReferences": [{"kind": "ReplicaSet", "name": "checkout-7d9"},
                                         {"kind": "Alien", "name": "a"}]},
        "spec": {"nodeName": "node-1"},
    }  # fmt: skip
    replicas = {
        "apiVersion": "apps/v1", "kind": "ReplicaSet",
        "metadata": {"name": "checkout-7d9", "namespace": "shop",
                     "ownerReferences": [{"kind": "Deployment", "name": "checkout"}]},
    }  # fmt: skip
    found = SOURCE.parse(
        json.dumps({"kind": "List", "apiVersion": "v1", "items": [pod, replicas, pod, CORE]}).encode(), {}, context
    )
    told = {"origin": "kubernetes", "ts": context.now_ns}
    assert found.telemetry.edges == (
        Edge(src="workload:shop/checkout-7d9", dst="pod:shop/checkout-7d9-x", relation="owns", **told),  # type: ignore[arg-type]
        Edge(src="pod:shop/checkout-7d9-x", dst="node:node-1", relation="runs_on", **told),  # type: ignore[arg-type]
        Edge(src="workload:shop/checkout", dst="workload:shop/checkout-7d9", relation="owns", **told),  # type: ignore[arg-type]
    )
    assert [event.event_type for event in found.events].count("KubernetesObject") == 3


def test_objects_are_kept_without_what_secrets_hold(context: SourceContext) -> None:
    seen = {"rootward.dev/observed-at": "2026-11-20T11:00:00Z"}
    secret = {"kind": "Secret", "apiVersion": "v1", "data": {"a": "YWJj"},
              "metadata": {"name": "s", "namespace": "shop", "annotations": seen, "managedFields": [{}]}}  # fmt: skip
    config = {
        "kind": "ConfigMap",
        "apiVersion": "v1",
        "data": {"a": "b"},
        "metadata": {"name": "c", "namespace": "shop"},
    }
    routes = config | {"metadata": {"name": "gateway-routes", "namespace": "shop"}}
    events = SOURCE.parse(json.dumps([secret, config, routes]).encode(), {}, context).events
    assert [("data" in event.payload, event.severity) for event in events] == [
        (False, "info"), (False, "info"), (True, "info"),
    ]  # fmt: skip
    assert clock.format_ns(events[0].ts) == "2026-11-20T11:00:00Z"
    assert "managedFields" not in json.dumps(events[0].payload)
    assert len({event.ingest_id for event in events}) == 3


def test_an_object_that_was_deleted_is_told_of_once_more_and_has_no_edges(context: SourceContext) -> None:
    lines = [{"type": kind, "object": workload()} for kind in ("MODIFIED", "DELETED")]
    found = SOURCE.parse("\n".join(map(json.dumps, lines)).encode(), {}, context)
    assert [event.ingest_id.endswith(":gone") for event in found.events] == [False, True]
    assert SOURCE.parse(json.dumps(lines[1]).encode(), {}, context).telemetry.edges == ()
    assert SOURCE.parse(json.dumps({"type": "DELETED", "object": CORE}).encode(), {}, context).events == ()


def test_objects_that_come_together_state_who_calls_whom(context: SourceContext) -> None:
    objects = [workload("front", containers=[container(env=[{"name": "API_ADDR", "value": "api:80"}])]), service("api")]
    edges = SOURCE.parse(json.dumps({"kind": "List", "items": objects}).encode(), {}, context).telemetry.edges
    assert ("service:front", "calls", "service:api") in [(edge.src, edge.relation, edge.dst) for edge in edges]


def test_items_of_a_pod_list_are_pods_though_they_do_not_say_so(context: SourceContext) -> None:
    pods = {"kind": "PodList", "apiVersion": "v1", "items": [{"metadata": {"name": "p"}, "spec": {"nodeName": "n"}}]}
    found = SOURCE.parse(json.dumps(pods).encode(), {}, context)
    assert [(edge.src, edge.dst) for edge in found.telemetry.edges] == [("pod:p", "node:n")]


def test_wrong_items_are_set_aside_alone(context: SourceContext) -> None:
    lines = [
        {"type": "ADDED", "object": CORE},
        {"type": "ERROR", "object": {"kind": "Status", "message": "too old resource version"}},
        {"type": "ADDED", "object": {**CORE, "lastTimestamp": "noon"}},
        {"type": "ADDED", "object": {**CORE, "metadata": {}}},
    ]
    raw = b"\n".join([*(json.dumps(line).encode() for line in lines), b"{broken"])
    found = SOURCE.parse(raw, {}, context)
    assert len(found.events) == 1
    assert [(reject.index, reject.field) for reject in found.rejects] == [
        (1, "kind"), (2, "lastTimestamp"), (3, "metadata.uid"), (4, "body"),
    ]  # fmt: skip
