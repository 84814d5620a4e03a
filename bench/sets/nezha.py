"""Nezha (Yu et al., ESEC/FSE 2023): two shops with faults injected every few minutes; metrics, sampled traces and logs.

The set's columns are given names that exporters use (kubelet and OpenTelemetry conventions, a mesh's request
durations, the span-metrics connector): names are translated, values are not. What the set gives as statistics over all
traces and lines goes in as metrics, because its traces and lines are samples.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd  # type: ignore[import-untyped]

from bench.sets import nezha_metrics, nezha_spans
from bench.sets.contract import (
    SECOND,
    Piece,
    Question,
    Score,
    case_ids,
    copy_case,
    place_of,
    ranked,
    read_json,
    read_label,
)  # fmt: skip
from bench.sets.inner import cites_metric, cites_region
from rootward.events.model import Edge, LogLine, Telemetry

__all__ = ["Nezha"]

_SEVERITIES = {"INFO": "info", "WARN": "warning", "WARNING": "warning", "ERROR": "error", "DEBUG": "debug"}
_LINES_A_PIECE = 20_000
_AROUND_S = 4 * 3600
_CPU, _NETWORK = ("cpu",), ("latency", "duration", "network", "gap", "client_time")


class Nezha:
    name = "nezha"
    version = 3

    def cases(self, data: Path) -> list[str]:
        return case_ids(data, self.name)

    def copy(self, data: Path, case: str, folder: Path) -> None:
        given = read_json(data / self.name / case / "input.json")
        shared = {}
        if given.get("baseline_metrics"):
            shared[given["baseline_metrics"].removeprefix("../")] = "baseline.parquet"
        prefix = str(given.get("normal_prefix") or "").removeprefix("../")
        for kind in ("traces", "logs", "log_stats", "trace_stats", "trace_edges"):
            if prefix and (data / self.name / f"{prefix}.{kind}.parquet").is_file():
                shared[f"{prefix}.{kind}.parquet"] = f"baseline.{kind}.parquet"
        copy_case(data, self.name, case, folder, shared=shared)

    def pieces(self, folder: Path) -> Iterator[Piece]:
        edges = read_json(folder / "topology.json")["edges"]
        yield Telemetry(edges=tuple(_declared(src, dst) for src, dst in edges))
        yield from nezha_metrics.pieces(folder)
        yield from nezha_spans.pieces(folder)
        for name in ("baseline.logs.parquet", "logs.parquet"):
            if (folder / name).is_file():
                yield from _lines(pd.read_parquet(folder / name))

    def question(self, folder: Path, onset: int | None) -> Question | None:
        """The set's own window about the detection; the hours around it as baseline, without the other faults."""
        given = read_json(folder / "input.json")
        measured = pd.read_parquet(folder / "metrics.parquet", columns=["time"])["time"]
        baseline: tuple[tuple[int, int], ...] = ()
        if (folder / "baseline.parquet").is_file():
            day = pd.read_parquet(folder / "baseline.parquet", columns=["time"])["time"]
            near = day[(day - int(given["detect_time_unix"])).abs() <= _AROUND_S]
            baseline = ((int(near.min()) * SECOND, (int(near.max()) + 60) * SECOND),)
        return Question(
            start=int(measured.min()) * SECOND,
            end=(int(measured.max()) + 60) * SECOND,
            onset=onset,
            detected=int(given["detect_time_unix"]) * SECOND,
            baseline=baseline,
            exclude=tuple((start * SECOND, end * SECOND) for start, end in given["exclude_windows"]),
            query="what went wrong before the alert?",
        )

    def label(self, data: Path, case: str) -> dict[str, Any]:
        return read_label(data, self.name, case)

    def score(self, label: dict[str, Any], report: dict[str, Any] | None) -> Score:
        """`inner`: for a fault of a resource, whether the first hypothesis names the guilty service and cites a
        measurement of that resource; see bench.sets.inner for code regions."""
        truth = f"service:{label['root_cause_service']}"
        entities = ranked(report)
        rank = place_of(entities, truth)
        asked = str(label["root_cause_metric_or_type"])
        first = report is not None and rank == 1 and bool(report["hypotheses"])
        inner = False
        if first and report is not None:
            kinds = {"CpuUsageRate(%)": _CPU, "NetworkP90(ms)": _NETWORK}.get(asked)
            inner = cites_metric(report, kinds) if kinds else cites_region(report, asked)
        verdict = report["verdict"] if report else {"confidence": 0.0}
        return Score(
            system=label["system"], fault=label["fault_type"], truth=truth, said=entities[0] if entities else "",
            rank=rank, confidence=float(verdict["confidence"]), correct=rank == 1, inner=inner,
        )  # fmt: skip


def _declared(src: str, dst: str) -> Edge:
    return Edge(src=f"service:{src}", dst=f"service:{dst}", relation="calls", origin="pack", ts=0)


def _lines(frame: pd.DataFrame) -> Iterator[Telemetry]:
    rows = zip(frame["time"], frame["service"], frame["level"], frame["message"], strict=True)
    lines = [_line(*row) for row in rows]
    for start in range(0, len(lines), _LINES_A_PIECE):
        yield Telemetry(logs=tuple(lines[start : start + _LINES_A_PIECE]))


def _line(time: float, service: str, level: str, message: str) -> LogLine:
    """A line of JSON is read as any collector would: its message is the body, its severity the severity."""
    body, severity = message, _SEVERITIES.get(str(level or "").upper(), "")
    if message.startswith("{"):
        try:
            parsed = json.loads(message)
        except ValueError:
            parsed = {}
        body = str(parsed.get("message") or parsed.get("msg") or message)
        severity = severity or _SEVERITIES.get(str(parsed.get("severity") or parsed.get("level") or "").upper(), "")
    else:
        body = re.sub(r"^\d\d:\d\d:\d\d\.\d+\s+", "", message)
    return LogLine(ts=int(np.float64(time) * 1e6) * 1000, entity=f"service:{service}", severity=severity or "info",
                   body=body)  # fmt: skip
