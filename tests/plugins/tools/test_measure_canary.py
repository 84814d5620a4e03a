"""A new version beside the old one, measured again."""

from __future__ import annotations

from rootward.events import metrics
from rootward.events.model import Series
from rootward.events.presence import Presence
from rootward.evidence.recheck import recheck
from rootward.kit.db import Connection, Database
from rootward.plugins.agents.metrics import MetricsAgent
from tests.plugins.conftest import END, FAULT, T0, Desk, S


def _write(connection: Connection) -> None:
    times = tuple(range(T0, END, 10 * S))

    def rows(version: str, level: float, since: int) -> Series:
        kept = tuple(ts for ts in times if ts >= since)
        values = tuple(level - n % 3 * 0.1 for n in range(len(kept)))
        return Series(
            name="http.server.success_rate", unit="%", kind="gauge", entity="service:till",
            attributes={"service.version": version}, times=kept, values=values,
        )  # fmt: skip

    metrics.write(connection, "t", [rows("1", 99.5, T0), rows("2", 60.0, FAULT)], seq=1)


async def test_a_canary_that_is_cited_holds_when_it_is_run_again(empty_desk: Desk, database: Database) -> None:
    await database.run(_write, tenant="t")
    found = await MetricsAgent().investigate(empty_desk.task, empty_desk)
    (item,) = [item for item in found.evidence if item.kind == "canary.errors"]
    assert item.query.tool == "metrics.canary" and item.value["new"] == "2"
    assert (await recheck(item, empty_desk.call)).verdict == "holds"
    one_version = dict(item.query.arguments) | {"series_ids": [item.query.arguments["series_ids"][0]] * 2}  # type: ignore[index]
    again = await empty_desk.call("metrics.canary", one_version)
    assert again.presence is Presence.ABSENT
