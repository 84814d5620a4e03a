"""`spans.stats` and `spans.search`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from rootward.events.presence import Presence
from rootward.events.span_stats import SpanStats
from rootward.tools.contract import ToolResult

Read = Callable[..., Awaitable[ToolResult]]
Fill = Callable[..., Awaitable[None]]


async def test_spans_are_handed_over_as_columns(read: Read, fill: Fill) -> None:
    await fill()
    found = await read("spans.stats")
    assert isinstance(found.data, SpanStats)
    told = {name: found.value[name] for name in ("spans", "traces", "errors", "entities", "share")}
    assert told == {"spans": 1, "traces": 1, "errors": 1, "entities": {"service:a": 1}, "share": 1.0}


async def test_spans_are_found_by_what_they_are(read: Read, fill: Fill) -> None:
    await fill(1)
    await fill(2, 10)
    found: Any = (await read("spans.search", errors_only=True, kinds=["client"], limit=1)).data
    assert [(span.peer, span.span_id[-1]) for span in found] == [("database:x", "1")]
    assert (await read("spans.search", min_duration_ns=6)).presence is Presence.ABSENT
