"""Kubectl described: what `kubectl describe` says of an object, in the form of the API."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from rootward.plugins.sources.kubectl_described_pods import pod_spec, pod_status, template
from rootward.plugins.sources.kubectl_rows import access_modes
from rootward.plugins.sources.kubectl_text import Section, pairs, sections, table, value_of

__all__ = ["described", "kind_described"]

Sections = Sequence[Section]
_COUNTED = re.compile(r"(\d+) (desired|updated|total|available|current)")
_CLUSTER_WIDE = frozenset({"Node", "Namespace", "PersistentVolume", "StorageClass"})
_MARKS: tuple[tuple[str, frozenset[str]], ...] = (
    ("Node", frozenset({"Allocatable", "System Info"})),
    ("Deployment", frozenset({"StrategyType", "Pod Template"})),
    ("StatefulSet", frozenset({"Update Strategy", "Pod Template", "Volume Claims"})),
    ("DaemonSet", frozenset({"Desired Number of Nodes Scheduled"})),
    ("Job", frozenset({"Parallelism", "Pod Template"})),
    ("ReplicaSet", frozenset({"Pods Status", "Pod Template"})),
    ("Pod", frozenset({"Containers", "QoS Class"})),
    ("Pod", frozenset({"Containers", "Node"})),
    ("Service", frozenset({"Selector", "Type", "Session Affinity"})),
    ("Endpoints", frozenset({"Subsets"})),
    ("PersistentVolume", frozenset({"Reclaim Policy", "Capacity"})),
    ("PersistentVolumeClaim", frozenset({"StorageClass", "Access Modes", "Volume"})),
    ("StorageClass", frozenset({"Provisioner"})),
    ("ServiceAccount", frozenset({"Mountable secrets"})),
    ("ResourceQuota", frozenset({"Resource"})),
    ("Ingress", frozenset({"Rules"})),
)


def kind_described(found: Sections, lines: Sequence[str]) -> str:
    """A description does not name its kind; its sections tell. '' for what is none known."""
    keys = {item.key for item in found}
    if any(re.match(r"Resource\s+Used\s+Hard", line) for line in lines):
        return "ResourceQuota"
    return next((kind for kind, marks in _MARKS if marks <= keys), "")


def described(kind: str, found: Sections, lines: Sequence[str], namespace: str) -> tuple[dict[str, Any], list[Any]]:
    """The object and its events (with `age` instead of a time)."""
    metadata: dict[str, Any] = {"name": value_of(found, "Name")}
    if kind not in _CLUSTER_WIDE:
        metadata["namespace"] = value_of(found, "Namespace") or namespace
    by_key = {item.key: item for item in found}
    labels, notes = by_key.get("Labels"), by_key.get("Annotations")
    if labels is not None and labels.lines:
        metadata["labels"] = pairs(labels.lines)
    if notes is not None and notes.lines:
        metadata["annotations"] = pairs(notes.lines, ": ")
    owner = value_of(found, "Controlled By").partition("/")
    if owner[2]:
        metadata["ownerReferences"] = [{"kind": owner[0], "name": owner[2], "controller": True}]
    thing: dict[str, Any] = {"kind": kind, "metadata": metadata}
    read = _READERS.get(kind)
    if read is not None:
        read(by_key, thing, found, lines)
    return thing, _events(by_key, thing)


def _pod(by_key: dict[str, Section], thing: dict[str, Any], found: Sections, lines: Sequence[str]) -> None:
    thing["spec"] = pod_spec(by_key)
    thing["status"] = pod_status(by_key)


def _workload(by_key: dict[str, Section], thing: dict[str, Any], found: Sections, lines: Sequence[str]) -> None:
    selector = by_key.get("Selector")
    thing["spec"] = {"selector": {"matchLabels": pairs(selector.lines)}} if selector else {}
    said = value_of(found, "Replicas")
    numbers = {
        word: int(number) for number, word in re.findall(r"(\d+) (desired|updated|total|available|current)", said)
    }
    if "desired" in numbers:
        thing["spec"]["replicas"] = numbers["desired"]
    ready = numbers.get("available")
    thing["status"] = {"replicas": numbers.get("total", numbers.get("current", 0))} if numbers else {}
    if ready is not None:
        thing["status"] |= {"availableReplicas": ready, "readyReplicas": ready}
    if "Pod Template" in by_key:
        thing["spec"]["template"] = template(by_key["Pod Template"].body)
    thing["status"]["conditions"] = _conditions(by_key)


def _service(by_key: dict[str, Section], thing: dict[str, Any], found: Sections, lines: Sequence[str]) -> None:
    ports: list[dict[str, Any]] = []
    for item in found:
        words = item.value.split()
        if item.key == "Port" and words:
            number, _, protocol = words[-1].partition("/")
            ports.append({"port": _number(number), "protocol": protocol or "TCP"})
            if len(words) > 1 and words[0] not in ("<unset>", "<none>"):
                ports[-1]["name"] = words[0]
        elif item.key == "TargetPort" and ports and words:
            ports[-1]["targetPort"] = _number(words[0].partition("/")[0])
    selector = by_key.get("Selector")
    thing["spec"] = {
        "type": value_of(found, "Type"), "clusterIP": value_of(found, "IP"), "ports": ports,
        "selector": pairs(selector.lines) if selector else {},
    }  # fmt: skip
    if value_of(found, "External Name"):
        thing["spec"]["externalName"] = value_of(found, "External Name")
    thing["status"] = {}


def _endpoints(by_key: dict[str, Section], thing: dict[str, Any], found: Sections, lines: Sequence[str]) -> None:
    subsets: list[dict[str, Any]] = []
    for item in sections(by_key["Subsets"].body) if "Subsets" in by_key else ():
        hosts = [{"ip": part.strip()} for part in item.value.split(",") if part.strip() not in ("", "<none>")]
        if item.key == "Addresses":
            subsets.append({"addresses": hosts, "ports": []})
        elif item.key == "NotReadyAddresses" and subsets and hosts:
            subsets[-1]["notReadyAddresses"] = hosts
        elif item.key == "Ports" and subsets:
            rows = table([line.strip() for line in item.body])
            subsets[-1]["ports"] = [
                {"name": row.get("Name", ""), "port": _number(row.get("Port", "")), "protocol": row.get("Protocol", "")}
                for row in rows
            ]
    thing["subsets"] = subsets


def _node(by_key: dict[str, Section], thing: dict[str, Any], found: Sections, lines: Sequence[str]) -> None:
    taints = by_key["Taints"].lines if "Taints" in by_key else []
    thing["spec"] = {
        "unschedulable": value_of(found, "Unschedulable").lower() == "true",
        "taints": [taint for line in taints if (taint := _taint(line))],
    }  # fmt: skip
    thing["status"] = {"conditions": _conditions(by_key)}
    for key in ("Capacity", "Allocatable"):
        if key in by_key:
            thing["status"][key.lower()] = {item.key: item.value for item in sections(by_key[key].body)}
    used = [line.strip() for line in by_key["Allocated resources"].body] if "Allocated resources" in by_key else []
    start = next((place for place, line in enumerate(used) if line.startswith("Resource ")), len(used))
    thing["status"]["requested"] = {
        row.get("Resource", ""): row.get("Requests", "").partition(" ")[0] for row in table(used[start:])
    }


def _claim(by_key: dict[str, Section], thing: dict[str, Any], found: Sections, lines: Sequence[str]) -> None:
    thing["status"] = {"phase": value_of(found, "Status")}
    thing["spec"] = {}
    for key, name in (("StorageClass", "storageClassName"), ("Volume", "volumeName")):
        if value_of(found, key):
            thing["spec"][name] = value_of(found, key)
    if value_of(found, "Access Modes"):
        thing["spec"]["accessModes"] = access_modes(value_of(found, "Access Modes"))
    if "Used By" in by_key and by_key["Used By"].lines:
        thing["status"]["usedBy"] = by_key["Used By"].lines


def _volume(by_key: dict[str, Section], thing: dict[str, Any], found: Sections, lines: Sequence[str]) -> None:
    thing["spec"] = {
        "capacity": {"storage": value_of(found, "Capacity")}, "storageClassName": value_of(found, "StorageClass"),
        "accessModes": access_modes(value_of(found, "Access Modes")),
    }  # fmt: skip
    claim = value_of(found, "Claim").partition("/")
    if claim[2]:
        thing["spec"]["claimRef"] = {"namespace": claim[0], "name": claim[2]}
    thing["status"] = {"phase": value_of(found, "Status")}


def _quota(by_key: dict[str, Section], thing: dict[str, Any], found: Sections, lines: Sequence[str]) -> None:
    start = next((place for place, line in enumerate(lines) if re.match(r"Resource\s+Used\s+Hard", line)), len(lines))
    rows = table(list(lines[start:]))
    used = {row["Resource"]: row.get("Used", "") for row in rows if row.get("Resource")}
    hard = {row["Resource"]: row.get("Hard", "") for row in rows if row.get("Resource")}
    thing["spec"], thing["status"] = {"hard": hard}, {"hard": hard, "used": used}


def _storage_class(by_key: dict[str, Section], thing: dict[str, Any], found: Sections, lines: Sequence[str]) -> None:
    thing["provisioner"] = value_of(found, "Provisioner")
    thing["volumeBindingMode"] = value_of(found, "VolumeBindingMode")


def _config_map(by_key: dict[str, Section], thing: dict[str, Any], found: Sections, lines: Sequence[str]) -> None:
    """`Data` with `key:`, a line of dashes, and the text."""
    data: dict[str, str] = {}
    key, body = "", list[str]()
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        if line.endswith(":") and after.startswith("----"):
            key, body = line[:-1], []
        elif key and line.startswith("BinaryData"):
            key = ""
        elif key and not line.startswith("----"):
            body.append(line)
            data[key] = "\n".join(body)
    thing["data"] = data


def _conditions(by_key: dict[str, Section]) -> list[dict[str, str]]:
    rows = table([line.strip() for line in by_key["Conditions"].body]) if "Conditions" in by_key else []
    kept = {"Type": "type", "Status": "status", "Reason": "reason", "Message": "message"}
    return [{name: row[key] for key, name in kept.items() if row.get(key)} for row in rows]


def _taint(line: str) -> dict[str, str] | None:
    match = re.fullmatch(r"([^=:]+)(?:=([^:]*))?:(\w+)", line.strip())
    return None if match is None else {"key": match[1], "value": match[2] or "", "effect": match[3]}


def _events(by_key: dict[str, Section], thing: dict[str, Any]) -> list[dict[str, Any]]:
    body = [line.strip() for line in by_key["Events"].body] if "Events" in by_key else []
    namespace = thing["metadata"].get("namespace", "")
    return [
        {
            "kind": "Event", "metadata": {"name": "", "namespace": namespace},
            "involvedObject": {"kind": thing["kind"], "name": thing["metadata"]["name"], "namespace": namespace},
            "type": row.get("Type", ""), "reason": row.get("Reason", ""), "message": row.get("Message", ""),
            "source": {"component": row.get("From", "")}, "age": row.get("Age", ""),
        }
        for row in table(body)
        if row.get("Reason")
    ]  # fmt: skip


def _number(said: str) -> int | str:
    return int(said) if said.isdigit() else said


_READERS: dict[str, Callable[[dict[str, Section], dict[str, Any], Sections, Sequence[str]], None]] = {
    "Pod": _pod, "Deployment": _workload, "ReplicaSet": _workload, "StatefulSet": _workload, "DaemonSet": _workload,
    "Job": _workload, "Service": _service, "Endpoints": _endpoints, "Node": _node, "PersistentVolumeClaim": _claim,
    "PersistentVolume": _volume, "ResourceQuota": _quota, "StorageClass": _storage_class, "ConfigMap": _config_map,
}  # fmt: skip
