"""Signals: the lines behind metric evidence, the strongest of each thing measured, on one grid of time."""

from __future__ import annotations

from typing import Any

import numpy as np

from rootward.api.signals import _joined, _strongest, _window
from rootward.events.series import SeriesKey, SeriesSet
from rootward.kit import clock
from tests.api.conftest import Open, alert, problem

START = clock.parse_ns("2026-11-20T10:00:00Z")
SECOND = 10**9


def _evidence(name: str, entity: str = "service:orders", **changed: Any) -> dict[str, Any]:
    whole = {
        "evidence_id": f"ev_{name}", "entity": entity, "presence": "found", "score": 1.0,
        "onset": clock.format_ns(START + 600 * SECOND), "value": {"name": name},
        "query": {"tool": "metrics.shift", "arguments": {"after": [START + 600 * SECOND, START + 900 * SECOND]}},
    }  # fmt: skip
    return whole | changed


def _report(*evidence: dict[str, Any], cited: tuple[str, ...] = ()) -> dict[str, Any]:
    place = {"evidence_ids": list(cited)}
    scope = {"start": clock.format_ns(START), "end": clock.format_ns(START + 3600 * SECOND)}
    verdict = {"cause": place, "first_failure": None, "impact": []}
    return {"verdict": verdict, "scope": scope, "evidence": list(evidence)}


def test_what_the_verdict_cites_comes_first_and_each_measure_of_an_entity_once() -> None:
    report = _report(
        _evidence("weak", score=0.1), _evidence("strong", score=9.0), _evidence("cited", score=0.5),
        _evidence("again", value={"name": "strong"}, score=5.0),
        _evidence("absent", presence="absent", score=99.0),
        _evidence("log", query={"tool": "logs.shift", "arguments": {}}, score=99.0),
        cited=("ev_log", "ev_cited"),
    )  # fmt: skip
    assert [item["evidence_id"] for item in _strongest(report, 8)] == ["ev_cited", "ev_strong", "ev_weak"]
    assert [item["evidence_id"] for item in _strongest(report, 2)] == ["ev_cited", "ev_strong"]


def test_the_window_reaches_from_before_the_onset_to_where_was_looked() -> None:
    item = _evidence("a")
    assert _window(_report(item), [item]) == (START + 360 * SECOND, START + 900 * SECOND)
    early = _evidence("b", onset=clock.format_ns(START + 10 * SECOND))
    assert _window(_report(early), [early])[0] == START
    unknown = _evidence("c", onset=None)
    assert _window(_report(unknown), [unknown]) == (START, START + 3600 * SECOND)


def test_a_service_that_was_replaced_goes_on_as_one_line() -> None:
    keys = tuple(
        SeriesKey(series_id=name, name="x", unit="s", kind="gauge", entity="e", attributes={}, stat="value")
        for name in ("old", "new")
    )
    values = np.array([[1.0, 2.0, np.nan, np.nan], [np.nan, 4.0, 5.0, np.nan]])
    found = SeriesSet(keys=keys, times=np.array([0, 1, 2, 3]), values=values, step_ns=1)
    assert _joined(found, [0, 1]) == {0: 1.0, 1: 3.0, 2: 5.0}


async def test_a_report_without_metric_evidence_has_no_lines(opened: Open) -> None:
    async with opened(stages=True) as face:
        await face.post("/api/v1/ingest/alertmanager", alert())
        await face.app.settle()
        case = await face.get("/api/v1/cases/INC-1")
        shown = await face.get(f"/api/v1/reports/{case['report_id']}/signals")
        assert shown["items"] == [] and shown["start"] < shown["end"]
        problem(await face.http.get("/api/v1/reports/rep_none/signals"), 404)
