"""PetShop (Hardt et al., arXiv 2311.04806): a shop on AWS, its service map's metrics every five minutes.

Names of nodes are kept; the statistics of the service map get the names of OpenTelemetry's conventions. The breach of
the objective is an alert, and asked about is the case that it opens.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd  # type: ignore[import-untyped]

from bench.sets.contract import (
    SECOND,
    Body,
    Piece,
    Question,
    Score,
    calls,
    case_ids,
    copy_with_baseline,
    place_of,
    ranked,
    read_json,
    read_label,
)
from rootward.events.model import Series, Telemetry

__all__ = ["PetShop"]

_NAMES = {
    "latency_Average": ("http.server.request.duration.mean", "s"),
    "latency_p50": ("http.server.request.duration.p50", "s"),
    "latency_p90": ("http.server.request.duration.p90", "s"),
    "latency_p95": ("http.server.request.duration.p95", "s"),
    "latency_p99": ("http.server.request.duration.p99", "s"),
    "requests_Sum": ("http.server.requests", "{request}"),
    "availability_Average": ("http.server.availability", "%"),
}


class PetShop:
    name = "petshop"
    version = 1

    def cases(self, data: Path) -> list[str]:
        return case_ids(data, self.name)

    def copy(self, data: Path, case: str, folder: Path) -> None:
        copy_with_baseline(data, self.name, case, folder)

    def pieces(self, folder: Path) -> Iterator[Piece]:
        edges = read_json(folder / "topology.json")["edges"]
        yield calls(edges)
        frames = [pd.read_parquet(path) for name in ("baseline.parquet", "metrics.parquet")
                  if (path := folder / name).is_file()]  # fmt: skip
        yield Telemetry(series=tuple(series for frame in frames for series in _series(frame)))
        yield _alert(read_json(folder / "input.json"))

    def question(self, folder: Path, onset: int | None) -> Question | None:
        given = read_json(folder / "input.json")
        step = int(given["step_s"])
        times = pd.read_parquet(folder / "metrics.parquet", columns=["time"])["time"]
        baseline: tuple[tuple[int, int], ...] = ()
        if (folder / "baseline.parquet").is_file():
            normal = pd.read_parquet(folder / "baseline.parquet", columns=["time"])["time"]
            baseline = ((int(normal.min()) * SECOND, (int(normal.max()) + step) * SECOND),)
        return Question(
            start=int(times.min()) * SECOND,
            end=(int(times.max()) + step) * SECOND,
            service=given["symptom"]["node"],
            onset=onset,
            detected=int(given["symptom"]["timestamp"]) * SECOND,
            baseline=baseline,
        )

    def label(self, data: Path, case: str) -> dict[str, Any]:
        return read_label(data, self.name, case)

    def score(self, label: dict[str, Any], report: dict[str, Any] | None) -> Score:
        truth = f"service:{label['root_cause_service']}"
        entities = ranked(report)
        rank = place_of(entities, truth)
        return Score(
            system=label["scenario"],
            fault=label["fault_type"],
            truth=truth,
            said=entities[0] if entities else "",
            rank=rank,
            confidence=float(report["verdict"]["confidence"]) if report else 0.0,
            correct=rank == 1,
        )


def _series(frame: pd.DataFrame) -> Iterator[Series]:
    times = (frame["time"].to_numpy() * SECOND).tolist()
    for column in frame.columns[1:]:
        node, _, statistic = column.rpartition("__")
        points = [(time, value) for time, value in zip(times, frame[column].tolist(), strict=True) if value == value]
        name, unit = _NAMES[statistic]
        if points:
            yield Series(
                name=name, unit=unit, kind="gauge", entity=f"service:{node}", attributes={},
                times=tuple(time for time, _ in points), values=tuple(float(value) for _, value in points),
            )  # fmt: skip


def _alert(given: dict[str, Any]) -> Body:
    """The monitor of the objective, as Alertmanager would send it on."""
    symptom = given["symptom"]
    labels = {
        "alertname": f"{symptom['metric']} objective breached", "service": symptom["node"], "severity": "critical",
        "metric": symptom["metric"], "statistic": symptom["agg"],
    }  # fmt: skip
    began = datetime.fromtimestamp(symptom["timestamp"], UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    summary = f"{symptom['metric']} ({symptom['agg']}) of {symptom['node']} is outside its objective"
    alert = {"status": "firing", "labels": labels, "annotations": {"summary": summary}, "startsAt": began,
             "endsAt": "0001-01-01T00:00:00Z", "generatorURL": "", "fingerprint": "c0ffee0000000001"}  # fmt: skip
    body = {"version": "4", "groupKey": "{}", "status": "firing", "receiver": "rootward", "groupLabels": {},
            "commonLabels": labels, "commonAnnotations": {}, "externalURL": "", "alerts": [alert]}  # fmt: skip
    return Body(source="alertmanager", body=json.dumps(body).encode())
