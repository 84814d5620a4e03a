"""Containers that ran and were stopped, or cannot work."""

from __future__ import annotations

import pytest

from rootward.causality.kubernetes.snapshot import Object
from tests.causality.kubernetes.cluster import container, event, kinds, log, pod, service, workload


def crashed(**ended: object) -> list[Object]:
    state = {
        "restartCount": 4,
        "state": {"waiting": {"reason": "CrashLoopBackOff"}},
        "lastState": {"terminated": ended},
    }
    return [workload(ready=0), pod(ready=False, status=state)]


def test_a_container_killed_for_its_memory_is_out_of_memory_and_an_exit_code_alone_is_not() -> None:
    assert kinds(*crashed(reason="OOMKilled", exitCode=137)) == ["runtime.oom Deployment/shop/web"]
    assert kinds(*crashed(reason="Error", exitCode=137)) == []
    assert kinds(*crashed(reason="Error", exitCode=1), least=1.0) == ["runtime.crash Deployment/shop/web"]


def test_what_ended_long_ago_and_is_up_again_is_past() -> None:
    ended = {"reason": "OOMKilled", "exitCode": 137, "finishedAt": "2026-11-20T11:55:00Z"}
    web = pod(status={"restartCount": 1, "lastState": {"terminated": ended}})
    web["metadata"]["annotations"] = {"rootward.dev/observed-at": "2026-11-20T12:00:00Z"}
    assert kinds(workload(), web) == ["runtime.oom Deployment/shop/web"]
    ended["finishedAt"] = "2026-11-19T12:00:00Z"
    assert kinds(workload(), web) == []


def test_a_sandbox_that_does_not_fit_the_memory_limit_is_out_of_memory_too() -> None:
    web = pod(ready=False, phase="Pending")
    said = event(web, "FailedCreatePodSandBox", "container init was OOM-killed (memory limit too low?): unknown")
    assert kinds(workload(ready=0), web, said) == ["runtime.oom Deployment/shop/web"]
    assert kinds(workload(), pod(), said) == []


def test_zero_replicas_matter_where_a_service_expects_some() -> None:
    assert kinds(workload(replicas=0), service()) == ["runtime.zero_replicas Deployment/shop/web"]
    assert kinds(workload(replicas=0)) == []
    assert kinds(workload(replicas=1), pod(), service()) == []


def test_two_containers_of_a_pod_cannot_have_one_port() -> None:
    both = [container("main"), container("sidecar")]
    broken = [workload(containers=both, ready=0), pod(ready=False, containers=both)]
    assert kinds(*broken) == ["runtime.port_conflict Deployment/shop/web"]
    apart = [container("main"), container("sidecar", port=9090)]
    assert kinds(workload(containers=apart, ready=0), pod(ready=False, containers=apart)) == []
    told = [container("main"), container("sidecar", port=None, env=[{"name": "PORT", "value": "8080"}])]
    assert kinds(workload(containers=told, ready=0), pod(ready=False, containers=told)) == [
        "runtime.port_conflict Deployment/shop/web"
    ]
    ran = [container("main"), container("sidecar", port=None, command=["nc", "-lk", "-p", "8080"])]
    assert kinds(workload(containers=ran, ready=0), pod(ready=False, containers=ran)) == [
        "runtime.port_conflict Deployment/shop/web"
    ]
    calls = [container("main"), container("sidecar", port=None, command=["sleep", "8080"])]
    assert kinds(workload(containers=calls, ready=0), pod(ready=False, containers=calls)) == []
    line = log("web", "listen tcp :8080: bind: address already in use")
    assert kinds(*crashed(reason="Error", exitCode=1), line)[0] == "runtime.port_conflict Deployment/shop/web"


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Access denied for user 'shop'@'10.0.0.9' (using password: YES)", "database_credentials"),
        ('FATAL: password authentication failed for user "shop"', "database_credentials"),
        ("Communications link failure: the last packet sent", "database_port"),
    ],
)
def test_what_a_client_is_refused_is_wrong_with_the_client(line: str, kind: str) -> None:
    store = workload("store", containers=[container(image="mysql:8", port=3306)])
    assert kinds(workload(), pod(), store, log("web", line)) == [f"runtime.{kind} Deployment/shop/web"]
    assert kinds(workload(), pod(), store, log("web", "Access granted for user 'shop'; link established")) == []


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("ERROR 1040: Too many connections", "database_connections"),
        ("FATAL: remaining connection slots are reserved", "database_connections"),
        ("The MySQL server is running with the --read-only option so it cannot execute this", "database_read_only"),
        ("ERROR: cannot execute INSERT in a read-only transaction", "database_read_only"),
    ],
)
def test_what_a_database_refuses_everybody_is_wrong_with_the_database(line: str, kind: str) -> None:
    store = workload("store", kind="StatefulSet", containers=[container(image="mysql:8", port=3306)])
    assert kinds(workload(), pod(), store, log("web", line)) == [f"runtime.{kind} StatefulSet/shop/store"]
    private = workload("web-db", containers=[container(image="mysql:8", port=3306)])
    assert kinds(workload(), pod(), store, private, log("web", line)) == [f"runtime.{kind} StatefulSet/shop/store"]
    assert kinds(workload(), pod(), log("web", line)) == [f"runtime.{kind} Deployment/shop/web"]


def test_a_database_that_is_down_explains_clients_that_do_not_find_it() -> None:
    store = workload("store", ready=0, containers=[container(image="mysql:8", port=3306)])
    assert kinds(workload(), pod(), store, log("web", "Communications link failure")) == []


def test_an_eviction_is_told_with_its_reason() -> None:
    web = pod(ready=False, phase="Failed")
    web["status"] |= {"reason": "Evicted", "message": "The node was low on resource: memory"}
    assert kinds(workload(ready=0), web) == ["runtime.evicted Deployment/shop/web"]
