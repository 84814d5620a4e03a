"""Snapshot: the objects of a cluster at one moment, found by kind and name, and what is not known of them.

Objects have the form of the Kubernetes API, however they were read. Kinds of our own (`apiVersion` OWN_API) carry what
the API does not serve: `NodeComponent` (kubelet, kube-proxy, … as the node's init system shows it), `Connection` (one
attempt to reach a service), `LogTail` (a workload's last lines) and `Listing` (a kind that was listed completely).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from rootward.kit.clock import parse_ns

__all__ = [
    "CLUSTER_WIDE",
    "DECLARED",
    "DELETED",
    "OBSERVED_AT",
    "OWN_API",
    "Object",
    "Ref",
    "Snapshot",
    "items",
    "ref_of",
    "section",
    "text",
]

Object = dict[str, Any]
OWN_API = "rootward.dev/v1"
DECLARED = "rootward.dev/declared"
"""Annotation of an object that somebody wrote down, but that was not seen in the cluster."""
DELETED = "rootward.dev/deleted"
"""Annotation of the last state of an object that is no longer there."""
OBSERVED_AT = "rootward.dev/observed-at"
"""Annotation: when the object was seen so (RFC 3339)."""

CLUSTER_WIDE = frozenset(
    {"Node", "Namespace", "PersistentVolume", "StorageClass", "NodeComponent", "ValidatingWebhookConfiguration",
     "MutatingWebhookConfiguration"}
)  # fmt: skip
"""Kinds that belong to no namespace."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Ref:
    """Which object; `namespace` is '' for what belongs to none."""

    kind: str
    name: str
    namespace: str = ""

    def __str__(self) -> str:
        return "/".join(part for part in (self.kind, self.namespace, self.name) if part)


def section(value: Object | None, *path: str) -> Object:
    """The mapping under a path of keys, an empty one when there is none."""
    found: Any = value
    for key in path:
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def items(value: Object | None, *path: str) -> list[Object]:
    """The mappings of the list under a path of keys."""
    holder = section(value, *path[:-1])
    found = holder.get(path[-1])
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def text(value: Object | None, *path: str) -> str:
    """The text (or number, as text) under a path of keys, '' when there is none."""
    found = section(value, *path[:-1]).get(path[-1])
    return "" if found is None or isinstance(found, dict | list | bool) else str(found)


def ref_of(thing: Object) -> Ref:
    kind = text(thing, "kind")
    namespace = "" if kind in CLUSTER_WIDE else text(thing, "metadata", "namespace")
    return Ref(kind=kind, name=text(thing, "metadata", "name"), namespace=namespace)


class Snapshot:
    """Built once; the order of what it gives is by namespace and name, so that the same objects give the same answer.

    Of two objects of the same name the later one counts."""

    def __init__(self, objects: Iterable[Object]) -> None:
        every = {ref_of(item): item for item in objects if text(item, "kind")}
        self._objects = {ref: every[ref] for ref in sorted(every)}
        self._by_kind: dict[str, list[Object]] = {}
        for ref, item in self._objects.items():
            self._by_kind.setdefault(ref.kind, []).append(item)
        self._listed = {
            (text(item, "spec", "kind"), text(item, "spec", "namespace")) for item in self._by_kind.get("Listing", ())
        }
        self._about: dict[tuple[str, str], list[Object]] = {}
        for event in self._by_kind.get("Event", ()):
            involved = section(event, "involvedObject") or section(event, "regarding")
            self._about.setdefault((text(involved, "kind"), text(involved, "name")), []).append(event)

    @property
    def at(self) -> int:
        """When the newest object was seen (ns); 0 where nothing says it."""
        said = {text(item, "metadata", "annotations", OBSERVED_AT) for item in self._objects.values()} - {""}
        try:
            return parse_ns(max(said)) if said else 0
        except (ValueError, OverflowError):
            return 0

    def __len__(self) -> int:
        return len(self._objects)

    def __iter__(self) -> Iterator[Object]:
        return iter(self._objects.values())

    def of(self, kind: str) -> list[Object]:
        """What was seen of a kind in the cluster."""
        return [item for item in self._by_kind.get(kind, ()) if not is_declared(item)]

    def declared(self, kind: str) -> list[Object]:
        """What somebody wrote down and nobody saw."""
        return [item for item in self._by_kind.get(kind, ()) if is_declared(item)]

    def get(self, kind: str, name: str, namespace: str = "") -> Object | None:
        found = self._objects.get(Ref(kind=kind, name=name, namespace=namespace))
        return None if found is None or is_declared(found) else found

    def knows(self, kind: str, namespace: str = "") -> bool:
        """Whether a name that is not among the objects of this kind is missing from the cluster too."""
        return (kind, "") in self._listed or (kind, namespace) in self._listed

    def lacks(self, kind: str, name: str, namespace: str = "") -> bool:
        """Certainly not there."""
        return bool(name) and self.knows(kind, namespace) and self.get(kind, name, namespace) is None

    def events(self, kind: str, name: str) -> list[Object]:
        """Events about an object, the latest last."""
        return sorted(self._about.get((kind, name), ()), key=_when)


def is_declared(item: Object) -> bool:
    return DECLARED in section(item, "metadata", "annotations")


def _when(event: Object) -> tuple[str, str]:
    last = text(event, "series", "lastObservedTime") or text(event, "lastTimestamp") or text(event, "eventTime")
    return last, text(event, "metadata", "name")
