"""OTLP logs: a log record of either encoding, already taken apart, as a log line."""

from __future__ import annotations

from rootward.errors import BadInput
from rootward.events.model import LogLine
from rootward.kit.canonical import JSON
from rootward.plugins.sources.otlp_resource import Resource, label, without_nul

__all__ = ["log_line"]

_BY_NUMBER = ("trace", "debug", "info", "warning", "error", "fatal")
_BY_TEXT = {
    "trace": "trace", "verbose": "trace", "debug": "debug", "fine": "debug", "info": "info", "information": "info",
    "notice": "info", "warn": "warning", "warning": "warning", "err": "error", "error": "error", "severe": "error",
    "crit": "fatal", "critical": "fatal", "fatal": "fatal", "alert": "fatal", "emerg": "fatal", "emergency": "fatal",
    "panic": "fatal",
}  # fmt: skip
_TEXT_OF_A_MAP = ("message", "msg", "body", "event")


def log_line(
    resource: Resource, attributes: dict[str, JSON], *, ts: int, number: int, text: str, body: JSON,
    trace_id: str, span_id: str, event_name: str,
) -> LogLine:  # fmt: skip
    """`attributes` are the record's own and become the line's. Raises BadInput for a record without a time.

    A structured body gives its message as the body and the rest as attributes, so that messages stay comparable.
    """
    if ts == 0:
        raise BadInput("timeUnixNano and observedTimeUnixNano are missing", field="timeUnixNano", value=0)
    if event_name:
        attributes.setdefault("event.name", without_nul(event_name))
    if isinstance(body, dict):
        body = _from_map(body, attributes)
    for key, value in resource.kept.items():
        attributes.setdefault(key, value)
    return LogLine(
        ts=ts, entity=resource.entity, severity=_severity(number, text), body=label(body), attributes=attributes,
        trace_id=trace_id, span_id=span_id,
    )  # fmt: skip


def _from_map(body: dict[str, JSON], attributes: dict[str, JSON]) -> JSON:
    for name in _TEXT_OF_A_MAP:
        if isinstance(body.get(name), str):
            for key, value in body.items():
                if key != name:
                    attributes.setdefault(key, value)
            return body[name]
    return body


def _severity(number: int, text: str) -> str:
    """By the number (1 to 24, four of each word), else by the text, else `info`."""
    if 1 <= number <= 24:
        return _BY_NUMBER[(number - 1) // 4]
    return _BY_TEXT.get(text.strip().lower(), "info")
