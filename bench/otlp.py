"""Spans of agents into runs: how many a second over OTLP/HTTP, durable and readable, beside Phoenix in the same run.

Both get the same protobuf bodies over as many connections. The clock runs from the first byte until everything can be
read back: ours when every run stands there and nothing waits any more (spans stored, runs with steps, tool calls and
failures written, failed ones told to the intake); Phoenix when it counts every trace and span.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sqlite3
import tempfile
import time
import urllib.request
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psutil
import uvloop

from bench import phoenix
from bench.harness import CannotRun, Figures, main, progress
from bench.http import Connection
from bench.otlp_payloads import SPANS_A_RUN, Payloads, payloads
from bench.servers import Served, start

CONNECTIONS = 4
RUNS, FEW_RUNS = 2_000, 150
CACHE = Path.home() / ".cache" / "rootward-bench"
_PROTOBUF = "application/x-protobuf"
_PATIENCE_S = 900.0


def run(figures: Figures) -> None:
    runs = FEW_RUNS if figures.quick else figures.options.runs
    sent = payloads(runs)
    with tempfile.TemporaryDirectory() as folder:
        progress(f"rootward: {sent.spans} spans of {runs} runs in {len(sent.bodies)} bodies")
        ours, our_cpu = _ours(Path(folder) / "ours", sent)
        _report(figures, "rootward", sent, ours, our_cpu)
        if figures.options.alone:
            return
        try:
            home = phoenix.installed(figures.options.cache)
        except CannotRun as error:
            progress(f"skipped: {error}")
            return
        name = f"Phoenix {phoenix.version(home)}, SQLite"
        progress(name)
        theirs, their_cpu = _theirs(home, Path(folder) / "theirs", sent)
        _report(figures, "phoenix", sent, theirs, their_cpu)
        ratio = ours / theirs
        figures.add("otlp.ratio", ratio, "x", n=sent.spans, goal=">= 10", ratio=ratio, peer=name)
        figures.add("otlp.cpu_ratio", their_cpu / our_cpu, "x", n=sent.spans, peer=name, ratio=their_cpu / our_cpu)


def _report(figures: Figures, server: str, sent: Payloads, rate: float, cpu_us: float) -> None:
    figures.add("otlp.rate", rate, "spans/s", n=sent.spans, server=server)
    figures.add("otlp.cpu_us", cpu_us, "us/span", n=sent.spans, server=server)


def _ours(data: Path, sent: Payloads) -> tuple[float, float]:
    """Spans a second, and microseconds of CPU a span."""
    served = start(data)
    try:
        took, cpu = _measure(served, sent, lambda: _all_runs(served, len(sent.traces)))
        _check(served, sent)
    finally:
        served.stop()
    with closing(sqlite3.connect(data / "rootward.db")) as database:
        (kept,) = database.execute("SELECT count(*) FROM spans").fetchone()
    if kept != sent.spans:
        raise CannotRun(f"{kept} of {sent.spans} spans are stored")
    return sent.spans / took, cpu


def _theirs(home: Path, data: Path, sent: Payloads) -> tuple[float, float]:
    """As `_ours`."""
    served = phoenix.serve(home, data)
    try:
        took, cpu = _measure(served, sent, lambda: phoenix.stored(served) == (len(sent.traces), sent.spans))
    finally:
        served.stop()
    return sent.spans / took, cpu


def _measure(served: Served, sent: Payloads, is_done: Callable[[], bool]) -> tuple[float, float]:
    """Seconds from the first body until `is_done`, and microseconds of the server's CPU a span.

    What a server makes ready at its first request is not measured. It is asked seldom enough not to be held up by it.
    """
    uvloop.run(_send(served, [b""]))
    is_done()
    process = psutil.Process(served.process.pid)
    used, began = sum(process.cpu_times()[:2]), time.perf_counter()
    uvloop.run(_send(served, list(reversed(sent.bodies))))
    while not is_done():
        elapsed = time.perf_counter() - began
        if elapsed > _PATIENCE_S:
            raise CannotRun(f"not everything was there after {_PATIENCE_S:g} s")
        time.sleep(max(0.1, elapsed / 50))
    took = time.perf_counter() - began
    return took, (sum(process.cpu_times()[:2]) - used) / sent.spans * 1e6


async def _send(served: Served, bodies: list[bytes]) -> None:
    """Every body, sent again when the server asks for patience."""

    async def client() -> None:
        connection = Connection(served.port)
        while bodies:
            body = bodies.pop()
            status, answer = await connection.post("/v1/traces", body, _PROTOBUF)
            while status in (429, 503):
                await asyncio.sleep(0.2)
                status, answer = await connection.post("/v1/traces", body, _PROTOBUF)
            if status != 200:
                raise CannotRun(f"HTTP {status}: {answer[:200]!r}")
        await connection.close()

    await asyncio.gather(*(client() for _ in range(CONNECTIONS)))


def _all_runs(served: Served, runs: int) -> bool:
    idle = _get(served, "/api/v1/pipeline")["idle"]
    return bool(idle and _get(served, "/metrics/overview?hours=1")["total_runs"] == runs)


def _check(served: Served, sent: Payloads) -> None:
    """Whole runs, looked at one by one: every fortieth."""
    for trace in sent.traces[::40]:
        found = _get(served, f"/agent-runs/{trace}")
        if (found["step_count"], found["tool_call_count"]) != (SPANS_A_RUN - 6, 6):
            raise CannotRun(f"the run {trace} is not whole: {found}")


def _get(served: Served, path: str) -> dict[str, object]:
    with urllib.request.urlopen(f"{served.url}{path}", timeout=60) as answer:
        found: dict[str, object] = json.load(answer)
    return found


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--runs", type=int, default=RUNS, help=f"runs of {SPANS_A_RUN} spans")
    parser.add_argument("--cache", type=Path, default=CACHE, help="where Phoenix is installed")
    parser.add_argument("--alone", action="store_true", help="without Phoenix")


if __name__ == "__main__":
    main("otlp", run, _options)
