"""Entity: what something happened to, and its canonical references.

A reference is `kind:name`, the one spelling used for candidates, edges, series and evidence. Kubernetes objects carry
their namespace (`pod:payments/api-7d9`); services do not, because telemetry seldom does.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["FIELDS", "KINDS", "name_of", "kind_of", "reference", "references", "service_of"]

FIELDS = (
    "cluster", "namespace", "service", "workload", "pod", "container", "node", "host", "process", "database",
    "external", "agent", "tool", "repository",
)  # fmt: skip
"""Fields of the envelope's `entity`; others are kept as they are and make no reference."""

KINDS = (
    "cluster", "namespace", "service", "workload", "pod", "node", "process", "database", "external", "agent", "tool",
    "repository", "change", "group",
)  # fmt: skip

_MOST_SPECIFIC_FIRST = ("process", "pod", "workload", "service", "database", "external", "agent", "tool", "node")
_NAMESPACED = frozenset({"pod", "workload"})


def reference(kind: str, name: str, namespace: str = "") -> str:
    """`reference("pod", "api-7d9", "payments")` is `pod:payments/api-7d9`."""
    return f"{kind}:{namespace}/{name}" if namespace and kind in _NAMESPACED else f"{kind}:{name}"


def references(entity: Mapping[str, str]) -> list[str]:
    """Every reference an entity makes, the most specific first; empty when it names nothing known."""
    namespace = entity.get("namespace", "")
    values = {**entity}
    values.setdefault("node", entity.get("host", ""))
    found = [reference(kind, values[kind], namespace) for kind in _MOST_SPECIFIC_FIRST if values.get(kind)]
    if namespace:
        found.append(reference("namespace", namespace))
    if entity.get("cluster"):
        found.append(reference("cluster", entity["cluster"]))
    return found


def service_of(entity: Mapping[str, str]) -> str:
    """The reference that cases are about: the service when there is one, else the most specific one, else ''."""
    if entity.get("service"):
        return reference("service", entity["service"])
    found = references(entity)
    return found[0] if found else ""


def kind_of(ref: str) -> str:
    return ref.partition(":")[0]


def name_of(ref: str) -> str:
    return ref.partition(":")[2]
