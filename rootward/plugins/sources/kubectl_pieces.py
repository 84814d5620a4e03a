"""Kubectl pieces: the objects of a recorded or listed cluster as bodies that the kubernetes source reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rootward.causality.kubernetes.snapshot import OBSERVED_AT
from rootward.events.source import Piece
from rootward.kit import clock
from rootward.kit.canonical import JSON, canonical

__all__ = ["pieces_of", "seen_at"]

_JSON = {"content-type": "application/json"}
_AT_ONCE = 5000
"""Objects of one body: relations between objects are found within a body, so it is to hold a whole cluster."""


def pieces_of(objects: Iterable[dict[str, Any]]) -> Iterator[Piece]:
    """In the order given; several bodies for a very large cluster."""
    waiting = list(objects)
    done = 0
    for start in range(0, len(waiting), _AT_ONCE):
        part = waiting[start : start + _AT_ONCE]
        items: list[JSON] = [*part]
        body = canonical({"apiVersion": "v1", "kind": "List", "items": items})
        done += len(body)
        yield Piece(kind="kubernetes", body=body, headers=_JSON, items=len(part), done=done)


def seen_at(objects: Iterable[dict[str, Any]], at: int) -> list[dict[str, Any]]:
    """The objects with the time at which they were seen (ns)."""
    said = clock.format_ns(at)
    found = []
    for item in objects:
        metadata = item.get("metadata") or {}
        notes = {**(metadata.get("annotations") or {}), OBSERVED_AT: said}
        found.append(item | {"metadata": metadata | {"annotations": notes}})
    return found
