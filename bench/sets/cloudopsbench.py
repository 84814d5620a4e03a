"""Cloud-OpsBench (Wang et al., arXiv 2603.00468): snapshots of broken clusters, scored exactly: object, cause, family.

What the set recorded becomes the files that `kubectl` would have written; the product reads those as it reads anybody's
folder. The set's codes for causes are known here only.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.sets.cloudopsbench_files import write_files
from bench.sets.contract import (
    SECOND,
    Body,
    Piece,
    Question,
    Score,
    case_ids,
    copy_case,
    place_of,
    ranked,
    read_json,
    read_label,
)  # fmt: skip
from rootward.plugins.sources.kubectl_pieces import pieces_of
from rootward.plugins.sources.kubectl_snapshot import read_folder

__all__ = ["CODES", "CloudOpsBench"]

_BEFORE_S = 3600
_FAMILIES = {
    "admission": "Admission_Fault", "scheduling": "Scheduling_Fault", "startup": "Startup_Fault",
    "runtime": "Runtime_Fault", "routing": "Service_Routing_Fault", "performance": "Performance_Fault",
    "infrastructure": "Infrastructure_Fault",
}  # fmt: skip
CODES = {
    "admission.service_account": "missing_service_account",
    "admission.quota_cpu": "namespace_cpu_quota_exceeded",
    "admission.quota_memory": "namespace_memory_quota_exceeded",
    "admission.quota_pods": "namespace_pod_quota_exceeded",
    "admission.quota_services": "namespace_service_quota_exceeded",
    "admission.quota_storage": "namespace_storage_quota_exceeded",
    "infrastructure.container_runtime": "containerd_unavailable",
    "infrastructure.kube_proxy": "kube_proxy_unavailable",
    "infrastructure.scheduler": "kube_scheduler_unavailable",
    "infrastructure.kubelet": "kubelet_unavailable",
    "infrastructure.node_down": "kubelet_unavailable",
    "infrastructure.network_delay": "node_network_delay",
    "infrastructure.network_loss": "node_network_packet_loss",
    "performance.cpu": "pod_cpu_overload",
    "performance.network_delay": "pod_network_delay",
    "performance.network_loss": "pod_network_delay",
    "runtime.database_connections": "db_connection_exhaustion",
    "runtime.database_read_only": "db_read_only",
    "runtime.database_credentials": "mysql_invalid_credentials",
    "runtime.database_port": "mysql_invalid_port",
    "runtime.zero_replicas": "deployment_zero_replicas",
    "runtime.liveness_port": "liveness_probe_incorrect_port",
    "runtime.liveness_protocol": "liveness_probe_incorrect_protocol",
    "runtime.liveness_timing": "liveness_probe_incorrect_timing",
    "runtime.liveness": "liveness_probe_incorrect_timing",
    "runtime.oom": "oom_killed",
    "runtime.readiness_port": "readiness_probe_incorrect_port",
    "runtime.readiness_protocol": "readiness_probe_incorrect_protocol",
    "runtime.port_conflict": "service_sidecar_port_conflict",
    "scheduling.cpu_capacity": "cpu_capacity_mismatch",
    "scheduling.memory_capacity": "memory_capacity_mismatch",
    "scheduling.node_affinity": "node_affinity_mismatch",
    "scheduling.cordon": "node_cordon_mismatch",
    "scheduling.node_selector": "node_selector_mismatch",
    "scheduling.anti_affinity": "pod_anti_affinity_conflict",
    "scheduling.volume_taken": "pv_binding_occupied",
    "scheduling.claim_access_mode": "pvc_access_mode_mismatch",
    "scheduling.claim_capacity": "pvc_capacity_mismatch",
    "scheduling.claim_selector": "pvc_selector_mismatch",
    "scheduling.claim_storage_class": "pvc_storage_class_mismatch",
    "scheduling.taint": "taint_toleration_mismatch",
    "routing.gateway": "gateway_misroute",
    "routing.dns": "service_dns_resolution_failure",
    "routing.address": "service_env_var_address_mismatch",
    "routing.port": "service_port_mapping_mismatch",
    "routing.protocol": "service_protocol_mismatch",
    "routing.selector": "service_selector_mismatch",
    "startup.registry_dns": "image_registry_dns_failure",
    "startup.image_reference": "incorrect_image_reference",
    "startup.pull_secret": "missing_image_pull_secret",
    "startup.secret_missing": "missing_secret_binding",
    "startup.volume_permission": "volume_mount_permission_denied",
    # what the product finds by telemetry instead of objects
    "cpu.saturation": "pod_cpu_overload",
    "network.delay": "pod_network_delay",
    "memory.oom": "oom_killed",
}


class CloudOpsBench:
    name = "cloudopsbench"
    version = 1

    def cases(self, data: Path) -> list[str]:
        return case_ids(data, self.name)

    def copy(self, data: Path, case: str, folder: Path) -> None:
        copy_case(data, self.name, case, folder)

    def pieces(self, folder: Path) -> Iterator[Piece]:
        given = read_json(folder / "input.json")
        with tempfile.TemporaryDirectory() as recorded:
            write_files(folder, Path(recorded))
            found = read_folder(
                Path(recorded), namespace=given["namespace"], at=int(given["collection_time_unix"]) * SECOND
            )
        for piece in pieces_of(found.objects):
            yield Body(source=piece.kind, body=piece.body, headers=piece.headers)

    def question(self, folder: Path, onset: int | None) -> Question | None:
        given = read_json(folder / "input.json")
        at = int(given["collection_time_unix"])
        return Question(start=(at - _BEFORE_S) * SECOND, end=(at + 1) * SECOND, query=given["query"], onset=onset)

    def label(self, data: Path, case: str) -> dict[str, Any]:
        return read_label(data, self.name, case)

    def score(self, label: dict[str, Any], report: dict[str, Any] | None) -> Score:
        """`rank` is of the object; `exact` wants the cause and the family of the first hypothesis right too."""
        truth, found = str(label["root_cause_object"]), [object_of(entity) for entity in ranked(report)]
        cause = report["verdict"]["cause"] if report is not None else None
        kind = str(cause["kind"]) if cause else ""
        said = object_of(str(cause["entity"])) if cause else ""
        code, family = CODES.get(kind, kind), _family(kind)
        wanted = (truth, label["root_cause_metric_or_type"], label["fault_type"])
        exact = (said, code, family) == wanted
        return Score(
            system=str(label["system"]), fault=f"{label['fault_type']}/{label['root_cause_metric_or_type']}",
            truth=f"{truth} {label['root_cause_metric_or_type']}", said=f"{said} {code}" if cause else "",
            rank=place_of(found, truth), confidence=float(report["verdict"]["confidence"]) if report else 0.0,
            correct=exact, exact=exact,
        )  # fmt: skip


def object_of(entity: str) -> str:
    """`node/worker-1`, `namespace/shop`, else `app/…`: the set calls workloads and services by one name."""
    kind, _, name = entity.partition(":")
    return f"{kind if kind in ('node', 'namespace') else 'app'}/{name.rpartition('/')[2]}"


def _family(kind: str) -> str:
    """Ours is the first part of the kind; faults found by telemetry have none there."""
    first = kind.partition(".")[0]
    return _FAMILIES.get(first) or {"cpu": "Performance_Fault", "network": "Performance_Fault",
                                    "memory": "Runtime_Fault"}.get(first, "")  # fmt: skip
