"""Threshold rules over the recorded metrics, and Alertmanager's notifications about them.

The rules know symptoms only. Payload: Alertmanager webhook version "4" (prometheus/alertmanager,
docs/configuration.md); fingerprints as prometheus/common's `LabelSet.Fingerprint` (FNV-1a over sorted labels).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bench.shop import clock

WINDOW_S = 30.0
PENDING_S = 10.0
REPEAT_S = 90.0
ERROR_RATIO = 0.05
P95_S = 0.9
LEAST_REQUESTS = 30
RESTART_WINDOW_S = 120.0
RESTARTS = 2
WATCHED = ("web", "checkout")
Labels = dict[str, str]


@dataclass(slots=True, frozen=True, kw_only=True)
class Sample:
    """One delta of `http.server.request.duration` of one service and one outcome."""

    at: float
    service: str
    failed: bool
    bounds: tuple[float, ...]
    counts: tuple[int, ...]


@dataclass(slots=True, frozen=True, kw_only=True)
class Symptom:
    labels: tuple[tuple[str, str], ...]
    summary: str
    expr: str


@dataclass(slots=True)
class _Held:
    symptom: Symptom
    since: datetime
    started: datetime | None = None
    notified: datetime | None = None


class Tail:
    """Reads what was appended to a file of OTLP/JSON metric exports since the last look."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._at = 0

    def new(self) -> Iterator[Sample]:
        with self._path.open() as file:
            file.seek(self._at)
            while (line := file.readline()).endswith("\n"):
                self._at = file.tell()
                yield from samples(json.loads(line))


def samples(export: dict[str, Any]) -> Iterator[Sample]:
    for resource in export["resourceMetrics"]:
        service = _attribute(resource["resource"]["attributes"], "service.name")
        for scope in resource["scopeMetrics"]:
            for metric in scope["metrics"]:
                if metric["name"] == "http.server.request.duration":
                    for point in metric["histogram"]["dataPoints"]:
                        yield _sample(service, point)


def _sample(service: str, data: dict[str, Any]) -> Sample:
    return Sample(
        at=int(data["timeUnixNano"]) / 1e9,
        service=service,
        failed=int(_attribute(data["attributes"], "http.response.status_code") or 0) >= 500,
        bounds=tuple(data["explicitBounds"]),
        counts=tuple(int(count) for count in data["bucketCounts"]),
    )


def _attribute(attributes: list[dict[str, Any]], key: str) -> str:
    for attribute in attributes:
        if attribute["key"] == key:
            return str(next(iter(attribute["value"].values())))
    return ""


def quantile(bounds: Sequence[float], counts: Sequence[int], q: float) -> float:
    """As PromQL's histogram_quantile: linear inside the bucket, the last finite bound above it."""
    rank, below = q * sum(counts), 0
    for index, count in enumerate(counts):
        if count and below + count >= rank:
            if index == len(bounds):
                return bounds[-1]
            low = bounds[index - 1] if index else 0.0
            return low + (bounds[index] - low) * (rank - below) / count
        below += count
    return 0.0


def symptoms(recent: Sequence[Sample], killed: Mapping[str, int]) -> Iterator[Symptom]:
    """What is wrong now, by the rules; `killed` counts unplanned restarts a service."""
    for service in WATCHED:
        mine = [sample for sample in recent if sample.service == service]
        total = sum(sum(sample.counts) for sample in mine)
        if total < LEAST_REQUESTS:
            continue
        ratio = sum(sum(sample.counts) for sample in mine if sample.failed) / total
        if ratio > ERROR_RATIO:
            yield Symptom(
                labels=_labels("HighErrorRatio", service, "critical"),
                summary=f"{ratio:.0%} of requests to {service} fail",
                expr=f'error_ratio{{service="{service}"}} > {ERROR_RATIO}',
            )
        p95 = quantile(mine[0].bounds, [sum(column) for column in zip(*(s.counts for s in mine), strict=True)], 0.95)
        if p95 > P95_S:
            yield Symptom(
                labels=_labels("HighLatency", service, "warning"),
                summary=f"95 % of requests to {service} take up to {p95:.2f} s",
                expr=f'p95_seconds{{service="{service}"}} > {P95_S}',
            )
    for service, times in sorted(killed.items()):
        if times >= RESTARTS:
            yield Symptom(
                labels=_labels("ServiceRestarting", service, "warning"),
                summary=f"{service} was restarted {times} times in {RESTART_WINDOW_S:.0f} s",
                expr=f'unplanned_restarts{{service="{service}"}} >= {RESTARTS}',
            )


def _labels(name: str, service: str, severity: str) -> tuple[tuple[str, str], ...]:
    return (("alertname", name), ("environment", "production"), ("service", service), ("severity", severity))


class Watch:
    """Holds what is pending and firing, and turns its changes into notifications."""

    def __init__(self) -> None:
        self._samples: list[Sample] = []
        self._held: dict[tuple[tuple[str, str], ...], _Held] = {}

    def look(self, at: datetime, new: Iterable[Sample], killed: Mapping[str, int]) -> list[dict[str, object]]:
        """Alertmanager webhook bodies due at this moment."""
        self._samples.extend(new)
        edge = at.timestamp() - WINDOW_S
        self._samples = [sample for sample in self._samples if sample.at > edge]
        present = {symptom.labels: symptom for symptom in symptoms(self._samples, killed)}
        bodies = [body for labels in sorted(present) if (body := self._seen(at, present[labels]))]
        for labels in sorted(set(self._held) - set(present)):
            held = self._held.pop(labels)
            if held.started:
                bodies.append(notification(held.symptom, held.started, "all alerts resolved", ended=at))
        return bodies

    def _seen(self, at: datetime, symptom: Symptom) -> dict[str, object] | None:
        held = self._held.setdefault(symptom.labels, _Held(symptom, at))
        held.symptom = symptom
        if at - held.since < timedelta(seconds=PENDING_S):
            return None
        first = held.started is None
        held.started = held.started or at
        if held.notified and at - held.notified < timedelta(seconds=REPEAT_S):
            return None
        held.notified = at
        return notification(symptom, held.started, "first notification" if first else "repeat interval elapsed")


def notification(
    symptom: Symptom, started: datetime, reason: str, *, ended: datetime | None = None
) -> dict[str, object]:
    labels = dict(symptom.labels)
    status = "resolved" if ended else "firing"
    group = {"alertname": labels["alertname"], "service": labels["service"]}
    annotations = {"summary": symptom.summary}
    return {
        "version": "4",
        "groupKey": "{}:{" + ", ".join(f'{name}="{value}"' for name, value in sorted(group.items())) + "}",
        "truncatedAlerts": 0,
        "status": status,
        "receiver": "rootward",
        "groupLabels": group,
        "commonLabels": labels,
        "commonAnnotations": annotations,
        "externalURL": "http://alertmanager.shop:9093",
        "notification_reason": reason,
        "routeLabels": {},
        "alerts": [
            {
                "status": status,
                "labels": labels,
                "annotations": annotations,
                "startsAt": clock.text(started),
                "endsAt": clock.text(ended) if ended else "0001-01-01T00:00:00Z",
                "generatorURL": f"http://prometheus.shop:9090/graph?g0.expr={symptom.expr}",
                "fingerprint": fingerprint(labels),
            }
        ],
    }


def fingerprint(labels: Mapping[str, str]) -> str:
    value = 0xCBF29CE484222325
    for name in sorted(labels):
        for byte in (*name.encode(), 0xFF, *labels[name].encode(), 0xFF):
            value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return f"{value:016x}"
