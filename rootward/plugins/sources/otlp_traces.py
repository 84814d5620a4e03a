"""OTLP traces: a span of either encoding, already taken apart, as a span item."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from rootward.errors import BadInput
from rootward.events.model import SpanItem, SpanKind
from rootward.kit.canonical import JSON
from rootward.plugins.sources.otlp_events import Happened, take_events
from rootward.plugins.sources.otlp_peers import peer_of
from rootward.plugins.sources.otlp_resource import Resource, label, without_nul

__all__ = ["span_item"]

_OK, _ERROR = 1, 2
_KINDS: tuple[SpanKind, ...] = ("internal", "internal", "server", "client", "producer", "consumer")
_STATUS_CODES = ("http.response.status_code", "http.status_code")
_FAILED_FROM = {"server": 500, "client": 400}
"""The answers that are a failure: a server's own, and for a client also what it was refused."""


def span_item(
    resource: Resource, attributes: dict[str, JSON], *, trace_id: str, span_id: str, parent_id: str, name: str,
    kind: int, start: int, end: int, code: int, message: str, events: Sequence[Happened],
) -> SpanItem:  # fmt: skip
    """`attributes` are the span's own and become the item's, with what its telling `events` add.

    Raises BadInput for a span without a time. One that ended before it began (clocks differ) lasted no time.
    """
    if start == 0:
        raise BadInput("startTimeUnixNano is missing", field="startTimeUnixNano", value=0)
    word = _KINDS[kind] if 0 <= kind < len(_KINDS) else "internal"
    peer = peer_of(word, attributes)
    exception = take_events(attributes, events)
    for key, value in resource.kept.items():
        attributes.setdefault(key, value)
    return SpanItem(
        ts=start, duration_ns=max(0, end - start), trace_id=trace_id, span_id=span_id, parent_id=parent_id,
        entity=resource.entity, name=without_nul(name), kind=word, peer=peer, status=_status(word, code, attributes),
        message=without_nul(message) or _reason(exception, attributes), attributes=attributes,
    )  # fmt: skip


def _status(kind: SpanKind, code: int, attributes: dict[str, JSON]) -> Literal["ok", "error", "unset"]:
    """What was set counts; where nothing was, the answer's status code does."""
    if code == _ERROR:
        return "error"
    if code == _OK:
        return "ok"
    failed_from = _FAILED_FROM.get(kind)
    if failed_from:
        for name in _STATUS_CODES:
            if name in attributes:
                answer = label(attributes[name])
                return "error" if answer.isdecimal() and int(answer[:4]) >= failed_from else "unset"
    return "unset"


def _reason(exception: dict[str, JSON] | None, attributes: dict[str, JSON]) -> str:
    if exception:
        parts = label(exception.get("exception.type")), label(exception.get("exception.message"))
        if any(parts):
            return ": ".join(part for part in parts if part)
    return label(attributes["error.type"]) if "error.type" in attributes else ""
