"""Workloads with their pods, and what services select."""

from __future__ import annotations

from rootward.causality.kubernetes.snapshot import Ref, Snapshot
from rootward.causality.kubernetes.view import View, selects
from tests.causality.kubernetes.cluster import node, pod, replica_set, service, thing, workload

WEB = Ref(kind="Deployment", name="web", namespace="shop")


def test_a_pod_belongs_to_the_deployment_above_its_replica_set() -> None:
    view = View(Snapshot([workload(), replica_set(), pod()]))
    assert [ref for ref, item in view.workloads.items() if item.pods] == [WEB]
    without = View(Snapshot([workload(), pod()]))
    assert without.workloads[WEB].pods != [], "the hash of the template at the end of its name tells"


def test_a_pod_of_a_table_belongs_to_the_deployment_of_its_name_if_there_is_one() -> None:
    row = {
        "kind": "Pod",
        "metadata": {"name": "web-6d8f9c7b54-x2x9k", "namespace": "shop"},
        "status": {"phase": "Running"},
    }
    assert View(Snapshot([workload(), row])).workloads[WEB].pods == [row]
    alone = View(Snapshot([workload("other"), row]))
    assert [ref.kind for ref, item in alone.workloads.items() if item.pods] == ["Pod"]


def test_a_job_of_a_cron_job_counts_as_that() -> None:
    cron = thing("CronJob", "report", spec={"jobTemplate": {"spec": {"template": {"spec": {"containers": []}}}}})
    job = thing("Job", "report-1", spec={})
    job["metadata"]["ownerReferences"] = [{"kind": "CronJob", "name": "report"}]
    run = pod("report")
    run["metadata"]["ownerReferences"] = [{"kind": "Job", "name": "report-1"}]
    view = View(Snapshot([cron, job, run]))
    assert [(ref.kind, len(item.pods)) for ref, item in view.workloads.items()] == [("CronJob", 1)]


def test_entities_are_the_service_that_labels_name_else_the_workload() -> None:
    plain = workload("plain", labels={"tier": "x"})
    view = View(Snapshot([workload(), plain, service(), node()]))
    assert view.entity(WEB) == "service:web"
    assert view.entity(Ref(kind="Deployment", name="plain", namespace="shop")) == "workload:shop/plain"
    assert view.entity(Ref(kind="Node", name="node-1")) == "node:node-1"
    assert view.entity(Ref(kind="ResourceQuota", name="team", namespace="shop")) == "namespace:shop"


def test_a_service_selects_by_all_of_its_labels() -> None:
    view = View(Snapshot([workload(), workload("b", labels={"app": "web", "track": "canary"}), service()]))
    assert [item.ref.name for item in view.selected(view.services[0])] == ["b", "web"]
    assert [text["metadata"]["name"] for text in view.services_of(view.workloads[WEB])] == ["web"]
    assert not selects({"a": "1", "b": "2"}, {"a": "1"})
