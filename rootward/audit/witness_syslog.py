"""A witness that is a syslog: one line of RFC 5424 for each checkpoint, from which the note can be put together again.

    <110>1 TIME HOST rootward - checkpoint - ORIGIN SIZE ROOT previous 5 at TIME — rootward SIGNATURE

The facility is 13 (log audit), the severity 6. Over TCP a line has its length before it (RFC 6587). A datagram tells
nobody whether it arrived: where that matters, use TCP or the local socket.
"""

from __future__ import annotations

import asyncio
import socket
from urllib.parse import urlsplit

from rootward.errors import Unavailable
from rootward.kit import clock

__all__ = ["SyslogWitness"]

_PRIORITY = 13 * 8 + 6
_TIMEOUT_S = 10.0
_PORTS = {"syslog": 514, "syslog+tcp": 601}


class SyslogWitness:
    """`syslog:/dev/log`, `syslog://host:port` (UDP) or `syslog+tcp://host:port`."""

    def __init__(self, where: str) -> None:
        self.name = where
        parts = urlsplit(where)
        self._local = "" if parts.hostname else parts.path
        self._stream = parts.scheme == "syslog+tcp"
        self._address = (parts.hostname or "", parts.port or _PORTS[parts.scheme])

    async def keep(self, note: str) -> None:
        line = _line(note).encode()
        try:
            async with asyncio.timeout(_TIMEOUT_S):
                await asyncio.to_thread(self._send, line)
        except (OSError, TimeoutError) as error:
            raise Unavailable(f"{self.name} cannot be reached: {error}", who=self.name) from error

    async def seen(self) -> str | None:
        return None

    def _send(self, line: bytes) -> None:
        if self._stream:
            with socket.create_connection(self._address, timeout=_TIMEOUT_S) as connection:
                connection.sendall(b"%d %s" % (len(line), line))
            return
        family, address = socket.AF_UNIX, self._local
        if not self._local:
            family, _, _, _, address = socket.getaddrinfo(*self._address, type=socket.SOCK_DGRAM)[0]  # type: ignore[assignment]
        with socket.socket(family, socket.SOCK_DGRAM) as sender:
            sender.settimeout(_TIMEOUT_S)
            sender.sendto(line, address)


def _line(text: str) -> str:
    said = " ".join(part for part in text.split("\n") if part)
    host = socket.gethostname() or "-"
    return f"<{_PRIORITY}>1 {clock.format_ns(clock.now_ns())} {host} rootward - checkpoint - {said}"
