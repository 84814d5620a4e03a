"""The body of a request: read with a limit, also after decompression."""

from __future__ import annotations

from fastapi import Request

from rootward.errors import TooLarge
from rootward.events.source import inflate

__all__ = ["read_body"]


async def read_body(request: Request, max_mb: int) -> bytes:
    """Raw bytes, inflated. Raises TooLarge as soon as the limit is passed, BadSyntax for a broken encoding."""
    limit = max_mb * 1024 * 1024
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise TooLarge(f"the body is larger than {max_mb} MiB", limit=limit)
        parts.append(part)
    return inflate(b"".join(parts), request.headers.get("content-encoding", ""), limit)
