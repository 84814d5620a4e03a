"""Output: data on stdout, everything else on stderr."""

from __future__ import annotations

import json

import pytest

from rootward.cli import output
from rootward.cli.options import Options


def test_json_is_one_document_that_keeps_every_letter(capsys: pytest.CaptureFixture[str]) -> None:
    body = {"title": "Überlast [bold]◆[/bold] " + "x" * 300, "items": [1, None]}
    output.show_json(body)
    said = capsys.readouterr()
    assert json.loads(said.out).items() >= body.items()
    assert "Überlast [bold]◆" in said.out and said.err == ""


def test_as_json_the_body_is_shown_and_not_the_hint(capsys: pytest.CaptureFixture[str]) -> None:
    output.show(Options(form="json"), {"items": []}, [], (), "Nothing yet. Next: something")
    said = capsys.readouterr()
    assert json.loads(said.out)["items"] == [] and said.err == ""


def test_an_empty_state_says_on_stderr_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    output.show(Options(), {"items": []}, [], (), "Nothing yet. Next: something")
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "Nothing yet. Next: something\n")


def test_every_severity_has_a_shape_of_its_own() -> None:
    shapes = output.SEVERITY_SHAPES
    assert shapes.keys() == {"critical", "high", "medium", "low", "info"}
    assert len(set(shapes.values())) == len(shapes)


def _table(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, width: int, *rows: tuple[str, ...]
) -> str:
    monkeypatch.setenv("COLUMNS", str(width))
    output.table(rows, (output.word("ID"), output.word("KIND", 1), output.text("WHAT")))
    return capsys.readouterr().out


def test_a_word_longer_than_its_column_is_broken_after_one_of_its_parts(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "kubernetes.container.cpu.cfs.throttled.periods_per_second.of.the.last.minute"
    assert _table(capsys, monkeypatch, 60, ("a", "kind", f"{name} rose")).splitlines()[1:] == [
        "a   kind  kubernetes.container.cpu.cfs.throttled.periods_",
        "          per_second.of.the.last.minute rose",
    ]
    assert "x" * 50 in _table(capsys, monkeypatch, 60, ("a", "kind", "x" * 70))  # a word without parts


def test_a_column_goes_before_text_becomes_too_narrow_to_read(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = ("an-id-of-some-length", "a-kind-of-some-length", "a sentence that needs about fifty characters to be said")
    assert "KIND" in _table(capsys, monkeypatch, 100, row)
    assert "KIND" not in _table(capsys, monkeypatch, 80, row)


def test_ids_are_shown_by_the_beginnings_that_tell_them_apart() -> None:
    assert output.shortened(["ev_816dce01e7b8", "ev_7581d424788b"]) == ["ev_816dce01", "ev_7581d424"]
    assert output.shortened(["ev_816dce01e7", "ev_816dce01f1"]) == ["ev_816dce01e", "ev_816dce01f"]
    assert output.shortened(["ev_1", "ev_1"]) == ["ev_1", "ev_1"]
