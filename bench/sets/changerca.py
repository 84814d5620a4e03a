"""ChangeRCA (Yu et al., FSE 2024): several rollouts at the same time, one of them bad, metrics by version and caller.

The rollouts are the events that a progressive delivery controller writes; only those up to the detection go in, and
asked about is the time around the detection. The time of the bad rollout is nowhere given to the investigation.
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

__all__ = ["ChangeRca"]

_OF_POD = {
    "cpu_pct": ("k8s.pod.cpu_limit_utilization", "1", 0.01),
    "mem_pct": ("k8s.pod.memory_limit_utilization", "1", 0.01),
    "node_cpu_pct": ("k8s.node.cpu.utilization", "1", 0.01),
    "node_mem_pct": ("k8s.node.memory.utilization", "1", 0.01),
}
_OF_CALL = {
    "latency_s": ("http.server.request.duration", "s", 1.0),
    "success_pct": ("http.server.success_rate", "%", 1.0),
}
_STEPS = {"rollout_start": "RolloutUpdated", "rollout_step": "RolloutStepCompleted"}
_TIMES = ("time", "time_unix", "timestamp", "ts")


class ChangeRca:
    name = "changerca"
    version = 1

    def cases(self, data: Path) -> list[str]:
        return case_ids(data, self.name)

    def copy(self, data: Path, case: str, folder: Path) -> None:
        copy_with_baseline(data, self.name, case, folder)

    def pieces(self, folder: Path) -> Iterator[Piece]:
        given = read_json(folder / "input.json")
        edges = (read_json(folder / "topology.json") or {}).get("edges", [])
        frame = pd.read_parquet(folder / "metrics_long.parquet")
        pairs = {(str(src), str(dst)) for src, dst in edges} | _pairs(frame)
        yield calls(sorted(pairs))
        yield Telemetry(series=tuple(_series(frame)))
        events = list(_rollouts(read_json(folder / "changes.json"), int(given["detect_time_unix"])))
        if events:
            headers = {"content-type": "application/json"}
            yield Body(source="envelope", body=json.dumps(events).encode(), headers=headers)

    def question(self, folder: Path, onset: int | None) -> Question | None:
        given = read_json(folder / "input.json")
        times = pd.read_parquet(folder / "metrics_long.parquet", columns=["time"])["time"]
        return Question(
            start=int(times.min()) * SECOND, end=(int(times.max()) + 60) * SECOND, onset=onset,
            detected=int(given["detect_time_unix"]) * SECOND, query="which rollout is bad?",
        )  # fmt: skip

    def label(self, data: Path, case: str) -> dict[str, Any]:
        return read_label(data, self.name, case)

    def score(self, label: dict[str, Any], report: dict[str, Any] | None) -> Score:
        """The rank is that of the service whose rollout is bad."""
        truth = f"service:{label['root_cause_service']}"
        entities = ranked(report)
        rank = place_of(entities, truth)
        return Score(
            system=str(label.get("system") or "changerca"), fault=str(label.get("fault_type") or "change"),
            truth=truth, said=entities[0] if entities else "", rank=rank,
            confidence=float(report["verdict"]["confidence"]) if report else 0.0, correct=rank == 1,
        )  # fmt: skip


def _pairs(frame: pd.DataFrame) -> set[tuple[str, str]]:
    """Callers and callees that the metrics themselves name."""
    known = frame.dropna(subset=["src", "dst"])[["src", "dst"]].drop_duplicates()
    services = set(frame["service"].astype(str))
    return {(str(src), str(dst)) for src, dst in known.itertuples(index=False)
            if src != dst and str(src) in services | {""} and src and dst}  # fmt: skip


def _series(frame: pd.DataFrame) -> Iterator[Series]:
    for (service, version, pod), rows in frame.groupby(["service", "version", "pod"], dropna=False):
        own = {"service.version": str(version), "k8s.pod.name": str(pod)}
        once = rows.drop_duplicates("time")
        for column, told in _OF_POD.items():
            yield from _one(once, column, told, f"service:{service}", own)
        for (src, dst), between in rows.groupby(["src", "dst"], dropna=False):
            called = own | {"client.address": str(src), "server.address": str(dst)}
            for column, told in _OF_CALL.items():
                yield from _one(between, column, told, f"service:{service}", called)


def _one(
    rows: pd.DataFrame, column: str, told: tuple[str, str, float], entity: str, attributes: dict[str, str]
) -> Iterator[Series]:
    if column not in rows:
        return
    kept = rows[["time", column]].dropna().drop_duplicates("time").sort_values("time")
    if len(kept):
        name, unit, factor = told
        yield Series(
            name=name, unit=unit, kind="gauge", entity=entity, attributes=attributes,
            times=tuple(int(time * SECOND) for time in kept["time"]),
            values=tuple(float(value) * factor for value in kept[column]),
        )  # fmt: skip


def _rollouts(found: Any, detected: int) -> Iterator[dict[str, Any]]:
    """Events up to the detection. The list stands alone or under a name."""
    listed = found if isinstance(found, list) else next((one for one in (found or {}).values()
                                                         if isinstance(one, list)), [])  # fmt: skip
    for number, item in enumerate(listed):
        at = next((float(item[name]) for name in _TIMES if item.get(name) is not None), None)
        kind = _STEPS.get(str(item.get("event") or item.get("type") or item.get("kind")))
        if at is None or at > detected or kind is None:
            continue
        told = {key: value for key, value in item.items() if key not in (*_TIMES, "service")}
        yield {
            "tenant_id": "default", "source": "rollouts", "event_type": kind,
            "ts": datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "entity": {"service": str(item["service"])}, "severity": "info", "correlation_ids": {},
            "payload": told, "ingest_id": f"rollout:{item['service']}:{number}", "schema_version": "v1",
        }  # fmt: skip
