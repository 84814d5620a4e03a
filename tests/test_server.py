"""The server as a process: whom it lets in, that it serves, and that it ends with everything closed."""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from rootward.errors import Misconfigured, Unavailable
from rootward.server import serve
from rootward.settings import Settings


@contextmanager
def _started(data_dir: Path, **environment: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server process and its address."""
    known = {name: value for name, value in os.environ.items() if not name.startswith("ROOTWARD_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "rootward", "serve", "--port", "0", "--data-dir", str(data_dir)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=known | environment,
    )  # fmt: skip
    try:
        assert process.stderr is not None
        for line in process.stderr:
            said = json.loads(line)
            if said["event"] == "server.started":
                yield process, said["url"]
                return
        raise AssertionError("it ended before it started")
    finally:
        process.kill()
        process.communicate()


def _ended(process: subprocess.Popen[str]) -> list[dict[str, Any]]:
    """What it logged until its end."""
    _, errors = process.communicate(timeout=100)
    return [json.loads(line) for line in errors.splitlines()]


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "example.org"])
def test_an_address_that_strangers_reach_is_refused_without_a_login(host: str, tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="ROOTWARD_REQUIRE_LOGIN=true") as refused:
        serve(Settings(host=host, data_dir=tmp_path / "data"))
    assert (refused.value.facts["field"], refused.value.facts["value"]) == ("host", host)
    assert not (tmp_path / "data").exists()


def test_with_a_login_any_address_is_served_and_asks_for_the_token(tmp_path: Path) -> None:
    with _started(tmp_path, ROOTWARD_HOST="0.0.0.0", ROOTWARD_REQUIRE_LOGIN="true") as (process, url):
        address = url.replace("0.0.0.0", "127.0.0.1")
        assert httpx.get(f"{address}/health", timeout=60).status_code == 200
        assert httpx.get(f"{address}/api/v1/cases", timeout=60).status_code == 401
        process.terminate()
        _ended(process)


def test_it_serves_on_loopback_and_ends_with_everything_closed(tmp_path: Path) -> None:
    with _started(tmp_path) as (process, url):
        assert httpx.get(f"{url}/health", timeout=60).json()["status"] == "ok"
        assert httpx.get(f"{url}/health/db", timeout=60).status_code == 200
        assert httpx.get(f"{url}/api/v1/cases", timeout=60).json()["items"] == []
        process.terminate()
        logged = _ended(process)
    assert process.returncode == 0
    assert logged[-1]["event"] == "server.stopped"
    assert not [line for line in logged if line["level"] in ("error", "critical")]
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == ["audit", "dedup.key", "rootward.db"], "SQLite takes its log away when the last connection is closed"


def test_whoever_interrupts_it_is_told_so_by_the_exit_code(tmp_path: Path) -> None:
    with _started(tmp_path) as (process, _):
        process.send_signal(signal.SIGINT)
        logged = _ended(process)
    assert process.returncode == 130
    assert logged[-1]["event"] == "server.stopped"


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Misconfigured, match=f"nobody can listen on 127.0.0.1 port {port}") as refused:
            serve(Settings(port=port, data_dir=tmp_path / "data"))
    assert refused.value.facts == {"field": "port", "value": port}
    assert not (tmp_path / "data").exists()


def test_a_server_whose_pipeline_breaks_down_does_not_stay_up(tmp_path: Path) -> None:
    try:
        with pytest.raises(Unavailable, match="pipeline broke down: ValueError"):
            serve(Settings(port=0, data_dir=tmp_path, concurrency=-1))
    finally:
        gc.unfreeze()
        gc.set_threshold(700, 10, 10)
