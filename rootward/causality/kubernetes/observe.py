"""Observe Kubernetes: findings of a snapshot as observations, and who calls and serves whom as edges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from rootward.causality.kubernetes.addresses import addresses
from rootward.causality.kubernetes.diagnose import Diagnosed
from rootward.causality.kubernetes.snapshot import Object, Ref, Snapshot, text
from rootward.causality.kubernetes.view import View, Workload
from rootward.causality.model import Observation, stable
from rootward.causality.words import named
from rootward.events.entity import reference
from rootward.kit.canonical import JSON

__all__ = ["observe_snapshot", "relations"]

Relation = Literal["calls", "owns", "depends_on", "runs_on"]
_LEAST = 0.3
"""A finding that follows from another one, or that nobody suffers from, is still told; less than this is not."""


def observe_snapshot(found: Iterable[Diagnosed]) -> list[Observation]:
    """`kubernetes.<family>` for each finding; `subject` names fault and object, by which it is found again."""
    return [_observed(item) for item in found if item.score >= _LEAST]


def _observed(item: Diagnosed) -> Observation:
    finding = item.finding
    value: dict[str, JSON] = {
        "fault": finding.kind, "object": str(finding.object), "says": item.says, "next": item.next,
        "fields": list(finding.fields), "proof": finding.proof, "visible": finding.visible,
        "explained_by": item.explained_by, "facts": {**finding.facts}, "score": stable(item.score),
    }  # fmt: skip
    after = f"; it follows from {item.explained_by}" if item.explained_by else ""
    where = f" ({finding.fields[0]})" if finding.fields else ""
    return Observation(
        kind=f"kubernetes.{finding.family}",
        entity=item.entity,
        subject={"fault": finding.kind, "object": str(finding.object)},
        value=value,
        text=f"{named(item.entity)} {item.says}{where}{after}",
        score=item.score,
        onset=finding.at,
        direction="new",
    )


def relations(objects: Iterable[Object]) -> Iterator[tuple[str, Relation, str]]:
    """(src, relation, dst) that objects state together: what its labels call a service owns its workload, which lives
    in its namespace and owns its pods; a service depends on the workloads that it selects; a workload calls the
    services whose addresses it is given."""
    view = View(Snapshot(objects))
    for service in view.services:
        name = reference("service", text(service, "metadata", "name"))
        for workload in view.selected(service):
            if view.entity(workload.ref) != name:
                yield name, "depends_on", view.entity(workload.ref)
    for workload in view.workloads.values():
        caller, itself = view.entity(workload.ref), _place(workload)
        if caller != itself:
            yield caller, "owns", itself
        if workload.ref.namespace and workload.ref.kind != "Pod":
            yield itself, "runs_on", reference("namespace", workload.ref.namespace)
        for pod in workload.pods:
            if workload.ref.kind != "Pod":
                yield itself, "owns", reference("pod", text(pod, "metadata", "name"), workload.ref.namespace)
        for address in addresses(workload):
            ref = Ref(kind="Service", name=address.host, namespace=address.namespace)
            if view.snapshot.get(ref.kind, ref.name, ref.namespace) is not None and view.entity(ref) != caller:
                yield caller, "calls", view.entity(ref)


def _place(workload: Workload) -> str:
    return reference("pod" if workload.ref.kind == "Pod" else "workload", workload.ref.name, workload.ref.namespace)
