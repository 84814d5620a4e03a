"""Symptom: an event together with what the pack's rules say about it, and the keys by which it may find its case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rootward.cases.rules import Rules, Said
from rootward.events.entity import kind_of, references, service_of
from rootward.events.model import Event, Severity
from rootward.kit import clock
from rootward.kit.canonical import JSON, sha256_hex
from rootward.packs.case_model import Opening
from rootward.packs.paths import fill, lookup, text_at

__all__ = ["Key", "Resolution", "Symptom", "entity_key", "read_symptom", "storm_key"]

_PLACES = frozenset({"node", "namespace", "cluster"})
"""They hold many things: sharing one of them does not yet make two things the same."""


@dataclass(frozen=True, slots=True)
class Key:
    """What is looked up (`entity:service:checkout`), and how people call it."""

    key: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """An alert is over."""

    event: Event
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Symptom:
    """`fingerprint` is the same for repetitions of the same thing; `about` is the reference its case would be about;
    `hosts` are nodes it runs on; `wait_key` is where it waits while its rule's threshold is not reached."""

    event: Event
    opening: Opening
    severity: Severity
    title: str
    fingerprint: str
    is_alert: bool
    is_repeat_notice: bool
    started: int
    about: str
    entities: tuple[Key, ...]
    hosts: tuple[Key, ...]
    groups: tuple[Key, ...]
    ids: tuple[Key, ...]
    title_key: str
    wait_key: str
    distinct: str

    @property
    def own_keys(self) -> Iterator[str]:
        """The keys under which its case will be found again."""
        for key in (*self.entities, *self.groups, *self.ids):
            yield key.key

    @property
    def all_keys(self) -> Iterator[str]:
        yield from self.own_keys
        for key in self.hosts:
            yield key.key
        yield self.title_key
        yield storm_key(self.opening.kind)


def read_symptom(event: Event, rules: Rules) -> Symptom | Resolution | None:
    """Pure. None for an event that the pack's rules make nothing of."""
    said = Said(event)
    if event.event_type in rules.resolved:
        return Resolution(event=event, fingerprint=_alert_fingerprint(said, rules))
    opening = rules.opening(said)
    if opening is None:
        return None
    values = said.values
    is_alert = event.event_type in rules.firing
    same = [lookup(values, path) for path in opening.dedup]
    about, groups = service_of(event.entity), tuple(_groups(said, opening, rules))
    title = fill(opening.title, values)
    inside, hosts = _places(event)
    fingerprint = _alert_fingerprint(said, rules) if is_alert else f"{opening.name}:{_short([event.source, *same])}"
    distinct = text_at(values, opening.threshold.distinct) if opening.threshold.distinct else ""
    return Symptom(
        event=event,
        opening=opening,
        severity=rules.severity(said, opening),
        title=title,
        fingerprint=fingerprint,
        is_alert=is_alert,
        is_repeat_notice=is_alert and rules.is_repeat_notice(said),
        started=_started(said, rules) if is_alert else event.ts,
        about=about,
        entities=inside,
        hosts=hosts,
        groups=groups,
        ids=tuple(_ids(event, rules)),
        title_key=f"title:{opening.kind}:{_short(title)}",
        wait_key=f"wait:{opening.name}:{_short([about, *(key.key for key in groups)])}",
        distinct=distinct or (fingerprint if is_alert else event.id),
    )


def entity_key(ref: str) -> str:
    return f"entity:{ref}"


def storm_key(kind: str) -> str:
    return f"storm:{kind}"


def _groups(said: Said, opening: Opening, rules: Rules) -> Iterator[Key]:
    """The sender's own group, and the one the pack's rule makes."""
    group = text_at(said.values, rules.alerts.group)
    if group and group not in rules.alerts.group_ignore:
        yield Key(f"group:{said.event.source}:{_short(group)}", f"the alert group {group}")
    found = [lookup(said.values, path) for path in opening.group_by]
    if any(value is not None for value in found):
        shown = ", ".join(f"{path}={value}" for path, value in zip(opening.group_by, found, strict=True))
        yield Key(f"by:{opening.name}:{_short(found)}", shown)


def _ids(event: Event, rules: Rules) -> Iterator[Key]:
    for name in rules.correlate.ids:
        value = event.correlation_ids.get(name)
        if value:
            yield Key(f"id:{name}:{value}", f"{name} {value}")


def _places(event: Event) -> tuple[tuple[Key, ...], tuple[Key, ...]]:
    """What the event happened to, and the nodes that hold it. A bare process name is too common to be an identity."""
    refs = references(event.entity)
    inside = [ref for ref in refs if kind_of(ref) not in _PLACES and kind_of(ref) != "process"] or refs[:1]
    hosts = [ref for ref in refs if kind_of(ref) == "node" and ref not in inside]
    return tuple(Key(entity_key(ref), ref) for ref in inside), tuple(Key(entity_key(ref), ref) for ref in hosts)


def _alert_fingerprint(said: Said, rules: Rules) -> str:
    given = text_at(said.values, rules.alerts.fingerprint)
    known = given or _short([said.values["entity"], lookup(said.event.payload, "alert.labels|labels")])
    return f"{said.event.source}:{known}"


def _started(said: Said, rules: Rules) -> int:
    text = text_at(said.values, rules.alerts.started)
    try:
        return clock.parse_ns(text) if text else said.event.ts
    except ValueError:
        return said.event.ts


def _short(value: JSON) -> str:
    return sha256_hex(value)[:32]
