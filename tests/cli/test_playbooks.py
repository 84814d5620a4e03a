"""Playbooks on the command line: matched, run, followed, paused, ended."""

from __future__ import annotations

import json
from pathlib import Path

from tests.api.conftest import alert
from tests.cli.conftest import Rootward

REPAIRS = {
    "name": "repairs", "version": "1", "requires": ["sre"],
    "playbooks": [
        {"name": "look after it", "inputs": {"who": {"default": "anybody"}},
         "steps": [{"name": "say", "action": "add_comment", "params": {"text": "{input.who} looks"}},
                   {"name": "look", "action": "manual", "params": {"text": "Look at {case.entity}"}}]},
    ],
}  # fmt: skip


def test_a_playbook_is_matched_run_followed_and_ended(rootward: Rootward, tmp_path: Path) -> None:
    def written(content: object, name: str) -> Path:
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps(content))
        return path

    assert rootward("ingest", written(alert(), "alert")).code == 0
    added = rootward("packs", "add", written(REPAIRS, "repairs"), "--activate")
    assert added.code == 0, added.err
    assert "look after it" in rootward("playbooks", "list").out
    assert "Look at" in rootward("playbooks", "show", "look after it").out
    match = rootward("playbooks", "match", "INC-1")
    assert "it states no condition" in match.out
    assert "playbooks run INC-1" in match.err
    wrong = rootward("playbooks", "run", "INC-1", "--input", "nonsense")
    assert (wrong.code, "NAME=VALUE" in wrong.err) == (2, True)
    started = rootward("playbooks", "run", "INC-1", "--input", "who=Ann")
    assert started.code == 0, started.err
    assert "waiting" in started.out
    assert "playbooks complete INC-1 2" in started.err
    assert "INC-1" in rootward("playbooks", "status", "INC-1").out
    assert rootward("playbooks", "pause", "INC-1").code == 0
    assert rootward("playbooks", "resume", "INC-1").code == 0
    assert rootward("playbooks", "complete", "INC-1", "2", "--notes", "it was hot").code == 0
    stopped = rootward("playbooks", "stop", "INC-1", "--reason", "enough", "--json")
    assert stopped.json["steps"][1]["state"] == "succeeded"
    assert "look after it" in rootward("playbooks", "runs", "INC-1").out
    assert rootward("playbooks", "status", "INC-9").code == 3
    assert rootward("playbooks", "stop", "INC-1").code != 0


ASKING = {
    "name": "repairs", "version": "1", "requires": ["sre"],
    "playbooks": [{"name": "ask first", "steps": [
        {"name": "agree", "action": "approval", "params": {"text": "May it be restarted?"}},
        {"name": "say", "action": "add_comment", "params": {"text": "it may"}},
    ]}],
}  # fmt: skip


def test_who_is_alone_starts_a_playbook_they_wrote_and_agrees_to_what_it_asks(
    rootward: Rootward, tmp_path: Path
) -> None:
    for name, content in (("alert", alert()), ("repairs", ASKING)):
        (tmp_path / f"{name}.json").write_text(json.dumps(content))
    assert rootward("ingest", tmp_path / "alert.json").code == 0
    assert rootward("packs", "add", tmp_path / "repairs.json", "--activate").code == 0
    started = rootward("playbooks", "run", "INC-1", "--playbook", "ask first")
    assert "waiting" in started.out, started.err
    (approval,) = rootward("approvals", "list", "--json").json["items"]
    agreed = rootward("approvals", "approve", approval["approval_id"], "--hash", approval["hash"])
    assert agreed.code == 0, agreed.err
    assert rootward("playbooks", "status", "INC-1", "--json").json["state"] == "succeeded"


def test_with_a_second_person_they_do_not(rootward: Rootward, tmp_path: Path) -> None:
    for name, content in (("alert", alert()), ("repairs", ASKING)):
        (tmp_path / f"{name}.json").write_text(json.dumps(content))
    assert rootward("ingest", tmp_path / "alert.json").code == 0
    assert rootward("packs", "add", tmp_path / "repairs.json", "--activate").code == 0
    assert rootward("playbooks", "run", "INC-1", "--playbook", "ask first").code == 0
    assert rootward("keys", "create", "Bea", "--role", "approver", "--kind", "human").code == 0
    (approval,) = rootward("approvals", "list", "--json").json["items"]
    refused = rootward("approvals", "approve", approval["approval_id"], "--hash", approval["hash"])
    assert refused.code != 0
    assert "nobody approves what they asked for" in refused.err


def test_a_playbook_is_read_with_its_versions_and_what_differs(rootward: Rootward, tmp_path: Path) -> None:
    first = REPAIRS["playbooks"][0] | {"conditions": {"match": {"when": 'case.severity == "critical"'}}}  # type: ignore[index,operator]
    for version, playbook in (("1", first), ("2", first | {"description": "why \u202e not"})):
        path = tmp_path / f"{version}.json"
        path.write_text(json.dumps(REPAIRS | {"version": version, "playbooks": [playbook]}))
        assert rootward("packs", "add", path, "--activate").code == 0
    shown = rootward("playbooks", "show", "look after it")
    assert "look after it   fits when severity is critical" in shown.out
    assert '  case.severity == "critical"' in shown.out
    declared = rootward("playbooks", "show", "look after it", "--yaml")
    assert "name: look after it" in declared.out and "⟨U+202E⟩" in declared.out
    assert "this tenant's own, in force" in declared.err
    assert "description" not in rootward("playbooks", "show", "look after it", "--version", "repairs@1").out
    shipped = rootward("playbooks", "show", "look into it by hand", "--yaml", "--json").json
    assert (shipped["original"], shipped["pack"]) == (True, "sre")
    listed = rootward("playbooks", "versions", "look after it")
    assert "+1 -0" in listed.out and "in force" in listed.out
    as_json = rootward("playbooks", "versions", "look after it", "--json").json["items"]
    assert [one["version"] for one in as_json] == ["2", "1"]
    told = rootward("playbooks", "diff", "look after it", "1", "2")
    assert [line[:13] for line in told.out.splitlines() if line[0] in "+-"] == ["+ description"]
    assert rootward("playbooks", "versions", "none").code == 3
    (tmp_path / "alert.json").write_text(json.dumps(alert()))
    assert rootward("ingest", tmp_path / "alert.json").code == 0
    fitting = rootward("playbooks", "cases", "look after it")
    assert "no run has shown whether it holds" in fitting.out and "INC-1" in fitting.out
    assert rootward("playbooks", "cases", "look after it", "--json").json["standing"]["held"] == 0
