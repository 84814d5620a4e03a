"""The client: what is refused becomes a code and a sentence; a server and the embedded application answer alike."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from rootward.cli.client import Client, connected, run
from rootward.cli.exit import Quit
from rootward.cli.options import Options
from rootward.kit import clock
from tests.cli.conftest import Shell

READS = (
    ("cases", "list"), ("cases", "show", "INC-1"), ("cases", "timeline", "INC-1"), ("cases", "events", "INC-1"),
    ("report", "INC-1"), ("evidence", "list", "INC-1"), ("verify", "INC-1"), ("topology",), ("sources",),
    ("audit", "tail", "-n", "3"), ("keys", "list"), ("tenants", "list"), ("packs", "list"), ("dead-letters", "list"),
)  # fmt: skip


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture(scope="module")
def served(amber: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Shell, str]]:
    """A copy of the recorded incident, and the address of a server on another one."""
    here, there = (Path(shutil.copytree(amber, tmp_path_factory.mktemp(name) / "data")) for name in ("here", "there"))
    port = _free_port()
    words = ["--data-dir", str(there), "serve", "--port", str(port)]
    process = subprocess.Popen(
        [sys.executable, "-m", "rootward", *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    url, deadline = f"http://127.0.0.1:{port}", clock.monotonic() + 100
    try:
        while not _is_ready(url):
            assert process.poll() is None and clock.monotonic() < deadline, "the server did not start"
        yield Shell(here), url
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=100)


def _is_ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health/ready", timeout=60).status_code == 200
    except httpx.TransportError:
        return False


@pytest.mark.parametrize("words", READS, ids=" ".join)
def test_a_server_answers_as_the_embedded_application_does(words: tuple[str, ...], served: tuple[Shell, str]) -> None:
    shell, url = served
    assert shell.json("--server", url, *words) == shell.json(*words)


def test_a_server_refuses_with_the_same_code_and_sentence(served: tuple[Shell, str]) -> None:
    shell, url = served
    for words in (("cases", "show", "INC-9"), ("cases", "move", "INC-1", "nonsense"), ("keys", "revoke", "tok_9")):
        here, there = shell(*words), shell("--server", url, *words)
        assert (here.code, here.err.splitlines()[0]) == (there.code, there.err.splitlines()[0])
        there.refused(here.code)


def test_a_token_that_nobody_made_is_denied(served: tuple[Shell, str]) -> None:
    shell, url = served
    for where in ((), ("--server", url)):
        shell(*where, "--token", "rwt_nobody_0", "cases", "list").refused(4)


def test_what_needs_the_database_itself_refuses_a_server(served: tuple[Shell, str]) -> None:
    shell, url = served
    for words in (("init",), ("db", "check")):
        shell("--server", url, *words).refused(2, "not through a server", "--server")


def test_a_server_that_is_not_there_ends_with_9(shell: Shell) -> None:
    url = f"http://127.0.0.1:{_free_port()}"
    shell("--server", url, "cases", "list").refused(9, url)
    assert os.listdir(shell.folder) == ["rootward.db"]


async def _asked(status: int, body: bytes) -> Quit:
    transport = httpx.MockTransport(lambda _: httpx.Response(status, content=body))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
        with pytest.raises(Quit) as refused:
            await Client(http, None).get("/api/v1/cases")
    return refused.value


async def test_the_server_s_own_sentences_are_told() -> None:
    reason = b'{"detail": "a: wrong", "errors": [{"field": "a", "reason": "wrong"}, {"field": "b", "reason": "late"}]}'
    quit_ = await _asked(422, reason)
    assert (quit_.code, quit_.message) == (2, "a: wrong\nb: late")


async def test_an_answer_that_is_no_problem_document_is_told_by_its_status() -> None:
    quit_ = await _asked(503, b"<html>upstream</html>")
    assert (quit_.code, quit_.message) == (9, "HTTP 503")


def test_embedded_needs_no_server(shell: Shell) -> None:
    async def work() -> int:
        async with connected(Options(data_dir=shell.folder)) as client:
            assert client.app is not None
            return len((await client.get("/api/v1/cases", state=None, text=""))["items"])

    assert run(work) == 0
