"""Every command, embedded and against a server: the same output, valid JSON, the documented exit codes."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rootward.cli.tree import COMMANDS
from rootward.kit import clock
from tests.api.conftest import alert, envelope
from tests.api.test_webhooks import PACK, PUSH
from tests.cli.conftest import EVIDENCE, Ended, Rootward
from tests.packs.forms import DOMAIN

At = Callable[[Path | str], Rootward]
READING: list[tuple[str, ...]] = [
    ("cases", "list"), ("cases", "list", "--state", "diagnosed", "--text", "High"), ("cases", "show", "INC-1"),
    ("cases", "views"), ("cases", "list", "--sort", "severity", "--assigned-to", "-"), ("cases", "show", "REQ-2"),
    ("cases", "timeline", "INC-1"), ("cases", "events", "INC-1"), ("sources",), ("sources", "list"),
    ("investigations", "list"), ("investigations", "list", "INC-1"), ("report", "INC-1"), ("evidence", "list", "INC-1"),
    ("evidence", "show", EVIDENCE.evidence_id[:9]), ("dead-letters", "list"), ("topology",),
    ("topology", "service:checkout"), ("packs", "list"), ("keys", "list"), ("tenants", "list"), ("tenants", "settings"),
    ("audit", "tail"), ("audit", "search", "--action", "token.*"), ("audit", "checkpoint"), ("audit", "export"),
    ("audit", "prove", "1"), ("openapi",), ("schema",), ("version",), ("verify", "INC-1"), ("demo", "--list"),
    ("runbooks", "list"), ("actions", "list"), ("policy", "show"), ("approvals", "list"), ("approvals",
    "delegations"), ("approvals", "people"), ("audit", "witnesses"), ("audit", "keys", "list"), ("audit", "receipt",
    "1"), ("audit", "evidence"), ("audit", "hash", "s3cret"), ("roles", "show"), ("roles", "show", "viewer"),
    ("tools", "list"), ("tools", "show", "http.get"), ("tools", "servers"),
    ("playbooks", "list"), ("playbooks", "match", "INC-1"), ("playbooks", "runs"),
    ("budget", "show"), ("usage",), ("kill", "status"), ("runs", "list"), ("runs", "fleet"), ("members", "list"),
    ("members", "invitations"), ("users", "list"),
]  # fmt: skip


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_a_command_says_the_same_embedded_and_of_a_server(
    at: At, filled: Path, server: str, command: tuple[str, ...]
) -> None:
    for form in ("table", "json", "jsonl", "md"):
        here, there = at(filled)(*command, "-o", form), at(server)(*command, "-o", form)
        assert (here.code, here.err.strip()) == (0, here.err.strip()), here.err
        assert (here.code, here.out, here.err) == (there.code, there.out, there.err)
        texts = (("audit", "checkpoint"), ("audit", "export"), ("audit", "receipt"))
        if form == "json" and command[:2] not in texts:
            assert json.loads(here.out)
        if form == "jsonl" and command[1:2] == ("list",):
            assert all(json.loads(line) for line in here.out.splitlines())
    assert "Traceback" not in here.err


def test_the_commands_tried_here_are_all_there_are() -> None:
    own = {
        "init",
        "serve",
        "doctor",
        "ingest",
        "investigate",
        "diagnose",
        "detect",
        "db",
        "demo",
    }  # tried below and in other files
    assert {command[0] for command in READING} | own == set(COMMANDS)


def test_json_output_says_which_version_of_its_schema_it_has(at: At, filled: Path) -> None:
    assert at(filled)("cases", "list", "--json").json["schema_version"] == "1"
    report = at(filled)("report", "INC-1", "--json")
    assert report.json["verdict"]


def test_ids_are_taken_by_their_beginning_and_never_cut_in_a_table(
    at: At, filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rootward = at(filled)
    monkeypatch.setenv("COLUMNS", "60")
    for command, name in (
        (("dead-letters",), "id"), (("investigations",), "investigation_id"), (("keys",), "token_id"),
        (("cases",), "number"),
    ):  # fmt: skip
        whole = rootward(*command, "list", "--json").json["items"][0][name]
        assert whole in rootward(*command, "list").out
    for command, name in ((("dead-letters",), "id"), (("investigations",), "investigation_id")):
        whole = rootward(*command, "list", "--json").json["items"][0][name]
        assert rootward(*command, "show", whole[:-1]).code == 0


# ---- what changes something ------------------------------------------------------------------------------------------


def _file(tmp_path: Path, content: Any, name: str = "file") -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


def test_a_file_of_events_is_read_and_read_again_changes_nothing(rootward: Rootward, tmp_path: Path) -> None:
    lines = b"\n".join(json.dumps(envelope(f"i{n}")).encode() for n in range(5))
    path = _file(tmp_path, lines)
    first = rootward("ingest", path, "--json")
    assert (first.code, first.json["counts"]) == (0, {"accepted": 5})
    packed = _file(tmp_path, gzip.compress(lines + b"\n" + json.dumps(envelope("i5")).encode()), "file.gz")
    assert rootward("ingest", packed, "--json").json["counts"] == {"accepted": 1, "duplicate": 5}
    assert rootward("ingest", path, "--json").json["counts"] == {"duplicate": 5}


def test_standard_input_is_read(rootward: Rootward, monkeypatch: pytest.MonkeyPatch) -> None:
    class Piped:
        buffer = io.BytesIO(json.dumps(alert()).encode())

    monkeypatch.setattr("sys.stdin", Piped())
    assert rootward("ingest", "-").code == 0
    assert rootward("cases", "list", "--json").json["items"][0]["number"] == "INC-1"


def test_items_that_cannot_be_read_are_counted_and_kept(rootward: Rootward, tmp_path: Path) -> None:
    sent = (envelope(), envelope("b", ts="x"), envelope("c", severity="dreadful"))
    ended = rootward("ingest", _file(tmp_path, b"\n".join(json.dumps(item).encode() for item in sent)))
    assert (ended.code, "2 rejected" in ended.out) == (0, True)
    assert "rootward dead-letters list" in ended.err
    newest, oldest = rootward("dead-letters", "list", "--json").json["items"]
    assert "dreadful" in rootward("dead-letters", "show", newest["id"]).out
    assert rootward("dead-letters", "discard", oldest["id"], "--json").json["state"] == "discarded"
    rootward("dead-letters", "replay", newest["id"])
    states = {
        one["id"]: one["state"] for one in rootward("dead-letters", "list", "--state", "", "--json").json["items"]
    }
    assert (states[newest["id"]], states[oldest["id"]]) == ("replayed", "discarded")


def test_a_format_that_nobody_knows_is_refused_with_those_there_are(rootward: Rootward, tmp_path: Path) -> None:
    ended = rootward("ingest", _file(tmp_path, envelope()), "--format", "morse")
    assert (ended.code, "'morse'" in ended.err, "envelope" in ended.err) == (2, True, True)


@pytest.mark.parametrize("content", [b"hello world", b"\x00\xff\x13garbage" * 50, b"[1,2,3]", b"{", b"<xml/>", b"5"])
def test_what_no_source_reads_is_said_and_its_beginning_is_kept(
    rootward: Rootward, tmp_path: Path, content: bytes
) -> None:
    ended = rootward("ingest", _file(tmp_path, content))
    assert (ended.code, ended.out) == (2, "")
    assert "no source recognises" in ended.err and "rootward dead-letters show dead_" in ended.err
    kept = rootward("dead-letters", "list", "--json").json["items"]
    assert [item["id"] in ended.err for item in kept].count(True) == 1
    assert rootward("dead-letters", "show", kept[0]["id"]).code == 0


def test_a_file_that_is_not_there_ends_with_3_and_an_empty_one_says_so(rootward: Rootward, tmp_path: Path) -> None:
    assert rootward("ingest", tmp_path / "none").code == 3
    empty = rootward("ingest", _file(tmp_path, b""))
    assert (empty.code, "nothing in it" in empty.err) == (0, True)


def test_deliveries_of_github_are_signed_when_there_is_a_secret(
    rootward: Rootward, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROOTWARD_WEBHOOK_SECRET_GITHUB", "a word")
    assert rootward("ingest", _file(tmp_path, PUSH), "--json").json["counts"] == {"accepted": 1}


def test_a_source_of_a_pack_is_read_and_a_fixed_one_replays(rootward: Rootward, tmp_path: Path) -> None:
    pack = _file(tmp_path, PACK.encode(), "pack.yaml")
    assert rootward("packs", "lint", pack).code == 0
    assert "probes" in rootward("packs", "add", pack, "--activate").out
    told = {"results": [{"id": 1, "name": "Down", "at": clock.format_ns(clock.now_ns()), "target": "a"}]}
    assert rootward("ingest", _file(tmp_path, told), "--format", "probe").code in (0, 2)
    listed = rootward("dead-letters", "list", "--json").json["items"]
    fixed = PACK.replace("path: check", "path: name").replace("    items: results\n", "").replace('"1"', '"2"')
    rootward("packs", "add", _file(tmp_path, fixed.encode(), "pack.yaml"), "--activate")
    assert rootward("dead-letters", "replay", listed[0]["id"], "--json").json["state"] == "replayed"
    assert rootward("packs", "diff", "probes", "1", "2").code == 0
    newer = rootward("packs", "list", "--json").json["active"]
    assert rootward("packs", "roll-back", "probes").code == 0
    older = rootward("packs", "list", "--json").json["active"]
    assert [item["digest"] for item in older] != [item["digest"] for item in newer]
    assert "active" in rootward("packs", "activate", "probes", "2").out
    assert rootward("packs", "list", "--json").json["active"][0]["digest"] == newer[0]["digest"]
    assert rootward("packs", "deactivate", "probes").code == 0


def test_who_activates_a_pack_that_takes_the_place_of_the_shipped_one_is_told(
    rootward: Rootward, tmp_path: Path
) -> None:
    alone, over = PACK.encode(), PACK.replace('version: "1"', 'version: "2"\nrequires: [sre]').encode()
    assert "requires: [sre]" not in rootward("packs", "add", _file(tmp_path, alone, "a.yaml")).err
    assert "requires: [sre]" in rootward("packs", "activate", "probes", "1").err
    assert rootward("packs", "deactivate", "probes").code == 0
    assert "requires: [sre]" not in rootward("packs", "add", _file(tmp_path, over, "b.yaml"), "--activate").err


def test_a_pack_with_a_fault_names_file_and_line(rootward: Rootward, tmp_path: Path) -> None:
    wrong = PACK.replace("path: check", "paht: check")
    line = 1 + wrong[: wrong.index("paht")].count("\n")
    for verb in ("lint", "add"):
        ended = rootward("packs", verb, _file(tmp_path, wrong.encode(), "pack.yaml"))
        assert (ended.code, f"pack.yaml:{line}: " in ended.err, "paht" in ended.err) == (2, True, True)


def _incident(rootward: Rootward, tmp_path: Path) -> None:
    assert rootward("ingest", _file(tmp_path, alert()), "-q").code == 0


def test_a_case_is_marked_moved_and_merged(rootward: Rootward, tmp_path: Path) -> None:
    _incident(rootward, tmp_path)
    rootward("ingest", _file(tmp_path, alert("DiskFull", "archive")), "-q")
    until = clock.format_ns(clock.now_ns() + 3600 * 10**9)
    steps: list[tuple[tuple[str, ...], str]] = [
        (("ack", "INC-1"), "acknowledged"), (("assign", "INC-1", "ana"), "INC-1"), (("comment", "INC-1", "odd"), ""),
        (("snooze", "INC-1", "--until", until), "snoozed"), (("wake", "INC-1"), "INC-1"),
        (("assign", "INC-1", "-"), "INC-1"), (("merge", "INC-2", "--into", "INC-1"), "merged"),
        (("resolve", "INC-1", "--reason", "pool is back"), "resolved"), (("move", "INC-1", "closed"), "closed"),
    ]  # fmt: skip
    for arguments, said in steps:
        ended = rootward("cases", *arguments)
        assert (ended.code, said in ended.out) == (0, True), (arguments, ended)
    story = rootward("cases", "timeline", "INC-1", "--no-events", "--json").out
    assert ("pool is back" in story, '"odd"' in story, '"event"' in story) == (True, True, False)
    refused = rootward("cases", "move", "INC-1", "open")
    assert (refused.code, "cannot go from closed to open" in refused.err) == (10, True)


def test_an_investigation_again_says_what_changed_and_gives_the_same_report(rootward: Rootward, tmp_path: Path) -> None:
    _incident(rootward, tmp_path)
    before = rootward("report", "INC-1", "--json").out
    ended = rootward("investigate", "INC-1")
    assert (ended.code, "The verdict is the same" in ended.err) == (0, True)
    assert rootward("report", "INC-1", "--json").out == before
    assert rootward("investigate", "INC-1", "--fail-on", "0.9", "-q").code == 10
    detached = rootward("investigate", "INC-1", "--detach", "--json").json
    assert detached["status"] == "queued"


def test_what_is_known_of_an_incident_goes_with_the_question(rootward: Rootward, tmp_path: Path) -> None:
    _incident(rootward, tmp_path)
    normal, other = ("2026-10-01T00:00:00Z", "2026-10-01T02:00:00Z"), ("2026-10-01T01:00:00Z", "2026-10-01T01:30:00Z")
    begun = rootward("report", "INC-1", "--json").json["scope"]["detected_at"]
    asked = rootward("investigate", "INC-1", "--onset", begun, "--baseline", "..".join(normal),
                     "--exclude", "..".join(other), "--json")  # fmt: skip
    told = asked.json["report"]["scope"]
    assert told["onset"] == begun
    assert told["baseline"] == [{"start": normal[0], "end": normal[1]}]
    assert told["exclude"] == [{"start": other[0], "end": other[1]}]


def test_keys_are_made_rotated_and_revoked(rootward: Rootward) -> None:
    made = rootward("keys", "create", "ci", "--role", "viewer", "--days", "1", "--json").json
    assert made["secret"].startswith("rwt_")
    rotated = rootward("keys", "rotate", made["token_id"][:-1])
    assert rotated.out.splitlines()[-1].startswith("rwt_")
    other = rootward("keys", "create", "cd", "--role", "viewer", "--json").json["token_id"]
    assert rootward("keys", "rotate", other, "--grace", "60").code == 0
    listed = {item["token_id"]: item["expires_at"] for item in rootward("keys", "list", "--json").json["items"]}
    assert listed[other] is not None
    assert rootward("keys", "revoke", made["token_id"]).code == 0
    assert rootward("keys", "create", "ci", "--role", "god").code == 2
    assert rootward("keys", "revoke", "tok_none").code == 3


def test_a_command_with_a_key_is_carried_out_once(rootward: Rootward) -> None:
    create = ("keys", "create", "ci", "--role", "viewer", "--idempotency-key", "k1", "--json")
    assert rootward(*create).out == rootward(*create).out
    assert len(rootward("keys", "list", "--json").json["items"]) == 1
    other = rootward("keys", "create", "cd", "--role", "viewer", "--idempotency-key", "k1")
    assert (other.code, "another request" in other.err) == (10, True)


def test_tenants_are_made_suspended_and_resumed_and_settings_changed(rootward: Rootward) -> None:
    assert rootward("tenants", "create", "acme", "--name", "Acme").out.startswith("rwt_")
    assert "suspended" in rootward("tenants", "suspend", "acme", "--reason", "unpaid").out
    assert "active" in rootward("tenants", "resume", "acme", "--reason", "paid").out
    changed = rootward("tenants", "settings", "retention_days.logs=7", "quotas.stored_mb=100", "--json").json
    assert (changed["retention_days"]["logs"], changed["quotas"]["stored_mb"]) == (7, 100)
    for wrong in ("logs=7", "retention_days.logs", "retention_days.logs=many", "retention_days.dreams=1"):
        assert rootward("tenants", "settings", wrong).code == 2


def test_the_audit_log_is_verified_with_what_was_kept(rootward: Rootward, tmp_path: Path) -> None:
    rootward("keys", "create", "a", "--role", "viewer")
    assert rootward("audit", "verify").code == 11
    witness = _file(tmp_path, rootward("audit", "checkpoint").out.encode())
    rootward("keys", "create", "b", "--role", "viewer")
    assert rootward("audit", "verify", "--witness", witness).code == 0
    assert rootward("audit", "prove", "--consistency", "1", "2").json["kind"] == "consistency"
    assert rootward("audit", "verify", "--tenant", "default", "--witness", witness).code == 0
    assert rootward("audit", "verify", "--tenant", "acme").code == 1
    assert rootward("audit", "verify", "--from", "3", "--to", "2").code == 1
    keys = _file(tmp_path, rootward("audit", "keys", "list").out.encode(), "keys")
    assert rootward("audit", "verify", "--pubkey", keys).code == 11
    assert len(rootward("audit", "keys", "rotate", "--json").json["items"]) == 2
    assert rootward("audit", "verify").code == 11
    rootward("keys", "create", "c", "--role", "viewer")
    assert rootward("audit", "verify", "--pubkey", keys).code == 8
    assert "signature" in rootward("audit", "verify", "--pubkey", keys).err
    assert rootward("audit", "verify", "--pubkey", witness).code == 1
    assert rootward("audit", "prove").code == 2
    assert rootward("audit", "prove", "99").code == 3


def test_the_first_admin_token_is_made_once_unless_asked_again(rootward: Rootward, at: At, tmp_path: Path) -> None:
    made = rootward("init")
    assert (made.code, made.out.startswith("rwt_")) == (0, True)
    assert ((tmp_path / "data").stat().st_mode & 0o077) == 0
    assert rootward("init").code == 10
    assert rootward("init", "--again", "--json").json["token"].startswith("rwt_")
    assert at("http://localhost:1")("init").code == 2


def test_the_database_is_checked_backed_up_and_restored(rootward: Rootward, tmp_path: Path) -> None:
    rootward("keys", "create", "ci", "--role", "viewer")
    copy = tmp_path / "copy.db"
    assert rootward("db", "check").code == 0
    assert rootward("db", "upgrade").code == 0
    assert rootward("db", "backup", copy).code == 0
    rootward("keys", "create", "later", "--role", "viewer")
    assert rootward("db", "restore", copy).code == 10
    assert rootward("db", "restore", copy, "--overwrite").code == 0
    assert [item["name"] for item in rootward("keys", "list", "--json").json["items"]] == ["ci"]
    assert rootward("db", "restore", tmp_path / "none").code in (2, 3)


def test_doctor_says_what_is_missing(rootward: Rootward, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = rootward("doctor")
    assert (ended.code, "nothing was heard yet" in ended.out) == (0, True)
    monkeypatch.setenv("ROOTWARD_HOST", "0.0.0.0")
    monkeypatch.setenv("ROOTWARD_WEBHOOK_SECRET_GITHUB", "a-secret-word")
    monkeypatch.setenv("ROOTWARD_MISSPELT", "x")
    wrong = rootward("doctor", "--json")
    assert wrong.code == 10
    checks = {item["what"]: item["state"] for item in wrong.json["checks"]}
    assert (checks["login"], checks["github webhook"], checks["ROOTWARD_MISSPELT"]) == ("wrong", "ok", "note")
    assert "a-secret-word" not in wrong.out
    assert {"ROOTWARD_DATA_DIR", "ROOTWARD_REQUIRE_LOGIN"} <= {item["name"] for item in wrong.json["settings"]}


def test_doctor_asks_a_server(at: At, filled: Path, server: str) -> None:
    ended = at(server)("doctor", "--json")
    checks = {item["what"]: item["state"] for item in ended.json["checks"]}
    assert (ended.code, checks["server"], checks["sources"]) == (0, "ok", "ok")
    assert at("http://127.0.0.1:9")("doctor").code == 10


EMPTY: list[tuple[tuple[str, ...], str]] = [
    (("cases", "list"), "rootward demo"), (("sources",), "rootward ingest"), (("dead-letters", "list"), "No dead"),
    (("investigations", "list"), "rootward investigate"), (("topology",), "learned from spans"),
    (("packs", "list"), "rootward packs lint"), (("keys", "list"), "rootward keys create"),
    (("audit", "tail"), "empty"), (("cases", "views"), "No views"),
]  # fmt: skip


def test_empty_lists_say_what_to_do_next(rootward: Rootward) -> None:
    for command, said in EMPTY:
        ended = rootward(*command)
        assert (ended.code, ended.out, said in ended.err) == (0, "", True), (command, ended)
        assert rootward(*command, "-q").err == ""
        assert isinstance(rootward(*command, "--json").json, dict)


MISSING: list[tuple[tuple[str, ...], int]] = [
    (("cases", "show", "INC-9"), 3), (("cases", "ack", "INC-9"), 3), (("report", "INC-9"), 3), (("report", "rep_x"), 3),
    (("verify", "INC-9"), 3), (("evidence", "show", "ev_x"), 3), (("dead-letters", "show", "dead_x"), 3),
    (("dead-letters", "replay", "dead_x"), 3), (("investigate", "INC-9"), 3), (("investigations", "show", "inv_x"), 3),
    (("packs", "activate", "x", "1"), 3), (("packs", "lint", "nowhere"), 3),
    (("tenants", "resume", "x", "--reason", "y"), 3),
    (("investigate",), 2), (("investigate", "--start", "2026-11-20T12:00:00Z"), 2),
    (("investigate", "INC-1", "--baseline", "yesterday"), 2), (("investigate", "INC-1", "--exclude", "x..y"), 2),
    (("investigate", "--start", "x", "--end", "y"), 2), (("schema", "nothing"), 2), (("demo", "nothing"), 3),
    (("cases", "snooze", "INC-9", "--until", "x"), 2), (("ingest", "x", "--format"), 2),
    (("cases", "list", "--limit", "0"), 2), (("cases", "timeline", "INC-9"), 3),
    (("cases", "list", "--view", "none"), 3), (("keys", "rotate", "tok_9"), 3),
    (("packs", "roll-back", "none"), 3), (("packs", "diff", "none", "1", "2"), 3), (("ingest", "nothing.json"), 3),
    (("cases", "move", "INC-9", "nonsense"), 3),
]  # fmt: skip


@pytest.mark.parametrize(
    ("command", "code"), MISSING, ids=lambda value: " ".join(value) if isinstance(value, tuple) else ""
)
def test_what_is_not_there_or_not_right_ends_with_its_code_and_one_sentence(
    rootward: Rootward, command: tuple[str, ...], code: int
) -> None:
    ended: Ended = rootward(*command)
    assert (ended.code, ended.out) == (code, ""), ended
    assert ended.err.startswith("rootward: ") and "Traceback" not in ended.err


def test_a_pack_of_an_exception_platform_is_fine_and_what_it_expects_in_vain_is_said(
    rootward: Rootward, tmp_path: Path
) -> None:
    path = tmp_path / "domain.json"
    path.write_text(json.dumps(DOMAIN))
    for words in (("lint",), ("add", "--activate")):
        ended = rootward("packs", *words, path)
        assert (ended.code, "parcel-delivery" in ended.out) == (0, True), ended.err
        assert "warning: test 2 (PARCEL_LOST): expected severity LOW, given HIGH" in ended.err
