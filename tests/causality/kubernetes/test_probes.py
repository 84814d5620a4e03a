"""Probes that ask for what is not there."""

from __future__ import annotations

from typing import Any

import pytest

from rootward.causality.kubernetes.snapshot import Object
from tests.causality.kubernetes.cluster import container, event, kinds, pod, service, workload

SLOW = {"initialDelaySeconds": 60, "periodSeconds": 10, "failureThreshold": 3}


def shop(
    name: str, probe: dict[str, Any], words: str, *, count: int = 9, restarts: int = 3, **more: Any
) -> list[Object]:
    made = [container(**{f"{name}Probe": probe}, **more)]
    web = pod(containers=made, ready=name == "liveness", status={"restartCount": restarts if name == "liveness" else 0})
    said = event(web, "Unhealthy", f"{name.title()} probe failed: {words}", count=count)
    return [workload(containers=made, ready=0), web, said]


@pytest.mark.parametrize("name", ["liveness", "readiness"])
def test_a_port_that_nobody_listens_on_is_the_fault(name: str) -> None:
    wrong = shop(name, {**SLOW, "tcpSocket": {"port": 8081}}, "dial tcp 10.0.0.9:8081: connect: connection refused")
    assert kinds(*wrong) == [f"runtime.{name}_port Deployment/shop/web"]
    right = shop(name, {**SLOW, "tcpSocket": {"port": 8080}}, "dial tcp 10.0.0.9:8080: connect: connection refused")
    assert kinds(*right) == [], "the port is right: why it does not answer is not known"
    named = shop(name, {**SLOW, "tcpSocket": {"port": "http"}}, "connect: connection refused")
    assert kinds(*named) == []


@pytest.mark.parametrize("name", ["liveness", "readiness"])
def test_another_protocol_is_told_by_the_answer(name: str) -> None:
    probe = {**SLOW, "httpGet": {"port": 8080, "path": "/"}}
    words = 'Get "http://10.0.0.9:8080/": net/http: HTTP/1.x transport connection broken: malformed HTTP response'
    assert kinds(*shop(name, probe, words)) == [f"runtime.{name}_protocol Deployment/shop/web"]
    assert kinds(*shop(name, probe, "HTTP probe failed with statuscode: 404")) == [
        f"runtime.{name}_path Deployment/shop/web"
    ]
    assert kinds(*shop(name, probe, "HTTP probe failed with statuscode: 500")) == []


def test_the_other_probe_or_the_service_shows_the_protocol_of_a_port() -> None:
    words = 'timeout: failed to connect service "10.0.0.9:8080" within 1s: context deadline exceeded'
    speaking = {"readinessProbe": {**SLOW, "httpGet": {"port": 8080}}}
    wrong = shop("liveness", {**SLOW, "grpc": {"port": 8080}}, words, **speaking)
    assert kinds(*wrong) == ["runtime.liveness_protocol Deployment/shop/web"]
    alone = shop("liveness", {**SLOW, "grpc": {"port": 8080}}, words)
    assert kinds(*alone) == []
    assert kinds(*alone, service(name="web", appProtocol="http")) == ["runtime.liveness_protocol Deployment/shop/web"]


def test_a_probe_that_kills_within_seconds_is_too_hasty() -> None:
    words = "dial tcp 10.0.0.9:8080: connect: connection refused"
    hasty = {"initialDelaySeconds": 1, "periodSeconds": 1, "failureThreshold": 1, "tcpSocket": {"port": 8080}}
    assert kinds(*shop("liveness", hasty, words)) == ["runtime.liveness_timing Deployment/shop/web"]
    patient = {**SLOW, "tcpSocket": {"port": 8080}}
    assert kinds(*shop("liveness", patient, words)) == []
    assert kinds(*shop("liveness", patient, words), least=1.0) == ["runtime.liveness Deployment/shop/web"]
    more = {**hasty, "initialDelaySeconds": 20}
    others = workload("api", containers=[container(livenessProbe={**SLOW, "tcpSocket": {"port": 8080}})])
    assert kinds(*shop("liveness", more, words), others) == ["runtime.liveness_timing Deployment/shop/web"]


def test_a_probe_that_failed_once_while_starting_is_nothing() -> None:
    probe = {**SLOW, "grpc": {"port": 8080}}
    words = "timeout: health rpc did not complete within 1s"
    assert kinds(*shop("liveness", probe, words, count=1, restarts=0), least=0.5) == []
