"""Kubernetes objects: which entity an object is, and the edges that its owner references and its node state."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rootward.errors import BadInput
from rootward.events.entity import reference
from rootward.events.model import Edge
from rootward.events.strict import shown
from rootward.kit.canonical import JSON
from rootward.plugins.sources.documents import section, text

__all__ = ["edges_of", "place_of"]

_WORKLOADS = frozenset(
    {
        "CronJob", "DaemonSet", "Deployment", "DeploymentConfig", "Job", "ReplicaSet", "ReplicationController",
        "Rollout", "StatefulSet",
    }
)  # fmt: skip
_FIELDS = {"Pod": "pod", "Node": "node", "Service": "service", "Namespace": "namespace"}
_FIELDS |= dict.fromkeys(_WORKLOADS, "workload")
_CONTAINER = re.compile(r"spec\.(?:initC|ephemeralC|c)ontainers\{([^}]+)\}")
_SERVICE_LABELS = ("app.kubernetes.io/name", "app")


def place_of(involved: Mapping[str, JSON], namespace: str) -> dict[str, str]:
    """The entity that an Event speaks of. What no field of ours holds stays as `object`.

    The workload of a pod is its owner where an exporter gives owner references, never guessed from a name.
    """
    kind, name = text(involved, "kind"), text(involved, "name")
    entity = {"namespace": text(involved, "namespace") or ("" if kind in ("Node", "Namespace") else namespace)}
    field = _FIELDS.get(kind)
    if field:
        entity[field] = name
    elif kind or name:
        entity["object"] = f"{kind}/{name}"
    container = _CONTAINER.search(text(involved, "fieldPath"))
    if container:
        entity["container"] = container[1]
    for owner in _owners(involved):
        if kind == "Pod" and text(owner, "kind") in _WORKLOADS:
            entity.setdefault("workload", text(owner, "name"))
    labels = section(involved, "labels")
    service = next((text(labels, label) for label in _SERVICE_LABELS if text(labels, label)), "")
    if service:
        entity.setdefault("service", service)
    return entity


def edges_of(thing: Mapping[str, JSON], ts: int) -> list[Edge]:
    """Owners own it, and a pod runs on its node. Raises BadInput for what is no object with a place in the topology."""
    kind, metadata = text(thing, "kind"), section(thing, "metadata")
    name, namespace = text(metadata, "name"), text(metadata, "namespace")
    if _FIELDS.get(kind) not in ("pod", "workload", "node", "service", "namespace"):
        raise BadInput(f"kind is {shown(kind)}: neither an Event nor an object with owners", field="kind", value=kind)
    if not name:
        raise BadInput("metadata.name is missing", field="metadata.name")
    if kind not in _WORKLOADS and kind != "Pod":
        return []
    itself = reference(_FIELDS[kind], name, namespace)
    edges: list[Edge] = []
    for owner in _owners(metadata):
        if text(owner, "kind") in _WORKLOADS and text(owner, "name"):
            above = reference("workload", text(owner, "name"), namespace)
            edges.append(Edge(src=above, dst=itself, relation="owns", origin="kubernetes", ts=ts))
    node = text(section(thing, "spec"), "nodeName")
    if kind == "Pod" and node:
        below = reference("node", node)
        edges.append(Edge(src=itself, dst=below, relation="runs_on", origin="kubernetes", ts=ts))
    return edges


def _owners(value: Mapping[str, JSON]) -> list[Mapping[str, JSON]]:
    found = value.get("ownerReferences")
    return [owner for owner in found if isinstance(owner, dict)] if isinstance(found, list) else []
