"""The command: what it refuses, and a case of every layout from the folder to the score."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd

from bench.rca_figures import OURS
from bench.sets.changerca import ChangeRca
from tests.bench.conftest import DETECT, changerca_case


def _run(*arguments: str, data: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "/usr/bin:/bin"} | ({"ROOTWARD_DATASETS": data} if data else {})
    command = [sys.executable, "-m", "bench.rca", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def test_without_data_it_says_what_to_give_and_ends_with_2(tmp_path: Path) -> None:
    for arguments, said in ((("--set", "nezha"), "--data"), (("--data", str(tmp_path / "none")), "is not there")):
        done = _run(*arguments)
        assert done.returncode == 2 and said in done.stderr


def test_a_set_that_is_not_there_is_skipped_with_a_message(tmp_path: Path) -> None:
    done = _run("--set", "petshop", data=str(tmp_path))
    assert done.returncode == 2 and "petshop: not in the data folder, skipped" in done.stderr


def test_rollouts_from_the_folder_to_the_figures_and_from_the_kept_store_again(tmp_path: Path) -> None:
    changerca_case(tmp_path / "data", "c1")
    for _ in range(2):
        done = _run("--data", str(tmp_path / "data"), "--set", "changerca", "--stores", str(tmp_path / "kept"),
                    "--peers", "--workers", "1", "--json", str(tmp_path / "figures.jsonl"))  # fmt: skip
        assert done.returncode in (0, 10), done.stderr[-2000:]
    figures = [json.loads(line) for line in (tmp_path / "figures.jsonl").read_text().splitlines()]
    ours = [one for one in figures if one["tags"]["method"] == OURS and one["metric"] == "rca.ac1"]
    assert [one["value"] for one in ours if one["tags"]["fault"] == "all"] == [1.0, 1.0]
    assert len(list((tmp_path / "kept" / "changerca").iterdir())) == 1
    assert {one["tags"]["set"] for one in figures if one["metric"] == "rca.ece"} == {"changerca", "all"}


def test_rollouts_after_the_detection_and_the_label_never_go_in(tmp_path: Path) -> None:
    changerca_case(tmp_path, "c1")
    folder = tmp_path / "given"
    folder.mkdir()
    adapter = ChangeRca()
    adapter.copy(tmp_path, "c1", folder)
    assert not (folder / "label.json").exists()
    bodies = [piece.body for piece in adapter.pieces(folder) if hasattr(piece, "body")]
    events = json.loads(bodies[0])
    assert [one["entity"]["service"] for one in events] == ["pay", "pay", "web"]
    assert pd.Timestamp(events[-1]["ts"]).timestamp() <= DETECT
