"""Readings: a question put twice is read once, waits for who is reading, and never crosses tenants or arguments."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest

from rootward.errors import Unavailable
from rootward.kit.canonical import JSON
from rootward.tools.contract import ToolResult
from rootward.tools.readings import Readings


@dataclass
class Source:
    """Answers how often it was read; waits for `go` first."""

    go: asyncio.Event = field(default_factory=asyncio.Event)
    reads: int = 0
    failure: Exception | None = None

    async def read(self) -> ToolResult:
        self.reads += 1
        await self.go.wait()
        if self.failure:
            raise self.failure
        return ToolResult(value={"read": self.reads}, summary="")


async def test_what_is_asked_while_it_is_read_is_read_once() -> None:
    source, readings = Source(), Readings()
    asked = [asyncio.create_task(readings.answer("t", "a", {"n": 1}, source.read)) for _ in range(3)]
    await asyncio.sleep(0)
    source.go.set()
    answers = await asyncio.gather(*asked)
    assert source.reads == 1
    assert [(result.value, again) for result, again in answers] == [
        ({"read": 1}, False), ({"read": 1}, True), ({"read": 1}, True)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("tenant", "tool", "arguments"), [("u", "a", {"n": 1}), ("t", "b", {"n": 1}), ("t", "a", {"n": 2})]
)
async def test_another_tenant_tool_or_argument_is_another_question(
    tenant: str, tool: str, arguments: dict[str, JSON]
) -> None:
    source, readings = Source(), Readings()
    source.go.set()
    await readings.answer("t", "a", {"n": 1}, source.read)
    _, again = await readings.answer(tenant, tool, arguments, source.read)
    assert not again
    assert source.reads == 2


async def test_who_waited_for_a_reading_that_failed_reads_for_itself() -> None:
    broken, sound, readings = Source(failure=Unavailable("down", who="x")), Source(), Readings()
    first = asyncio.create_task(readings.answer("t", "a", {}, broken.read))
    await asyncio.sleep(0)
    second = asyncio.create_task(readings.answer("t", "a", {}, sound.read))
    broken.go.set()
    sound.go.set()
    with pytest.raises(Unavailable):
        await first
    assert (await second)[0].value == {"read": 1}


async def test_who_waited_for_a_reading_that_was_given_up_reads_for_itself() -> None:
    slow, sound, readings = Source(), Source(), Readings()
    first = asyncio.create_task(readings.answer("t", "a", {}, slow.read))
    await asyncio.sleep(0)
    second = asyncio.create_task(readings.answer("t", "a", {}, sound.read))
    first.cancel()
    sound.go.set()
    assert await second == (ToolResult(value={"read": 1}, summary=""), False)
