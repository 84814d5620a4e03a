"""OTLP resource: who a batch of telemetry speaks of, and what of that stays with every item.

Names: OpenTelemetry semantic conventions, resource attributes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from rootward.events.entity import reference
from rootward.events.model import Edge
from rootward.kit.canonical import JSON, canonical

__all__ = ["MAX_DEPTH", "Resource", "double", "label", "resource_of", "without_nul"]

MAX_DEPTH = 16
"""The deepest that the value of an attribute or of a body may be nested."""

_WORKLOADS = (
    "k8s.deployment.name", "k8s.statefulset.name", "k8s.daemonset.name", "k8s.cronjob.name", "k8s.job.name",
    "k8s.replicaset.name",
)  # fmt: skip
_ENTITIES = (
    ("service", ("service.name",)),
    ("pod", ("k8s.pod.name",)),
    ("workload", _WORKLOADS),
    ("node", ("k8s.node.name", "host.name")),
    ("namespace", ("k8s.namespace.name",)),
    ("cluster", ("k8s.cluster.name",)),
)
"""What telemetry is about, the most telling first."""

_NAMELESS = "unknown_service"
"""What SDKs call a service that nobody named; `unknown_service:python` and the like."""

_KEPT = (
    "service.version", "service.instance.id", "service.namespace", "deployment.environment.name",
    "deployment.environment", "k8s.cluster.name", "k8s.namespace.name", "k8s.pod.name", "k8s.container.name",
    "k8s.node.name", *_WORKLOADS, "host.name", "cloud.region", "cloud.availability_zone",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Resource:
    """`entity` is a reference; `kept` are the attributes that go with every item, `labels` the same as text."""

    entity: str
    kept: dict[str, JSON]
    labels: dict[str, str]
    edges: tuple[tuple[str, str, str], ...]

    def edges_at(self, ts: int) -> list[Edge]:
        """What the resource itself states: where the service runs and what owns the pod, seen at `ts`."""
        return [
            Edge(src=src, dst=dst, relation="owns" if relation == "owns" else "runs_on", origin="spans", ts=ts)
            for src, relation, dst in self.edges
        ]


def resource_of(attributes: Mapping[str, JSON]) -> Resource:
    kept = {name: attributes[name] for name in _KEPT if attributes.get(name) not in (None, "")}
    return Resource(
        entity=_entity(attributes),
        kept=kept,
        labels={name: label(value) for name, value in kept.items()},
        edges=tuple(_edges(attributes)),
    )


def label(value: JSON) -> str:
    """An attribute's value as the text of a series' attribute."""
    if isinstance(value, str):
        return value
    return canonical(value).decode() if value is not None else ""


def without_nul(text: str) -> str:
    """Text as it can be stored everywhere. A log line with a NUL is real, and worth more than its NUL."""
    return text.replace("\0", "\ufffd") if "\0" in text else text


def double(value: float) -> JSON:
    """A double as JSON can hold it; what is no number is spelled as protobuf's JSON spells it."""
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _entity(attributes: Mapping[str, JSON]) -> str:
    namespace = _text(attributes, "k8s.namespace.name")
    nameless = ""
    for kind, names in _ENTITIES:
        for name in names:
            found = _text(attributes, name)
            if found.startswith(_NAMELESS):
                nameless = nameless or reference("service", found)
            elif found:
                return reference(kind, found, namespace)
    return nameless or reference("service", _NAMELESS)


def _edges(attributes: Mapping[str, JSON]) -> list[tuple[str, str, str]]:
    namespace, node = _text(attributes, "k8s.namespace.name"), _text(attributes, "k8s.node.name")
    service, pod = _text(attributes, "service.name"), _text(attributes, "k8s.pod.name")
    if not pod:
        return []
    itself = reference("pod", pod, namespace)
    found: list[tuple[str, str, str]] = []
    if service and not service.startswith(_NAMELESS):
        found.append((reference("service", service), "runs_on", itself))
    workload = next((_text(attributes, name) for name in _WORKLOADS if _text(attributes, name)), "")
    if workload:
        found.append((reference("workload", workload, namespace), "owns", itself))
    if node:
        found.append((itself, "runs_on", reference("node", node)))
    return found


def _text(attributes: Mapping[str, JSON], name: str) -> str:
    found = attributes.get(name)
    return found if isinstance(found, str) else ""
