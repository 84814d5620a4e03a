"""Fetch: one request to a URL that somebody gave, held to a list of hosts, as is every redirect of it."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from rootward.errors import BadInput, Denied, Unavailable
from rootward.kit.egress import Answer, Line, Target, origin_of
from rootward.kit.hosts import Hosts

__all__ = ["Ask", "fetch", "parts_of"]

_REDIRECTS = 5
_MOVED = (301, 302, 303, 307, 308)


@dataclass(frozen=True, kw_only=True, slots=True)
class Ask:
    """`headers` and the trust in `tls` are for the first host; to another one go only headers that hold no credentials
    (`open_headers`)."""

    method: str
    url: str
    hosts: Hosts
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    open_headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None
    secrets: tuple[str, ...] = field(default=(), repr=False)
    tls: ssl.SSLContext | None = None
    timeout_s: float = 10.0
    max_bytes: int = 1024 * 1024


async def fetch(line: Callable[[Target], AbstractAsyncContextManager[Line]], ask: Ask) -> Answer:
    """The last answer. Each hop is resolved, checked and pinned anew; only a GET or HEAD is redirected, and never from
    https to http.

    Raises BadInput for a URL that cannot be used, Denied for a host that is not on the list or an address that may
    not be reached, TimedOut, Unavailable, TooLarge.
    """
    url, first = ask.url, parts_of(ask.url)[0]
    for _ in range(_REDIRECTS + 1):
        origin, path = parts_of(url)
        if not ask.hosts.permits(origin):
            raise Denied(f"{origin} is not among the hosts that may be reached", host=origin)
        headers = {**ask.open_headers, **(ask.headers if origin == first else {})}
        target = Target(
            name=origin, url=origin, headers=headers, secrets=ask.secrets, timeout_s=ask.timeout_s,
            max_bytes=ask.max_bytes, tls=ask.tls if origin == first else None,
        )  # fmt: skip
        async with line(target) as way:
            answer = await way.once(ask.method, path, content=ask.content)
        if answer.status not in _MOVED or "location" not in answer.headers:
            return answer
        if ask.method not in ("GET", "HEAD"):
            raise Denied(f"{origin} redirects a {ask.method}, which is not followed", host=origin)
        url = urljoin(url, answer.headers["location"]).partition("#")[0]
        if origin.startswith("https:") and not url.startswith("https:"):
            raise Denied(f"{origin} redirects to a URL without encryption, which is not followed", host=url[:200])
    raise Unavailable(f"{first} redirects more than {_REDIRECTS} times", who=first)


def parts_of(url: str) -> tuple[str, str]:
    """`https://host:port` and the path with its query. Raises BadInput for what parsers could read in two ways."""
    if not url.isascii() or not url.isprintable() or any(mark in url for mark in ' \\"<>^`{|}#'):
        raise BadInput("a URL has plain characters only; escape others as %XX", field="url", value=url[:200])
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise BadInput(f"{url[:200]!r} is not a URL", field="url", value=url[:200]) from error
    authority = f"{parts.scheme}://{parts.netloc}"
    if "%" in parts.netloc:
        raise BadInput("a host is written without escapes", field="url", value=url[:200])
    return origin_of(authority), (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
