"""Problems: every error as an RFC 9457 body with a trace id, and never a traceback."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from rootward.errors import RootwardError, TooBusy
from rootward.kit.redact import redact_text, redact_value

__all__ = ["EXPECTED", "answer", "crashed", "install", "problem"]

log = structlog.get_logger()
_TYPE = "https://rootward.dev/problems/"
MEDIA_TYPE = "application/problem+json"
_HTTP = {
    400: ("bad_syntax", "The request cannot be read"),
    404: ("not_found", "Not found"),
    405: ("method_not_allowed", "The address does not take this method"),
    413: ("too_large", "The request is too large"),
}


def problem(
    request: Request, *, status: int, code: str, title: str, detail: str, headers: dict[str, str] | None = None,
    **facts: Any,
) -> Response:  # fmt: skip
    """One problem document; `facts` (field, value, …) are members of their own, redacted."""
    body: dict[str, Any] = {
        "type": _TYPE + code,
        "title": title,
        "status": status,
        "detail": detail,
        "instance": request.url.path,
    }
    body |= {name: value for name, value in facts.items() if value is not None}
    body["trace_id"] = getattr(request.state, "request_id", "")
    text = json.dumps(redact_value(body), ensure_ascii=False, separators=(",", ":"))
    whole = text.encode("utf-8", "replace")  # what was sent may hold half of a surrogate pair
    return Response(whole, status_code=status, media_type=MEDIA_TYPE, headers=headers)


def install(api: FastAPI) -> None:
    for kind, handler in _HANDLERS.items():
        api.add_exception_handler(kind, handler)
    api.add_exception_handler(Exception, _unexpected)


async def answer(request: Request, error: Exception) -> Response:
    """What the application answers when a route raises one of the EXPECTED."""
    handler = next(handler for kind, handler in _HANDLERS.items() if isinstance(error, kind))
    return await handler(request, error)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, RootwardError)
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, TooBusy) else None
    if error.status == 401:
        headers = {"WWW-Authenticate": "Bearer"}
    if error.status >= 500:
        log.error("http.failed", code=error.code, reason=error.message)
    return problem(
        request, status=error.status, code=error.code, title=error.title, detail=error.message, headers=headers,
        **error.facts,
    )  # fmt: skip


async def _invalid(request: Request, error: Exception) -> Response:
    """FastAPI's own validation, in our words: the first fault by field, all of them in `errors`."""
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    if found[0]["type"] == "json_invalid":
        reason = str(found[0].get("ctx", {}).get("error", "it is no JSON"))
        return problem(
            request, status=400, code="bad_syntax", title="The request cannot be read",
            detail=f"the body is not JSON: {reason}", field="body",
        )  # fmt: skip
    faults = [
        {"field": ".".join(str(part) for part in fault["loc"][1:]),
         "reason": fault["msg"].removeprefix("Value error, "),
         "value": redact_text(str(fault.get("input", "")))[:200]}
        for fault in found[:20]
    ]  # fmt: skip
    first = faults[0]
    detail = f"{first['field'] or 'body'}: {first['reason']} (got {first['value']!r})"
    return problem(
        request, status=422, code="bad_input", title="A value is not acceptable", detail=detail,
        field=first["field"], errors=faults,
    )  # fmt: skip


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code, title = _HTTP.get(error.status_code, ("http_error", str(error.detail)))
    detail = str(error.detail)
    if error.status_code in (404, 405):
        detail = f"there is nothing for {request.method} {request.url.path}; GET /openapi.json lists what there is"
    headers = dict(error.headers) if error.headers else None
    return problem(request, status=error.status_code, code=code, title=title, detail=detail, headers=headers)


async def _gone(request: Request, _error: Exception) -> Response:
    """Nobody hears this; it is what the metrics count."""
    log.info("http.gone", path=request.url.path)
    return Response(status_code=499)


async def _unexpected(request: Request, error: Exception) -> Response:
    return crashed(request, error)


_HANDLERS: dict[type[Exception], Callable[[Request, Exception], Awaitable[Response]]] = {
    RootwardError: _refused,
    RequestValidationError: _invalid,
    HTTPException: _http,
    ClientDisconnect: _gone,
}
EXPECTED = tuple(_HANDLERS)


def crashed(request: Request, error: Exception) -> Response:
    """The answer to a bug of ours; what it was stands in the log alone."""
    log.error("http.crashed", path=request.url.path, exc_info=error)
    return problem(
        request, status=500, code="internal", title="Internal error",
        detail="something went wrong on our side; the trace id finds it in the log",
    )  # fmt: skip
