"""The metrics of a task: sent ones and live ones as one set, and what did not answer said."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from rootward.causality.model import Observation
from rootward.errors import NotFound, TimedOut
from rootward.events.live import LiveQuery, LiveSeries, Unseen
from rootward.events.presence import Presence
from rootward.events.series import SECOND, SeriesKey, SeriesSet
from rootward.plugins.agents.measured_series import measured_series
from rootward.tools.contract import ToolResult

READING: dict[str, Any] = {"start": 0, "end": 600 * SECOND, "as_of": 1}
QUERY = LiveQuery(
    source="main", query="sum(rate(requests_total[30s]))", name="requests_total", unit="1", kind="counter", stat="rate",
    entity="service:a", attributes={},
)  # fmt: skip
SENT = SeriesKey(
    series_id="0" * 16, name="cpu", unit="1", kind="gauge", entity="service:b", attributes={}, stat="value"
)


def _set(*keys: SeriesKey, step: int = 15) -> SeriesSet:
    times = np.arange(0, 600, step, dtype=np.int64) * SECOND
    return SeriesSet(keys=keys, times=times, values=np.ones((len(keys), len(times))), step_ns=step * SECOND)


LIVE = LiveSeries(series=_set(QUERY.key, step=30), queries={QUERY.series_id: QUERY}, sources=("main",))
NONE = LiveSeries(series=_set(), queries={})


class Box:
    """Answers both tools; `asked` are the steps that were asked for."""

    def __init__(self, *sent: SeriesKey, live: Any = NONE) -> None:
        self.sent, self.live, self.asked = sent, live, list[tuple[str, Any]]()

    async def call(self, tool: str, arguments: dict[str, Any]) -> ToolResult:
        self.asked.append((tool, arguments.get("step_ns")))
        if tool == "metrics.series":
            found = _set(*self.sent, step=arguments.get("step_ns", 15 * SECOND) // SECOND)
            presence = Presence.FOUND if self.sent else Presence.OUT_OF_WINDOW
            return ToolResult(value={}, summary="", presence=presence, data=found)
        if isinstance(self.live, Exception):
            raise self.live
        return ToolResult(value={}, summary="", data=self.live)


def _shift(*ids: str, entity: str = "service:a") -> Observation:
    return Observation(
        kind="metric.traffic", entity=entity, subject={"series_ids": [*ids], "stat": "rate"}, value={}, text="", score=1
    )


async def test_sent_series_alone_are_as_they_were_and_nothing_is_missing() -> None:
    seen = await measured_series(READING, Box(SENT))
    assert seen.series is not None and seen.series.step_ns == 15 * SECOND and seen.blind == ()
    (cited,) = seen.cite([_shift("0" * 16)], what="shift", shared=READING, window=(0, 1))
    assert cited.query.tool == "metrics.shift" and cited.query.arguments["series_ids"] == ["0" * 16]


async def test_live_series_alone_are_enough() -> None:
    seen = await measured_series(READING, Box(live=LIVE))
    assert seen.series is LIVE.series and seen.blind == ()
    (cited,) = seen.cite([_shift(QUERY.series_id)], what="shift", shared=READING, window=(0, 1))
    assert cited.query.tool == "prometheus.shift"
    assert cited.query.arguments == READING | {"rows": [QUERY.arguments]}


async def test_both_are_one_set_in_the_coarser_steps() -> None:
    box = Box(SENT, live=LIVE)
    seen = await measured_series(READING, box)
    assert seen.series is not None and [key.name for key in seen.series.keys] == ["cpu", "requests_total"]
    assert seen.series.step_ns == 30 * SECOND
    assert box.asked == [
        ("metrics.series", None), ("prometheus.series", 15 * SECOND), ("metrics.series", 30 * SECOND)
    ]  # fmt: skip


async def test_a_flow_is_cited_with_the_live_rows_of_all_it_was_reckoned_from() -> None:
    seen = await measured_series(READING, Box(SENT, live=LIVE))
    subject = {"entity": "service:b", "what": "time", "callees": ["service:a"]}
    flow = Observation(kind="flow.time", entity="service:b", subject=subject, value={}, text="", score=1)
    (cited,) = seen.cite([flow], what="flow", shared={}, window=(0, 1))
    assert cited.query.tool == "prometheus.flow" and cited.query.arguments == subject | {"rows": [QUERY.arguments]}
    alone = Observation(
        kind="flow.time", entity="service:b", subject=subject | {"callees": []}, value={}, text="", score=1
    )
    (cited,) = seen.cite([alone], what="flow", shared={}, window=(0, 1))
    assert cited.query.tool == "metrics.flow"


@pytest.mark.parametrize("sent", [(), (SENT,)])
async def test_a_server_that_does_not_answer_makes_blind_and_not_an_error(sent: tuple[SeriesKey, ...]) -> None:
    unseen = Unseen(source="main", presence=Presence.DENIED, detail="not permitted (403)")
    live = LiveSeries(series=_set(), queries={}, sources=("main",), unseen=(unseen,))
    seen = await measured_series(READING, Box(*sent, live=live))
    told = [(item.what, item.presence) for item in seen.blind]
    assert ("the metrics of the Prometheus connection main", "denied") in told
    assert (("metrics", "out_of_window") in told) == (not sent)
    assert (seen.series is None) == (not sent)


async def test_an_answer_in_part_is_said() -> None:
    unseen = Unseen(source="main", presence=Presence.SOURCE_DOWN, detail="3 of 9 questions were not answered")
    live = LiveSeries(series=LIVE.series, queries=LIVE.queries, sources=("main",), unseen=(unseen,))
    seen = await measured_series(READING, Box(live=live))
    assert [item.what for item in seen.blind] == ["part of the metrics of the Prometheus connection main"]


async def test_a_tool_that_takes_too_long_is_a_source_that_is_down_and_none_at_all_is_nothing() -> None:
    seen = await measured_series(READING, Box(SENT, live=TimedOut("took too long", who="x")))
    assert [item.presence for item in seen.blind] == ["source_down"]
    seen = await measured_series(READING, Box(SENT, live=NotFound("no such tool")))
    assert seen.blind == () and seen.series is not None
