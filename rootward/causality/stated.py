"""Stated: what evidence states about changes and relations, read back from its values."""

from __future__ import annotations

from collections.abc import Iterable

from rootward.causality.model import Change
from rootward.evidence.model import Evidence

__all__ = ["changes_in", "edges_in", "ids_of_changes", "is_stated", "relations_of"]


def changes_in(evidence: Iterable[Evidence]) -> tuple[Change, ...]:
    """The changes that the evidence describes (kinds `change.…`), in order of time."""
    found = [_change(item) for item in evidence if item.kind.startswith("change.")]
    return tuple(sorted(found, key=lambda change: (change.at, change.ref)))


def ids_of_changes(evidence: Iterable[Evidence]) -> dict[str, str]:
    """Reference of a change -> id of the evidence that describes it."""
    return {str(item.value.get("ref")): item.evidence_id for item in evidence if item.kind.startswith("change.")}


def edges_in(evidence: Iterable[Evidence]) -> dict[tuple[str, str], Evidence]:
    """(src, dst) -> the evidence of a relation between them."""
    found = {}
    for item in evidence:
        if item.kind.startswith("topology."):
            found[str(item.value.get("src", "")), str(item.value.get("dst", ""))] = item
    return found


def is_stated(item: Evidence) -> bool:
    """Whether the objects of a cluster (or one of its components) state the fault itself, and not only its effect."""
    return item.kind.startswith("kubernetes.") and item.value.get("proof") in ("contradiction", "reported")


def relations_of(edges: Iterable[Evidence]) -> list[tuple[str, str, str]]:
    return [
        (str(item.value["src"]), str(item.value["dst"]), str(item.value.get("relation", "calls")))
        for item in edges
        if item.value.get("src") and item.value.get("dst")
    ]


def _change(item: Evidence) -> Change:
    value = item.value
    return Change(
        ref=str(value.get("ref", "")),
        entity=item.entity,
        at=int(str(value.get("at", item.onset or 0))),
        kind=item.kind.partition(".")[2],
        title=str(value.get("title", "change")),
        topics=tuple(str(topic) for topic in _items(value.get("topics"))),
        nature=str(value.get("nature", "unknown")),
        keys=tuple(str(key) for key in _items(value.get("keys"))),
        numbers=tuple(_number(entry) for entry in _items(value.get("numbers"))),
        risk=None if value.get("risk") is None else float(str(value["risk"])),
        effects=tuple(str(effect) for effect in _items(value.get("effects"))),
        slow=value.get("slow") is True,
        burdens=value.get("burdens") is True,
        words=tuple(str(word) for word in _items(value.get("words"))),
        files=tuple(str(name) for name in _items(value.get("files"))),
        commit=str(value.get("commit", "")),
    )


def _items(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _number(entry: object) -> tuple[str, float, float]:
    key, before, after = _items(entry)
    return str(key), float(str(before)), float(str(after))
