"""The boundary: what holds for every request, whatever its route: an id, limits, a count, no way out for a crash."""

from __future__ import annotations

import re
from functools import cache

import structlog
from prometheus_client import Counter, Histogram
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rootward.api import problems
from rootward.kit import clock, metrics

__all__ = ["guarded"]

_REQUEST_ID = re.compile(rb"[A-Za-z0-9._:-]{1,128}")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
)


async def guarded(inner: ASGIApp, scope: Scope, receive: Receive, send: Send, *, max_body: int) -> None:
    """Give the request an id (the caller's, when it is a plain one), refuse what no route may see, time and count it.

    A crash has been answered as a problem and logged, redacted, when it arrives here, so it goes no further.
    """
    if scope["type"] != "http":
        await inner(scope, receive, send)
        return
    request_id, began, status = _request_id(scope), clock.monotonic(), ""
    scope.setdefault("state", {})["request_id"] = request_id
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=request_id)

    async def sending(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = str(message["status"])
            message["headers"] = [*message.get("headers", ()), (b"x-request-id", request_id.encode()), *_HEADERS]
        await send(message)

    try:
        if refusal := _refusal(scope, max_body):
            await refusal(scope, receive, sending)
        else:
            await inner(scope, _limited(receive, max_body), sending)
    except Exception as error:
        if status == "":  # nobody has answered yet
            await problems.crashed(Request(scope), error)(scope, receive, sending)
    finally:
        method = scope["method"] if scope["method"] in _METHODS else "other"
        count, latency = _meters(_route(scope), method, status or "gone")
        count.inc()
        latency.observe(clock.monotonic() - began)


@cache
def _meters(route: str, method: str, status: str) -> tuple[Counter, Histogram]:
    """Found once for each combination, of which there are few: looking them up costs more than counting."""
    return metrics.HTTP_REQUESTS.labels(route, method, status), metrics.HTTP_LATENCY.labels(route, method)


def _refusal(scope: Scope, max_body: int) -> ASGIApp | None:
    """The answer to a request that no route may see: a NUL where no text column can hold one, or too long a body."""
    if "\0" in scope["path"] or b"%00" in scope["query_string"] or b"\0" in scope["query_string"]:
        return problems.problem(
            Request(scope), status=400, code="bad_syntax", title="The request cannot be read",
            detail="the address holds a NUL character",
        )  # fmt: skip
    length = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
    if length.isdigit() and int(length[:20]) > max_body:
        return problems.problem(
            Request(scope), status=413, code="too_large", title="The request is too large",
            detail=f"the body has {length.decode()} bytes, more than {max_body}", limit=max_body,
        )  # fmt: skip
    return None


def _limited(receive: Receive, max_body: int) -> Receive:
    """A body without a length is counted as it comes."""
    size = 0

    async def receiving() -> Message:
        nonlocal size
        message = await receive()
        if message["type"] == "http.request":
            size += len(message.get("body", b""))
            if size > max_body:
                raise HTTPException(413, f"the body has more than {max_body} bytes")
        return message

    return receiving


def _request_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _REQUEST_ID.fullmatch(value):
            return str(value.decode())
    return clock.new_id("req")


def _route(scope: Scope) -> str:
    """The route's pattern, so that ids do not become metric labels."""
    route = scope.get("route")
    return str(getattr(route, "path", "unmatched"))
