"""Mapped source: somebody else's JSON, read by the mapping that a pack declares for it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

from rootward.errors import BadInput
from rootward.events.entity import FIELDS
from rootward.events.envelope import SEVERITY_WORDS, severity_of
from rootward.events.model import Event, Received, Reject, Severity
from rootward.events.source import SourceContext, gather, make_event, time_of
from rootward.events.strict import INT64, shown
from rootward.kit.canonical import JSON, canonical
from rootward.packs.model import Picked, SourceMapping
from rootward.packs.paths import lookup, text_at
from rootward.plugins.sources.documents import by_line, first_item

__all__ = ["MappedSource", "check_mapping"]

_UNITS = {"s": 1_000_000_000, "ms": 1_000_000, "us": 1_000, "ns": 1}
_LONGEST_ENTITY_FIELD = 64


class MappedSource:
    """Named like its mapping. It recognises a body when its event type and its time are where the mapping says."""

    many = True

    def __init__(self, mapping: SourceMapping) -> None:
        check_mapping(mapping)
        self._mapping = mapping

    @property
    def name(self) -> str:
        return self._mapping.name

    def recognises(self, body: bytes, headers: Mapping[str, str]) -> bool:
        first = first_item(body)
        if first is None:
            return False
        item = next(iter(_items(first, self._mapping)), None)
        looked_up = [pick for pick in (self._mapping.event_type, self._mapping.ts) if pick.path]
        return bool(looked_up) and all(lookup(item, pick.path) is not None for pick in looked_up)

    def parse(self, body: bytes, headers: Mapping[str, str], context: SourceContext) -> Received:
        items = (item for document in by_line(body) for item in _items(document, self._mapping))
        return gather(items, lambda item: _event(item, self._mapping, context), lambda item: item)


def check_mapping(mapping: SourceMapping) -> None:
    """Raises BadInput naming the field of a mapping that could never give an event."""
    if mapping.severity is not None:
        words = {f"severity.map.{key}": word for key, word in mapping.severity.map.items()}
        words |= {"severity.value": mapping.severity.value or "", "severity.default": mapping.severity.default or ""}
        for field, word in words.items():
            if word and word not in SEVERITY_WORDS:
                known = ", ".join(SEVERITY_WORDS)
                raise BadInput(f"{field} is {shown(word)}; it must be one of {known}", field=field, value=word)
    for name in mapping.entity:
        if len(name) > _LONGEST_ENTITY_FIELD:
            raise BadInput(f"entity.{name} is too long a name", field=f"entity.{name}", value=name)
    if not any(name in FIELDS for name in mapping.entity):
        known = ", ".join(FIELDS)
        raise BadInput(f"entity names {', '.join(mapping.entity)}; at least one must be of {known}", field="entity")


def _items(document: JSON | Reject, mapping: SourceMapping) -> Iterator[JSON | Reject]:
    if isinstance(document, Reject):
        yield document
        return
    found = lookup(document, mapping.items) if mapping.items else document
    if mapping.items and not isinstance(found, list):
        reason = f"items ({mapping.items}) is {shown(found)}; it must be a list"
        yield Reject(index=0, reason=reason, field=mapping.items, raw=canonical(document))
    elif isinstance(found, list):
        yield from found
    else:
        yield found


def _event(item: JSON, mapping: SourceMapping, context: SourceContext) -> Event:
    if not isinstance(item, dict):
        raise BadInput(f"an item is {shown(item)}; it must be an object", field="")
    payload = lookup(item, mapping.payload)
    if not isinstance(payload, dict):
        raise BadInput(f"payload ({mapping.payload}) is {shown(payload)}; it must be an object", field="payload")
    return make_event(
        context,
        source=mapping.name,
        event_type=_needed(item, mapping.event_type, "event_type"),
        ts=_time(item, mapping),
        entity={name: _pick(item, pick) for name, pick in mapping.entity.items()},
        severity=_severity(item, mapping.severity),
        payload=payload,
        ingest_id=_ingest_id(item, mapping),
        correlation_ids={name: _pick(item, pick) for name, pick in mapping.correlation_ids.items()},
    )


def _pick(item: JSON, pick: Picked) -> str:
    """The text that is picked, '' when it is absent and has no default."""
    found = pick.value if pick.value is not None else text_at(item, pick.path)
    if pick.map:
        found = pick.map.get(found, "")
    return found or pick.default or ""


def _needed(item: JSON, pick: Picked, field: str) -> str:
    found = _pick(item, pick)
    if not found:
        wrong = shown(lookup(item, pick.path)) if pick.path else "empty"
        raise BadInput(f"{field} ({pick.path}) is {wrong}, which gives no value", field=pick.path or field, value=wrong)
    return found


def _time(item: JSON, mapping: SourceMapping) -> int:
    text = _needed(item, mapping.ts, "ts")
    field = mapping.ts.path or "ts"
    if mapping.ts_format == "rfc3339":
        return time_of(text, field)
    whole, _, fraction = text.partition(".")
    unit = _UNITS[mapping.ts_format]
    if not (whole.isascii() and whole.isdigit() and len(whole) < 20 and (fraction or "0").isascii()
            and (fraction or "0").isdigit()):  # fmt: skip
        raise BadInput(f"{field} is {shown(text)}; it must be a time in {mapping.ts_format}", field=field, value=text)
    ns = int(whole) * unit + int(fraction[:9].ljust(9, "0")) * unit // _UNITS["s"]
    if ns not in INT64:
        raise BadInput(f"{field} is {text} {mapping.ts_format}, beyond the year 2262", field=field, value=text)
    return ns


def _severity(item: JSON, pick: Picked | None) -> Severity:
    """Ours for the word that is picked; an unknown word is medium, as a pack's default is."""
    return severity_of(_pick(item, pick)) if pick is not None else "medium"


def _ingest_id(item: JSON, mapping: SourceMapping) -> str:
    """The values at the declared paths, or the content; hashed, so that no length and no separator matters."""
    values: JSON = [lookup(item, path) for path in mapping.ingest_id]
    if isinstance(values, list) and any(value is None for value in values):
        missing = mapping.ingest_id[values.index(None)]
        raise BadInput(f"ingest_id ({missing}) is absent", field=missing)
    return f"{mapping.name}:{hashlib.sha256(canonical(values or item)).hexdigest()[:40]}"
