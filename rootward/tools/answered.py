"""Answered: what an HTTP answer of a service means for a call: done, surely not done, or nobody can tell."""

from __future__ import annotations

from typing import Any

import msgspec

from rootward.errors import BadInput, Conflict, Denied, NotFound, RootwardError, TooBusy, Unavailable
from rootward.kit.canonical import JSON
from rootward.kit.egress import Answer
from rootward.kit.redact import redact_text, redact_value

__all__ = ["body_of", "check", "refusal"]

_MOST_TEXT = 16 * 1024
_SAID = ("message", "error", "detail", "title", "errorMessages", "errors")


def check(answer: Answer, who: str) -> Answer:
    """The answer when it says that it was done.

    Raises Denied, NotFound, Conflict, BadInput or TooBusy where the service says that it did nothing, and Unavailable
    where that cannot be known.
    """
    if answer.status < 300:
        return answer
    raise refusal(answer.status, who, _said(answer), answer.headers.get("retry-after", ""))


def refusal(status: int, who: str, said: str, retry_after: str = "") -> RootwardError:
    """The error that stands for a status of somebody else's."""
    message = f"{who} answered {status}" + (f": {said}" if said else "")
    if status in (401, 403):
        return Denied(message, who=who)
    if status in (404, 410):
        return NotFound(message, who=who)
    if status in (409, 412):
        return Conflict(message, who=who)
    if status == 429:
        seconds = int(retry_after) if retry_after.isdigit() and len(retry_after) < 6 else 60
        return TooBusy(message, retry_after=seconds, who=who)
    if 400 <= status < 500 and status != 408:
        return BadInput(message, who=who)
    return Unavailable(message, who=who, reached=True)


def body_of(answer: Answer) -> JSON:
    """The body as JSON, or as text, without secrets and not longer than a record of a call should be."""
    if not answer.body:
        return None
    if len(answer.body) <= _MOST_TEXT:
        try:
            return redact_value(msgspec.json.decode(answer.body))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            pass
    text = answer.body[:_MOST_TEXT].decode("utf-8", "replace")
    return redact_text(text) + ("…" if len(answer.body) > _MOST_TEXT else "")


def _said(answer: Answer) -> str:
    """The sentence of the service itself, one line of it, without secrets."""
    try:
        body: Any = msgspec.json.decode(answer.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""
    found = next((body[key] for key in _SAID if body.get(key)), "") if isinstance(body, dict) else ""
    text = found if isinstance(found, str) else msgspec.json.encode(found).decode()
    return redact_text(" ".join(text.split()))[:300]
