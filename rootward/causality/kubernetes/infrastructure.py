"""Infrastructure: nodes and the components that run the cluster, by their state and by what fails beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rootward.causality.kubernetes.finding import Finding
from rootward.causality.kubernetes.scheduling import is_unscheduled, reasons_of
from rootward.causality.kubernetes.snapshot import Object, Ref, items, section, text
from rootward.causality.kubernetes.view import View
from rootward.kit.canonical import JSON

__all__ = ["infrastructure"]

_COMPONENTS = (
    ("infrastructure.kubelet", re.compile(r"^kubelet|^k3s-agent$")),
    ("infrastructure.container_runtime", re.compile(r"^(?:containerd|docker|dockerd|crio|cri-o|cri-dockerd)$")),
    ("infrastructure.kube_proxy", re.compile(r"^kube-?proxy")),
    ("infrastructure.scheduler", re.compile(r"^kube-scheduler")),
    ("infrastructure.controller_manager", re.compile(r"^kube-controller-manager")),
    ("infrastructure.api_server", re.compile(r"^kube-apiserver|^k3s$")),
    ("infrastructure.etcd", re.compile(r"^etcd")),
)
_DEAD = frozenset({"inactive", "failed", "deactivating", "activating"})
_PRESSURE = {
    "MemoryPressure": "infrastructure.memory_pressure", "DiskPressure": "infrastructure.disk_pressure",
    "PIDPressure": "infrastructure.pid_pressure", "NetworkUnavailable": "infrastructure.network_unavailable",
}  # fmt: skip
_RUNTIME = re.compile(r"(?i)container runtime|PLEG|containerd|dockerd|cri-?o")
_SILENT = re.compile(r"(?i)stopped posting node status|NodeStatusUnknown|NodeStatusNeverUpdated")
_FEW = 2


def infrastructure(view: View) -> Iterator[Finding]:
    dead = list(_components(view))
    yield from dead
    yield from _nodes(view, {(item.kind, item.subject.name) for item in dead})
    if not any(item.kind == "infrastructure.kube_proxy" for item in dead):
        yield from _unproxied(view)
    if not any(item.kind == "infrastructure.scheduler" for item in dead):
        yield from _unscheduled(view)
    yield from _system_pods(view)


def _components(view: View) -> Iterator[Finding]:
    for item in view.snapshot.of("NodeComponent"):
        name, node, active = text(item, "spec", "component"), text(item, "spec", "node"), text(item, "status", "active")
        kind = next((kind for kind, pattern in _COMPONENTS if pattern.match(name)), "")
        if kind and active in _DEAD:
            facts: dict[str, JSON] = {"words": f"{name} is {active}", "since": text(item, "status", "since")}
            yield _finding(kind, node, (f"{name} on {node}: Active: {active}",), facts, proved=True)


def _finding(kind: str, node: str, fields: tuple[str, ...], facts: dict[str, JSON], *, proved: bool = False,
             visible: bool = True) -> Finding:  # fmt: skip
    ref = Ref(kind="Node", name=node)
    return Finding(kind=kind, object=ref, subject=ref, facts=facts, fields=fields, visible=visible,
                   proof="contradiction" if proved else "reported")  # fmt: skip


def _nodes(view: View, dead: set[tuple[str, str]]) -> Iterator[Finding]:
    for node in view.snapshot.of("Node"):
        name = text(node, "metadata", "name")
        for condition in items(node, "status", "conditions"):
            kind, status = text(condition, "type"), text(condition, "status")
            words = text(condition, "message") or text(condition, "reason") or f"{kind} is {status}"
            fields = (f"Node/{name} status.conditions[{kind}]",)
            if kind in _PRESSURE and status == "True":
                yield _finding(_PRESSURE[kind], name, fields, {"words": words})
            elif kind == "Ready" and status in ("False", "Unknown"):
                fault = _not_ready(view, name, status, words)
                if not any((known, name) in dead for known in (fault, *_DOWN)):
                    yield _finding(fault, name, fields, {"words": words})


_DOWN = ("infrastructure.kubelet", "infrastructure.container_runtime")


def _not_ready(view: View, node: str, status: str, words: str) -> str:
    told = " ".join(text(event, "message") for event in view.snapshot.events("Node", node))
    if _RUNTIME.search(words) or (status == "False" and _RUNTIME.search(told)):
        return "infrastructure.container_runtime"
    if _SILENT.search(words) or status == "Unknown":
        return "infrastructure.kubelet"
    return "infrastructure.network_unavailable" if "cni" in words.lower() else "infrastructure.node_down"


def _unproxied(view: View) -> Iterator[Finding]:
    """From one node no service answers, from others all do: what turns service addresses into pods is missing there."""
    tried: dict[str, list[bool]] = {}
    for item in view.snapshot.of("Connection"):
        if text(item, "spec", "from"):
            tried.setdefault(text(item, "spec", "from"), []).append(section(item, "status").get("ok") is True)
    working = [name for name, found in tried.items() if any(found)]
    for name, found in sorted(tried.items()):
        if working and not any(found) and len(found) >= _FEW and view.snapshot.get("Node", name) is not None:
            yield _finding("infrastructure.kube_proxy", name, (f"{len(found)} connections from {name}",), {})


def _unscheduled(view: View) -> Iterator[Finding]:
    """Pods wait for a node and no scheduler ever said why."""
    waiting = [
        pod for pod, _ in view.pods()
        if is_unscheduled(pod) and not reasons_of(view, pod)[0] and not text(pod, "spec", "schedulerName")
    ]  # fmt: skip
    reported = any(view.snapshot.of("Event"))
    if waiting and reported:
        names = ", ".join(text(pod, "metadata", "name") for pod in waiting[:3])
        fields = (f"pods {names}: Pending, no event of a scheduler",)
        yield _finding("infrastructure.scheduler", _control_node(view), fields, {"words": names}, visible=True)


def _control_node(view: View) -> str:
    for node in view.snapshot.of("Node"):
        labels = section(node, "metadata", "labels")
        roles = {key.rpartition("/")[2] for key in labels if key.startswith("node-role.kubernetes.io/")}
        if roles & {"control-plane", "master"} or labels.get("kubernetes.io/role") in ("master", "control-plane"):
            return text(node, "metadata", "name")
    return "control-plane"


def _system_pods(view: View) -> Iterator[Finding]:
    """Components that run as pods: control plane, kube-proxy and cluster DNS in kube-system."""
    for pod, workload in view.pods():
        name, node = text(pod, "metadata", "name"), text(pod, "spec", "nodeName")
        if workload.ref.namespace != "kube-system" or not node or not _is_broken(pod):
            continue
        kind = next((kind for kind, pattern in _COMPONENTS if pattern.match(name)), "")
        if kind:
            yield _finding(kind, node, (f"Pod/kube-system/{name} status",), {"words": f"{name} is not running"})
    for workload in view.workloads.values():
        ref = workload.ref
        if ref.namespace == "kube-system" and workload.ready == 0 and re.search(r"coredns|kube-dns", ref.name):
            fields = (f"{ref} status.readyReplicas",)
            yield Finding(kind="infrastructure.cluster_dns", object=ref, subject=ref, fields=fields)


def _is_broken(pod: Object) -> bool:
    status = section(pod, "status")
    ready = status.get("ready")
    statuses = items(status, "containerStatuses")
    if statuses:
        return not any(item.get("ready") is True for item in statuses)
    return isinstance(ready, list) and bool(ready) and ready[0] == 0
