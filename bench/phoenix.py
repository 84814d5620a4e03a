"""Phoenix: the peer of bench.otlp, installed in a virtual environment of its own and served on loopback with SQLite."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from bench.harness import CannotRun, progress
from bench.servers import Served, free_port, until_ready

__all__ = ["installed", "serve", "stored"]

_QUERY = json.dumps({"query": "{ projects { edges { node { traceCount recordCount } } } }"}).encode()


def installed(cache: Path) -> Path:
    """The environment's folder, made once. Raises CannotRun when it cannot be installed."""
    home = cache / "phoenix"
    program = home / "bin" / "phoenix"
    if not program.is_file():
        progress(f"installing arize-phoenix into {home} (once)")
        pip = [str(home / "bin" / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        for command in ([sys.executable, "-m", "venv", str(home)], [*pip, "arize-phoenix"]):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                raise CannotRun(f"Phoenix cannot be installed: {done.stderr[-300:]}")
    return home


def version(home: Path) -> str:
    asked = [str(home / "bin" / "python"), "-c", "import importlib.metadata as m; print(m.version('arize-phoenix'))"]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()


def serve(home: Path, data: Path) -> Served:
    data.mkdir(parents=True, exist_ok=True)
    port = free_port()
    environment = {
        **os.environ, "PHOENIX_WORKING_DIR": str(data), "PHOENIX_HOST": "127.0.0.1", "PHOENIX_PORT": str(port),
        "PHOENIX_GRPC_PORT": str(free_port()), "PHOENIX_TELEMETRY_ENABLED": "false",
        "PHOENIX_ALLOW_EXTERNAL_RESOURCES": "false",
    }  # fmt: skip
    began = time.monotonic()
    with (data / "log").open("ab") as log:
        process = subprocess.Popen(
            [str(home / "bin" / "phoenix"), "serve"], env=environment, stdout=log, stderr=log, cwd=data
        )
    try:
        until_ready(port, process, path="/healthz", seconds=600)
    except CannotRun:
        process.kill()
        process.wait()
        raise
    return Served(process, port, time.monotonic() - began)


def stored(served: Served) -> tuple[int, int]:
    """Traces and spans that can be read back."""
    request = urllib.request.Request(f"{served.url}/graphql", _QUERY, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        edges = json.load(answer)["data"]["projects"]["edges"]
    nodes = [edge["node"] for edge in edges]
    return sum(node["traceCount"] for node in nodes), sum(node["recordCount"] for node in nodes)
