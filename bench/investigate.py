"""A cold investigation of a synthetic estate: 100 services x 10 metrics x 1 h at 15 s, with spans and logs.

The estate is stored once; each counted investigation runs in a new process on that database, so nothing is warm but the
operating system's file cache. Time is from the request to the stored report; memory is the process's peak. A run counts
only when everything stored was read and the report names the service that broke.
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

import sqlalchemy as sa

from bench.estate import END, FAULT_AT, MINUTES, SERIES_EACH, START, broken, pieces
from bench.harness import CannotRun, Figures, main, progress
from bench.stored import until_stored
from rootward.agents.contract import Scope
from rootward.app import App, open_app
from rootward.events.model import Received
from rootward.investigations.ask import ask
from rootward.investigations.read import read_investigation, read_report
from rootward.kit import log
from rootward.kit.collector import calm
from rootward.runs.calls import calls_of
from rootward.settings import Settings

TENANT = "default"
SPANS_A_MINUTE, LINES_A_MINUTE = 600, 300


def run(figures: Figures) -> None:
    if figures.options.child:
        print(json.dumps(asyncio.run(_one(Path(figures.options.child), figures.options.services))))
        sys.exit(0)
    services, rounds = (20, 2) if figures.quick else (figures.options.services, figures.options.rounds)
    with tempfile.TemporaryDirectory() as folder:
        progress(f"storing an estate of {services} services")
        asyncio.run(_store(Path(folder), services))
        results = []
        for number in range(rounds):
            results.append(_child(folder, services))
            progress(f"investigation {number + 1} of {rounds}: {results[-1]['seconds']:.3f} s")
    seconds = sorted(item["seconds"] for item in results)
    p95 = seconds[min(len(seconds) - 1, int(len(seconds) * 0.95))]
    figures.add("investigate.p50_s", statistics.median(seconds), "s", n=rounds, goal="<= 0.5", services=services)
    figures.add("investigate.p95_s", p95, "s", n=rounds, goal="<= 2", services=services)
    peak = max(item["rss_mb"] for item in results)
    figures.add("investigate.rss_mb", peak, "MB", n=rounds, goal="<= 250", services=services)
    cpu = statistics.median(item["cpu"] for item in results)
    figures.add("investigate.cpu_s", cpu, "s", n=rounds, services=services)


def _child(folder: str, services: int) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.investigate", "--child", folder, "--services", str(services)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotRun(done.stderr[-500:])
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


async def _store(folder: Path, services: int) -> None:
    log.configure("error", "text")
    async with open_app(Settings(data_dir=folder)) as app:
        for number, telemetry in enumerate(pieces(services, SPANS_A_MINUTE, LINES_A_MINUTE)):
            await app.ingestor.accept(TENANT, Received(telemetry=telemetry), source="bench", body=str(number).encode())
        stages = asyncio.create_task(app.run_stages())
        await app.settle()
        stages.cancel()


async def _one(folder: Path, services: int) -> dict[str, float]:
    log.configure("error", "text")
    async with open_app(Settings(data_dir=folder)) as app:
        calm()  # as the server does when it has started
        stages = asyncio.create_task(app.run_stages())
        began, busy = time.perf_counter(), time.process_time()
        row = await _investigate(app, folder)
        seconds, cpu = time.perf_counter() - began, time.process_time() - busy
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        await app.db.read(partial(_check, row=row, services=services), tenant=TENANT)
        stages.cancel()
    return {"seconds": seconds, "cpu": cpu, "rss_mb": peak}


async def _investigate(app: App, folder: Path) -> sa.RowMapping:
    pack = await app.pack_of(TENANT)
    scope = Scope(tenant=TENANT, start=START, end=END, service="svc-000", query=f"slow since {FAULT_AT}")
    unit = partial(ask, tenant=TENANT, case_ref="", scope=scope, by="bench", pins=app.pins_of(pack), bus=app.bus)
    investigation_id, _ = await app.db.run(unit, tenant=TENANT)
    await until_stored(folder, TENANT, investigation_id)
    return await app.db.read(
        partial(read_investigation, tenant=TENANT, investigation_id=investigation_id), tenant=TENANT
    )


def _check(connection: sa.Connection, row: sa.RowMapping, services: int) -> None:
    """An investigation that saw little is quick: it must have read the whole estate and found what broke."""
    if row["status"] != "done":
        raise CannotRun(f"the investigation ended as {row['status']}: {row['error_message']}")
    read = {str(call["tool_name"]): str(call["result_summary"]) for call in calls_of(connection, TENANT, row["run_id"])}
    stored = {
        "metrics.series": f"{services * SERIES_EACH} series of {services} entities",
        "spans.stats": f"{MINUTES * SPANS_A_MINUTE} spans of {services} entities",
        "logs.counts": f"{MINUTES * LINES_A_MINUTE} log lines",
    }
    for tool, amount in stored.items():
        if not read.get(tool, "").startswith(amount):
            raise CannotRun(f"{tool} read {read.get(tool, 'nothing')!r}, stored are {amount}")
    verdict = read_report(connection, TENANT, row["investigation_id"]).content["verdict"]
    cause = verdict.get("cause") if isinstance(verdict, dict) else None
    if not isinstance(cause, dict) or cause.get("entity") != broken(services):
        raise CannotRun(f"the report names {cause!r}, but {broken(services)} broke")


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--services", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--child", default="", help=argparse.SUPPRESS)


if __name__ == "__main__":
    main("investigate", run, _options)
