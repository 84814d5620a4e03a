"""What a bundle shows, in steps of ten seconds: the eye's check that a recording is what it should be."""

from __future__ import annotations

import json
import lzma
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from bench.shop.alerts import Sample, quantile, samples

STEP_S = 10
GAUGES = {
    "db.client.connection.pending_requests": "waiting",
    "db.client.connection.count": "used",
    "process.memory.usage": "MB",
    "process.cpu.utilization": "cpu",
}


@dataclass(slots=True)
class _Step:
    requests: dict[str, list[Sample]] = field(default_factory=lambda: defaultdict(list))
    gauges: dict[tuple[str, str], float] = field(default_factory=dict)
    logs: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    spans: int = 0


def read(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    """The lines of one compressed file of a bundle."""
    with lzma.open(folder / name, "rt") as file:
        for line in file:
            yield json.loads(line)


def lines(folder: Path) -> Iterator[str]:
    head = json.loads((folder / "bundle.json").read_text())
    start = datetime.fromisoformat(head["start"]).timestamp()
    yield f"{head['name']}: {head['title']} ({head['start']} to {head['end']})"
    for event in read(folder, "events.jsonl.xz"):
        yield f"{_since(start, event['ts']):6.1f} s {event['event_type']} {event['entity']['service']} {_facts(event)}"
    for alert in read(folder, "alerts.jsonl.xz"):
        body = alert["body"]
        said = f"{body['status']} {body['groupKey']} {body['commonAnnotations']['summary']}"
        yield f"{_since(start, alert['received_at']):6.1f} s alert {said} ({body['notification_reason']})"
    steps = _steps(folder, start)
    for index in sorted(steps):
        yield f"{index * STEP_S:4d} s {_row(steps[index])}"


def _facts(event: dict[str, Any]) -> str:
    payload = event["payload"]
    return " ".join(
        f"{key}={payload[key]}" for key in ("version", "changed_keys", "flag", "reason", "message") if key in payload
    )


def _since(start: float, moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp() - start


def _steps(folder: Path, start: float) -> dict[int, _Step]:
    steps: dict[int, _Step] = defaultdict(_Step)

    def at(nanoseconds: str) -> _Step:
        return steps[int((int(nanoseconds) / 1e9 - start) // STEP_S)]

    for export in read(folder, "metrics.otlp.jsonl.xz"):
        for sample in samples(export):
            steps[int((sample.at - start) // STEP_S)].requests[sample.service].append(sample)
        for service, metric, point in _gauge_points(export):
            step, key = at(point["timeUnixNano"]), (service, GAUGES[metric])
            value = float(point.get("asDouble", point.get("asInt", 0)))
            step.gauges[key] = max(step.gauges.get(key, 0.0), value)
    for export in read(folder, "logs.otlp.jsonl.xz"):
        for service, record in _items(export, "resourceLogs", "scopeLogs", "logRecords"):
            at(record["timeUnixNano"]).logs[(service, record["severityText"])] += 1
    for export in read(folder, "traces.otlp.jsonl.xz"):
        for _, span in _items(export, "resourceSpans", "scopeSpans", "spans"):
            at(span["endTimeUnixNano"]).spans += 1
    return steps


def _items(export: dict[str, Any], outer: str, middle: str, inner: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for resource in export[outer]:
        named = {item["key"]: item["value"] for item in resource["resource"]["attributes"]}
        for scope in resource[middle]:
            for item in scope[inner]:
                yield named["service.name"]["stringValue"], item


def _gauge_points(export: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for service, metric in _items(export, "resourceMetrics", "scopeMetrics", "metrics"):
        if metric["name"] in GAUGES:
            for point in (metric.get("sum") or metric["gauge"])["dataPoints"]:
                states = [item["value"]["stringValue"] for item in point.get("attributes", [])]
                if "idle" not in states:
                    yield service, metric["name"], point


def _row(step: _Step) -> str:
    parts = []
    for service in ("web", "checkout", "orders", "payments", "inventory", "catalog", "auth"):
        mine = step.requests.get(service, [])
        total = sum(sum(sample.counts) for sample in mine)
        failed = sum(sum(sample.counts) for sample in mine if sample.failed)
        p95 = (
            quantile(mine[0].bounds, [sum(c) for c in zip(*(s.counts for s in mine), strict=True)], 0.95) if mine else 0
        )
        gauge = {name: step.gauges.get((service, name), 0.0) for name in ("waiting", "used", "MB", "cpu")}
        bad = sum(count for (name, severity), count in step.logs.items() if name == service and severity != "INFO")
        parts.append(
            f"{service[:4]} {total:3d}/{failed:2d} {p95:4.2f}s u{gauge['used']:.0f} w{gauge['waiting']:.0f} "
            f"{gauge['MB'] / 1048576:.0f}M c{gauge['cpu']:.2f} l{bad}"
        )
    return " | ".join(parts) + f" | spans {step.spans}"
