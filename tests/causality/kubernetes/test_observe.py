"""Findings as observations, and the relations that objects state."""

from __future__ import annotations

from rootward.causality.kubernetes.observe import observe_snapshot, relations
from tests.causality.kubernetes.cluster import container, found, pod, service, workload


def test_an_observation_names_entity_fault_object_and_the_fields_it_rests_on() -> None:
    seen = observe_snapshot(found(workload(replicas=0), service()))
    assert [(item.kind, item.entity, item.subject) for item in seen] == [
        ("kubernetes.runtime", "service:web", {"fault": "runtime.zero_replicas", "object": "Deployment/shop/web"}),
    ]  # fmt: skip
    assert seen[0].value["fields"] == ["Deployment/shop/web spec.replicas", "Service/web spec.selector"]
    assert seen[0].text == "web is scaled to zero (Deployment/shop/web spec.replicas)"


def test_services_depend_on_what_they_select_and_callers_call_services() -> None:
    front = workload("front", containers=[container(env=[{"name": "WEB_ADDR", "value": "web:80"}])])
    assert sorted(relations([front, workload(), pod(), service(), service("public", selector={"app": "web"})])) == [
        ("service:front", "calls", "service:web"), ("service:front", "owns", "workload:shop/front"),
        ("service:public", "depends_on", "service:web"), ("service:web", "owns", "workload:shop/web"),
        ("workload:shop/front", "runs_on", "namespace:shop"), ("workload:shop/web", "owns", "pod:shop/web-6f7-1"),
        ("workload:shop/web", "runs_on", "namespace:shop"),
    ]  # fmt: skip
    assert list(relations([workload("plain", labels={"x": "y"})])) == [
        ("workload:shop/plain", "runs_on", "namespace:shop")
    ]
