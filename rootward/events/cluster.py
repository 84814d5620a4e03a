"""A cluster as its API showed it: plain Kubernetes objects, and what could not be listed, with the reason."""

from __future__ import annotations

from dataclasses import dataclass

from rootward.events.presence import Presence
from rootward.kit.canonical import JSON

__all__ = ["ClusterObjects", "Unlisted"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Unlisted:
    """One kind of object (`pods`) that is missing or incomplete: DENIED, ABSENT (the cluster does not serve it) or
    SOURCE_DOWN (no answer, or no time left)."""

    resource: str
    presence: Presence
    detail: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ClusterObjects:
    """`objects` each have `apiVersion`, `kind` and `metadata`; of secrets and config maps there is nothing else.

    A kind that is neither among the objects nor in `unlisted` was listed and is empty."""

    source: str
    objects: tuple[dict[str, JSON], ...]
    unlisted: tuple[Unlisted, ...] = ()

    def of_kind(self, kind: str) -> list[dict[str, JSON]]:
        """The objects of one kind (`Pod`), in the order of namespace and name."""
        return [item for item in self.objects if item["kind"] == kind]
