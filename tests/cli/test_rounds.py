"""Whole rounds: on a recorded incident, with a token in use, and with data changed behind the program's back.

What each command says and how it ends is in test_commands.py.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Shell


def _change(folder: Path, *statements: str) -> None:
    """Change the database behind the program's back."""
    with closing(sqlite3.connect(folder / "rootward.db")) as database, database:
        for statement in statements:
            database.execute(statement)


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


def test_a_schema_that_was_changed_behind_its_back_is_noticed(shell: Shell) -> None:
    assert shell("db", "check").code == 0
    _change(shell.folder, "DROP TABLE sources_seen")
    assert shell("db", "check").code == 10


def test_the_report_is_shown_and_each_piece_of_its_evidence_can_be(incident: Shell) -> None:
    text, body = incident.done("report", "INC-1"), incident.json("report", "INC-1")
    assert body["verdict"]["summary"] in text
    listed = incident.json("evidence", "list", "INC-1")
    items = listed if isinstance(listed, list) else listed["items"]
    shown = incident.done("evidence", "show", items[0]["evidence_id"])
    assert items[0]["text"] in " ".join(shown.split())


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


def test_cases_are_listed_by_where_they_came_from_and_by_team(amber: Path) -> None:
    shell = Shell(amber)
    (case,) = shell.json("cases", "list")["items"]
    assert shell.json("cases", "list", "--source", case["source"])["items"] == [case]
    assert shell.json("cases", "list", "--source", "nowhere")["items"] == []
    assert shell.json("cases", "list", "--team", "group:nobody")["items"] == []
    assert "No case fits" in shell("cases", "list", "--team", "group:nobody").err


def test_a_quiet_recording_says_that_nothing_is_wrong(shell: Shell) -> None:
    assert "Nothing is wrong" in shell.done("demo", "heath")


def test_detection_says_what_it_would_have_found_in_a_recording(shell: Shell) -> None:
    found = shell.json("detect", "--replay", "dune")
    assert [(one["what"], one["entity"]) for one in found] == [
        ("found", "service:checkout"), ("over", "service:checkout"),
    ]  # fmt: skip
    assert shell.json("detect", "--replay", "heath") == []
    assert shell("detect", "--replay", "no-such-recording").code == 3


def test_detection_shows_what_it_watches(shell: Shell) -> None:
    said = shell("detect")
    assert said.code == 0 and "Nothing is unusual" in said.out + said.err


def test_a_resolved_case_is_found_again_and_a_runbook_is_cited(shell: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "books"
    folder.mkdir()
    (folder / "quota.md").write_text("# Payments\n## Too many calls\nLower the calls to the third party; honour 429.\n")
    (folder / "cats.md").write_text("# Cats\nThey purr.\n")
    assert len(shell.json("runbooks", "add", str(folder))) == 2
    assert [one["path"] for one in shell.json("runbooks", "list")["items"]] == ["books/cats.md", "books/quota.md"]
    assert shell.json("runbooks", "search", "429")["items"][0]["heading"] == "Payments / Too many calls"
    shell.done("demo", "fjord", "--keep")
    case = shell.json("cases", "resolve", "INC-1", "--fixed-by", "asked for a higher quota")
    assert case["state"] == "resolved" and case["remembered"]["entity"] == "external:cardnet"
    shell.done("demo", "grove", "--keep")
    card = " ".join(shell.done("cases", "show", "INC-2").split())
    assert "INC-1 (" in card and "helped: asked for a higher quota" in card
    assert "books/quota.md, Payments / Too many calls" in card
    body = shell.json("report", "INC-2")
    assert body["similar_cases"][0]["similarity"] > 0.3
    assert body["verdict"]["runbooks"][0]["provenance"] == "retrieved_text"
    assert shell.json("verify", "INC-2")["all_hold"]
    corrected = shell.json("cases", "confirm", "INC-1", "--cause", "the merchant's quota was cut")
    assert corrected["cause"] == "the merchant's quota was cut"
    shell.done("cases", "confirm", "INC-1", "--forget")
    shell.done("runbooks", "remove", "books/quota.md")
    shell.done("investigate", "INC-2")
    again = shell.json("report", "INC-2")
    assert again["similar_cases"] == [] and again["verdict"]["runbooks"] == []
    assert again["verdict"]["cause"] == body["verdict"]["cause"]
