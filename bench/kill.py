"""Kill the server at random moments while it ingests and investigates: nothing acknowledged is lost, no step repeats.

Each trial sends events and alerts with unique ids, kills the server with SIGKILL after a random time, starts it again
on the same data and, at the end, asks for every event that was ever answered with success. A step that was recorded as
done and then begins again would show in the server's own log of step beginnings.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sqlite3
import statistics
import tempfile
import time
import uuid
from collections import Counter
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import psutil
import psycopg

from bench.harness import CannotRun, Figures, main, progress
from bench.http import Connection
from bench.servers import Served, postgres, start

CLIENTS = 8


def run(figures: Figures) -> None:
    trials = 5 if figures.quick else figures.options.trials
    for name in figures.options.databases.split(","):
        database = postgres() if name == "postgresql" else nullcontext("")
        with tempfile.TemporaryDirectory() as folder, database as url:
            asyncio.run(_trials(figures, Path(folder), name, url, trials))


async def _trials(figures: Figures, root: Path, name: str, url: str, trials: int) -> None:
    randomly = random.Random(figures.options.seed)
    acknowledged: dict[str, str] = {}
    ready: list[float] = []
    cpu: list[float] = []
    for trial in range(trials):
        served = start(root, database_url=url, log=root / "log", log_level="debug", lease_s="2")
        ready.append(served.ready_s)
        cpu.append(_cpu_s(served))
        await _until_killed(served, acknowledged, randomly.uniform(0.2, 1.8), trial)
        if trial % 10 == 9:
            progress(f"{name}: {trial + 1} kills, {len(acknowledged)} events acknowledged")
    served = start(root, database_url=url, log=root / "log", log_level="debug", lease_s="2")
    ready.append(served.ready_s)
    try:
        lost = await _lost(served, acknowledged)
        stuck = await _stuck(served)
    finally:
        served.stop()
    repeated = _repeated(root / "log", _recorded(root, url))
    figures.add("kill.trials", trials, "kills", n=trials, goal=">= 100", db=name)
    figures.add("kill.acked", len(acknowledged), "events", n=trials, db=name)
    figures.add("kill.acked_lost", lost, "events", n=len(acknowledged), goal="<= 0", db=name)
    figures.add("kill.steps_repeated", repeated, "steps", n=trials, goal="<= 0", db=name)
    figures.add("kill.investigations_stuck", stuck, "investigations", n=trials, goal="<= 0", db=name)
    figures.add("kill.ready_s_max", max(ready), "s", n=len(ready), goal="<= 5", db=name)
    figures.add("kill.ready_s_p50", statistics.median(ready), "s", n=len(ready), db=name)
    figures.add("kill.ready_cpu_s", statistics.median(cpu), "s", n=len(cpu), db=name)


def _cpu_s(served: Served) -> float:
    """What the start cost, however busy the machine was."""
    times = psutil.Process(served.process.pid).cpu_times()
    return float(times.user + times.system)


async def _until_killed(served: Served, acknowledged: dict[str, str], after_s: float, trial: int) -> None:
    """Send from several clients until the server is killed; keep what it acknowledged."""

    async def client(number: int) -> None:
        connection = Connection(served.port)
        count = 0
        while True:
            body = _event(trial, number, count)
            count += 1
            try:
                status, answer = await connection.post("/api/v1/events", json.dumps(body).encode())
            except OSError:
                return
            if status in (200, 202):
                acknowledged[str(json.loads(answer)["id"])] = str(body["ingest_id"])

    async def killer() -> None:
        await asyncio.sleep(after_s)
        await asyncio.to_thread(served.kill)

    await asyncio.gather(killer(), *(client(number) for number in range(CLIENTS)))


def _event(trial: int, client: int, count: int) -> dict[str, Any]:
    """Mostly quiet events; the first of each client is an alert, which opens a case and is investigated."""
    firing = count == 0
    now = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    return {
        "tenant_id": "default", "source": "bench", "event_type": "AlertFiring" if firing else "Normal", "ts": now,
        "entity": {"service": f"svc-{trial}-{client}"}, "severity": "high" if firing else "info",
        "payload": {"count": count, "fingerprint": f"{trial}-{client}", "startsAt": now}, "correlation_ids": {},
        "ingest_id": str(uuid.uuid4()), "schema_version": "v1",
    }  # fmt: skip


async def _lost(served: Served, acknowledged: dict[str, str]) -> int:
    """Acknowledged events that cannot be read by their id, or come back as another event."""

    async def lost_of(names: list[str]) -> int:
        connection, lost = Connection(served.port), 0
        for name in names:
            status, answer = await connection.get(f"/api/v1/events/{name}")
            if status != 200 or json.loads(answer)["ingest_id"] != acknowledged[name]:
                lost += 1
        await connection.close()
        return lost

    names = list(acknowledged)
    return sum(await asyncio.gather(*(lost_of(names[client::CLIENTS]) for client in range(CLIENTS))))


async def _stuck(served: Served) -> int:
    """Investigations that have not ended once the queue is empty, or has not moved for a minute."""
    open_ones, depth, moved = -1, -1, time.monotonic()
    async with httpx.AsyncClient(base_url=served.url, timeout=30) as http:
        while time.monotonic() - moved < 60:
            pipeline = (await http.get("/api/v1/pipeline")).json()
            if pipeline["idle"]:
                break
            if sum(pipeline["depth"].values()) != depth:
                depth, moved = sum(pipeline["depth"].values()), time.monotonic()
            await asyncio.sleep(0.5)
        after, open_ones = "", 0
        while True:
            page = (await http.get("/api/v1/investigations", params={"limit": 200, "after": after})).json()
            open_ones += sum(1 for item in page["items"] if item["status"] not in ("done", "error"))
            if not page["next"]:
                return open_ones
            after = page["next"]


def _recorded(root: Path, url: str) -> dict[tuple[str, int], str]:
    """When each step was recorded as done (ISO time), by run and number."""
    query = "SELECT run_id, seq, ended_at FROM agent_steps WHERE tenant = 'default' AND status = 'success'"
    if not url:
        with sqlite3.connect(root / "rootward.db") as connection:
            rows = connection.execute(query).fetchall()
    else:
        with psycopg.connect(url) as postgres_connection:
            postgres_connection.execute("SELECT set_config('app.tenant', 'default', false)")
            rows = postgres_connection.execute(query).fetchall()
    return {(run, seq): datetime.fromtimestamp(ended / 1e9, UTC).isoformat() for run, seq, ended in rows}


def _repeated(log: Path, recorded: dict[tuple[str, int], str]) -> int:
    """Beginnings of a step after the moment at which it was recorded as done."""
    beginnings: Counter[tuple[str, int]] = Counter()
    for line in log.read_text(errors="replace").splitlines():
        if '"step.started"' not in line:
            continue
        try:
            item = json.loads(line)
        except ValueError:
            continue  # the line that was being written when the process was killed
        key = (item["run"], item["seq"])
        if key in recorded and item["timestamp"].replace("Z", "+00:00") > recorded[key]:
            beginnings[key] += 1
    if not recorded:
        raise CannotRun("no step was ever recorded: the investigations did not run")
    return sum(beginnings.values())


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--databases", default="sqlite", help="sqlite, postgresql or both")
    parser.add_argument("--trials", type=int, default=100, help="kills")
    parser.add_argument("--seed", type=int, default=7)


if __name__ == "__main__":
    main("kill", run, _options)
