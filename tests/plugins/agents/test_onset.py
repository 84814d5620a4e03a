"""When it began, asked before the agents."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa

from rootward.kit.db import Database
from rootward.plugins.agents.onset import estimate_onset
from rootward.schema import metric_series

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
