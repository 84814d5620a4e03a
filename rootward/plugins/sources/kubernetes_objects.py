"""Kubernetes objects: which entity an object is, and the edges that its owner references and its node state."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from rootward.causality.kubernetes.observe import relations
from rootward.causality.kubernetes.snapshot import DELETED, OBSERVED_AT
from rootward.errors import BadInput
from rootward.events.entity import reference
from rootward.events.model import Edge
from rootward.events.strict import shown
from rootward.kit.canonical import JSON
from rootward.plugins.sources.documents import section, text

__all__ = ["edges_of", "gone", "is_gone", "kept", "observed_at", "place_of", "relations_of"]

_WORKLOADS = frozenset(
    {
        "CronJob", "DaemonSet", "Deployment", "DeploymentConfig", "Job", "ReplicaSet", "ReplicationController",
        "Rollout", "StatefulSet",
    }
)  # fmt: skip
_FIELDS = {"Pod": "pod", "Node": "node", "Service": "service", "Namespace": "namespace"}
_FIELDS |= dict.fromkeys(_WORKLOADS, "workload")
_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
_DATA = ("data", "binaryData", "stringData")
_ROUTES = re.compile(r"(?i)gateway|route|nginx|proxy|ingress|envoy|haproxy|traefik|kong|apisix")
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
    """Owners own it, and a pod runs on its node. Raises BadInput for what is no object of a cluster."""
    kind, metadata = text(thing, "kind"), section(thing, "metadata")
    name, namespace = text(metadata, "name"), text(metadata, "namespace")
    if not kind or kind == "Status":  # what an API server says instead of an object
        raise BadInput(f"kind is {shown(thing.get('kind'))}: this is no Kubernetes object", field="kind")
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


def relations_of(things: Iterable[Mapping[str, JSON]], ts: int) -> list[Edge]:
    """What objects that came together state of each other: who serves and who calls a service."""
    found = dict.fromkeys(relations(dict(thing) for thing in things))
    return [
        Edge(src=src, dst=dst, relation=relation, origin="kubernetes", ts=ts)
        for src, relation, dst in found
    ]  # fmt: skip


def kept(thing: Mapping[str, JSON]) -> dict[str, JSON]:
    """The object without what a secret holds, what a config map holds (but for routes), and its writers' own notes."""
    kind, name = text(thing, "kind"), text(section(thing, "metadata"), "name")
    hidden = kind == "Secret" or (kind == "ConfigMap" and not _ROUTES.search(name))
    metadata = {key: value for key, value in section(thing, "metadata").items() if key != "managedFields"}
    notes = {key: value for key, value in section(metadata, "annotations").items() if key != _APPLIED}
    if notes:
        metadata["annotations"] = notes
    made = {key: value for key, value in thing.items() if not (hidden and key in _DATA)}
    return made | {"metadata": metadata}


def gone(thing: Mapping[str, JSON]) -> dict[str, JSON]:
    """The last state of an object that was deleted, marked so."""
    metadata = section(thing, "metadata")
    notes: dict[str, JSON] = {**section(metadata, "annotations"), DELETED: "true"}
    return {**thing, "metadata": {**metadata, "annotations": notes}}


def is_gone(thing: Mapping[str, JSON]) -> bool:
    return DELETED in section(section(thing, "metadata"), "annotations")


def observed_at(thing: Mapping[str, JSON]) -> JSON:
    """When the object was seen so, where whoever recorded it says it."""
    return section(section(thing, "metadata"), "annotations").get(OBSERVED_AT)


def _owners(value: Mapping[str, JSON]) -> list[Mapping[str, JSON]]:
    found = value.get("ownerReferences")
    return [owner for owner in found if isinstance(owner, dict)] if isinstance(found, list) else []
