"""A cold investigation of a synthetic estate: 100 services x 10 metrics x 1 h at 15 s, with spans and logs.

The estate is stored once; each counted investigation runs in a new process on that database, so nothing is warm but the
operating system's file cache. Time is from the request to the stored report; memory is the process's peak.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from bench.estate import END, FAULT_AT, START, pieces
from bench.harness import CannotRun, Figures, main, progress
from rootward.agents.contract import Scope
from rootward.app import App, open_app
from rootward.events.model import Received
from rootward.investigations.ask import ask
from rootward.investigations.read import read_investigation
from rootward.kit import log
from rootward.settings import Settings

TENANT = "default"


def run(figures: Figures) -> None:
    if figures.options.child:
        print(json.dumps(asyncio.run(_one(Path(figures.options.child)))))
        sys.exit(0)
    services, rounds = (20, 2) if figures.quick else (figures.options.services, figures.options.rounds)
    with tempfile.TemporaryDirectory() as folder:
        progress(f"storing an estate of {services} services")
        asyncio.run(_store(Path(folder), services))
        results = []
        for number in range(rounds):
            results.append(_child(folder))
            progress(f"investigation {number + 1} of {rounds}: {results[-1]['seconds']:.3f} s")
    seconds = sorted(item["seconds"] for item in results)
    p95 = seconds[min(len(seconds) - 1, int(len(seconds) * 0.95))]
    figures.add("investigate.p50_s", statistics.median(seconds), "s", n=rounds, goal="<= 0.5", services=services)
    figures.add("investigate.p95_s", p95, "s", n=rounds, goal="<= 2", services=services)
    peak = max(item["rss_mb"] for item in results)
    figures.add("investigate.rss_mb", peak, "MB", n=rounds, goal="<= 500", services=services)


def _child(folder: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.investigate", "--child", folder], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CannotRun(done.stderr[-500:])
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


async def _store(folder: Path, services: int) -> None:
    log.configure("error", "text")
    async with open_app(Settings(data_dir=folder)) as app:
        for number, telemetry in enumerate(pieces(services, spans_a_minute=600, lines_a_minute=300)):
            await app.ingestor.accept(TENANT, Received(telemetry=telemetry), source="bench", body=str(number).encode())
        stages = asyncio.create_task(app.run_stages())
        await app.settle()
        stages.cancel()


async def _one(folder: Path) -> dict[str, float]:
    log.configure("error", "text")
    async with open_app(Settings(data_dir=folder)) as app:
        stages = asyncio.create_task(app.run_stages())
        began = time.perf_counter()
        status = await _investigate(app)
        seconds = time.perf_counter() - began
        stages.cancel()
        if status != "done":
            raise CannotRun(f"the investigation ended as {status}")
    return {"seconds": seconds, "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


async def _investigate(app: App) -> str:
    pack = await app.pack_of(TENANT)
    scope = Scope(tenant=TENANT, start=START, end=END, service="svc-000", query=f"slow since {FAULT_AT}")
    unit = partial(ask, tenant=TENANT, case_ref="", scope=scope, by="bench", pins=app.pins_of(pack), bus=app.bus)
    investigation_id, _ = await app.db.run(unit, tenant=TENANT)
    while True:
        row = await app.db.read(
            partial(read_investigation, tenant=TENANT, investigation_id=investigation_id), tenant=TENANT
        )
        if row["status"] in ("done", "error"):
            return str(row["status"])
        await asyncio.sleep(0.005)


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--services", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--child", default="", help=argparse.SUPPRESS)


if __name__ == "__main__":
    main("investigate", run, _options)
