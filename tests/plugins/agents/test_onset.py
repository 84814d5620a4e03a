"""When it began, asked before the agents."""

from __future__ import annotations

from dataclasses import dataclass, replace

import sqlalchemy as sa

from rootward.agents.contract import Toolbox
from rootward.events.presence import Presence
from rootward.kit.canonical import JSON
from rootward.kit.db import Database
from rootward.plugins.agents.onset import estimate_onset
from rootward.schema import metric_series
from rootward.tools.contract import ToolResult

S = 1_000_000_000
FAULT = (1_760_000_400 + 720) * S


async def test_the_onset_is_found_though_the_scope_is_wider_than_the_telemetry(desk) -> None:  # type: ignore[no-untyped-def]
    found = await estimate_onset(desk.task, desk)
    assert abs(found[0] - FAULT) <= 10 * S


async def test_it_never_lies_after_the_detection(desk) -> None:  # type: ignore[no-untyped-def]
    early = replace(desk.task, detected_at=FAULT - 200 * S)
    assert all(moment <= early.detected_at for moment in await estimate_onset(early, desk))


async def test_traces_alone_tell_it_too(desk, database: Database) -> None:  # type: ignore[no-untyped-def]
    def forget_metrics(connection: sa.Connection) -> None:
        connection.execute(metric_series.delete().where(metric_series.c.tenant == "t"))

    await database.run(forget_metrics, tenant="t")
    found = await estimate_onset(desk.task, desk)
    assert abs(found[0] - FAULT) <= 20 * S


async def test_nothing_known_is_no_onset(empty_desk) -> None:  # type: ignore[no-untyped-def]
    assert await estimate_onset(empty_desk.task, empty_desk) == ()


async def test_lines_alone_tell_it_too(desk) -> None:  # type: ignore[no-untyped-def]
    found = await estimate_onset(desk.task, _Only(desk, "logs.counts"))
    assert abs(found[0] - FAULT) <= 40 * S


@dataclass(frozen=True)
class _Only:
    """A toolbox in which one tool finds something."""

    toolbox: Toolbox
    tool: str

    async def call(self, tool: str, arguments: dict[str, JSON]) -> ToolResult:
        nothing = ToolResult(value={}, summary="nothing", presence=Presence.ABSENT)
        return await self.toolbox.call(tool, arguments) if tool == self.tool else nothing


async def test_what_somebody_said_is_not_estimated(desk) -> None:  # type: ignore[no-untyped-def]
    told = replace(desk.task, scope=replace(desk.task.scope, onset=FAULT + 3 * S))
    assert await estimate_onset(told, desk) == (FAULT + 3 * S,)
