"""Phrases: what an error says of itself: its class, its status and its own sentence, read from the places that errors
use for them.

Only the exception line or the leading phrase of a text is read, never the whole of an output: a page about rate limits
is not an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import msgspec

from rootward.causality.agent_runs.frames import names_a_place

__all__ = ["Phrase", "class_words", "error_in_result", "is_generic", "phrase_of"]

_LONGEST = 400
_EXCEPTION = re.compile(
    r"^\s*(?:exception in thread \"[^\"]*\" |uncaught |unhandled |fatal error: |error: )?(?:[\w$]+(?:\.|::))*"
    r"((?-i:[A-Z])\w*(?:Error|Exception|Timeout|Exceeded|Denied|Refused|Interrupt|Exit)\w*)\s*(?::|$|\()",
    re.IGNORECASE,
)
_CAUSED_BY = re.compile(r"^\s*Caused by:\s*(.+)$", re.MULTILINE)
_STATUS = re.compile(
    r"(?:error code|status(?:[ _]?code)?|http(?:/\d(?:\.\d)?)?(?: status| error| code| response)?|response code|"
    r"returned|responded with|server said|got)\W{0,4}([1-5]\d\d)\b"
    r"|^\W{0,3}(?:error\W{0,3})?([45]\d\d)\b"
    r"|\b([45]\d\d)\s+(?:client error|server error|too many|unauthorized|forbidden|not found|bad |service |gateway |"
    r"internal |unprocessable|request)"
    r"|\((?:http |status |code )?([45]\d\d)\)",
    re.IGNORECASE,
)
_BOUNDARY = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[\W_]+")
_LEADING = re.compile(r"^\s*(?:\W{0,3}(?:error|exception|fatal|failed|failure|traceback|panic)\b)", re.IGNORECASE)
_PREFIX = re.compile(r"^\W*(?:an? )?(?:error|exception|fatal|failure)\s*[:\-]\s*", re.IGNORECASE)
_EXIT = re.compile(r"^\s*exit ?code\W{0,2}(\d+)", re.IGNORECASE)
_GENERIC = re.compile(
    r"^\W*(?:an? )?(?:(?:internal|unknown|unexpected|unhandled|unspecified|generic|server|tool|agent|step|run|"
    r"task|call|execution|request|operation|occurred|has|was|the|with|error|errors|exception|failure|failed|fail|problem|issue|"
    r"something|went|wrong|please|try|again|later|n/?a|none|null|due|to|could|not|be|completed|complete|500|"
    r"toolcallerror|runtimeerror|agenterror|sorry|oops|contact|support)\b[\s\W]*)*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """`error_class` as written ('' when none is), `status` an HTTP status (0 when none is), `message` one line.
    `placed`: the text names a place in a program, a statement or a query."""

    error_class: str = ""
    status: int = 0
    message: str = ""
    placed: bool = False


def phrase_of(text: str | None) -> Phrase:
    """What the text of an error says, from its exception line, its JSON envelope or its first line."""
    if not text or not text.strip():
        return Phrase()
    envelope = _envelope(text.strip())
    if envelope is not None:
        return replace(envelope, placed=names_a_place(envelope.message))
    line = _line(text)
    matched = _EXCEPTION.match(line)
    inner = _envelope_within(line)
    status = _status(line) or (inner.status if inner else 0)
    named = matched[1] if matched else ""
    return Phrase(
        error_class=named or (inner.error_class if inner else ""),
        status=status,
        message=line[:_LONGEST],
        placed=names_a_place(text),
    )


def error_in_result(text: str) -> str | None:
    """The part of a result that is an error: a JSON envelope, a traceback, or a text that begins with one."""
    stripped = text.strip()
    if not stripped:
        return None
    if stripped[0] == "{":
        return stripped if _envelope(stripped) is not None else None
    code = _EXIT.match(stripped)
    if code is not None:
        return None if int(code[1]) == 0 else stripped
    if _LEADING.match(stripped) or _EXCEPTION.match(stripped.split("\n", 1)[0]):
        return stripped
    return None


def class_words(name: str | None) -> str:
    """`RateLimitError` and `rate_limit_error` as `rate limit error`."""
    short = re.split(r"[.:]+", name)[-1] if name and " " not in name else name or ""
    return " ".join(word for word in _BOUNDARY.split(short) if word).lower()


def is_generic(text: str | None) -> bool:
    """True for what says only that something failed."""
    return not text or _GENERIC.match(text.strip()) is not None


def _line(text: str) -> str:
    """The exception line: the last cause of a chain, the last line of a traceback, else the first line."""
    causes = _CAUSED_BY.findall(text)
    if causes:
        return str(causes[-1]).strip()
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if "Traceback (most recent call last)" in text or _EXIT.match(lines[0]):
        named = [line for line in lines if _EXCEPTION.match(line)]
        return named[-1] if named else lines[-1]
    first = lines[0]
    if len(lines) > 1 and (first.endswith(":") or len(first) < 12):
        first = f"{first} {lines[1]}"
    return first


def _status(line: str) -> int:
    found = _STATUS.search(line)
    return next((int(group) for group in found.groups() if group), 0) if found else 0


def _envelope(text: str) -> Phrase | None:
    """`{"error": {"type", "code", "message"}}` and its many cousins; None for JSON that is no error."""
    try:
        body = msgspec.json.decode(text.encode()) if text[:1] == "{" else None
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        return None
    return _of_body(body) if isinstance(body, dict) else None


def _envelope_within(line: str) -> Phrase | None:
    """A JSON envelope at the end of a line: `400 Bad Request: {"error": …}`."""
    start = line.find("{")
    return _envelope(line[start:]) if start > 0 else None


def _of_body(body: dict[str, object]) -> Phrase | None:
    errors = body.get("errors")
    error = body.get("error") or body.get("Error") or (errors[0] if isinstance(errors, list) and errors else None)
    if isinstance(error, dict):
        inner: dict[str, object] = error
    elif isinstance(error, str):
        inner = {"message": body.get("message") or body.get("error_description") or error, "type": error}
    elif (
        body.get("isError") is True
        or body.get("is_error") is True
        or body.get("__type")
        or body.get("errorType")
        or body.get("ok") is False
        or body.get("success") is False
        or body.get("status") in ("error", "failure")
    ):
        inner = body
    else:
        return None
    named = _first(inner, "type", "code", "__type", "errorType", "status", "name", "reason")
    message = _first(inner, "message", "Message", "errorMessage", "detail", "description", "reason", "content")
    message = message or _first(body, "message", "error_summary", "error_description", "detail")
    number = next((v for k in ("status", "code", "statusCode", "status_code", "http_status")
                   for v in (inner.get(k), body.get(k)) if isinstance(v, int) and 100 <= v < 600), 0)  # fmt: skip
    return Phrase(error_class=named if " " not in named else "", status=number, message=(message or named)[:_LONGEST])


def _first(body: dict[str, object], *keys: str) -> str:
    return next((value for key in keys if isinstance(value := body.get(key), str) and value), "")
