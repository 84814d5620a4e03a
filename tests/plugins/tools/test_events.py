"""`events.search`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from rootward.events.presence import Presence
from rootward.kit.canonical import JSON
from rootward.tools.contract import ToolResult

HOUR = 3_600_000_000_000
T0 = 1_760_000_400_000_000_000
Read = Callable[..., Awaitable[ToolResult]]
Fill = Callable[..., Awaitable[None]]


@pytest.mark.parametrize(
    "choice",
    [
        {}, {"event_types": ["deploy.*"]}, {"event_types": ["flag.set", "deploy.finished"]}, {"sources": ["ci"]},
        {"entities": ["service:a"]},
    ],
)  # fmt: skip
async def test_events_are_chosen_by_type_source_and_entity(read: Read, fill: Fill, choice: dict[str, JSON]) -> None:
    await fill(1)
    await fill(2, 10)
    found = await read("events.search", **choice)
    events: Any = found.data
    assert [event.id for event in events] == ["evt_1", "evt_2"]
    assert (found.value["types"], found.value["truncated"]) == ({"deploy.finished": 2}, False)
    limited = await read("events.search", limit=1, **choice)
    assert (limited.value["events"], limited.value["truncated"]) == (1, True)


@pytest.mark.parametrize(
    "choice", [{"event_types": ["deploy"]}, {"event_types": []}, {"entities": ["service:b"]}, {"sources": ["k8s"]}]
)
async def test_events_that_are_not_among_others_are_absent(read: Read, fill: Fill, choice: dict[str, JSON]) -> None:
    await fill()
    assert (await read("events.search", **choice)).presence is Presence.ABSENT


async def test_no_event_in_a_window_after_the_first_is_an_absence(read: Read, fill: Fill) -> None:
    await fill()
    assert (await read("events.search", start=T0 + HOUR, end=T0 + 2 * HOUR)).presence is Presence.ABSENT
    assert (await read("events.search", start=T0 - HOUR, end=T0)).presence is Presence.OUT_OF_WINDOW
