"""Prometheus labels: what a series is about, and which of its labels are attributes.

Knows the labels of kube-state-metrics, cAdvisor, the node exporter, Istio, OpenTelemetry collectors and Micrometer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from rootward.events.entity import reference
from rootward.packs.connection import LabelRole

__all__ = ["ATTRIBUTES", "ROLES", "Labels", "workload_of"]

ROLES: Mapping[LabelRole, tuple[str, ...]] = {
    "service": (
        "service_name", "exported_job", "app_kubernetes_io_name", "label_app_kubernetes_io_name", "application", "app",
        "service", "kubernetes_name", "destination_canonical_service", "destination_workload",
        "container_label_com_docker_compose_service", "container_label_com_docker_swarm_service_name",
    ),
    "workload": (
        "exported_deployment", "deployment", "statefulset", "daemonset", "k8s_deployment_name", "k8s_statefulset_name",
        "k8s_daemonset_name", "workload",
    ),
    "pod": ("exported_pod", "pod", "k8s_pod_name", "kubernetes_pod_name", "pod_name"),
    "node": ("exported_node", "node", "nodename", "k8s_node_name", "kubernetes_node", "kubernetes_io_hostname"),
    "namespace": ("exported_namespace", "namespace", "k8s_namespace_name", "kubernetes_namespace"),
}  # fmt: skip
"""Labels that say what a series is about, the most telling first. `exported_…` is what the series itself said, where
the scrape put its own label in its place."""

ATTRIBUTES: Mapping[str, str] = {
    "http_response_status_code": "http.response.status_code", "http_status_code": "http.status_code",
    "status_code": "status_code", "code": "code", "response_code": "code", "status": "code", "grpc_code": "grpc.code",
    "rpc_grpc_status_code": "grpc.code", "error_type": "error.type", "exception": "exception.type",
    "outcome": "outcome", "result": "outcome", "server_address": "server.address", "peer_service": "peer.service",
    "db_namespace": "db.namespace", "db_name": "db.name", "state": "state",
    "db_client_connection_state": "db.client.connection.state", "db_client_connections_state": "state",
    "area": "area", "reason": "reason", "topic": "topic", "consumergroup": "consumergroup", "queue": "queue",
    "pool": "pool", "service_version": "service.version", "app_kubernetes_io_version": "version",
    "version": "version", "app_version": "version", "pod_template_hash": "pod_template_hash",
}  # fmt: skip
"""Labels that stay with a series, by the names that OpenTelemetry gives them. All others are added up."""

_INSTANCE = ("job", "instance")
_EXPORTERS = frozenset({
    "alertmanager", "apiserver", "blackbox", "blackbox-exporter", "cadvisor", "coredns", "kube-dns", "kube-proxy",
    "kube-state-metrics", "kubelet", "kubernetes-apiservers", "kubernetes-cadvisor", "kubernetes-nodes",
    "kubernetes-nodes-cadvisor", "kubernetes-pods", "kubernetes-service-endpoints", "kubernetes-services", "node",
    "node-exporter", "node_exporter", "opentelemetry-collector", "otel-collector", "prometheus",
    "prometheus-node-exporter", "pushgateway",
})  # fmt: skip
"""Who measures others: what they report is not about themselves."""

_GENERATED = "bcdfghjklmnpqrstvwxz2456789"
_POD = re.compile(
    rf"(?P<name>.+?)(-(?P<template>[{_GENERATED}]{{6,10}})-[{_GENERATED}]{{5}}|-[{_GENERATED}]{{5}}|-\d{{1,4}})"
)
_FAILED_WORDS = frozenset({"error", "failure", "failed", "fail", "server_error", "status_code_error", "exception"})
_STATUS = re.compile(r"([1-5])(\d\d|xx)")
_NOT_GRPC_ERRORS = frozenset({"", "0", "ok"})


class Labels:
    """How one connection's labels are read: its own before those that are known."""

    def __init__(self, own: Mapping[LabelRole, Sequence[str]]) -> None:
        self._roles = {role: tuple(dict.fromkeys((*own.get(role, ()), *known))) for role, known in ROLES.items()}
        names = [*(name for known in self._roles.values() for name in known), *ATTRIBUTES, *_INSTANCE]
        self.grouped = tuple(dict.fromkeys(names))
        """Every label that a question groups by."""

    def entity(self, labels: Mapping[str, str], about: str) -> str:
        """A reference, '' when the labels do not say. `about` is `object` where an exporter speaks of Kubernetes
        objects and containers, `node` where it speaks of its machine, else ''."""
        if about == "node":
            node = self._first(labels, "node") or labels.get("instance", "").rpartition(":")[0]
            return reference("node", node) if node else ""
        service = "" if about == "object" else self._service(labels)
        if about == "object":
            service = next((labels[name] for name in labels if name.startswith("container_label_com_docker")), "")
        workload = service or self._first(labels, "workload") or workload_of(self._first(labels, "pod"))
        if workload:
            return reference("service", workload)
        node = self._first(labels, "node")
        if node and about == "object":
            return reference("node", node)
        job = "" if about else labels.get("job", "").rpartition("/")[2]
        return reference("service", job) if job and job.lower() not in _EXPORTERS else ""

    def attributes(self, labels: Mapping[str, str]) -> dict[str, str]:
        """What stays with the series, in OpenTelemetry's words; a status says whether it is a failure."""
        found: dict[str, str] = {}
        for name, ours in ATTRIBUTES.items():
            value = labels.get(name, "")
            if value and ours not in found:
                found |= _told(ours, value)
        made = _POD.fullmatch(self._first(labels, "pod"))
        if made and made["template"]:  # the template that a pod was made from tells versions apart
            found.setdefault("pod_template_hash", made["template"])
        return dict(sorted(found.items()))

    def _service(self, labels: Mapping[str, str]) -> str:
        for name in self._roles["service"]:
            value = labels.get(name, "")
            if value and value.lower() not in _EXPORTERS and not value.startswith("unknown_service"):
                return value.rpartition("/")[2] if name == "exported_job" else value
        return ""

    def _first(self, labels: Mapping[str, str], role: LabelRole) -> str:
        return next((labels[name] for name in self._roles[role] if labels.get(name)), "")


@lru_cache(maxsize=10_000)
def workload_of(pod: str) -> str:
    """The workload that a pod's generated name tells of; the name itself where it tells of none."""
    found = _POD.fullmatch(pod)
    return found["name"] if found else pod


def _told(name: str, value: str) -> dict[str, str]:
    """An attribute as classification reads it: `5xx` is a status, a word for a failure is an error."""
    word = value.lower()
    if name == "grpc.code":
        return {} if word in _NOT_GRPC_ERRORS else {"error.type": value}
    if name == "outcome":
        return {"error.type": value} if word in _FAILED_WORDS else {}
    if name == "exception.type":
        return {} if word in ("none", "") else {name: value}
    if name in ("code", "status_code"):
        status = _STATUS.fullmatch(word)
        if status:
            return {name: status[1] + status[2].replace("xx", "00")}
        return {"error.type": value} if word in _FAILED_WORDS else {}
    return {name: value}
