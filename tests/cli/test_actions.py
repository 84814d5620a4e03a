"""`rootward actions` and `rootward policy`: what they print, and how they end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rootward.cli.tree import run
from tests.cli.conftest import Shell

ASK = ("actions", "request", "documents.search", "--reason", "to look", "--arg", "as_of=1", "--arg", "words=quota")
HELD = """
name: held
version: "1"
requires: [sre]
policies: {tools: {documents.search: {require_approval: true, allowed_roles: [admin]}}}
"""


def test_an_action_is_asked_for_done_and_shown(shell: Shell) -> None:
    done = shell.json(*ASK)
    assert (done["state"], done["arguments"]) == ("succeeded", {"as_of": 1, "words": "quota"})
    text = shell.done("actions", "show", done["action_id"][:14])
    assert "documents.search" in text and "allow  policy       it only reads" in text
    assert [item["action_id"] for item in shell.json("actions", "list")["items"]] == [done["action_id"]]
    assert shell.json("actions", "list", "--state", "denied")["items"] == []
    assert "No actions." in shell("actions", "list", "--tool", "other").err


def test_the_exit_code_says_what_became_of_it(shell: Shell, tmp_path: Path) -> None:
    said = shell(*ASK[:5], "--arguments", '{"words": 5}')
    assert said.code == 4 and "it was denied" in said.err and "deny   schema" in said.out
    pack = tmp_path / "held.yaml"
    pack.write_text(HELD)
    shell.done("packs", "add", str(pack), "--activate")
    held = shell(*ASK)
    assert held.code == 5 and "waits for approval" in held.err and "hold   policy" in held.out
    shell(
        "actions", "resolve", shell.json("actions", "list")["items"][0]["action_id"], "failed", "--note", "n"
    ).refused(10)


def test_the_same_key_is_the_same_action(shell: Shell) -> None:
    first, second = (shell.json(*ASK, "--idempotency-key", "k") for _ in range(2))
    assert first["action_id"] == second["action_id"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((*ASK[:5], "--arg", "as_of"), 2), ((*ASK[:5], "--arguments", "[1]"), 2), ((*ASK[:5], "--arguments", "{"), 2),
        (("actions", "request", "nothing.such", "--reason", "x"), 3), (("actions", "show", "act_0000000000"), 3),
        (("actions", "list", "--state", "done"), 2), (("policy", "test", "--pack", "nowhere.yaml"), 3),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_sentence(shell: Shell, words: tuple[str, ...], code: int) -> None:
    said = shell(*words)
    assert (said.code, said.out) == (code, "") and said.err.startswith("rootward: "), said


def test_the_rules_that_decide_are_shown(shell: Shell) -> None:
    assert "everything-else (fallback)" in " ".join(shell.done("policy", "show").split())
    assert shell.json("policy", "show")["guardrails"]["limits"]["targets"] == 10


def test_other_rules_are_tried_on_what_was_asked_for(shell: Shell, tmp_path: Path) -> None:
    asked = shell.json(*ASK)
    pack = tmp_path / "held.yaml"
    pack.write_text(HELD)
    said = shell("policy", "test", "--pack", str(pack), "--days", "3")
    assert said.code == 0 and asked["action_id"] in said.out and "allow → hold" in said.out
    assert "1 of 1 actions of 3 days" in said.err
    same = tmp_path / "same.yaml"
    same.write_text('name: same\nversion: "1"\nrequires: [sre]\n')
    assert "Nothing would have been decided differently" in shell("policy", "test", "--pack", str(same)).err
    assert "sre" in shell.json("policy", "show")["pack"].split("+")


def test_a_command_that_says_json_prints_one_document(shell: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["--data-dir", str(shell.folder), "--json", *ASK]) == 0
    assert json.loads(capsys.readouterr().out)["state"] == "succeeded"
