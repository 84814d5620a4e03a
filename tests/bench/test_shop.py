"""The shop's recordings are what they say, and give nothing away."""

from __future__ import annotations

import json
import lzma
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bench.shop.bundle import BUNDLES, FILES, TRUTH
from bench.shop.check import read
from bench.shop.incidents import INCIDENTS

RECORDED = sorted(path.parent for path in BUNDLES.glob("*/bundle.json"))
FIRST_SIX = {"bad_deploy_pool", "slow_query", "memory_leak", "expired_credential", "upstream_429", "decoy"}
ENVELOPE = {
    "tenant_id",
    "source",
    "event_type",
    "ts",
    "correlation_ids",
    "entity",
    "severity",
    "payload",
    "ingest_id",
    "schema_version",
}
every_bundle = pytest.mark.parametrize("folder", RECORDED, ids=lambda folder: folder.name)


def truth_of(folder: Path) -> dict[str, Any]:
    truth: dict[str, Any] = json.loads((TRUTH / f"{folder.name}.json").read_text())
    return truth


def head_of(folder: Path) -> dict[str, Any]:
    head: dict[str, Any] = json.loads((folder / "bundle.json").read_text())
    return head


def test_the_six_incidents_are_recorded() -> None:
    assert {truth_of(folder)["incident"] for folder in RECORDED} >= FIRST_SIX


def test_all_bundles_together_stay_small() -> None:
    assert sum(path.stat().st_size for folder in RECORDED for path in folder.iterdir()) < 5 * 1024 * 1024


@every_bundle
def test_a_bundle_has_the_files_it_lists_and_no_other(folder: Path) -> None:
    head = head_of(folder)
    assert head["schema_version"] == 1
    assert head["name"] == folder.name
    assert head["files"] == list(FILES)
    assert {path.name for path in folder.iterdir()} == {"bundle.json", *FILES}
    assert datetime.fromisoformat(head["start"]) < datetime.fromisoformat(head["end"])


@every_bundle
def test_telemetry_lines_are_otlp_export_requests_with_hex_ids(folder: Path) -> None:
    for name, key in (("traces", "resourceSpans"), ("metrics", "resourceMetrics"), ("logs", "resourceLogs")):
        lines = list(read(folder, f"{name}.otlp.jsonl.xz"))
        assert len(lines) > 50
        assert all(set(line) == {key} for line in lines)
    spans = [
        span
        for line in read(folder, "traces.otlp.jsonl.xz")
        for resource in line["resourceSpans"]
        for scope in resource["scopeSpans"]
        for span in scope["spans"]
    ]
    assert all(len(bytes.fromhex(span["traceId"])) == 16 for span in spans)
    assert all(len(bytes.fromhex(span["spanId"])) == 8 for span in spans)
    assert all(span["startTimeUnixNano"].isdigit() for span in spans)


@every_bundle
def test_every_service_is_heard_from_and_the_third_party_is_not(folder: Path) -> None:
    services = {
        attribute["value"]["stringValue"]
        for line in read(folder, "metrics.otlp.jsonl.xz")
        for resource in line["resourceMetrics"]
        for attribute in resource["resource"]["attributes"]
        if attribute["key"] == "service.name"
    }
    assert services == {"web", "checkout", "orders", "payments", "catalog", "inventory", "auth"}


@every_bundle
def test_events_are_canonical_envelopes_with_unique_ids(folder: Path) -> None:
    events = list(read(folder, "events.jsonl.xz"))
    assert all(set(event) == ENVELOPE and event["tenant_id"] == "default" for event in events)
    assert len({event["ingest_id"] for event in events}) == len(events)
    for event in events:
        datetime.fromisoformat(event["ts"])
        if event["event_type"] == "DeployFinished":
            assert event["payload"]["changed_keys"]
            assert event["payload"]["diff"].startswith("--- a/deploy/")


@every_bundle
def test_an_alert_fires_after_onset_and_none_before(folder: Path) -> None:
    truth, head = truth_of(folder), head_of(folder)
    alerts = list(read(folder, "alerts.jsonl.xz"))
    if truth["cause"] is None:
        assert alerts == []
        return
    firing = [alert for alert in alerts if alert["body"]["status"] == "firing"]
    assert firing
    assert all(alert["body"]["version"] == "4" for alert in alerts)
    began = [datetime.fromisoformat(item["startsAt"]) for alert in firing for item in alert["body"]["alerts"]]
    assert min(began) > datetime.fromisoformat(truth["onset"])
    assert max(began) < datetime.fromisoformat(head["end"])
    assert any(alert["body"]["groupLabels"]["service"] in ("web", "checkout") for alert in firing)


@every_bundle
def test_the_truth_names_events_that_exist(folder: Path) -> None:
    truth = truth_of(folder)
    ids = {event["ingest_id"] for event in read(folder, "events.jsonl.xz")}
    assert set(truth["not_to_blame"]) <= ids
    assert len(truth["not_to_blame"]) >= 2
    guilty = truth["cause"] and truth["cause"]["change"]
    if guilty:
        assert guilty in ids
        assert guilty not in truth["not_to_blame"]


@every_bundle
def test_a_bundle_gives_nothing_away(folder: Path) -> None:
    kinds = {incident.kind for incident in INCIDENTS.values() if incident.kind}
    names = set(INCIDENTS) - {"quiet", "surge"}
    for path in folder.iterdir():
        raw = path.read_bytes()
        text = (lzma.decompress(raw) if path.suffix == ".xz" else raw).decode()
        assert [word for word in kinds | names if word in text] == []
    assert folder.name not in names


@every_bundle
def test_nothing_of_the_recording_machine_is_in_a_bundle(folder: Path) -> None:
    for path in folder.iterdir():
        raw = path.read_bytes()
        text = (lzma.decompress(raw) if path.suffix == ".xz" else raw).decode()
        assert [word for word in ("/tmp/", "/home/", "/root/", "Traceback") if word in text] == []


@every_bundle
def test_the_shop_is_well_before_the_onset(folder: Path) -> None:
    truth = truth_of(folder)
    until = datetime.fromisoformat(truth["onset"] or head_of(folder)["end"]).timestamp()
    failed = [
        span["name"]
        for line in read(folder, "traces.otlp.jsonl.xz")
        for resource in line["resourceSpans"]
        for scope in resource["scopeSpans"]
        for span in scope["spans"]
        if span.get("status", {}).get("code") == 2 and int(span["endTimeUnixNano"]) / 1e9 < until
    ]
    assert failed == []
