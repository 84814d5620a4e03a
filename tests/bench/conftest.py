"""Small cases in the layouts of the data sets, made up here."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

START = 1_700_000_040 // 60 * 60
DETECT = START + 40 * 60

__all__ = ["DETECT", "START", "changerca_case"]


def changerca_case(data: Path, case: str) -> Path:
    """Two rollouts; since the one of `pay` its new version is slow, and fails what `web` asks of it."""
    folder = data / "changerca" / case
    folder.mkdir(parents=True)
    (folder / "input.json").write_text(
        json.dumps({"case_id": case, "set": "changerca", "system": "made up", "detect_time_unix": DETECT})
    )
    (folder / "label.json").write_text(
        json.dumps({"case_id": case, "root_cause_service": "pay", "fault_type": "latency", "given_onset_unix": None})
    )
    (folder / "topology.json").write_text(json.dumps({"edges": [["front", "web"], ["web", "pay"]]}))
    rollouts = [
        {"time": START + 30 * 60, "event": "rollout_start", "service": "pay", "version": "v2"},
        {"time": START + 31 * 60, "event": "rollout_step", "service": "pay", "version": "v2"},
        {"time": START + 20 * 60, "event": "rollout_start", "service": "web", "version": "v2"},
        {"time": DETECT + 60, "event": "rollout_step", "service": "front", "version": "v2"},
    ]
    (folder / "changes.json").write_text(json.dumps({"events": rollouts}))
    rows = [row for minute in range(50) for row in _minute(minute)]
    pd.DataFrame(rows).to_parquet(folder / "metrics_long.parquet")
    return folder


def _minute(minute: int) -> list[dict[str, object]]:
    bad = minute >= 31
    wave = 0.01 * (minute % 4)
    found = []
    for service, src, latency in (("web", "front", 0.1), ("pay", "web", 0.05)):
        for version in ("v1", "v2"):
            if version == "v2" and minute < (20 if service == "web" else 30):
                continue
            slow = bad and (service == "web" or version == "v2")
            found.append({
                "service": service, "version": version, "pod": f"{service}-{version}", "src": src, "dst": service,
                "time": START + minute * 60, "success_pct": 80.0 if slow else 100.0, "cpu_pct": 20 + minute % 3,
                "mem_pct": 30.0, "node_cpu_pct": 40 + minute % 2, "node_mem_pct": 50.0,
                "latency_s": latency * (1 + wave) + (2.0 if slow else 0.0),
            })  # fmt: skip
    return found
