"""A recording as files: compressed telemetry, events and alerts for the product, and apart from them the truth."""

from __future__ import annotations

import json
import lzma
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bench.shop import clock
from bench.shop.changes import Envelope
from bench.shop.incidents import Fault, Incident

ROOT = Path(__file__).resolve().parents[2]
BUNDLES = ROOT / "rootward" / "demo" / "incidents"
TRUTH = Path(__file__).parent / "truth"
FILES = ("traces.otlp.jsonl.xz", "metrics.otlp.jsonl.xz", "logs.otlp.jsonl.xz", "events.jsonl.xz", "alerts.jsonl.xz")
CHANGES = ("DeployFinished", "MigrationFinished", "FlagChanged")


@dataclass(slots=True, frozen=True, kw_only=True)
class Recording:
    incident: Incident
    start: datetime
    end: datetime
    fault: Fault
    events: list[Envelope]
    alerts: list[dict[str, object]]
    recorded: Path


def write(recording: Recording, out: Path, truth: Path) -> Path:
    """Returns the bundle's folder."""
    incident = recording.incident
    folder = out / incident.bundle
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES[:3]:
        _pack(folder / name, (recording.recorded / name.removesuffix(".xz")).read_text())
    _pack(folder / "events.jsonl.xz", _lines(recording.events))
    _pack(folder / "alerts.jsonl.xz", _lines(recording.alerts))
    head = {
        "schema_version": 1,
        "name": incident.bundle,
        "title": incident.title,
        "system": "shop",
        "recorded_at": clock.text(recording.start),
        "start": clock.text(recording.start),
        "end": clock.text(recording.end),
        "files": list(FILES),
    }
    (folder / "bundle.json").write_text(json.dumps(head, indent=2) + "\n")
    truth.mkdir(parents=True, exist_ok=True)
    (truth / f"{incident.bundle}.json").write_text(json.dumps(what_is_true(recording), indent=2) + "\n")
    return folder


def what_is_true(recording: Recording) -> dict[str, object]:
    incident, fault = recording.incident, recording.fault
    innocent = [
        event["ingest_id"]
        for event in recording.events
        if event["event_type"] in CHANGES and event["ingest_id"] != fault.change
    ]
    cause = {"entity": incident.entity, "kind": incident.kind, "change": fault.change} if incident.kind else None
    return {
        "incident": incident.name,
        "cause": cause,
        "onset": clock.text(fault.onset) if incident.kind else None,
        "first_failure": incident.first_failure,
        "impact": list(incident.impact),
        "not_to_blame": innocent,
    }


def _lines(items: list[dict[str, object]]) -> str:
    return "".join(json.dumps(item, separators=(",", ":")) + "\n" for item in items)


def _pack(path: Path, text: str) -> None:
    path.write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))
