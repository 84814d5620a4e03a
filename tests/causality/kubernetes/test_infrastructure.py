"""Nodes and the components that run the cluster."""

from __future__ import annotations

import pytest

from rootward.causality.kubernetes.snapshot import Object
from tests.causality.kubernetes.cluster import event, kinds, node, own, pod, service, unscheduled, workload

HEAD = node("head", cordoned=True, labels={"node-role.kubernetes.io/control-plane": ""})


def component(name: str, active: str, on: str = "node-1") -> Object:
    return own("NodeComponent", f"{on}.{name}", {"node": on, "component": name}, active=active)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("kubelet", "kubelet"), ("containerd", "container_runtime"), ("crio", "container_runtime"),
        ("kube-proxy", "kube_proxy"), ("kube-scheduler", "scheduler"),
        ("kube-controller-manager", "controller_manager"), ("kube-apiserver", "api_server"), ("etcd", "etcd"),
    ],
)  # fmt: skip
def test_a_component_that_does_not_run_is_the_nodes_fault(name: str, kind: str) -> None:
    assert kinds(node(), component(name, "inactive")) == [f"infrastructure.{kind} Node/node-1"]
    assert kinds(node(), component(name, "failed")) == [f"infrastructure.{kind} Node/node-1"]
    assert kinds(node(), component(name, "active")) == []
    assert kinds(node(), component(name, "not-found")) == [], "it runs as a pod, or elsewhere"


@pytest.mark.parametrize(
    ("ready", "message", "kind"),
    [
        ("Unknown", "Kubelet stopped posting node status.", "kubelet"),
        ("False", "container runtime is down", "container_runtime"),
        ("False", "PLEG is not healthy: pleg was last seen active 5m ago", "container_runtime"),
        ("False", "cni plugin not initialized", "network_unavailable"),
        ("False", "something else", "node_down"),
    ],
)
def test_a_node_that_is_not_ready_says_why(ready: str, message: str, kind: str) -> None:
    assert kinds(node(ready=ready, message=message)) == [f"infrastructure.{kind} Node/node-1"]
    assert kinds(node(ready="True", message="kubelet is posting ready status")) == []


def test_the_component_that_does_not_run_explains_that_its_node_is_not_ready() -> None:
    every = [node(ready="Unknown", message="Kubelet stopped posting node status."), component("kubelet", "inactive")]
    assert kinds(*every) == ["infrastructure.kubelet Node/node-1"]


@pytest.mark.parametrize("kind", ["MemoryPressure", "DiskPressure", "PIDPressure", "NetworkUnavailable"])
def test_pressure_is_a_fault_only_while_it_lasts(kind: str) -> None:
    pressed = node()
    pressed["status"]["conditions"].append({"type": kind, "status": "True", "message": "x"})
    assert [item.rpartition(" ")[2] for item in kinds(pressed)] == ["Node/node-1"]
    pressed["status"]["conditions"][-1]["status"] = "False"
    assert kinds(pressed) == []


def test_a_node_from_which_no_service_answers_while_others_do_has_no_proxy() -> None:
    def tried(origin: str, name: str, ok: bool) -> Object:
        return own("Connection", f"{origin}.{name}", {"from": origin, "service": name, "port": 80}, ok=ok)

    nodes = [node("node-1"), node("node-2"), workload(), pod(), service()]
    bad = [tried("node-1", "web", False), tried("node-1", "api", False)]
    good = [tried("node-2", "web", True), tried("node-2", "api", True)]
    assert kinds(*nodes, *bad, *good) == ["infrastructure.kube_proxy Node/node-1"]
    nowhere = [tried("node-2", "web", False), tried("node-2", "api", False)]
    assert kinds(*nodes, *bad, *nowhere) == [], "nothing answers anybody: it is not the node"
    assert kinds(*nodes, tried("node-1", "web", True), bad[1], *good) == [], "it reaches one"


def test_pods_of_which_no_scheduler_speaks_have_none() -> None:
    started = event(workload(), "ScalingReplicaSet", "Scaled up")
    assert kinds(workload(ready=0), unscheduled(), started, HEAD, node()) == ["infrastructure.scheduler Node/head"]
    told = event(unscheduled(), "FailedScheduling", "0/2 nodes are available: 2 node(s) had untolerated taint {a: b}.")
    assert kinds(workload(ready=0), unscheduled(), told, HEAD, node()) == ["scheduling.taint Deployment/shop/web"]
    assert kinds(workload(ready=0), unscheduled(), HEAD, node()) == [], "no events were recorded at all"


def test_components_that_run_as_pods_are_judged_by_their_pods() -> None:
    broken = pod("kube-scheduler", ready=False, node="head")
    broken["metadata"] |= {"namespace": "kube-system", "name": "kube-scheduler-head", "ownerReferences": []}
    assert kinds(HEAD, broken) == ["infrastructure.scheduler Node/head"]
    broken["status"]["containerStatuses"][0]["ready"] = True
    assert kinds(HEAD, broken) == []
    dns = workload("coredns", replicas=2, ready=0)
    dns["metadata"]["namespace"] = "kube-system"
    assert kinds(dns) == ["infrastructure.cluster_dns Deployment/kube-system/coredns"]
    dns["status"]["readyReplicas"] = 1
    assert kinds(dns) == []
