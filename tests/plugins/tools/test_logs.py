"""`logs.counts` and `logs.search`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from rootward.events.log_counts import LogCounts
from rootward.events.presence import Presence
from rootward.kit.canonical import JSON
from rootward.tools.contract import ToolResult

S = 1_000_000_000
Read = Callable[..., Awaitable[ToolResult]]
Fill = Callable[..., Awaitable[None]]


async def test_lines_are_counted(read: Read, fill: Fill) -> None:
    await fill()
    counted = await read("logs.counts", step_ns=60 * S)
    assert isinstance(counted.data, LogCounts)
    assert counted.data.counts[0, 0] == 3
    assert (counted.value["lines"], counted.value["keys"], counted.value["step_ns"]) == (3, 1, 60 * S)
    largest: Any = counted.value["largest"]
    assert largest[0]["text"].startswith("lost <*>")
    assert (largest[0]["entity"], largest[0]["lines"]) == ("service:a", 3)


async def test_lines_are_found_and_shown_shortened(read: Read, fill: Fill) -> None:
    await fill()
    found = await read("logs.search", contains="LOST 1")
    data: Any = found.data
    assert [line.body[:7] for line in data] == ["lost 1!"]
    shown: Any = found.value["shown"]
    assert (len(data[0].body), len(shown[0]["body"])) == (406, 300)
    assert len((await read("logs.search", limit=2)).data) == 2  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "choice"), [("logs.counts", {"entities": ["service:b"]}), ("logs.search", {"contains": "won"})]
)
async def test_lines_that_are_not_among_others_are_absent(
    read: Read, fill: Fill, name: str, choice: dict[str, JSON]
) -> None:
    await fill()
    assert (await read(name, **choice)).presence is Presence.ABSENT
