"""MLflow traces: `Trace.to_json()`, of versions 2 and 3: `info` and `data.spans`, attributes as JSON in text."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from rootward.kit.canonical import JSON
from rootward.plugins.sources.exported_spans import Exported, given, mapping, moment, word

__all__ = ["is_trace", "spans_of"]


def is_trace(record: Mapping[str, JSON]) -> bool:
    """A trace, or the artifact of one, which holds its spans alone."""
    return any(any(name.startswith("mlflow.") for name in mapping(span, "attributes")) for span in _listed(record)[:1])


def spans_of(record: Mapping[str, JSON]) -> list[Exported]:
    """Raises BadInput."""
    info = mapping(record, "info")
    shared = {
        "session.id": given(mapping(info, "trace_metadata", "request_metadata"), "mlflow.trace.session"),
        "deployment.environment": given(mapping(info, "tags"), "mlflow.environment"),
    }
    trace = word(info, "trace_id", "request_id")
    name = word(mapping(info, "tags"), "mlflow.traceName")
    return [_span(item, trace, name, shared) for item in _listed(record)]


def _listed(record: Mapping[str, JSON]) -> list[Mapping[str, JSON]]:
    found = (mapping(record, "data") or record).get("spans")
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _span(item: Mapping[str, JSON], trace: str, service: str, shared: Mapping[str, JSON]) -> Exported:
    context, status = mapping(item, "context"), mapping(item, "status")
    attributes: dict[str, JSON] = {**shared}
    attributes |= {name: _plain(value) for name, value in mapping(item, "attributes").items()}
    exception = _exception(item)
    code = word(item, "status_code") or word(status, "code")
    return Exported(
        trace_id=trace or word(item, "trace_id") or word(context, "trace_id"),
        span_id=word(item, "span_id") or word(context, "span_id"), parent_id=word(item, "parent_span_id", "parent_id"),
        name=word(item, "name"), start=moment(item, "start_time_unix_nano", "start_time"),
        end=moment(item, "end_time_unix_nano", "end_time"), attributes=attributes | exception,
        failed=code.upper().endswith("ERROR"), message=word(item, "status_message") or word(status, "message"),
        entity=f"service:{service}" if service else "",
    )  # fmt: skip


def _exception(item: Mapping[str, JSON]) -> dict[str, JSON]:
    events = item.get("events")
    for event in reversed(events if isinstance(events, list) else []):
        if isinstance(event, dict) and event.get("name") == "exception":
            said = mapping(event, "attributes")
            names = ("exception.type", "exception.message")
            return {name: _plain(said[name]) for name in names if name in said}
    return {}


def _plain(value: JSON) -> JSON:
    """A text that is JSON of any kind, as MLflow writes every attribute; else the text itself."""
    if not isinstance(value, str):
        return value
    try:
        found: JSON = msgspec.json.decode(value)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return value
    return found
