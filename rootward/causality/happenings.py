"""Happenings: what processes and Kubernetes objects report about themselves, counted per entity and class."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rootward.events.entity import service_of
from rootward.events.model import Event
from rootward.kit.canonical import JSON

__all__ = ["CLASSES", "Happening", "class_of", "count"]

CLASSES: tuple[tuple[str, str, float], ...] = (
    # class, words in the event type or reason, surprise of the first one
    ("oom", r"oom", 3.0),
    ("killed", r"kill|evict|preempt", 2.8),
    ("restart", r"exit|crash|back_?off|restart|terminated_unexpected", 1.6),
    ("kubernetes", r"unhealthy|failed|err_?image|invalid|not_?ready|not_?found|pressure|exceeded|network_?unavailable|"
                   r"sandbox|node_?not|taint|insufficient", 1.8),
)  # fmt: skip
_COMPILED = tuple((name, re.compile(pattern), weight) for name, pattern, weight in CLASSES)
_NOT_ABOUT_ITSELF = re.compile(r"alert|deploy|rollout|migrat|flag|commit|push|workflow|release|config")
_FOR_MEMORY = re.compile(r"out.?of.?memory|oom|memory limit|allocate memory|memoryerror|exit code 137|sigkill")


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Events of one class on one entity in a window; times in ns."""

    entity: str
    name: str
    count: int
    first: int
    last: int
    reasons: tuple[str, ...]
    weight: float


def class_of(event: Event) -> str:
    """oom, killed, restart, kubernetes, or '' for an event that is none of these."""
    said = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", f"{event.event_type} {_text(event.payload.get('reason'))}").lower()
    if _NOT_ABOUT_ITSELF.search(said) or event.severity == "info":
        return ""
    for name, pattern, _ in _COMPILED:
        if pattern.search(said):
            # A process killed for its memory is an out-of-memory kill whatever the supervisor calls it.
            return "oom" if name == "killed" and _FOR_MEMORY.search(_reason(event).lower()) else name
    return ""


def count(events: Iterable[Event], window: tuple[int, int]) -> list[Happening]:
    """One happening per (entity, class) with events in `window` (end exclusive), in order of entity and class."""
    found: dict[tuple[str, str], list[Event]] = {}
    for event in events:
        name, entity = class_of(event), service_of(event.entity)
        if name and entity and window[0] <= event.ts < window[1]:
            found.setdefault((entity, name), []).append(event)
    return [_happening(entity, name, found[entity, name]) for entity, name in sorted(found)]


def _happening(entity: str, name: str, events: Sequence[Event]) -> Happening:
    return Happening(
        entity=entity,
        name=name,
        count=len(events),
        first=min(event.ts for event in events),
        last=max(event.ts for event in events),
        reasons=tuple(sorted({_reason(event) for event in events})[:5]),
        weight=next(weight for known, _, weight in _COMPILED if known == name),
    )


def _reason(event: Event) -> str:
    parts = (_text(event.payload.get(key)) for key in ("reason", "message", "note"))
    return ": ".join(part for part in parts if part)[:200] or event.event_type


def _text(value: JSON) -> str:
    return value if isinstance(value, str) else ""
