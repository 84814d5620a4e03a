"""The program as a process: what a shell and a script see."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rootward import cli


def _run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "rootward", *words], capture_output=True, text=True, timeout=200)


def test_the_process_ends_with_the_code_of_the_command(tmp_path: Path) -> None:
    version = _run("version", "--json")
    assert (version.returncode, version.stderr) == (0, "") and json.loads(version.stdout)["version"]
    missing = _run("--data-dir", str(tmp_path / "data"), "cases", "show", "INC-9")
    assert (missing.returncode, missing.stdout) == (3, "")
    assert missing.stderr.startswith("rootward: there is no case 'INC-9'\n") and "Traceback" not in missing.stderr


def test_whoever_stops_reading_early_sees_no_traceback() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "rootward", "schema"], stdout=writing, stderr=subprocess.PIPE, text=True, timeout=200
        )
    finally:
        os.close(writing)
    assert "Traceback" not in ended.stderr


def test_main_reads_the_process_s_words(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["rootward", "nonsense"])
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # put back after it was set
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2 and "'nonsense'" in capsys.readouterr().err
