"""The change log says what changed, in the envelope everybody reads."""

from __future__ import annotations

import json
from pathlib import Path

from bench.shop.changes import ChangeLog, keys_changed, unified
from bench.shop.databases import MIGRATION
from bench.shop.fleet import CONFIGS
from bench.shop.incidents import INCIDENTS

OLD = 'version = "1.0.1"\nlimit = 10\n\n[database]\npool_size = 20\n'


def test_a_diff_names_the_file_and_the_settings_that_changed() -> None:
    new = OLD.replace("1.0.1", "1.0.2").replace("= 20", "= 5")
    diff = unified("deploy/orders.toml", OLD, new)
    assert diff.startswith("--- a/deploy/orders.toml\n+++ b/deploy/orders.toml\n")
    assert "-pool_size = 20\n+pool_size = 5\n" in diff
    assert keys_changed(diff) == ["pool_size"]


def test_every_event_is_written_when_it_happens_and_has_an_id_of_its_own(tmp_path: Path) -> None:
    log = ChangeLog(tmp_path / "events.jsonl")
    ids = [log.add("flags", "FlagChanged", "web", {"flag": "a"}) for _ in range(3)]
    lines = [json.loads(line) for line in (tmp_path / "events.jsonl").read_text().splitlines()]
    assert [line["ingest_id"] for line in lines] == ids
    assert len(set(ids)) == 3
    assert all(line["ts"].endswith("Z") and line["entity"] == {"service": "web"} for line in lines)


def test_the_warm_up_is_forgotten(tmp_path: Path) -> None:
    log = ChangeLog(tmp_path / "events.jsonl")
    log.add("supervisor", "ProcessStarted", "web", {})
    log.restart()
    assert log.of_type("ProcessStarted") == []
    assert (tmp_path / "events.jsonl").read_text() == ""


def test_the_migration_forgets_one_index_and_says_so_nowhere() -> None:
    assert "products_by_category" in MIGRATION
    assert "products_by_sku" not in MIGRATION


def test_every_service_has_a_settings_file_with_a_version() -> None:
    names = {path.stem for path in CONFIGS.glob("*.toml")}
    assert names == {"web", "checkout", "orders", "payments", "catalog", "inventory", "auth", "cardnet"}
    assert all('version = "' in path.read_text() for path in CONFIGS.glob("*.toml"))


def test_bundle_names_are_unique_and_are_not_incident_names() -> None:
    bundles = {incident.bundle for incident in INCIDENTS.values()}
    assert len(bundles) == len(INCIDENTS)
    assert not bundles & set(INCIDENTS)
