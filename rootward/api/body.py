"""The body of a request: read with a limit, also after decompression."""

from __future__ import annotations

from fastapi import Request

from rootward.errors import TooLarge
from rootward.events.source import inflate

__all__ = ["plain", "read_body", "read_raw"]


async def read_raw(request: Request, max_mb: int) -> bytes:
    """The bytes as they were sent, which is what a signature signs. Raises TooLarge as soon as the limit is passed."""
    limit = max_mb * 1024 * 1024
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise TooLarge(f"the body is larger than {max_mb} MiB", limit=limit)
        parts.append(part)
    return b"".join(parts)


def plain(raw: bytes, request: Request, max_mb: int) -> bytes:
    """The bytes inflated. Raises TooLarge when they grow past the limit, BadSyntax for a broken encoding."""
    return inflate(raw, request.headers.get("content-encoding", ""), max_mb * 1024 * 1024)


async def read_body(request: Request, max_mb: int) -> bytes:
    """Both."""
    return plain(await read_raw(request, max_mb), request, max_mb)
