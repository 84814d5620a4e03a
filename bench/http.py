"""A small HTTP/1.1 client over kept-alive connections: cheap enough not to be what is measured."""

from __future__ import annotations

import asyncio
from typing import cast

__all__ = ["Connection"]


class Connection(asyncio.Protocol):
    """One connection; one request at a time."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None
        self._received = b""

    async def post(self, path: str, body: bytes, content_type: str = "application/json") -> tuple[int, bytes]:
        """Status and body. Raises ConnectionError when the server went away before it answered."""
        head = f"Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\n"
        return await self._ask(f"POST {path}", head, body)

    async def get(self, path: str) -> tuple[int, bytes]:
        """As `post`."""
        return await self._ask(f"GET {path}", "", b"")

    async def _ask(self, what: str, headers: str, body: bytes) -> tuple[int, bytes]:
        loop = asyncio.get_running_loop()
        if self._transport is None:
            await loop.create_connection(lambda: self, "127.0.0.1", self._port)
        self._answer = loop.create_future()
        if self._transport is None:
            raise ConnectionError("the server closed the connection")
        self._transport.write(f"{what} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}\r\n".encode() + body)
        return await self._answer

    async def close(self) -> None:
        if self._transport is not None:
            self._transport.close()
            self._transport = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport, self._received = None, b""
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(exc or ConnectionError("the server closed the connection"))

    def data_received(self, data: bytes) -> None:
        """Whole answers only: those to our requests all have a length."""
        self._received += data
        head, end, body = self._received.partition(b"\r\n\r\n")
        if not end:
            return
        name = head.lower().find(b"\r\ncontent-length:")
        length = int(head[name + 17 :].split(b"\r\n", 1)[0]) if name >= 0 else 0
        if len(body) >= length and self._answer is not None and not self._answer.done():
            self._received = body[length:]
            self._answer.set_result((int(head[9:12]), body[:length]))
