"""The command line as people and scripts use it: arguments in, exit code and two streams out."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from rootward.app import open_app
from rootward.cli.tree import run
from rootward.evidence import store as evidence_store
from rootward.evidence.model import Evidence, Query
from rootward.kit import clock
from rootward.settings import Settings
from tests.api.conftest import alert, envelope
from tests.api.conftest import embedded as embedded
from tests.api.test_stream import Running
from tests.api.test_webhooks import _logs

EVIDENCE = Evidence(
    kind="log.novel", entity="service:checkout", query=Query(tool="events.count", arguments={"start": 1, "end": 2}),
    window=(1, 2), value={"n": 3}, text="checkout writes what it never wrote before",
)  # fmt: skip


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Rootward = Callable[..., Ended]


@pytest.fixture
def at(capsys: pytest.CaptureFixture[str]) -> Callable[[Path | str], Rootward]:
    """`at(folder)` runs commands embedded there, `at(url)` against a server."""

    def place(where: Path | str) -> Rootward:
        first = ["--data-dir", str(where)] if isinstance(where, Path) else ["--server", where]

        def rootward(*arguments: str | Path) -> Ended:
            capsys.readouterr()
            code = run([*first, *map(str, arguments)])
            out, err = capsys.readouterr()
            return Ended(code, out, err)

        return rootward

    return place


@pytest.fixture
def rootward(at: Callable[[Path | str], Rootward], tmp_path: Path) -> Rootward:
    """Embedded, on an empty folder of its own."""
    return at(tmp_path / "data")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an incident and its report, a request, a dead letter, a token; for tests that only read."""
    folder = tmp_path_factory.mktemp("filled") / "data"
    files = folder.parent
    (files / "alert.json").write_text(json.dumps(alert()))
    (files / "logs.pb").write_bytes(_logs("no connection to pool").SerializeToString())
    (files / "events.jsonl").write_text("\n".join(json.dumps(item) for item in (envelope(), {"not": "one"})))
    first = ["--data-dir", str(folder), "-q"]
    for name in ("events.jsonl", "alert.json"):
        assert run([*first, "ingest", str(files / name)]) == 0
    window = [clock.format_ns(clock.now_ns() - ago * 10**9) for ago in (3600, 0)]
    assert run([*first, "investigate", "--query", "why?", "--start", window[0], "--end", window[1]]) == 0
    assert run([*first, "keys", "create", "ci", "--role", "service"]) == 0
    asyncio.run(_add_evidence(folder))
    return folder


async def _add_evidence(folder: Path) -> None:
    async with open_app(Settings(data_dir=folder)) as app:
        await app.db.run(partial(evidence_store.write, tenant="default", items=[EVIDENCE]), tenant="default")


@pytest.fixture(scope="module")
def server(filled: Path) -> Iterator[str]:
    """A server on the filled folder."""
    with Running(Settings(data_dir=filled), stages=True) as running:
        yield running.url


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
