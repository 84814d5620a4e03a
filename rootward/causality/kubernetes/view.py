"""View: workloads with their pods, services with what they select, and names for all of it; built once a snapshot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from rootward.causality.kubernetes.snapshot import Object, Ref, Snapshot, items, ref_of, section, text
from rootward.events.entity import reference

__all__ = ["View", "Workload", "containers", "selects"]

CONTROLLERS = ("Deployment", "StatefulSet", "DaemonSet", "CronJob", "Job")
_NAMES = ("app.kubernetes.io/name", "app", "k8s-app")


@dataclass(slots=True, kw_only=True)
class Workload:
    """A controller, or a pod nobody controls. `spec` and `labels` are those of its pods as they should be;
    `desired` and `ready` are None where nothing tells."""

    ref: Ref
    object: Object
    labels: Mapping[str, str]
    spec: Object
    desired: int | None
    ready: int | None
    pods: list[Object] = field(default_factory=list)

    @property
    def lacks_pods(self) -> bool:
        """Fewer pods exist than are wanted."""
        return self.desired is not None and len(self.pods) < self.desired

    @property
    def is_short(self) -> bool:
        """Fewer are ready than are wanted."""
        return self.desired is not None and self.ready is not None and self.ready < self.desired


class View:
    """Everything in the order of namespace and name."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.workloads: dict[Ref, Workload] = {}
        for kind in CONTROLLERS:
            for item in snapshot.of(kind):
                if not (kind == "Job" and items(item, "metadata", "ownerReferences")):
                    self.workloads[ref_of(item)] = _workload(item)
        self._owner: dict[Ref, Ref] = {}
        for item in snapshot.of("Pod"):
            owner = self._controller(item)
            if owner not in self.workloads:
                owner = ref_of(item)
                self.workloads[owner] = _lone(item)
            self._owner[ref_of(item)] = owner
            self.workloads[owner].pods.append(item)
        for workload in self.workloads.values():
            _complete(workload)

    @property
    def services(self) -> list[Object]:
        return self.snapshot.of("Service")

    def pods(self) -> Iterator[tuple[Object, Workload]]:
        for workload in self.workloads.values():
            for pod in workload.pods:
                yield pod, workload

    def workload(self, kind: str, name: str, namespace: str) -> Workload | None:
        """The workload that an object (a pod, a replica set, a job) belongs to, also of one that is gone."""
        ref = Ref(kind=kind, name=name, namespace=namespace)
        ref = self._owner.get(ref, ref)
        if ref in self.workloads:
            return self.workloads[ref]
        above = name.rpartition("-")[0]
        for owner_kind, owner in (("Deployment", above), ("Deployment", above.rpartition("-")[0]), ("CronJob", above),
                                  ("StatefulSet", above), ("DaemonSet", above), ("Job", above)):  # fmt: skip
            found = self.workloads.get(Ref(kind=owner_kind, name=owner, namespace=namespace))
            if found is not None and kind in ("Pod", "ReplicaSet", "Job"):
                return found
        return None

    def selected(self, service: Object) -> list[Workload]:
        """The workloads whose pods a service selects, by their template or by labels that pods were given later; none
        for a service without a selector."""
        selector = section(service, "spec", "selector")
        namespace = text(service, "metadata", "namespace")
        return [
            workload for workload in self.workloads.values()
            if selector and workload.ref.namespace == namespace and _fits(selector, workload)
        ]  # fmt: skip

    def services_of(self, workload: Workload) -> list[Object]:
        return [service for service in self.services if workload in self.selected(service)]

    def entity(self, ref: Ref) -> str:
        """The product's reference: the service that the labels name, or that the workload answers as."""
        if ref.kind == "Node":
            return reference("node", ref.name)
        if ref.kind in ("Namespace", "ResourceQuota", "LimitRange"):
            return reference("namespace", ref.name if ref.kind == "Namespace" else ref.namespace)
        if ref.kind == "Service":
            return reference("service", ref.name)
        workload = self.workload(ref.kind, ref.name, ref.namespace)
        if workload is not None:
            name = next((workload.labels[label] for label in _NAMES if workload.labels.get(label)), "")
            if name:
                return reference("service", name)
            return reference("pod" if workload.ref.kind == "Pod" else "workload", workload.ref.name, ref.namespace)
        return reference("workload", ref.name, ref.namespace)

    def _controller(self, pod: Object) -> Ref:
        namespace, labels = text(pod, "metadata", "namespace"), section(pod, "metadata", "labels")
        for owner in items(pod, "metadata", "ownerReferences"):
            kind, name = text(owner, "kind"), text(owner, "name")
            if kind == "ReplicaSet":
                above = self._above(self.snapshot.get(kind, name, namespace), kind, name, namespace, labels)
                if above is not None:
                    return above
            if kind == "Job":
                job = self.snapshot.get(kind, name, namespace)
                for over in items(job, "metadata", "ownerReferences"):
                    return Ref(kind=text(over, "kind"), name=text(over, "name"), namespace=namespace)
            return Ref(kind=kind, name=name, namespace=namespace)
        return self._by_name(pod, namespace, labels)

    def _above(
        self, replicas: Object | None, kind: str, name: str, namespace: str, labels: Mapping[str, Any]
    ) -> Ref | None:
        """A replica set's deployment: its owner, or what is left of its name without the hash of the template."""
        for over in items(replicas, "metadata", "ownerReferences"):
            return Ref(kind=text(over, "kind"), name=text(over, "name"), namespace=namespace)
        hashed = str(labels.get("pod-template-hash") or name.rpartition("-")[2])
        found = Ref(kind="Deployment", name=name.removesuffix(f"-{hashed}"), namespace=namespace)
        return found if found in self.workloads else None

    def _by_name(self, pod: Object, namespace: str, labels: Mapping[str, Any]) -> Ref:
        """Of a pod that is known from a table only: `web-6d8f9c7b54-x2x9k` is of the deployment web, if there is one
        and nothing else is."""
        name = text(pod, "metadata", "name")
        above = name.rpartition("-")[0]
        tried = (("Deployment", above.rpartition("-")[0]), ("StatefulSet", above), ("DaemonSet", above), ("Job", above))
        if not section(pod, "spec").get("containers"):
            for kind, owner in tried:
                found = Ref(kind=kind, name=owner, namespace=namespace)
                if found in self.workloads:
                    return found
        return ref_of(pod)


def containers(spec: Object) -> list[Object]:
    return items(spec, "containers")


def _fits(selector: Mapping[str, Any], workload: Workload) -> bool:
    return selects(selector, workload.labels) or any(
        selects(selector, section(pod, "metadata", "labels")) for pod in workload.pods
    )


def selects(selector: Mapping[str, Any], labels: Mapping[str, Any]) -> bool:
    return all(labels.get(key) == value for key, value in selector.items())


def _workload(item: Object) -> Workload:
    kind = text(item, "kind")
    place = ("spec", "jobTemplate", "spec", "template") if kind == "CronJob" else ("spec", "template")
    template, status = section(item, *place), section(item, "status")
    wanted = section(item, "spec").get("replicas")
    if kind == "DaemonSet":
        wanted = status.get("desiredNumberScheduled")
    ready = status.get("readyReplicas", status.get("numberReady"))
    if ready is None and kind in ("Deployment", "StatefulSet") and status and wanted is not None:
        ready = 0
    scaled = kind in ("Deployment", "StatefulSet", "DaemonSet")
    return Workload(
        ref=ref_of(item), object=item, labels=section(template, "metadata", "labels"), spec=section(template, "spec"),
        desired=wanted if isinstance(wanted, int) and scaled else None,
        ready=ready if isinstance(ready, int) and scaled else None,
    )  # fmt: skip


def _lone(pod: Object) -> Workload:
    return Workload(
        ref=ref_of(pod), object=pod, labels=section(pod, "metadata", "labels"), spec=section(pod, "spec"),
        desired=None, ready=None,
    )  # fmt: skip


def _complete(workload: Workload) -> None:
    """A workload that is known from a table has the labels and the specification of its pods."""
    for pod in workload.pods:
        if not workload.labels:
            labels = section(pod, "metadata", "labels")
            workload.labels = {key: value for key, value in labels.items() if key != "pod-template-hash"}
        if not containers(workload.spec):
            workload.spec = section(pod, "spec")
