"""One counter against its partners, measured again."""

from __future__ import annotations

from rootward.events import metrics
from rootward.events.model import Series
from rootward.events.presence import Presence
from rootward.evidence.recheck import recheck
from rootward.kit.db import Connection
from rootward.plugins.agents.logs import LogsAgent

S = 1_000_000_000


async def test_a_line_that_no_longer_comes_holds_when_it_is_measured_again(desk, database) -> None:  # type: ignore[no-untyped-def]
    start, fault, end = desk.task.baseline[0] + 600 * S, desk.task.window[0], desk.task.window[1] - 600 * S

    def counter(place: str, stops: bool) -> Series:
        times = tuple(range(start + 10 * S, end, 10 * S))
        values = tuple(0.0 if stops and ts > fault else float(3 + ts // (10 * S) % 5) for ts in times)
        return Series(
            name="log_lines", unit="{line}", kind="delta", entity="service:pay", times=times, values=values,
            attributes={"code.function": place},
        )  # fmt: skip

    def unit(connection: Connection) -> int:
        return metrics.write(
            connection, "t", [counter("A#1", False), counter("A#2", True), counter("A#3", False)], seq=3
        )

    await database.run(unit, tenant="t")
    found = await LogsAgent().investigate(desk.task, desk)
    parted = [item for item in found.evidence if item.kind == "log.stopped"]
    assert [item.value["attributes"] for item in parted] == [{"code.function": "A#2"}]
    assert parted[0].query.tool == "metrics.partners" and (await recheck(parted[0], desk.call)).verdict == "holds"
    gone = await desk.call("metrics.partners", dict(parted[0].query.arguments) | {"series_id": "0" * 16})
    assert gone.presence is Presence.ABSENT
