"""The command tree: every command explains itself, and every mistake is one sentence with its exit code."""

from __future__ import annotations

from pathlib import Path

import pytest

from rootward.cli.tree import COMMANDS, run
from tests.cli.conftest import Shell


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    for flag in ("--help", "-h") if command in ("cases", "audit") else ("--help",):
        assert run([command, flag]) == 0
        said = capsys.readouterr()
        assert "Usage: rootward" in said.out and said.err == ""


def test_the_whole_program_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    out = capsys.readouterr().out
    assert [name for name in COMMANDS if f"\n  {name} " not in out] == []


@pytest.mark.parametrize(("typed", "meant"), [("case", "cases"), ("investgate", "investigate"), ("docter", "doctor")])
def test_a_typo_is_told_what_was_meant(typed: str, meant: str, shell: Shell) -> None:
    shell(typed).refused(2, typed, f"Did you mean {meant!r}?", "rootward --help")


def test_a_word_that_is_like_nothing_suggests_nothing(shell: Shell) -> None:
    said = shell("zzzzzz")
    said.refused(2, "'zzzzzz'")
    assert "Did you mean" not in said.err


@pytest.mark.parametrize("words", [("--json", "version"), ("version", "--json"), ("-q", "version", "--json")])
def test_json_may_stand_anywhere(words: tuple[str, ...], shell: Shell) -> None:
    assert shell(*words).json.keys() >= {"version", "python"}


def test_what_follows_two_dashes_is_no_option(shell: Shell) -> None:
    said = shell("ingest", "--", "--json")
    said.refused(3, "'--json'")


@pytest.mark.parametrize(
    "words",
    [("--nonsense",), ("cases", "lst"), ("cases", "show"), ("cases", "list", "--limit", "many"),
     ("cases", "list", "--limit", "0"), ("investigate",), ("audit", "prove"), ("schema", "nothing"),
     ("cases", "list", "--nonsense"), ("audit", "verify", "--from", "0"), ("--timeout", "soon", "version")],
)  # fmt: skip
def test_wrong_usage_ends_with_2_and_no_traceback(words: tuple[str, ...], shell: Shell) -> None:
    said = shell(*words)
    assert said.code == 2 and said.out == "" and said.err.strip() and "Traceback" not in said.err


def test_a_setting_that_is_wrong_is_named(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROOTWARD_PORT", "many")
    shell("cases", "list").refused(2, "ROOTWARD_PORT", "'many'")


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    Shell(tmp_path / "file" / "data")("cases", "list").refused(2, str(tmp_path / "file" / "data"))
