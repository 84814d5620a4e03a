"""Readings: what one investigation has read, so that the same question put again is not read again.

Several steps ask for the same telemetry of the same window. Every such call is governed, recorded and audited like the
first; only the answer is not made a second time. It stays exactly what it was, because the arguments hold the watermark
that nothing newer is read past. One object serves one investigation and is forgotten with it.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable

from rootward.kit.canonical import JSON, canonical
from rootward.tools.contract import ToolResult

__all__ = ["Readings"]

Key = tuple[str, str, bytes]


class Readings:
    """Answers by tenant, tool and arguments, and what tools keep for their next call (ToolContext.kept); not for
    sharing between event loops."""

    def __init__(self) -> None:
        self._answers: dict[Key, ToolResult] = {}
        self._asking: defaultdict[Key, asyncio.Lock] = defaultdict(asyncio.Lock)
        self.kept: dict[object, object] = {}

    async def answer(
        self, tenant: str, tool: str, arguments: dict[str, JSON], make: Callable[[], Awaitable[ToolResult]]
    ) -> tuple[ToolResult, bool]:
        """The answer, and whether it had been read before. Who asks while it is being read waits for it; when that
        fails or is cancelled, who waited reads for itself."""
        key = (tenant, tool, canonical(arguments))
        async with self._asking[key]:
            if key in self._answers:
                return self._answers[key], True
            self._answers[key] = await make()
            return self._answers[key], False
