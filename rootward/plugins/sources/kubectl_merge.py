"""Kubectl merge: one object out of what a table, a description and the API's own form say of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rootward.causality.kubernetes.snapshot import DECLARED, Ref, ref_of

__all__ = ["Sighting", "merged"]

Sighting = tuple[int, dict[str, Any]]
"""How much a form tells (0 declared, 1 table, 2 description, 3 the API's) and the object."""


def merged(sightings: Iterable[Sighting]) -> list[dict[str, Any]]:
    """What tells more wins, what tells less fills in. What nobody saw in the cluster is marked as declared."""
    by_ref: dict[Ref, list[Sighting]] = {}
    for sighting in sightings:
        by_ref.setdefault(ref_of(sighting[1]), []).append(sighting)
    return [_one(found) for _, found in sorted(by_ref.items())]


def _one(found: list[Sighting]) -> dict[str, Any]:
    ordered = [item for _, item in sorted(found, key=lambda sighting: sighting[0])]
    whole: dict[str, Any] = {}
    for item in ordered:
        whole = _over(whole, item)
    if max(rank for rank, _ in found) == 0:
        metadata = whole.get("metadata", {})
        notes = {**(metadata.get("annotations") or {}), DECLARED: "true"}
        whole = whole | {"metadata": metadata | {"annotations": notes}}
    return whole


def _over(low: dict[str, Any], high: dict[str, Any]) -> dict[str, Any]:
    made = dict(low)
    for key, value in high.items():
        before = made.get(key)
        if isinstance(before, dict) and isinstance(value, dict) and key not in ("selector", "matchLabels", "labels"):
            made[key] = _over(before, value)
        elif isinstance(before, list) and isinstance(value, list):
            made[key] = _lists(before, value)
        elif value is not None and value != {}:
            made[key] = value
    return made


def _lists(low: list[Any], high: list[Any]) -> list[Any]:
    """Containers and the like are joined by name; of other lists the better known one is taken whole."""
    if not high:
        return low
    for key in ("containerPort", "name"):
        if all(isinstance(item, dict) and key in item for item in (*low, *high)):
            known = {item[key]: item for item in low}
            return [_over(known.get(item[key], {}), item) for item in high]
    return high
