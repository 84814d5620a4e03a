"""Signature: an incident as a weighted set of what was unusual, so that two of them can be compared.

An element is the kind of an observation, what it was about (a message's template, a metric's name, an operation) and
the role of what it was seen on: `symptom` for what alerted, else what sort of thing it is. Names of entities are
elements of their own with little weight: the same trouble may come to another service, but often comes to the same. A
message that comes too often is the same element whether or not it had ever come before: the second time it has.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from rootward.events.entity import kind_of
from rootward.evidence.model import Evidence, Presence

__all__ = ["Likeness", "likeness", "signature_of"]

Signature = Mapping[str, float]

_MOST = 60  # elements, the strongest
_WORTH = 0.3  # of surprise, below which an observation says nothing about an incident
_CEILING = 3.0  # of one observation: none may stand for a whole incident
_PLACE = 0.6  # weight of where it was
_NUMBERS = re.compile(r"\d+")
_LEFT_OUT = ("topology.", "change.", "context.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Likeness:
    """Weighted Jaccard of two signatures, 0..1; `shared` their weightiest common elements."""

    value: float
    shared: tuple[str, ...]


def signature_of(evidence: Iterable[Evidence], symptoms: Collection[str]) -> dict[str, float]:
    """Pure; the same evidence in any order gives the same signature."""
    found: dict[str, float] = {}
    for item in evidence:
        if item.presence is not Presence.FOUND or item.score < _WORTH or item.kind.startswith(_LEFT_OUT):
            continue
        weight = min(item.score, _CEILING)
        role = "symptom" if item.entity in symptoms else kind_of(item.entity)
        element = f"{_kind(item)} {_about(item)} {role}"
        found[element] = max(found.get(element, 0.0), weight)
        place = f"at {item.entity}"
        found[place] = max(found.get(place, 0.0), _PLACE * weight)
    strongest = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST]
    return {element: round(weight, 3) for element, weight in sorted(strongest)}


def likeness(one: Signature, other: Signature) -> Likeness:
    """Sum of the smaller weights over sum of the larger ones."""
    smaller = {element: min(one[element], other[element]) for element in one.keys() & other.keys()}
    larger = sum(max(one.get(element, 0.0), other.get(element, 0.0)) for element in one.keys() | other.keys())
    shared = sorted(smaller.items(), key=lambda pair: (-pair[1], pair[0]))
    value = sum(smaller.values()) / larger if larger else 0.0
    return Likeness(value=round(value, 4), shared=tuple(element for element, _ in shared[:5]))


def _kind(item: Evidence) -> str:
    if item.kind == "log.novel" or (item.kind == "log.rate" and item.direction == "up"):
        return "log.more"
    return item.kind


def _about(item: Evidence) -> str:
    """What an observation is about, without the numbers that are different each time."""
    for name in ("template", "name", "operation", "event_type"):
        value = item.value.get(name)
        if isinstance(value, str) and value:
            return _NUMBERS.sub("#", value)[:160]
    return "-"
