"""Findings in order: what explains the others comes first."""

from __future__ import annotations

from random import Random

from tests.causality.kubernetes.cluster import container, event, found, node, own, pod, service, unscheduled, workload


def test_a_node_explains_what_is_down_on_it_alone() -> None:
    dead = node(ready="Unknown", message="Kubelet stopped posting node status.")
    state = {"restartCount": 4, "state": {"waiting": {"reason": "CrashLoopBackOff"}}}
    ranked = found(dead, node("node-2"), workload(ready=0), pod(ready=False, status=state))
    assert [(item.finding.kind, bool(item.explained_by)) for item in ranked] == [
        ("infrastructure.kubelet", False), ("runtime.crash", True),
    ]  # fmt: skip
    elsewhere = found(dead, node("node-2"), workload(ready=0), pod(ready=False, status=state, node="node-2"))
    assert [item.explained_by for item in elsewhere] == ["", ""]


def test_a_dead_node_explains_the_taint_that_the_cluster_set_on_it() -> None:
    taint = {"key": "node.kubernetes.io/unreachable", "effect": "NoSchedule"}
    dead = node(ready="Unknown", message="Kubelet stopped posting node status.", taints=[taint])
    waiting = unscheduled()
    words = "0/1 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/unreachable: }."
    ranked = found(dead, workload(ready=0), waiting, event(waiting, "FailedScheduling", words))
    assert [(item.finding.kind, bool(item.explained_by)) for item in ranked] == [
        ("infrastructure.kubelet", False), ("scheduling.taint", True),
    ]  # fmt: skip


def test_a_broken_dependency_explains_its_caller() -> None:
    front = [container(env=[{"name": "WEB_ADDR", "value": "web:80"}])]
    state = {"restartCount": 4, "state": {"waiting": {"reason": "CrashLoopBackOff"}}}
    callers = [workload("front", ready=0, containers=front), pod("front", ready=False, containers=front, status=state)]
    broken = [workload(replicas=0), service()]
    ranked = found(*callers, *broken)
    assert [(item.finding.kind, item.explained_by) for item in ranked] == [
        ("runtime.zero_replicas", ""), ("runtime.crash", "runtime.zero_replicas of Deployment/shop/web"),
    ]  # fmt: skip


def test_what_is_proven_by_two_objects_comes_before_a_symptom_of_the_same_workload() -> None:
    probe = {"tcpSocket": {"port": 9999}, "periodSeconds": 10, "failureThreshold": 3, "initialDelaySeconds": 60}
    made = [container(livenessProbe=probe)]
    state = {"restartCount": 5, "state": {"waiting": {"reason": "CrashLoopBackOff"}}}
    web = pod(ready=False, containers=made, status=state)
    said = event(web, "Unhealthy", "Liveness probe failed: connect: connection refused", count=9)
    ranked = found(workload(containers=made, ready=0), web, said)
    assert [(item.finding.kind, bool(item.explained_by)) for item in ranked] == [
        ("runtime.liveness_port", False), ("runtime.crash", True),
    ]  # fmt: skip
    assert ranked[0].says == "is restarted because its liveness probe asks port 9999; the container listens on 8080"
    assert ranked[0].next == "Correct the port of the liveness probe"


def test_the_order_of_the_objects_does_not_matter() -> None:
    proxy = own("NodeComponent", "node-1.kube-proxy", {"node": "node-1", "component": "kube-proxy"}, active="failed")
    down = [workload(replicas=0), service(), workload("b", replicas=0), service("b")]
    objects = [node(ready="False", message="x"), *down, proxy]
    ranked = found(*objects)
    for seed in range(5):
        shuffled = list(objects)
        Random(seed).shuffle(shuffled)
        assert found(*shuffled) == ranked


def test_a_healthy_cluster_has_no_findings() -> None:
    assert found(node(), workload(), pod(), service()) == []
    assert found() == []
