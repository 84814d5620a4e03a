"""What alerts of a snapshot say."""

from __future__ import annotations

import pytest

from rootward.causality.kubernetes.snapshot import Object
from tests.causality.kubernetes.cluster import container, found, kinds, node, own, pod, workload


def alert(text: str, number: int = 0, **labels: str) -> Object:
    return own("Alert", f"a.{number}.{sorted(labels.items())}", {"labels": labels, "text": text})


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("CPUThrottlingHigh", "cpu"), ("memory working set at 98 %", "memory"), ("disk io wait above 60 %", "disk"),
        ("p95 latency +300 %", "network_delay"), ("packet loss 12 %", "network_loss"),
    ],
)  # fmt: skip
def test_an_alert_is_about_the_resource_that_it_names(text: str, kind: str) -> None:
    assert kinds(workload(), pod(), alert(text, service="web")) == [f"performance.{kind} Deployment/shop/web"]
    assert kinds(workload(), pod(), alert("certificate expires soon", service="web")) == []


def test_slowness_with_a_resource_at_its_limit_is_that_resources() -> None:
    both = [alert("p95 latency +300 %", 1, service="web"), alert("cpu throttled", 2, service="web")]
    assert kinds(workload(), pod(), *both) == ["performance.cpu Deployment/shop/web"]


def test_of_several_that_are_slow_the_one_that_calls_no_other_is_first() -> None:
    calling = workload("front", containers=[container(env=[{"name": "WEB_ADDR", "value": "web:80"}])])
    slow = [alert("latency +900 %", 1, service="front"), alert("latency +200 %", 2, service="web")]
    first = found(calling, pod("front"), workload(), pod(), *slow)[0]
    assert first.finding.object.name == "web"


def test_a_node_whose_workloads_alone_are_slow_is_slow_itself() -> None:
    names = ["a", "b", "c"]
    near = [thing for name in names for thing in (workload(name), pod(name, node="node-1"))]
    others = [thing for name in "xyz" for thing in (workload(name), pod(name, node="node-2"))]
    far = [*others, node("node-1"), node("node-2")]
    slow = [alert("latency +300 %", number, service=name) for number, name in enumerate(names)]
    assert kinds(*near, *far, *slow) == ["infrastructure.network_delay Node/node-1"]
    spread = [thing for name in names for thing in (workload(name), pod(name, node=f"node-{name}"))]
    assert "infrastructure.network_delay Node/node-1" not in kinds(*spread, *far, *slow)


def test_a_busy_node_is_busy_because_of_what_runs_there() -> None:
    assert kinds(node(), alert("cpu utilization +60 %", node="node-1")) == []
    assert kinds(node(), alert("tcp retransmissions +900 %", node="node-1")) == [
        "infrastructure.network_loss Node/node-1"
    ]
    assert kinds(node(), alert("tcp retransmissions +900 %", node="elsewhere")) == []
