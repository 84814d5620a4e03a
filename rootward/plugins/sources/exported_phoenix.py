"""Phoenix spans: as its API and its client give them, with OpenInference attributes flat or nested."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rootward.kit.canonical import JSON
from rootward.plugins.sources.exported_spans import Exported, mapping, moment, word

__all__ = ["is_span", "span_in"]

_MAX_DEPTH = 12


def is_span(record: Mapping[str, JSON]) -> bool:
    """A span with its ids under `context`, or in a column each (`context.span_id`)."""
    inside = mapping(record, "context")
    ids = ("trace_id", "span_id")
    return "start_time" in record and (all(inside.get(name) for name in ids) or all(
        record.get(f"context.{name}") for name in ids))  # fmt: skip


def span_in(record: Mapping[str, JSON]) -> Exported:
    """Raises BadInput."""
    context = {name: word(mapping(record, "context"), name) or word(record, f"context.{name}")
               for name in ("trace_id", "span_id")}  # fmt: skip
    attributes = dict(_flat("", {**mapping(record, "attributes")}))
    attributes |= {name.removeprefix("attributes."): value for name, value in record.items()
                   if name.startswith("attributes.")}  # fmt: skip
    if word(record, "span_kind"):
        attributes.setdefault("openinference.span.kind", word(record, "span_kind"))
    for name, value in _exception(record).items():
        attributes.setdefault(name, value)
    return Exported(
        trace_id=context["trace_id"], span_id=context["span_id"], parent_id=word(record, "parent_id"),
        name=word(record, "name"), start=moment(record, "start_time"), end=moment(record, "end_time"),
        attributes=attributes, failed=word(record, "status_code").upper() == "ERROR",
        message=word(record, "status_message"),
    )  # fmt: skip


def _flat(prefix: str, value: JSON, depth: int = 0) -> Iterator[tuple[str, JSON]]:
    """Nested objects and lists of objects as the flat attributes that they were on the span."""
    if isinstance(value, dict) and depth < _MAX_DEPTH:
        for name, inner in value.items():
            yield from _flat(f"{prefix}.{name}" if prefix else name, inner, depth + 1)
    elif isinstance(value, list) and any(isinstance(item, dict) for item in value) and depth < _MAX_DEPTH:
        for place, inner in enumerate(value):
            yield from _flat(f"{prefix}.{place}", inner, depth + 1)
    elif prefix:
        yield prefix, value


def _exception(record: Mapping[str, JSON]) -> dict[str, JSON]:
    events = record.get("events")
    for event in reversed(events if isinstance(events, list) else []):
        if isinstance(event, dict) and event.get("name") == "exception":
            said = dict(_flat("", {**mapping(event, "attributes")}))
            if event.get("message"):
                said.setdefault("exception.message", event["message"])
            return {name: said[name] for name in ("exception.type", "exception.message") if name in said}
    return {}
