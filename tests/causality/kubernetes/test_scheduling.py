"""Why a pod is given to no node."""

from __future__ import annotations

from typing import Any

from rootward.causality.kubernetes.snapshot import Object
from tests.causality.kubernetes.cluster import container, event, kinds, node, pod, unscheduled, workload

CONTROL = node("head", cordoned=True, labels={"node-role.kubernetes.io/control-plane": ""})
WORKERS = [node("node-1", labels={"disk": "ssd"}), node("node-2")]


def waiting(words: str, **spec: Any) -> list[Object]:
    web = unscheduled(**spec)
    return [workload(ready=0, **spec), web, event(web, "FailedScheduling", f"0/3 nodes are available: {words}.")]


def test_more_memory_than_any_node_has_is_a_capacity() -> None:
    big = [container(resources={"requests": {"memory": "64Gi", "cpu": "1"}})]
    said = waiting("1 node(s) were unschedulable, 2 Insufficient memory", containers=big)
    assert kinds(*said, CONTROL, *WORKERS) == ["scheduling.memory_capacity Deployment/shop/web"]


def test_of_cpu_and_memory_the_one_that_more_nodes_lack_counts() -> None:
    said = waiting("2 Insufficient cpu, 1 Insufficient memory")
    assert kinds(*said, CONTROL, *WORKERS) == ["scheduling.cpu_capacity Deployment/shop/web"]
    assert kinds(*waiting("2 Too many pods"), *WORKERS) == ["scheduling.pod_capacity Deployment/shop/web"]
    gpu = waiting("2 Insufficient nvidia.com/gpu")
    assert kinds(*gpu, *WORKERS) == ["scheduling.other_capacity Deployment/shop/web"]


def test_a_selector_that_no_node_has_differs_from_one_whose_nodes_are_cordoned() -> None:
    words = "1 node(s) were unschedulable, 2 node(s) didn't match Pod's node affinity/selector"
    said = waiting(words, nodeSelector={"disk": "tape"})
    assert kinds(*said, CONTROL, *WORKERS) == ["scheduling.node_selector Deployment/shop/web"]
    said = waiting(words, nodeSelector={"disk": "ssd"})
    closed = [node("node-1", labels={"disk": "ssd"}, cordoned=True), node("node-2")]
    assert kinds(*said, CONTROL, *closed) == ["scheduling.cordon Deployment/shop/web"]


def test_a_required_affinity_is_no_selector() -> None:
    term = {"matchExpressions": [{"key": "zone", "operator": "In", "values": ["moon"]}]}
    required = {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [term]}}
    words = "1 node(s) were unschedulable, 2 node(s) didn't match Pod's node affinity/selector"
    said = waiting(words, affinity={"nodeAffinity": required})
    assert kinds(*said, CONTROL, *WORKERS) == ["scheduling.node_affinity Deployment/shop/web"]
    term["matchExpressions"][0] |= {"key": "disk", "operator": "Exists"}
    closed = [node("node-1", labels={"disk": "ssd"}, cordoned=True), node("node-2")]
    assert kinds(*said, CONTROL, *closed) == ["scheduling.cordon Deployment/shop/web"]


def test_a_control_plane_that_alone_would_fit_fits_nobody() -> None:
    said = waiting("3 node(s) didn't match Pod's node affinity/selector", nodeSelector={"role": "head"})
    head = node("head", cordoned=True, labels={"node-role.kubernetes.io/control-plane": "", "role": "head"})
    assert kinds(*said, head, *WORKERS) == ["scheduling.node_selector Deployment/shop/web"]


def test_a_taint_is_blamed_where_the_pod_wants_the_tainted_node() -> None:
    words = "1 node(s) had untolerated taint {team: gpu}, 2 node(s) didn't match Pod's node affinity/selector"
    said = waiting(words, nodeSelector={"disk": "ssd"})
    taint = {"key": "team", "value": "gpu", "effect": "NoSchedule"}
    tainted = [node("node-1", labels={"disk": "ssd"}, taints=[taint]), node("node-2")]
    assert kinds(*said, CONTROL, *tainted) == ["scheduling.taint Deployment/shop/web"]
    everywhere = [node("node-1", taints=[taint]), node("node-2", taints=[taint])]
    plain = waiting("1 node(s) were unschedulable, 2 node(s) had untolerated taint {team: gpu}")
    assert kinds(*plain, CONTROL, *everywhere) == ["scheduling.taint Deployment/shop/web"]


def test_every_worker_cordoned_is_a_cordon_without_any_selector() -> None:
    said = waiting("3 node(s) were unschedulable")
    assert kinds(*said, CONTROL, node("node-1", cordoned=True), node("node-2", cordoned=True)) == [
        "scheduling.cordon Deployment/shop/web"
    ]


def test_rules_between_pods_are_told_by_the_scheduler() -> None:
    for words, kind in (
        ("didn't match pod anti-affinity rules", "anti_affinity"), ("didn't match pod affinity rules", "pod_affinity"),
        ("didn't match pod topology spread constraints", "spread"),
        ("didn't have free ports for the requested pod ports", "host_port"),
    ):  # fmt: skip
        said = waiting(f"1 node(s) were unschedulable, 2 node(s) {words}")
        assert kinds(*said, CONTROL, *WORKERS) == [f"scheduling.{kind} Deployment/shop/web"]


def test_a_pod_that_found_its_node_later_waits_for_nothing() -> None:
    web = pod()
    old = event(web, "FailedScheduling", "0/3 nodes are available: 3 Insufficient cpu.")
    assert kinds(workload(), web, old, CONTROL, *WORKERS) == []


def test_a_condition_speaks_where_the_event_has_expired() -> None:
    web = unscheduled()
    told = {"type": "PodScheduled", "status": "False", "message": "0/2 nodes are available: 2 Insufficient memory."}
    web["status"]["conditions"] = [told]
    assert kinds(workload(ready=0), web, *WORKERS) == ["scheduling.memory_capacity Deployment/shop/web"]
