"""Run files: one run, several, one a line; what is none is named."""

from __future__ import annotations

import gzip
import io
import json
import lzma
from collections.abc import Callable
from pathlib import Path

import pytest

from rootward.cli.exit import Quit
from rootward.cli.run_files import runs_in
from tests.plugins.sources.exports import PHOENIX

ONE, TWO = {"run_id": "a"}, {"run_id": "b"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (json.dumps(ONE, indent=1), [ONE]),
        (json.dumps([ONE, TWO]), [ONE, TWO]),
        (f"{json.dumps(ONE)}\n\n{json.dumps(TWO)}\n", [ONE, TWO]),
        ("[]", []),
    ],
)
def test_runs_are_read_in_every_form(tmp_path: Path, text: str, found: list[dict[str, str]]) -> None:
    path = tmp_path / "runs"
    path.write_text(text)
    assert list(runs_in(path)) == found


@pytest.mark.parametrize(("suffix", "pack"), [(".gz", gzip.compress), (".xz", lzma.compress)])
def test_packed_files_are_unpacked(tmp_path: Path, suffix: str, pack: Callable[[bytes], bytes]) -> None:
    path = tmp_path / f"runs.json{suffix}"
    path.write_bytes(pack(json.dumps([ONE]).encode()))
    assert list(runs_in(path)) == [ONE]
    path.write_bytes(b"\x00")
    with pytest.raises(Quit, match="cannot be read"):
        list(runs_in(path))


@pytest.mark.parametrize(("text", "where"), [('{"a": 1}\nnonsense', "runs:2"), ("[1]", "run 1"), ("", "")])
def test_what_is_no_run_is_named(tmp_path: Path, text: str, where: str) -> None:
    path = tmp_path / "runs"
    path.write_text(text)
    if not text:
        assert list(runs_in(path)) == []
        return
    with pytest.raises(Quit, match=where):
        list(runs_in(path))


def test_the_export_of_another_tool_is_read_as_runs(tmp_path: Path) -> None:
    path = tmp_path / "spans.jsonl"
    path.write_text("\n".join(json.dumps(span) for span in PHOENIX))
    (found,) = runs_in(path)
    assert (found["agent_name"], found["status"], len(found["tool_calls"])) == ("support", "failure", 1)
    path.write_text(path.read_text() + '\n{"start_time": "yesterday"}')
    with pytest.raises(Quit, match=r"spans\.jsonl, line 4"):
        list(runs_in(path))


@pytest.mark.parametrize("text", [json.dumps([ONE, TWO]), f"{json.dumps(ONE)}\n{json.dumps(TWO)}\n"])
def test_a_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert list(runs_in(Path("-"))) == [ONE, TWO]


def test_what_is_wrong_on_standard_input_is_named_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b'{"a": 1}\nnonsense')))
    with pytest.raises(Quit, match="standard input:2"):
        list(runs_in(Path("-")))
