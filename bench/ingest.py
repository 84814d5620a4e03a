"""Durable ingestion over HTTP: single events and batches a second, on SQLite and PostgreSQL, beside a bare loop.

The baseline (bench/bare.py) accepts the same bodies with FastAPI and inserts them into sqlite3 with a durable commit;
it neither validates, redacts, recognises repeats nor tells anybody. Ours and it run one after the other in one run.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from pathlib import Path

from bench.harness import CannotRun, Figures, main, progress
from bench.http import Connection
from bench.servers import Served, free_port, postgres, start, until_ready

CONNECTIONS = 64
BATCH = 1000
BATCH_CONNECTIONS = 4


def event(number: int) -> dict[str, object]:
    """A Kubernetes-like event of about 700 bytes."""
    return {
        "tenant_id": "default", "source": "bench", "event_type": "Normal", "ts": "2026-11-20T12:00:00.123Z",
        "correlation_ids": {"trace_id": f"{number:032x}"},
        "entity": {"cluster": "prod", "namespace": "payments", "service": f"svc-{number % 50}",
                   "pod": f"svc-{number % 50}-7d8f9c-{number % 7}"},
        "severity": "info",
        "payload": {"reason": "Pulled", "message": f"Successfully pulled image registry/svc:{number % 9} in 1.2s",
                    "count": number % 5, "source": {"component": "kubelet", "host": f"node-{number % 12}"},
                    "annotations": {"a": "x" * 120, "b": "y" * 80}},
        "ingest_id": str(uuid.uuid4()), "schema_version": "v1",
    }  # fmt: skip


def run(figures: Figures) -> None:
    seconds = 2.0 if figures.quick else figures.options.seconds
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        progress("bare FastAPI + sqlite3")
        bare = _measure(lambda: _bare(root), seconds)
        for name in figures.options.databases.split(","):
            progress(f"rootward on {name}")
            with postgres() if name == "postgresql" else nullcontext("") as url:
                ours = _measure(partial(start, root / name, database_url=url), seconds)
            _report(figures, name, ours, bare)


def _report(
    figures: Figures,
    name: str,
    ours: tuple[list[float], float, int, float],
    bare: tuple[list[float], float, int, float],
) -> None:
    latencies, single, accepted, batch = ours
    figures.add("ingest.single.rate", single, "events/s", n=len(latencies), goal=">= 1500", db=name)
    figures.add("ingest.single.p99_ms", _p99(latencies), "ms", n=len(latencies), db=name)
    figures.add("ingest.batch.rate", batch, "events/s", n=accepted, goal=">= 30000", db=name)
    peer = "bare FastAPI + sqlite3"
    figures.add(
        "ingest.single.ratio", single / bare[1], "x", n=len(latencies), ratio=single / bare[1], peer=peer, db=name
    )
    figures.add("ingest.batch.ratio", batch / bare[3], "x", n=accepted, ratio=batch / bare[3], peer=peer, db=name)
    figures.add("ingest.bare.single.rate", bare[1], "events/s", n=len(bare[0]), db=name)
    figures.add("ingest.bare.batch.rate", bare[3], "events/s", n=bare[2], db=name)


def _measure(begin: Callable[[], Served], seconds: float) -> tuple[list[float], float, int, float]:
    """Latencies and rate of single events, number and rate of batched ones; everything answered is counted, no more."""
    served = begin()
    try:
        latencies, single = asyncio.run(_singles(served.port, seconds))
        accepted, batch = asyncio.run(_batches(served.port, seconds))
    finally:
        served.stop()
    return latencies, single, accepted, batch


async def _singles(port: int, seconds: float) -> tuple[list[float], float]:
    latencies: list[float] = []
    began = time.perf_counter()

    async def client(offset: int) -> None:
        connection = Connection(port)
        number = offset
        while time.perf_counter() - began < seconds:
            body = json.dumps(event(number)).encode()
            at = time.perf_counter()
            status, answer = await connection.post("/api/v1/events", body)
            if status not in (200, 202):
                raise CannotRun(f"HTTP {status}: {answer[:200]!r}")
            latencies.append(time.perf_counter() - at)
            number += CONNECTIONS
        await connection.close()

    await asyncio.gather(*(client(offset) for offset in range(CONNECTIONS)))
    return latencies, len(latencies) / (time.perf_counter() - began)


async def _batches(port: int, seconds: float) -> tuple[int, float]:
    accepted = 0
    bodies = [json.dumps([event(n) for n in range(BATCH)]).encode() for _ in range(int(40 * max(1.0, seconds)))]
    began = time.perf_counter()

    async def client() -> None:
        nonlocal accepted
        connection = Connection(port)
        while bodies and time.perf_counter() - began < seconds:
            status, answer = await connection.post("/api/v1/events", bodies.pop())
            if status != 200:
                raise CannotRun(f"HTTP {status}: {answer[:200]!r}")
            accepted += BATCH
        await connection.close()

    await asyncio.gather(*(client() for _ in range(BATCH_CONNECTIONS)))
    return accepted, accepted / (time.perf_counter() - began)


def _bare(root: Path) -> Served:
    port = free_port()
    began = time.monotonic()
    process = subprocess.Popen([sys.executable, "-m", "bench.bare", str(root / "bare.db"), str(port)])
    until_ready(port, process)
    return Served(process, port, time.monotonic() - began)


def _p99(latencies: list[float]) -> float:
    return statistics.quantiles(latencies, n=100)[98] * 1000 if len(latencies) > 1 else float("nan")


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--databases", default="sqlite,postgresql", help="sqlite, postgresql or both")
    parser.add_argument("--seconds", type=float, default=10.0, help="seconds a phase")


if __name__ == "__main__":
    main("ingest", run, _options)
