"""Small clusters, as the API gives their objects: a healthy web shop, and words to break one thing of it."""

from __future__ import annotations

from typing import Any

from rootward.causality.kubernetes.diagnose import Diagnosed, diagnose
from rootward.causality.kubernetes.snapshot import CLUSTER_WIDE, OWN_API, Object, Snapshot

NAMESPACE = "shop"


def container(name: str = "main", *, port: int | None = 8080, **more: Any) -> Object:
    ports = [{"containerPort": port, "protocol": "TCP", "name": "http"}] if port else []
    return {"name": name, "image": "registry.example/web:1.2", "ports": ports, **more}


def workload(
    name: str = "web", *, kind: str = "Deployment", replicas: int = 1, ready: int | None = None,
    containers: list[Object] | None = None, labels: dict[str, str] | None = None, **spec: Any,
) -> Object:  # fmt: skip
    return {
        "apiVersion": "apps/v1", "kind": kind, "metadata": {"name": name, "namespace": NAMESPACE, "uid": f"u-{name}"},
        "spec": {
            "replicas": replicas,
            "template": {"metadata": {"labels": labels or {"app": name}},
                         "spec": {"containers": containers or [container()], **spec}},
        },
        "status": {"replicas": replicas, "readyReplicas": replicas if ready is None else ready},
    }  # fmt: skip


def replica_set(name: str = "web", **status: Any) -> Object:
    owner = [{"kind": "Deployment", "name": name, "controller": True}]
    return {"kind": "ReplicaSet", "metadata": {"name": f"{name}-6f7", "namespace": NAMESPACE, "ownerReferences": owner},
            "spec": {"replicas": 1}, "status": status}  # fmt: skip


def pod(
    of: str = "web", *, number: int = 1, node: str = "node-1", ready: bool = True, phase: str = "Running",
    containers: list[Object] | None = None, status: dict[str, Any] | None = None, **spec: Any,
) -> Object:  # fmt: skip
    statuses = [{"name": "main", "ready": ready, "restartCount": 0, **(status or {})}]
    return {
        "kind": "Pod",
        "metadata": {"name": f"{of}-6f7-{number}", "namespace": NAMESPACE, "labels": {"app": of},
                     "ownerReferences": [{"kind": "ReplicaSet", "name": f"{of}-6f7", "controller": True}]},
        "spec": {"containers": containers or [container()], **({"nodeName": node} if node else {}), **spec},
        "status": {"phase": phase, "containerStatuses": statuses if phase != "Pending" or node else []},
    }  # fmt: skip


def service(name: str = "web", *, port: int = 80, target: int | str = 8080, selector: dict[str, str] | None = None,
            **more: Any) -> Object:  # fmt: skip
    ports = [{"port": port, "targetPort": target, "protocol": "TCP", **more}]
    return {"kind": "Service", "metadata": {"name": name, "namespace": NAMESPACE, "uid": f"s-{name}"},
            "spec": {"selector": {"app": name} if selector is None else selector, "ports": ports}}  # fmt: skip


def node(name: str = "node-1", *, cordoned: bool = False, taints: list[dict[str, str]] | None = None,
         labels: dict[str, str] | None = None, ready: str = "True", message: str = "", cpu: str = "4",
         memory: str = "8Gi") -> Object:  # fmt: skip
    return {
        "kind": "Node", "metadata": {"name": name, "uid": f"n-{name}", "labels": labels or {}},
        "spec": {"unschedulable": cordoned, "taints": taints or []},
        "status": {"conditions": [{"type": "Ready", "status": ready, "message": message}],
                   "allocatable": {"cpu": cpu, "memory": memory, "pods": "110"}},
    }  # fmt: skip


def event(about: Object, reason: str, message: str, *, count: int = 1, at: str = "2026-11-20T12:00:00Z") -> Object:
    metadata = about["metadata"]
    return {
        "kind": "Event", "metadata": {"name": f"{metadata['name']}.{len(message)}", "namespace": NAMESPACE},
        "involvedObject": {"kind": about["kind"], "name": metadata["name"], "namespace": NAMESPACE},
        "type": "Warning", "reason": reason, "message": message, "count": count, "lastTimestamp": at,
    }  # fmt: skip


def listing(*kinds: str) -> list[Object]:
    return [
        {"apiVersion": OWN_API, "kind": "Listing", "metadata": {"name": kind.lower()},
         "spec": {"kind": kind, "namespace": "" if kind in CLUSTER_WIDE else NAMESPACE}}
        for kind in kinds
    ]  # fmt: skip


def own(kind: str, name: str, spec: dict[str, Any], **status: Any) -> Object:
    """A kind of our own: NodeComponent, Connection, LogTail, Alert."""
    return {"apiVersion": OWN_API, "kind": kind, "metadata": {"name": name, "namespace": NAMESPACE}, "spec": spec,
            "status": status}  # fmt: skip


def log(name: str, *lines: str) -> Object:
    return own("LogTail", name, {}, lines=list(lines))


def thing(kind: str, name: str, **body: Any) -> Object:
    return {"kind": kind, "metadata": {"name": name, "namespace": NAMESPACE, "uid": f"t-{name}"}, **body}


def unscheduled(of: str = "web", **spec: Any) -> Object:
    return pod(of, node="", phase="Pending", ready=False, **spec)


def found(*objects: Object | list[Object]) -> list[Diagnosed]:
    every = [item for part in objects for item in (part if isinstance(part, list) else [part])]
    return diagnose(Snapshot(every))


def kinds(*objects: Object | list[Object], least: float = 4.0) -> list[str]:
    """The kinds of what stands out, likeliest first; `kind object` for each."""
    return [f"{item.finding.kind} {item.finding.object}" for item in found(*objects) if item.score >= least]
