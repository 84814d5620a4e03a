"""`metrics.series` and `metrics.list`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from rootward.events.presence import Presence
from rootward.events.series import SeriesSet
from rootward.kit.canonical import JSON
from rootward.tools.contract import ToolResult

S = 1_000_000_000
Read = Callable[..., Awaitable[ToolResult]]
Fill = Callable[..., Awaitable[None]]


async def test_series_are_handed_over_on_their_grid(read: Read, fill: Fill) -> None:
    await fill()
    found = await read("metrics.series")
    assert isinstance(found.data, SeriesSet)
    assert found.data.values[0, :2].tolist() == [1, 2]
    told = {name: found.value[name] for name in ("series", "entities", "names", "step_ns", "columns", "truncated")}
    assert told == {
        "series": 1, "entities": 1, "names": {"cpu": 1}, "step_ns": 15 * S, "columns": 240, "truncated": 0,
    }  # fmt: skip
    assert (await read("metrics.series", step_ns=60 * S)).value["columns"] == 60


async def test_series_are_listed(read: Read, fill: Fill) -> None:
    await fill()
    listed = await read("metrics.list")
    assert isinstance(listed.data, list)
    assert [(key.name, key.entity) for key in listed.data] == [("cpu", "service:a")]


@pytest.mark.parametrize(
    ("name", "choice"),
    [
        ("metrics.series", {"names": ["other"]}), ("metrics.series", {"entities": []}),
        ("metrics.series", {"series_ids": ["0" * 16]}), ("metrics.list", {"entities": ["service:b"]}),
    ],
)  # fmt: skip
async def test_a_series_that_is_not_among_others_is_absent(
    read: Read, fill: Fill, name: str, choice: dict[str, JSON]
) -> None:
    await fill()
    assert (await read(name, **choice)).presence is Presence.ABSENT
