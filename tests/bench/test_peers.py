"""Peers on a table in which one service's latency rises."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bench.peers import NOBODY, Table, answers, as_report, table_of
from bench.sets.contract import SECOND, Question, ranked

NAMES = ("web__latency", "pay__latency", "db__latency")
EDGES = (("web", "pay"), ("pay", "db"))


def _frame(start: int, rows: int, pay: float) -> pd.DataFrame:
    wave = np.arange(rows) % 3
    values = {"web__latency": 1.0 + 0.1 * wave, "pay__latency": pay + 0.01 * wave, "db__latency": 2.0 + 0.1 * wave}
    return pd.DataFrame({"time": [start + 60 * n for n in range(rows)], **values})


def _table(**given: object) -> Table:
    facts: dict[str, object] = {"normal": _frame(0, 30, 1.0), "strange": _frame(1800, 10, 9.0), "edges": EDGES}
    return Table(**facts | given)  # type: ignore[arg-type]


def test_every_method_that_looks_at_deviations_names_the_service_that_deviates() -> None:
    found = {one.method: one.services for one in answers(_table())}
    assert {name: found[name][0] for name in ("baro", "nsigma", "alertcount", "shift")} == dict.fromkeys(
        ("baro", "nsigma", "alertcount", "shift"), "pay"
    )
    assert found["deepest"] == () and found[NOBODY] == ()


def test_the_deepest_node_that_is_out_of_its_range_is_named_where_it_is_known_who_alerted() -> None:
    strange = _frame(1800, 10, 9.0).assign(db__latency=lambda one: one["db__latency"] + 5)
    found = {one.method: one.services for one in answers(_table(strange=strange, symptom="web", metric="latency"))}
    assert found["deepest"][:2] == ("db", "pay")


def test_without_numbers_only_saying_that_nobody_did_it_is_left() -> None:
    assert [one.method for one in answers(None)] == [NOBODY]
    assert [one.method for one in answers(_table(normal=_frame(0, 0, 1.0)))] == [NOBODY]


def test_services_become_a_report_that_scoring_can_read() -> None:
    assert ranked(as_report(["pay", "web"])) == ["service:pay", "service:web"]


@pytest.mark.parametrize(("onset", "split"), [(None, 1500), (1200 * SECOND, 1200)])
def test_a_table_is_split_at_the_onset_or_the_detection_and_leaves_out_what_is_excluded(
    tmp_path: Path, onset: int | None, split: int
) -> None:
    (tmp_path / "input.json").write_text(json.dumps({"detect_time_unix": 1500}))
    _frame(600, 20, 1.0).to_parquet(tmp_path / "metrics.parquet")
    _frame(-6000, 20, 1.0).to_parquet(tmp_path / "baseline.parquet")
    asked = Question(start=600 * SECOND, end=1800 * SECOND, exclude=((-6000 * SECOND, -5940 * SECOND),))
    found = table_of(tmp_path, asked, onset)
    assert found is not None and found.strange["time"].min() == split
    assert found.normal["time"].min() == -5940 and found.normal["time"].max() == split - 60


def test_a_case_without_such_metrics_has_no_table(tmp_path: Path) -> None:
    assert table_of(tmp_path, None, None) is None
