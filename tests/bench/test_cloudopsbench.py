"""The adapter of Cloud-OpsBench: files as kubectl writes them, and the set's codes for our kinds."""

from __future__ import annotations

import json
import lzma
from pathlib import Path
from typing import Any

from bench.sets.cloudopsbench import CODES, CloudOpsBench, object_of
from bench.sets.cloudopsbench_files import write_files
from rootward.causality.kubernetes.rules import rules
from rootward.causality.model import FAULT_KINDS
from rootward.plugins.sources.kubectl_snapshot import read_folder

OUTPUTS = {
    'GetResources:{"resource_type":"pods","name":"","namespace":"shop","output_wide":true}':
        "NAME   READY   STATUS    RESTARTS   AGE\nweb    1/1     Running   0          3m\n",
    'CheckNodeServiceStatus:{"node_name":"node-1","service_name":"kubelet"}':
        "Service: kubelet\nNode: node-1\nStatus: ● kubelet.service - kubelet\n     Active: inactive (dead)\n",
    'CheckServiceConnectivity:{"namespace":"shop","service_name":"web","port":80}': "Connection Failed",
    'GetErrorLogs:{"namespace":"shop","service_name":"web"}': {"patterns": [{"count": 2, "sample": "error: no"}]},
    'GetAlerts:{}': {"alerts": [{"type": "Service", "name": "web", "evidence": ["LATENCY [slow] | +90%"]}]},
}  # fmt: skip


def report(entity: str, kind: str) -> dict[str, Any]:
    cause = {"entity": entity, "kind": kind}
    return {"hypotheses": [{"entity": entity}], "verdict": {"cause": cause, "confidence": 0.8}}


def test_recorded_answers_become_files_that_the_product_reads(tmp_path: Path) -> None:
    given, folder = tmp_path / "case", tmp_path / "files"
    given.mkdir()
    folder.mkdir()
    (given / "tools.json.xz").write_bytes(lzma.compress(json.dumps({"outputs": OUTPUTS}).encode()))
    (given / "input.json").write_text(json.dumps({"namespace": "shop"}))
    write_files(given, folder)
    found = read_folder(folder, namespace="shop", at=1)
    names = {(item["kind"], item["metadata"]["name"]) for item in found.objects}
    assert found.problems == ()
    assert names >= {("Pod", "web"), ("NodeComponent", "node-1.kubelet"), ("Connection", "anywhere.web.80"),
                     ("LogTail", "web"), ("Alert", "latency.0")}  # fmt: skip


def test_every_kind_that_has_a_code_is_one_of_the_products() -> None:
    assert set(CODES) - set(rules().kinds) - set(FAULT_KINDS) == set()


def test_object_cause_and_family_must_all_be_right() -> None:
    label = {
        "system": "s", "root_cause_object": "app/web", "root_cause_metric_or_type": "oom_killed",
        "fault_type": "Runtime_Fault",
    }  # fmt: skip
    score = CloudOpsBench().score
    assert score(label, report("service:web", "runtime.oom")).exact is True
    assert score(label, report("workload:shop/web", "runtime.oom")).rank == 1
    assert score(label, report("service:web", "runtime.crash")).exact is False
    assert score(label, report("node:web", "runtime.oom")).exact is False
    assert (score(label, None).exact, score(label, None).rank) == (False, None)


def test_workloads_and_services_are_apps_to_the_set() -> None:
    names = ("service:web", "workload:shop/web", "pod:shop/web", "node:n", "namespace:shop")
    assert [object_of(ref) for ref in names] == ["app/web", "app/web", "app/web", "node/n", "namespace/shop"]
