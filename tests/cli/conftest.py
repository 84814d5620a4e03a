"""The command line as people use it: words in; exit code, stdout and stderr out. Each test has its own data folder."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from rootward.cli.tree import run

PACK = """\
name: probes
version: "1"
sources:
  - name: probe
    items: results
    event_type: {path: check}
    ts: {path: at}
    severity: {path: level}
    entity: {service: {path: target}}
    ingest_id: [id]
"""


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on stdout; anything else beside it does not parse."""
        return json.loads(self.out)

    def refused(self, code: int, *words: str) -> None:
        """It ended with `code` and one sentence that has `words`; no traceback, and nothing on stdout."""
        assert (self.code, self.out) == (code, ""), self
        assert self.err.startswith("rootward: ") and "Traceback" not in self.err, self.err
        assert all(word in self.err for word in words), self.err


@dataclass(frozen=True)
class Shell:
    folder: Path

    def __call__(self, *words: str) -> Said:
        out, err = StringIO(), StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = run(["--data-dir", str(self.folder), *words])
        return Said(code, out.getvalue(), err.getvalue())

    def done(self, *words: str) -> str:
        """What it printed; it must have ended well."""
        said = self(*words)
        assert said.code == 0, (words, said)
        return said.out

    def json(self, *words: str, code: int = 0) -> Any:
        said = self(*words, "--json")
        assert said.code == code, (words, said)
        return said.json


@pytest.fixture(scope="session", autouse=True)
def plain_environment() -> Iterator[None]:
    """No setting of whoever runs the tests, and a screen of 80 columns."""
    before = dict(os.environ)
    for name in [name for name in os.environ if name.startswith("ROOTWARD_") and "TEST" not in name]:
        del os.environ[name]
    os.environ |= {"COLUMNS": "80", "NO_COLOR": "1"}
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(scope="session")
def prepared(migrated_file: Path) -> Callable[[Path], Shell]:
    """Makes a shell on a data folder whose database has every table already."""

    def make(folder: Path) -> Shell:
        folder.mkdir(parents=True, mode=0o700)
        shutil.copyfile(migrated_file, folder / "rootward.db")
        return Shell(folder)

    return make


@pytest.fixture
def shell(prepared: Callable[[Path], Shell], tmp_path: Path) -> Shell:
    return prepared(tmp_path / "data")


@pytest.fixture(scope="session")
def amber(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with one recorded incident and its report. Copy it before changing it."""
    folder = tmp_path_factory.mktemp("amber") / "data"
    Shell(folder).done("demo", "amber", "--keep", "--quiet")
    return folder


@pytest.fixture
def incident(amber: Path, tmp_path: Path) -> Shell:
    """A shell on a copy of the recorded incident."""
    return Shell(Path(shutil.copytree(amber, tmp_path / "incident")))
