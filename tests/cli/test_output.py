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
