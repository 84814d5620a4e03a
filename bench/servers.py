"""Servers for benchmarks: ours as its own process, and a private PostgreSQL; loopback only, ended with the block."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.harness import CannotRun

__all__ = ["Served", "free_port", "postgres", "start", "until_ready"]


@dataclass
class Served:
    process: subprocess.Popen[bytes]
    port: int
    ready_s: float

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def kill(self) -> None:
        """What a crash does: no chance to finish anything."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(data_dir: Path, *, database_url: str = "", log: Path | None = None, **settings: str) -> Served:
    """`rootward serve` on a free port, waited for until it is ready."""
    port = free_port()
    environment = {**os.environ, "ROOTWARD_DATA_DIR": str(data_dir), "ROOTWARD_LOG_FORMAT": "json"}
    environment |= {f"ROOTWARD_{name.upper()}": value for name, value in settings.items()}
    if database_url:
        environment["ROOTWARD_DATABASE_URL"] = database_url
        subprocess.run(
            [sys.executable, "-m", "rootward", "db", "upgrade"], env=environment, check=True, capture_output=True
        )
    output = log.open("ab") if log else subprocess.DEVNULL
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "rootward", "serve", "--port", str(port)], env=environment, stdout=output, stderr=output
    )
    try:
        until_ready(port, process)
    except CannotRun:
        process.kill()
        process.wait()
        raise
    return Served(process, port, time.monotonic() - began)


def until_ready(port: int, process: subprocess.Popen[bytes], path: str = "/health/ready", seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise CannotRun(f"the server ended with {process.returncode} before it was ready")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.02)
    raise CannotRun(f"the server was not ready within {seconds:g} s")


@contextmanager
def postgres() -> Iterator[str]:
    """URL of a fresh database in a private cluster, as a role that row-level security binds; how durable and how fast
    the server is, is as it comes."""
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin")) or [
        Path(found).parent for found in [shutil.which("initdb")] if found
    ]
    if not binaries:
        raise CannotRun("PostgreSQL's initdb is not installed (Debian: apt-get install postgresql)")
    root = Path(tempfile.mkdtemp(prefix="rootward-pg-"))
    port = free_port()
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_user:
        shutil.chown(root, "postgres")
    tool = binaries[-1]

    def call(*arguments: str) -> None:
        done = subprocess.run([*as_user, *arguments], capture_output=True, text=True, check=False, cwd=root)
        if done.returncode:
            raise CannotRun(f"{arguments[0]} failed: {done.stderr[-300:]}")

    data = root / "data"
    call(str(tool / "initdb"), "-D", str(data), "-A", "trust", "-U", "owner", "-E", "UTF8", "--locale=C")
    call(str(tool / "pg_ctl"), "-D", str(data), "-w", "-l", str(root / "log"), "-o",
         f"-p {port} -c listen_addresses=127.0.0.1 -k {root}", "start")  # fmt: skip
    try:
        for statement in ("CREATE ROLE app LOGIN CREATEDB", "CREATE DATABASE rootward OWNER app"):
            call(
                str(tool / "psql"), "-h", "127.0.0.1", "-p", str(port), "-U", "owner", "-d", "postgres", "-c", statement
            )
        yield f"postgresql://app@127.0.0.1:{port}/rootward"
    finally:
        call(str(tool / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(root, ignore_errors=True)
