from __future__ import annotations

import numpy as np

from rootward.causality.detect_readings import gathered, of_logs, of_metrics, of_spans
from rootward.events.answered import Answered
from rootward.events.log_counts import LogCounts, LogKey
from rootward.events.series import SeriesKey, SeriesSet, Stat

STEP = 5 * 10**9
START = 1_800_000_000 * 10**9
ENDS = (START + STEP, START + 2 * STEP)


def key(name: str, stat: Stat, unit: str = "s", series_id: str = "a", **attributes: str) -> SeriesKey:
    return SeriesKey(series_id=series_id, name=name, unit=unit, kind="histogram", entity="service:web",
                     attributes=attributes, stat=stat)  # fmt: skip


def series(*rows: tuple[SeriesKey, list[float]]) -> SeriesSet:
    return SeriesSet(
        keys=tuple(one for one, _ in rows), times=np.array([START, START + STEP]),
        values=np.array([values for _, values in rows]), step_ns=STEP,
    )  # fmt: skip


def test_routes_are_taken_together_by_their_traffic() -> None:
    name = "http.server.request.duration"
    found = of_metrics(series(
        (key(name, "mean", series_id="a", **{"http.route": "/a"}), [1.0, 1.0]),
        (key(name, "rate", series_id="a", **{"http.route": "/a"}), [3.0, 1.0]),
        (key(name, "mean", series_id="b", **{"http.route": "/b"}), [5.0, np.nan]),
        (key(name, "rate", series_id="b", **{"http.route": "/b"}), [1.0, np.nan]),
        (key(name, "rate", series_id="c", **{"http.response.status_code": "500"}), [1.0, np.nan]),
    ))  # fmt: skip
    by_kind = {track.kind: (values, weights) for track, values, weights in found}
    assert by_kind["latency"][0].tolist() == [2.0, 1.0]
    assert by_kind["errors"][0].tolist() == [5.0, 0.0]
    assert by_kind["errors"][1].tolist() == [25.0, 5.0]


def test_a_service_without_failures_has_a_share_of_none() -> None:
    [(_, _, _), (track, failed, of)] = of_metrics(series(
        (key("http.server.request.duration", "mean"), [1.0, 1.0]),
        (key("http.server.request.duration", "rate"), [2.0, 2.0]),
    ))  # fmt: skip
    assert (track.kind, failed.tolist(), of.tolist()) == ("errors", [0.0, 0.0], [10.0, 10.0])


def test_of_levels_the_worst_counts() -> None:
    found = of_metrics(series(
        (key("process.memory.usage", "value", "By", pool="a"), [1.0, 2.0]),
        (key("process.memory.usage", "value", "By", pool="b"), [3.0, np.nan]),
    ))  # fmt: skip
    assert [values.tolist() for _, values, _ in found] == [[3.0, 2.0]]


def test_requests_belong_to_the_time_they_ended_in() -> None:
    answers = Answered(
        entities=("service:web",), entity=np.zeros(3, np.int32),
        end=np.array([START + 1, START + STEP - 1, START + STEP]),
        duration=np.array([10**9, 3 * 10**9, 10**9]), failed=np.array([False, False, True]),
    )  # fmt: skip
    found = {track.kind: (values, of) for track, values, of in of_spans(answers, start=START, ends=ENDS, step=STEP)}
    assert found["trace.errors"][0].tolist() == [0.0, 1.0]
    assert found["trace.errors"][1].tolist() == [2.0, 1.0]
    assert found["trace.latency"][0][0] == 2.0
    assert np.isnan(found["trace.latency"][0][1])


def test_lines_of_errors_are_counted_and_a_service_that_writes_none_is_known() -> None:
    def row(entity: str, severity: str) -> LogKey:
        return LogKey(entity=entity, severity=severity, template_id="t", text="x", template_ids=("t",))

    counts = LogCounts(
        keys=(row("service:a", "info"), row("service:b", "error"), row("service:b", "fatal")),
        times=np.array([START, START + STEP]), counts=np.array([[9, 9], [1, 2], [0, 3]]),
        first=np.zeros(3, np.int64), last=np.zeros(3, np.int64), step_ns=STEP,
    )  # fmt: skip
    found = {track.entity: values.tolist() for track, values, _ in of_logs(counts, start=START, ends=ENDS)}
    assert found == {"service:a": [0.0, 0.0], "service:b": [1.0, 5.0]}


def test_readings_are_gathered_in_the_order_of_their_tracks() -> None:
    parts = of_metrics(series((key("process.memory.usage", "value", "By"), [1.0, 2.0])))
    parts += of_metrics(series((key("process.cpu.utilization", "value", "1"), [0.1, 0.2])))
    found = gathered(parts, ENDS)
    assert [track.kind for track in found.tracks] == ["cpu", "memory"]
    assert found.values.tolist() == [[0.1, 0.2], [1.0, 2.0]]
