"""RootCauseBench (edgedelta): one alert, many commits, few deploys and flags: which commit is guilty, if any is.

Commits are pushes to one repository, deploys and flags are the events of the tools that made them, and the alert is
Alertmanager's. All of it goes in, also what was done after the alert; asked about is the case that the alert opens.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
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
    copy_case,
    place_of,
    ranked,
    read_json,
    read_label,
)
from rootward.events.model import LogLine, MetricKind, Series, SpanItem, Telemetry
from rootward.kit import clock

__all__ = ["RootCauseBench"]

_REPOSITORY = "shop/mono"
_SEVERITIES = {"INFO": "info", "WARN": "warning", "WARNING": "warning", "ERROR": "error", "DEBUG": "debug",
               "FATAL": "fatal", "CRITICAL": "fatal"}  # fmt: skip
_UNITS = (("_pct", "%"), ("_ms", "ms"), ("_seconds", "s"), ("_mb", "MBy"), ("_gib", "GiBy"), ("_ratio", "1"))


class RootCauseBench:
    name = "rootcausebench"
    version = 1

    def cases(self, data: Path) -> list[str]:
        return case_ids(data, self.name)

    def copy(self, data: Path, case: str, folder: Path) -> None:
        copy_case(data, self.name, case, folder)

    def pieces(self, folder: Path) -> Iterator[Piece]:
        edges = (read_json(folder / "topology.json") or {}).get("edges", [])
        yield calls(edges)
        yield Telemetry(series=tuple(_series(pd.read_parquet(folder / "metrics.parquet"))))
        yield Telemetry(logs=tuple(_lines(pd.read_parquet(folder / "logs.parquet"))))
        yield Telemetry(spans=tuple(_spans(read_json(folder / "traces.json") or [])))
        events = list(_changes(read_json(folder / "changes.json")))
        yield Body(source="envelope", body=json.dumps(events).encode(), headers={"content-type": "application/json"})
        yield _alert(read_json(folder / "alert.json"))

    def question(self, folder: Path, onset: int | None) -> Question | None:
        return None

    def label(self, data: Path, case: str) -> dict[str, Any]:
        return read_label(data, self.name, case)

    def score(self, label: dict[str, Any], report: dict[str, Any] | None) -> Score:
        """`exact`: the change that the verdict blames is (or deployed) the guilty commit; with no guilty commit, that
        it blames none. The rank is that of the service, by name, whatever kind of thing it is."""
        guilty = str(label.get("root_cause_commit") or "").removeprefix("none")
        cause = report["verdict"]["cause"] if report else None
        blamed = str((cause or {}).get("change") or "")
        exact = report is not None and blamed.rpartition(":")[2] == guilty
        entities = ranked(report)
        name = label["root_cause_service"]
        rank = place_of(entities, *(f"{kind}:{name}" for kind in ("service", "database", "external", "workload")))
        told = f"{entities[0] if entities else ''} {blamed.rpartition(':')[2][:8] or 'no change'}"
        return Score(
            system="rootcausebench", fault=label["fault_type"], truth=f"service:{name} {guilty[:8] or 'no change'}",
            said=told, rank=rank, confidence=float(report["verdict"]["confidence"]) if report else 0.0, correct=exact,
            exact=exact,
        )  # fmt: skip


def _series(frame: pd.DataFrame) -> Iterator[Series]:
    """Names are kept. A `_total` that only grows is a counter, as Prometheus has it; `node_…` is about a node."""
    times = (frame["time"].to_numpy() * SECOND).tolist()
    for column in frame.columns[1:]:
        owner, _, name = column.partition("__")
        values = frame[column].dropna()
        grows = name.endswith("_total") and bool((values.diff().dropna() >= 0).all())
        kind: MetricKind = "counter" if grows else "gauge"
        unit = next((unit for ending, unit in _UNITS if name.endswith(ending)), "1")
        points = [(time, float(value)) for time, value in zip(times, frame[column], strict=True) if value == value]
        yield Series(
            name=name, unit=unit, kind=kind, entity=f"{'node' if name.startswith('node_') else 'service'}:{owner}",
            attributes={}, times=tuple(time for time, _ in points), values=tuple(value for _, value in points),
        )  # fmt: skip


def _lines(frame: pd.DataFrame) -> Iterator[LogLine]:
    own = {"time", "timestamp", "service", "level", "message", "trace_id"}
    for row in frame.to_dict("records"):
        yield LogLine(
            ts=int(row["time"] * 1000) * 1_000_000,
            entity=f"service:{row['service']}",
            severity=_SEVERITIES.get(str(row["level"]).upper(), "info"),
            body=str(row["message"]),
            attributes={key: value for key, value in row.items() if key not in own and _is_known(value)},
            trace_id=str(row["trace_id"]) if isinstance(row.get("trace_id"), str) else "",
        )


def _is_known(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, int | float) and value == value)


def _spans(found: list[dict[str, Any]]) -> Iterator[SpanItem]:
    """A span whose parent is another service's is a server's; one above such a span is its client."""
    known = {(item["trace_id"], item["span_id"]): item for item in found}
    above = {
        (item["trace_id"], item["parent_id"]): item["service"]
        for item in found
        if item.get("parent_id")
        and known.get((item["trace_id"], item["parent_id"]), item)["service"] != item["service"]
    }
    for item in found:
        parent = known.get((item["trace_id"], item.get("parent_id")))
        peer = above.get((item["trace_id"], item["span_id"]), "")
        entered = parent is None or parent["service"] != item["service"]
        attributes = dict(item.get("attributes") or {})
        yield SpanItem(
            ts=clock.parse_ns(item["start"]),
            duration_ns=int(float(item["duration_ms"]) * 1e6),
            trace_id=item["trace_id"],
            span_id=item["span_id"],
            parent_id=item.get("parent_id") or "",
            entity=f"service:{item['service']}",
            name=item["name"],
            kind="server" if entered else "client" if peer else "internal",
            peer=f"service:{peer}" if peer and not entered else "",
            status={"ERROR": "error", "OK": "ok"}.get(str(item.get("status")).upper(), "unset"),  # type: ignore[arg-type]
            message=str(attributes.get("error.message") or ""),
            attributes=attributes,
        )


def _changes(found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for item in found.get("commits", []):
        payload = {key: item[key] for key in ("author", "message", "files_changed", "diff") if item.get(key)}
        yield _event(f"commit:{item['sha']}", "CommitPushed", item["timestamp"], "github",
                     {"repository": _REPOSITORY, "service": _REPOSITORY.rpartition("/")[2]},
                     payload | {"commit": item["sha"]}, item["sha"])  # fmt: skip
    for item in found.get("deploys", []):
        payload = {"version": item.get("version", ""), "commit_sha": item["commit_sha"]}
        yield _event(f"deploy:{item['service']}:{item['timestamp'].replace(':', '')}:{item['commit_sha']}",
                     "DeployFinished", item["timestamp"], "deployer", {"service": item["service"]}, payload,
                     item["commit_sha"])  # fmt: skip
    for number, item in enumerate(found.get("flags", [])):
        payload = {key: item[key] for key in ("flag", "change", "actor") if item.get(key)}
        yield _event(f"flag:{number}:{item['flag']}", "FlagChanged", item["timestamp"], "flags",
                     {"service": item["service"]}, payload, "")  # fmt: skip


def _event(
    ingest_id: str, event_type: str, at: str, source: str, entity: dict[str, str], payload: dict[str, Any], commit: str
) -> dict[str, Any]:
    return {
        "tenant_id": "default", "source": source, "event_type": event_type, "ts": at, "entity": entity,
        "severity": "info", "correlation_ids": {"commit": commit} if commit else {}, "payload": payload,
        "ingest_id": ingest_id, "schema_version": "v1",
    }  # fmt: skip


def _alert(given: dict[str, Any]) -> Body:
    labels = {"alertname": given["monitor"], "service": given["service"], "severity": given["severity"],
              "metric": given["metric"]}  # fmt: skip
    notes = {"summary": given["summary"], "value": str(given["observed"]), "threshold": str(given["threshold"])}
    alert = {"status": "firing", "labels": labels, "annotations": notes, "startsAt": given["fired_at"],
             "endsAt": "0001-01-01T00:00:00Z", "generatorURL": "", "fingerprint": "c0ffee0000000002"}  # fmt: skip
    body = {"version": "4", "groupKey": "{}", "status": "firing", "receiver": "rootward", "groupLabels": {},
            "commonLabels": labels, "commonAnnotations": {}, "externalURL": "", "alerts": [alert]}  # fmt: skip
    return Body(source="alertmanager", body=json.dumps(body).encode())
