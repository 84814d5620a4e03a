"""What each series shows, as an observation."""

from __future__ import annotations

import numpy as np
import pytest

from rootward.causality.metric_kinds import meanings
from rootward.causality.observe_metrics import chosen_stats, observe_metrics
from rootward.events.series import Floats, SeriesKey, SeriesSet, Stat

SECOND = 1_000_000_000
BEFORE, AFTER = (0, 300 * SECOND), (300 * SECOND, 600 * SECOND)


def _key(name: str, stat: Stat = "value", unit: str = "", **attributes: str) -> SeriesKey:
    return SeriesKey(
        series_id=f"{name}-{stat}", name=name, unit=unit, kind="gauge", entity="service:pay",
        attributes=attributes, stat=stat,
    )  # fmt: skip


def _set(*rows: tuple[SeriesKey, float, float]) -> SeriesSet:
    def values(before: float, after: float) -> Floats:
        wobble = np.resize([0.98, 1.02, 1.0], 60)
        return np.where(np.arange(60) < 30, before, after) * wobble

    return SeriesSet(
        keys=tuple(key for key, _, _ in rows), times=np.arange(60, dtype=np.int64) * 10 * SECOND,
        values=np.array([values(before, after) for _, before, after in rows]), step_ns=10 * SECOND,
    )  # fmt: skip


def test_a_limit_that_fell_is_told_with_its_numbers() -> None:
    series = _set((_key("db.client.connection.max"), 20, 2))
    found = observe_metrics(series, before=BEFORE, after=AFTER)[0]
    assert found.kind == "metric.pool_size" and found.direction == "down"
    assert found.subject == {"series_ids": ["db.client.connection.max-value"], "stat": "value"}
    assert found.value["before"] == pytest.approx(20, rel=0.02) and found.onset == 300 * SECOND
    assert found.text == "db.client.connection.max of pay fell from 20 to 2"


def test_quiet_series_are_left_out_unless_asked_for() -> None:
    series = _set((_key("process.memory.usage", unit="By"), 100, 100))
    assert observe_metrics(series, before=BEFORE, after=AFTER) == []
    assert len(observe_metrics(series, before=BEFORE, after=AFTER, keep_quiet=True)) == 1


def test_what_adds_little_waiting_against_the_worst_counts_little() -> None:
    big, small = _key("http.server.request.duration", "p95", "s"), _key("other.latency", "p95", "s")
    together = observe_metrics(_set((big, 0.1, 2.0), (small, 0.001, 0.02)), before=BEFORE, after=AFTER)
    alone = observe_metrics(_set((small, 0.001, 0.02)), before=BEFORE, after=AFTER)
    assert together[1].score < 0.5 * alone[0].score
    assert together[1].value == alone[0].value, "the measurement itself is the same"


def test_the_other_end_and_the_status_are_kept() -> None:
    attributes = {"server.address": "bank", "http.response.status_code": "429", "error.type": "429"}
    key = _key("http.client.request.duration", "rate", "s", **attributes)
    found = observe_metrics(_set((key, 0, 5)), before=BEFORE, after=AFTER)[0]
    assert found.kind == "metric.client_errors" and found.direction == "new"
    assert found.value["peer"] == "bank" and found.value["status"] == 429


def test_only_stats_worth_comparing_are_chosen() -> None:
    series = _set((_key("d", "p99"), 1, 1), (_key("d", "p95"), 1, 1), (_key("d", "rate"), 1, 1))
    assert [key.stat for key in chosen_stats(series).keys] == ["p95", "rate"]
    assert [key.stat for key in chosen_stats(series, ("p99",)).keys] == ["p99"]
    assert len(meanings(series)) == 3


def _rows(key: SeriesKey, values: Floats) -> SeriesSet:
    return SeriesSet(
        keys=(key,), times=np.arange(60, dtype=np.int64) * 10 * SECOND, values=values[None, :], step_ns=10 * SECOND
    )


def test_one_kill_is_a_step() -> None:
    once = np.where(np.arange(60) == 35, 1.0, 0.0)
    (found,) = observe_metrics(_rows(_key("container_oom_killed"), once), before=BEFORE, after=AFTER)
    assert found.kind == "metric.restarts" and found.onset == 350 * SECOND and found.value["after"] == 1
    counted = np.where(np.arange(60) >= 35, 6.0, 5.0)
    (again,) = observe_metrics(_rows(_key("restarts_total"), counted), before=BEFORE, after=AFTER)
    assert again.onset == 350 * SECOND


def test_what_climbed_all_the_time_is_told_though_it_made_no_step() -> None:
    leak = np.linspace(200.0, 400.0, 60)
    (found,) = observe_metrics(_rows(_key("process.memory.usage", unit="By"), leak), before=BEFORE, after=AFTER)
    assert found.kind == "metric.memory" and found.direction == "up" and found.score > 1
    assert found.value["before"] == pytest.approx(200, abs=2), "it was already climbing when the window began"


def test_what_is_counted_now_and_then_is_no_zero_in_between() -> None:
    sample = np.full(60, np.nan)
    sample[[3, 33, 36]] = [4.0, 4.2, 3.9]
    sampled = SeriesSet(
        keys=(_key("lines", "rate"),), times=np.arange(60, dtype=np.int64) * 10 * SECOND, values=sample[None, :],
        step_ns=10 * SECOND,
    )  # fmt: skip
    assert observe_metrics(sampled, before=BEFORE, after=AFTER) == []


def test_one_of_a_set_is_observed_as_with_the_others() -> None:
    series = _set((_key("app.errors", "rate"), 1, 9), (_key("db.client.connection.max"), 20, 2))
    every = observe_metrics(series, before=BEFORE, after=AFTER)
    alone = observe_metrics(series, before=BEFORE, after=AFTER, only=["app.errors-rate"])
    assert [item.value for item in alone] == [item.value for item in every if item.value["name"] == "app.errors"]


def test_who_is_asked_for_nothing_keeps_nobody_waiting() -> None:
    waits, asked = _key("http.client.request.duration", unit="s"), _key("http.server.request.rate", unit="{request}/s")
    busy = observe_metrics(_set((waits, 0.1, 9), (asked, 5, 5)), before=BEFORE, after=AFTER)
    idle = observe_metrics(_set((waits, 0.1, 9), (asked, 0, 0)), before=BEFORE, after=AFTER)
    assert idle[0].score < 0.3 * busy[0].score and idle[0].value == busy[0].value


def test_what_comes_to_its_limit_is_surprising_however_much_it_moves() -> None:
    restless = np.where(np.arange(60) < 30, np.resize([0.2, 0.8, 0.5, 0.7], 60), 1.0)
    limited, plain = _key("k8s.pod.cpu_limit_utilization", unit="1"), _key("process.cpu.usage", unit="1")
    (full,) = observe_metrics(_rows(limited, restless), before=BEFORE, after=AFTER)
    assert full.score >= 1.5 and full.kind == "metric.cpu"
    assert observe_metrics(_rows(plain, restless), before=BEFORE, after=AFTER) == [], "of no limit"
    near = np.where(np.arange(60) < 30, restless, 0.9)
    assert observe_metrics(_rows(limited, near), before=BEFORE, after=AFTER) == [], "not there yet"
    ever = np.where(np.arange(60) < 30, np.resize([0.9, 1.0], 60), 1.0)
    assert observe_metrics(_rows(limited, ever), before=BEFORE, after=AFTER) == [], "it was there before"


def test_an_earlier_outage_widens_what_is_ordinary_for_resources_and_not_for_answers() -> None:
    times, row = np.arange(120, dtype=np.int64) * 60 * SECOND, np.full(120, 0.1) * np.resize([0.98, 1.02, 1.0], 120)
    row[40:50], row[100:104] = 0.8, 0.3
    keys = (_key("http.server.request.duration", unit="s"), _key("process.cpu.utilization", unit="1"))
    series = SeriesSet(keys=keys, times=times, values=np.array([row, row]), step_ns=60 * SECOND)
    before, after = (0, 100 * 60 * SECOND), (100 * 60 * SECOND, 120 * 60 * SECOND)
    found = observe_metrics(series, before=before, after=after, keep_quiet=True)
    assert found[0].score > 1 and found[1].score == 0
