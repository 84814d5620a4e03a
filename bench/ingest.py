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
from typing import NamedTuple

import psutil
import uvloop

from bench.harness import CannotRun, Figures, main, progress
from bench.http import Connection
from bench.servers import Served, free_port, postgres, start, until_ready

CONNECTIONS = 64
BATCH = 1000
BATCH_CONNECTIONS = 8
MOST_A_SECOND, MOST_BATCHES_A_SECOND = 5_000, 45
"""Bodies that are made ready for each second: more than any side takes here."""


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


class Phase(NamedTuple):
    """What one side took in: how many events, how many a second, CPU microseconds of its process an event."""

    accepted: int
    rate: float
    cpu_us: float
    latencies: list[float]


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


def _report(figures: Figures, name: str, ours: tuple[Phase, Phase], bare: tuple[Phase, Phase]) -> None:
    single, batch = ours
    figures.add("ingest.single.rate", single.rate, "events/s", n=single.accepted, goal=">= 1500", db=name)
    figures.add("ingest.single.p99_ms", _p99(single.latencies), "ms", n=single.accepted, db=name)
    figures.add("ingest.single.cpu_us", single.cpu_us, "us/event", n=single.accepted, db=name)
    figures.add("ingest.batch.rate", batch.rate, "events/s", n=batch.accepted, goal=">= 30000", db=name)
    figures.add("ingest.batch.cpu_us", batch.cpu_us, "us/event", n=batch.accepted, db=name)
    for kind, mine, peer in (("single", single, bare[0]), ("batch", batch, bare[1])):
        ratio = mine.rate / peer.rate
        figures.add(
            f"ingest.{kind}.ratio", ratio, "x", n=mine.accepted, ratio=ratio, peer="bare FastAPI + sqlite3", db=name
        )
        figures.add(f"ingest.bare.{kind}.rate", peer.rate, "events/s", n=peer.accepted, db=name)
        figures.add(f"ingest.bare.{kind}.cpu_us", peer.cpu_us, "us/event", n=peer.accepted, db=name)


def _measure(begin: Callable[[], Served], seconds: float) -> tuple[Phase, Phase]:
    """Single events, then batches; everything answered is counted, no more. Bodies are made before the clock runs."""
    singles = [json.dumps(event(number)).encode() for number in range(int(MOST_A_SECOND * seconds))]
    batches = [
        json.dumps([event(n) for n in range(BATCH)]).encode() for _ in range(int(MOST_BATCHES_A_SECOND * seconds))
    ]
    served = begin()
    try:
        return (
            uvloop.run(_phase(served, singles, seconds, connections=CONNECTIONS, events=1)),
            uvloop.run(_phase(served, batches, seconds, connections=BATCH_CONNECTIONS, events=BATCH)),
        )
    finally:
        served.stop()


async def _phase(served: Served, bodies: list[bytes], seconds: float, *, connections: int, events: int) -> Phase:
    latencies: list[float] = []
    process = psutil.Process(served.process.pid)
    used, began = sum(process.cpu_times()[:2]), time.perf_counter()

    async def client() -> None:
        connection = Connection(served.port)
        while bodies and (at := time.perf_counter()) - began < seconds:
            status, answer = await connection.post("/api/v1/events", bodies.pop())
            if status not in (200, 202):
                raise CannotRun(f"HTTP {status}: {answer[:200]!r}")
            latencies.append(time.perf_counter() - at)
        await connection.close()

    await asyncio.gather(*(client() for _ in range(connections)))
    accepted, took = len(latencies) * events, time.perf_counter() - began
    cpu = sum(process.cpu_times()[:2]) - used
    return Phase(accepted, accepted / took, cpu / accepted * 1e6, latencies)


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
