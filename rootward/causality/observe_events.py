"""Observe events: what processes and objects reported about themselves, and the changes that were made."""

from __future__ import annotations

from collections.abc import Iterable

from rootward.causality.changes import change_of
from rootward.causality.happenings import Happening, count
from rootward.causality.model import Change, Observation, stable
from rootward.causality.words import named
from rootward.events.model import Event
from rootward.kit.canonical import JSON

__all__ = ["observe_changes", "observe_happenings"]

Span = tuple[int, int]
_SAID = {
    "oom": "was killed for its memory",
    "killed": "was killed",
    "restart": "ended or was restarted unexpectedly",
    "kubernetes": "was reported as unhealthy",
}
_REPEATED = 0.15
"""Each further event of a class adds this to the first one's surprise, up to five."""


def observe_happenings(events: Iterable[Event], *, after: Span) -> list[Observation]:
    """`event.<class>` of each entity that has such events in the window."""
    return [_happened(item) for item in count(events, after)]


def observe_changes(events: Iterable[Event], *, window: Span) -> list[Observation]:
    """`change.<kind>` for each change in the window (end exclusive), in order of time. Their surprise is 0: a change
    by itself is nothing unusual."""
    found = [change for event in events if window[0] <= event.ts < window[1] and (change := change_of(event))]
    return [_changed(change) for change in sorted(found, key=lambda change: (change.at, change.ref))]


def _happened(item: Happening) -> Observation:
    value: dict[str, JSON] = {
        "count": item.count,
        "first": item.first,
        "last": item.last,
        "reasons": list(item.reasons),
    }
    often = "once" if item.count == 1 else f"{item.count} times"
    why = f" ({'; '.join(item.reasons[:2])})" if item.reasons else ""
    return Observation(
        kind=f"event.{item.name}",
        entity=item.entity,
        subject={"entity": item.entity, "happening": item.name},
        value=value,
        text=f"{named(item.entity)} {_SAID[item.name]} {often}{why}",
        score=item.weight + _REPEATED * min(item.count - 1, 5),
        onset=item.first,
        direction="new",
        magnitude=float(item.count),
    )


def _changed(change: Change) -> Observation:
    value: dict[str, JSON] = {
        "ref": change.ref,
        "at": change.at,
        "title": change.title,
        "topics": list(change.topics),
        "nature": change.nature,
        "keys": list(change.keys),
        "numbers": [[key, before, after] for key, before, after in change.numbers],
    }
    if change.commit:
        value["commit"] = change.commit
    if change.files:
        value["files"] = list(change.files)
    if change.risk is not None:
        value |= {
            "risk": stable(change.risk, 3), "effects": list(change.effects), "slow": change.slow,
            "burdens": change.burdens, "words": list(change.words),
        }  # fmt: skip
    return Observation(
        kind=f"change.{change.kind}",
        entity=change.entity,
        subject={"ref": change.ref, "at": change.at},
        value=value,
        text=change.title[0].upper() + change.title[1:],
        score=0.0,
        onset=change.at,
    )
