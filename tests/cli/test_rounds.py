"""The commands: a whole round on a recorded incident, and on an installation that nothing has happened on."""

from __future__ import annotations

import gzip
import io
import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from rootward.kit import clock
from tests.cli.conftest import PACK, Shell

_JUST_NOW = clock.format_ns(clock.now_ns() - 10**9)


def _event(number: int = 1, **changed: Any) -> dict[str, Any]:
    known = {
        "tenant_id": "default", "source": "probe", "event_type": "Note", "ts": _JUST_NOW,
        "entity": {"service": "checkout"}, "severity": "info", "ingest_id": f"e-{number}",
        "payload": {}, "schema_version": "v1",
    }  # fmt: skip
    return known | changed


def _lines(*events: dict[str, Any]) -> bytes:
    return "".join(json.dumps(event) + "\n" for event in events).encode()


def _change(folder: Path, *statements: str) -> None:
    """Change the database behind the program's back."""
    with closing(sqlite3.connect(folder / "rootward.db")) as database, database:
        for statement in statements:
            database.execute(statement)


# ---- a new installation ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "next_step"),
    [(("cases", "list"), "rootward ingest"), (("keys", "list"), "rootward keys create"), (("sources",), "was heard"),
     (("topology",), "spans"), (("packs", "list"), "built-in"), (("dead-letters", "list"), "No dead letters")],
)  # fmt: skip
def test_an_empty_state_names_the_next_step(words: tuple[str, ...], next_step: str, shell: Shell) -> None:
    said = shell(*words)
    assert (said.code, said.out) == (0, "") and next_step in said.err
    assert isinstance(shell.json(*words), dict)


@pytest.mark.parametrize(
    "words",
    [("cases", "show", "INC-9"), ("cases", "timeline", "INC-9"), ("report", "rep_9"), ("evidence", "show", "ev_9"),
     ("investigate", "INC-9"), ("verify", "INC-9"), ("dead-letters", "show", "dead_9"), ("keys", "rotate", "tok_9"),
     ("packs", "roll-back", "none"), ("packs", "diff", "none", "1", "2"), ("demo", "nowhere"), ("audit", "prove", "9"),
     ("ingest", "nothing.json"), ("packs", "lint", "nothing.yaml")],
    ids=" ".join,
)  # fmt: skip
def test_what_is_not_there_ends_with_3_and_is_named(words: tuple[str, ...], shell: Shell) -> None:
    shell(*words).refused(3, words[1] if words[0] == "demo" else "no ")


def test_the_first_token_is_made_once(tmp_path: Path) -> None:
    shell = Shell(tmp_path / "new")
    first = shell.done("init").strip()
    assert first.startswith("rwt_")
    again = shell("init")
    assert again.code != 0 and again.out == "" and "admin token already" in again.err
    assert shell.done("init", "--again").strip() not in ("", first)
    assert (shell.folder.stat().st_mode & 0o077) == 0


def test_a_token_is_made_rotated_and_revoked(shell: Shell) -> None:
    made = shell.json("keys", "create", "bob", "--role", "viewer")
    rotated = shell.json("keys", "rotate", made["token_id"])
    assert rotated["secret"] != made["secret"]
    assert shell("--token", rotated["secret"], "cases", "list").code == 0
    shell("--token", rotated["secret"], "keys", "create", "eve", "--role", "admin").refused(4)
    shell.done("keys", "revoke", rotated["token_id"])
    shell("--token", rotated["secret"], "cases", "list").refused(4)
    assert made["secret"] not in shell.done("keys", "list", "--json")
    shell("keys", "create", "bob", "--role", "emperor").refused(2, "'emperor'", "viewer")


def test_a_tenant_is_made_with_its_own_token(shell: Shell) -> None:
    secret = shell.json("tenants", "create", "acme")["token"]["secret"]
    assert {item["tenant"] for item in shell.json("tenants", "list")["items"]} == {"default", "acme"}
    assert shell.json("--token", secret, "cases", "list")["items"] == []


def test_the_doctor_ends_with_10_when_something_is_wrong(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    assert {item["state"] for item in shell.json("doctor")["checks"]} <= {"ok", "note"}
    monkeypatch.setenv("ROOTWARD_HOST", "0.0.0.0")
    body = shell.json("doctor", code=10)
    assert "login" in [item["what"] for item in body["checks"] if item["state"] == "wrong"]


def test_the_database_is_checked_kept_and_put_back(shell: Shell, tmp_path: Path) -> None:
    shell.done("db", "upgrade")
    assert shell("db", "check").code == 0
    shell.done("keys", "create", "bob", "--role", "viewer")
    shell.done("db", "backup", str(tmp_path / "copy.db"))
    shell.done("keys", "create", "eve", "--role", "viewer")
    assert shell("db", "restore", str(tmp_path / "copy.db")).code != 0
    shell.done("db", "restore", str(tmp_path / "copy.db"), "--overwrite")
    assert [item["name"] for item in shell.json("keys", "list")["items"]] == ["bob"]
    _change(shell.folder, "DROP TABLE sources_seen")
    assert shell("db", "check").code == 10


def test_what_the_program_says_of_itself_is_json(shell: Shell) -> None:
    assert "/api/v1/cases" in json.loads(shell.done("openapi"))["paths"]
    assert "entity" in json.loads(shell.done("schema"))["properties"]
    assert shell.done("version").startswith("rootward ")


def test_the_recorded_incidents_are_listed(shell: Shell) -> None:
    assert {"amber", "heath"} <= set(shell.done("demo", "--list").split())


# ---- reading ---------------------------------------------------------------------------------------------------------


def test_events_are_read_from_a_file_a_compressed_one_and_standard_input(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "e.ndjson").write_bytes(_lines(_event(1), _event(2)))
    (tmp_path / "e.ndjson.gz").write_bytes(gzip.compress(_lines(_event(2), _event(3))))
    assert shell.json("ingest", str(tmp_path / "e.ndjson"))["counts"] == {"accepted": 2}
    assert shell.json("ingest", str(tmp_path / "e.ndjson.gz"))["counts"] == {"accepted": 1, "duplicate": 1}
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(_lines(_event(4)))))
    assert shell.json("ingest", "-")["counts"] == {"accepted": 1}
    assert [item["source"] for item in shell.json("sources")["items"]] == ["probe"]


def test_an_event_that_is_wrong_is_set_aside_and_can_be_settled(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "e.ndjson").write_bytes(_lines(_event(1), _event(2, severity="dreadful"), _event(3, ts="noon")))
    said = shell("ingest", str(tmp_path / "e.ndjson"))
    assert "rootward dead-letters" in said.err and "1 accepted" in said.out
    first, second = shell.json("dead-letters", "list")["items"]
    assert "dreadful" in shell.done("dead-letters", "show", second["id"])
    assert shell.json("dead-letters", "discard", first["id"])["state"] == "discarded"
    shell("dead-letters", "replay", second["id"])
    states = {item["id"]: item["state"] for item in shell.json("dead-letters", "list", "--state", "")["items"]}
    assert (states[first["id"]], states[second["id"]]) == ("discarded", "replayed")


def test_a_format_that_nobody_knows_is_refused_with_those_there_are(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "e.ndjson").write_bytes(_lines(_event()))
    shell("ingest", str(tmp_path / "e.ndjson"), "--format", "morse").refused(2, "'morse'", "envelope")


# ---- packs -----------------------------------------------------------------------------------------------------------


def test_a_pack_is_kept_compared_activated_and_rolled_back(shell: Shell, tmp_path: Path) -> None:
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    one.write_text(PACK)
    two.write_text(PACK.replace('"1"', '"2"').replace("path: level", "path: urgency"))
    assert "probes 1" in shell.done("packs", "lint", str(one))
    shell.done("packs", "add", str(one), "--activate")
    shell.done("packs", "add", str(two), "--activate")
    assert "urgency" in shell.done("packs", "diff", "probes", "1", "2")
    newer = shell.json("packs", "list")["active"]
    shell.done("packs", "roll-back", "probes")
    assert shell.json("packs", "list")["active"] != newer


def test_a_fault_in_a_pack_names_file_and_line(shell: Shell, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(PACK.replace("path: check", "paht: check"))
    for verb in ("lint", "add"):
        shell("packs", verb, str(wrong)).refused(2, f"{wrong}:6", "paht")


# ---- a recorded incident ---------------------------------------------------------------------------------------------


def test_a_case_is_changed_and_says_so_on_its_timeline(incident: Shell) -> None:
    assert incident.json("cases", "ack", "INC-1")["acknowledged_by"]
    assert incident.json("cases", "assign", "INC-1", "ann")["assigned_to"] == "ann"
    assert incident.json("cases", "snooze", "INC-1", "--until", "2199-01-01T00:00:00Z")["snoozed_until"]
    assert incident.json("cases", "wake", "INC-1")["snoozed_until"] is None
    assert incident.json("cases", "resolve", "INC-1", "--reason", "pool is back")["state"] == "resolved"
    assert "pool is back" in json.dumps(incident.json("cases", "timeline", "INC-1"))
    incident("cases", "merge", "INC-1", "--into", "INC-9").refused(3, "INC-9")
    assert incident("cases", "move", "INC-1", "nonsense").code in (2, 10)
    assert incident("cases", "snooze", "INC-1", "--until", "later").code == 2


def test_the_report_is_shown_and_each_piece_of_its_evidence_can_be(incident: Shell) -> None:
    text, body = incident.done("report", "INC-1"), incident.json("report", "INC-1")
    assert body["verdict"]["summary"] in text
    listed = incident.json("evidence", "list", "INC-1")
    items = listed if isinstance(listed, list) else listed["items"]
    shown = incident.done("evidence", "show", items[0]["evidence_id"])
    assert items[0]["text"] in " ".join(shown.split())


def test_investigating_again_says_that_the_verdict_is_the_same(incident: Shell) -> None:
    said = incident("investigate", "INC-1")
    assert said.code == 0 and "The verdict is the same" in said.err and "INC-1" in said.out


def test_citations_hold_until_what_they_cite_is_gone(incident: Shell) -> None:
    assert incident.json("verify", "INC-1")["all_hold"]
    _change(incident.folder, "DELETE FROM metric_chunks", "DELETE FROM spans")
    said = incident("verify", "INC-1")
    assert said.code == 8 and "do not hold" in said.err and "ev_" in said.out
    body = incident.json("verify", "INC-1", code=8)
    assert body["holding"] < body["citations"]


def test_the_audit_log_is_read_proved_and_notices_tampering(incident: Shell, tmp_path: Path) -> None:
    assert len(incident.json("audit", "tail", "-n", "3")["items"]) == 3
    found = incident.json("audit", "search", "--action", "report.created")["items"]
    assert [item["action"] for item in found] == ["report.created"]
    assert incident.json("audit", "prove", "1")["kind"] == "inclusion"
    assert incident.json("audit", "prove", "--consistency", "1", "2")["kind"] == "consistency"
    (tmp_path / "kept").write_text(incident.done("audit", "checkpoint"))
    assert incident("audit", "verify").code == 11
    assert incident("audit", "verify", "--witness", str(tmp_path / "kept")).code == 0
    assert len(incident.done("audit", "export").splitlines()) > 3
    _change(incident.folder, "DROP TRIGGER audit_entries_no_delete", "DELETE FROM audit_entries WHERE seq = 2")
    assert incident("audit", "verify", "--witness", str(tmp_path / "kept")).code == 8


@pytest.mark.parametrize("words", [("cases", "list"), ("cases", "timeline", "INC-1"), ("evidence", "list", "INC-1")])
def test_a_table_fits_on_80_columns(words: tuple[str, ...], amber: Path) -> None:
    lines = Shell(amber).done(*words).splitlines()
    assert len(lines) > 1 and max(len(line.rstrip()) for line in lines) <= 80


def test_a_version_is_activated_by_name_and_a_key_is_rotated_with_grace(shell: Shell, tmp_path: Path) -> None:
    pack = tmp_path / "own.yaml"
    pack.write_text("name: own\nversion: '1'\n")
    shell.done("packs", "add", str(pack))
    assert "active" in shell.done("packs", "activate", "own", "1")
    made = shell.json("keys", "create", "ci", "--role", "service")
    rotated = shell.json("keys", "rotate", made["token_id"], "--grace", "60")
    assert rotated["secret"] != made["secret"]
    old = {item["token_id"]: item for item in shell.json("keys", "list")["items"]}[made["token_id"]]
    assert old["expires_at"] is not None


def test_a_quiet_recording_says_that_nothing_is_wrong(shell: Shell) -> None:
    assert "Nothing is wrong" in shell.done("demo", "heath")
