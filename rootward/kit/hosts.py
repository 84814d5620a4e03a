"""Hosts: which servers may be asked, said as `api.example.com`, `*.example.com`, `host:8443` or `http://host`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

__all__ = ["Hosts", "check_host"]

_SHAPE = re.compile(
    r"(?:(?P<scheme>https?)://)?(?P<host>(?:\*\.)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::(?P<port>\d{1,5}))?"
)
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class _Permitted:
    scheme: str  # '': either
    host: str  # with a dot in front: everything below it
    port: int

    def covers(self, scheme: str, host: str, port: int) -> bool:
        named = host.endswith(self.host) if self.host.startswith(".") else host == self.host
        return named and port == self.port and self.scheme in ("", scheme)


@dataclass(frozen=True, slots=True)
class Hosts:
    """A list of permitted servers; an empty one permits none.

    `host` means https on its usual port, `host:port` either scheme on that port, `http://host` plain http.
    """

    permitted: tuple[_Permitted, ...] = ()

    @staticmethod
    def of(items: Iterable[str]) -> Hosts:
        """Raises ValueError for what is no host."""
        return Hosts(tuple(_parsed(item) for item in items))

    def permits(self, url: str) -> bool:
        """Whether the server of a URL that `kit.egress.origin_of` has taken is on the list."""
        parts = urlsplit(url)
        host = (parts.hostname or "").lower().rstrip(".")
        port = parts.port or _PORTS.get(parts.scheme, 0)
        return any(item.covers(parts.scheme, host, port) for item in self.permitted)


def check_host(text: str) -> str:
    """The text itself. Raises ValueError."""
    _parsed(text)
    return text


def _parsed(text: str) -> _Permitted:
    match = _SHAPE.fullmatch(text.strip().lower())
    if match is None:
        raise ValueError(f"{text[:200]!r} is not a host such as api.example.com, *.example.com or host:8443")
    scheme, port = match["scheme"] or "", int(match["port"] or 0)
    if not port:
        scheme = scheme or "https"
    host = match["host"].strip("[]").rstrip(".")
    if host.startswith("*."):
        host = host[1:]
    return _Permitted(scheme, host, port or _PORTS[scheme])
