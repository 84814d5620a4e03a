"""Kubectl rows: a row of `kubectl get` as the object it is about, as far as its columns tell."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from rootward.plugins.sources.kubectl_kinds import kind_of_word
from rootward.plugins.sources.kubectl_text import pairs

__all__ = ["object_of_row"]

Row = Mapping[str, str]
_PHASES = frozenset({"Pending", "Running", "Succeeded", "Failed", "Unknown", "Completed"})
_MODES = {"RWO": "ReadWriteOnce", "ROX": "ReadOnlyMany", "RWX": "ReadWriteMany", "RWOP": "ReadWriteOncePod"}
_CORDONED = "SchedulingDisabled"


def object_of_row(kind: str, row: Row, namespace: str) -> dict[str, Any] | None:
    """The object with what its row says; None for a row without a name."""
    if kind == "Event":
        return _event(row, namespace)
    name = row.get("NAME", "").rpartition("/")[2]
    if not name:
        return None
    labels = pairs([row.get("LABELS", "")])
    metadata: dict[str, Any] = {"name": name, "namespace": row.get("NAMESPACE") or namespace}
    if labels:
        metadata["labels"] = labels
    found: dict[str, Any] = {"kind": kind, "metadata": metadata}
    read = _READERS.get(kind)
    if read is not None:
        read(row, found)
    return found


def access_modes(said: str) -> list[str]:
    """`RWO,ROX` as the API writes it."""
    return [_MODES.get(part.strip(), part.strip()) for part in said.split(",") if part.strip()]


def _pod(row: Row, found: dict[str, Any]) -> None:
    status, ready = row.get("STATUS", ""), row.get("READY", "").partition("/")
    node, address = row.get("NODE", ""), row.get("IP", "")
    phase = status if status in _PHASES else "Pending" if ready[0] == "0" else "Running"
    found["spec"] = {"nodeName": node} if node else {}
    found["status"] = {"phase": "Succeeded" if phase == "Completed" else phase}
    if address:
        found["status"]["podIP"] = address
    if status and status not in _PHASES:
        found["status"]["reason"] = status
    total, up = ready[2], ready[0]
    if total.isdigit() and up.isdigit():
        found["status"]["ready"] = [int(up), int(total)]


def _scaled(row: Row, found: dict[str, Any]) -> None:
    up, _, wanted = row.get("READY", "").partition("/")
    wanted = wanted or row.get("DESIRED", "")
    found["spec"] = {"replicas": int(wanted)} if wanted.isdigit() else {}
    status = {
        "readyReplicas": up, "replicas": row.get("CURRENT") or row.get("UP-TO-DATE", ""),
        "availableReplicas": row.get("AVAILABLE", ""),
    }  # fmt: skip
    found["status"] = {key: int(value) for key, value in status.items() if value.isdigit()}
    selector = pairs([row.get("SELECTOR", "")])
    if selector:
        found["spec"]["selector"] = {"matchLabels": selector}


def _service(row: Row, found: dict[str, Any]) -> None:
    ports = []
    for part in row.get("PORT(S)", "").split(","):
        match = re.fullmatch(r"(\d+)(?::(\d+))?/(\w+)", part.strip())
        if match:
            ports.append({"port": int(match[1]), "protocol": match[3]})
    found["spec"] = {"type": row.get("TYPE", ""), "clusterIP": row.get("CLUSTER-IP", ""), "ports": ports}
    if row.get("SELECTOR"):
        found["spec"]["selector"] = pairs([row["SELECTOR"]])
    found["status"] = {}


def _endpoints(row: Row, found: dict[str, Any]) -> None:
    addresses = [part.strip() for part in row.get("ENDPOINTS", "").partition(" +")[0].split(",") if part.strip()]
    by_port: dict[str, list[dict[str, Any]]] = {}
    for address in addresses:
        host, _, port = address.rpartition(":") if ":" in address else (address, "", "")
        by_port.setdefault(port, []).append({"ip": host})
    found["subsets"] = [
        {"addresses": hosts, "ports": [{"port": int(port)}] if port.isdigit() else []}
        for port, hosts in by_port.items()
    ]


def _node(row: Row, found: dict[str, Any]) -> None:
    words = row.get("STATUS", "").split(",")
    ready = "True" if "Ready" in words else "Unknown" if "Unknown" in words else "False"
    found["spec"] = {"unschedulable": _CORDONED in words}
    found["status"] = {"conditions": [{"type": "Ready", "status": ready}]}
    found["metadata"]["labels"] = found["metadata"].get("labels", {}) | {
        f"node-role.kubernetes.io/{role.strip()}": "" for role in row.get("ROLES", "").split(",") if role.strip()
    }
    del found["metadata"]["namespace"]


def _claim(row: Row, found: dict[str, Any]) -> None:
    found["spec"] = {}
    if row.get("VOLUME"):
        found["spec"]["volumeName"] = row["VOLUME"]
    if row.get("STORAGECLASS"):
        found["spec"]["storageClassName"] = row["STORAGECLASS"]
    found["status"] = {"phase": row.get("STATUS", "")}
    if row.get("ACCESS MODES"):
        found["spec"]["accessModes"] = access_modes(row["ACCESS MODES"])


def _volume(row: Row, found: dict[str, Any]) -> None:
    claim = row.get("CLAIM", "")
    found["spec"] = {
        "capacity": {"storage": row.get("CAPACITY", "")}, "accessModes": access_modes(row.get("ACCESS MODES", "")),
        "storageClassName": row.get("STORAGECLASS", ""),
    }  # fmt: skip
    if claim:
        namespace, _, name = claim.partition("/")
        found["spec"]["claimRef"] = {"namespace": namespace, "name": name}
    found["status"] = {"phase": row.get("STATUS", "")}
    del found["metadata"]["namespace"]


def _quota(row: Row, found: dict[str, Any]) -> None:
    used, hard = {}, {}
    for part in ", ".join((row.get("REQUEST", ""), row.get("LIMIT", ""))).split(","):
        match = re.fullmatch(r"\s*([\w./-]+): (\S+)/(\S+)\s*", part)
        if match:
            used[match[1]], hard[match[1]] = match[2], match[3]
    found["spec"], found["status"] = {"hard": hard}, {"hard": hard, "used": used}


def _storage_class(row: Row, found: dict[str, Any]) -> None:
    found["metadata"]["name"] = found["metadata"]["name"].removesuffix(" (default)")
    found["provisioner"] = row.get("PROVISIONER", "")
    found["volumeBindingMode"] = row.get("VOLUMEBINDINGMODE", "")
    del found["metadata"]["namespace"]


def _event(row: Row, namespace: str) -> dict[str, Any] | None:
    kind, _, name = row.get("OBJECT", "").partition("/")
    if not name:
        return None
    space = row.get("NAMESPACE") or namespace
    return {
        "kind": "Event",
        "metadata": {"name": "", "namespace": space},
        "involvedObject": {"kind": kind_of_word(kind) or kind.title(), "name": name, "namespace": space},
        "type": row.get("TYPE", ""), "reason": row.get("REASON", ""), "message": row.get("MESSAGE", ""),
        "age": row.get("LAST SEEN", ""),
    }  # fmt: skip


_READERS: dict[str, Callable[[Row, dict[str, Any]], None]] = {
    "Pod": _pod, "Deployment": _scaled, "ReplicaSet": _scaled, "StatefulSet": _scaled, "DaemonSet": _scaled,
    "Service": _service, "Endpoints": _endpoints, "Node": _node, "PersistentVolumeClaim": _claim,
    "PersistentVolume": _volume, "ResourceQuota": _quota, "StorageClass": _storage_class,
}  # fmt: skip
