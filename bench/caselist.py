"""The case list with 100,000 cases: pages and facets over HTTP, and the list in a browser.

The cases are rows as intake writes them, each with its entry on the timeline and its events, over 200 services of a
dozen teams and ten weeks. The browser is Chromium (`web/e2e/caselist.mjs`): the time until the first rows are painted,
and how many frames of a fast scroll through thousands of rows show a place without its row.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import shutil
import statistics
import subprocess
import tempfile
import time
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bench.harness import CannotRun, Figures, main, progress
from bench.http import Connection as Http
from bench.servers import Served, postgres, start
from rootward.cases.model import PREFIXES, STATES
from rootward.cases.open import blank_row, take_numbers
from rootward.events.model import SEVERITIES
from rootward.kit import clock, migrate
from rootward.kit.db import Connection, Database, bulk_insert
from rootward.schema import case_events, case_timeline, cases, tenants, topology_edges
from rootward.tenancy.tenants import DEFAULT, ensure_default

CHUNK = 5000
MINUTE = 60 * 10**9
BROWSER = Path(__file__).parent.parent / "web" / "e2e" / "caselist.mjs"
LIST = "/api/v1/cases?active=true"
SERVICES, TEAMS = 200, 12
ON_SCREEN = 64
_STATES = dict(zip(STATES, (4, 2, 6, 1, 1, 1, 25, 55, 5), strict=True))
_SEVERITIES = dict(zip(SEVERITIES, (5, 20, 40, 25, 10), strict=True))
_CAUSES = ("config.pool_size", "deploy.version", "resource.memory", "network.loss", "code.null", "traffic.surge")
_SYMPTOMS = ("HighErrorRate", "HighLatency", "QueueFull", "DiskFull", "PodOOMKilled", "CertificateExpires")


def run(figures: Figures) -> None:
    count = 2_000 if figures.quick else figures.options.cases
    for name in figures.options.databases.split(","):
        with tempfile.TemporaryDirectory() as folder, postgres() if name == "postgresql" else nullcontext("") as url:
            data = Path(folder)
            began = time.perf_counter()
            asyncio.run(_fill(url or f"sqlite:///{data / 'rootward.db'}", count))
            progress(f"{name}: {count} cases in {time.perf_counter() - began:.0f} s")
            served = start(data, database_url=url)
            try:
                asyncio.run(_api(figures, served, count, name))
                if not figures.options.no_browser:
                    _browser(figures, served, count, name)
            finally:
                served.stop()


async def _fill(url: str, count: int) -> None:
    database = Database(url)
    try:
        migrate.upgrade(database.write_engine)
        await database.run(ensure_default, tenant=DEFAULT)
        await database.run(_own, tenant=DEFAULT)
        dice, now = random.Random(7), clock.now_ns()
        for start_at in range(0, count, CHUNK):
            size = min(CHUNK, count - start_at)
            opened = [now - (count - start_at - place) * MINUTE for place in range(size)]
            await database.run(partial(_insert, opened=opened, dice=dice), tenant=DEFAULT)
    finally:
        await database.close()


def _own(connection: Connection) -> None:
    rows = [
        (DEFAULT, f"group:team-{number % TEAMS}", f"service:shop-{number}", "owns", "catalog", 0, 0)
        for number in range(SERVICES)
    ]
    bulk_insert(connection, topology_edges, [column.name for column in topology_edges.columns], rows)


def _insert(connection: Connection, *, opened: list[int], dice: random.Random) -> None:
    first = take_numbers(connection, DEFAULT, len(opened))
    taken = tenants.update().where(tenants.c.tenant == DEFAULT)
    last = connection.execute(
        taken.values(change_seq=tenants.c.change_seq + len(opened)).returning(tenants.c.change_seq)
    ).scalar_one()
    ids = clock.new_ids("case", len(opened))
    rows = [
        _row(case_id, first + place, at, int(last) - len(opened) + place + 1, dice)
        for place, (case_id, at) in enumerate(zip(ids, opened, strict=True))
    ]
    columns = [column.name for column in cases.columns]
    bulk_insert(connection, cases, columns, [tuple(row[name] for name in columns) for row in rows])
    told = ("tenant", "case_id", "seq", "at", "kind", "actor", "text", "body")
    entries = [
        (DEFAULT, row["case_id"], row["seq"], row["opened_at"], "opened", "rule:new", f"{row['title']} opened it",
         b"{}")
        for row in rows
    ]  # fmt: skip
    bulk_insert(connection, case_timeline, told, entries)
    links = [link for row in rows for link in _links(row, dice)]
    bulk_insert(connection, case_events, [column.name for column in case_events.columns], links)


def _links(row: dict[str, Any], dice: random.Random) -> list[tuple[Any, ...]]:
    """A quarter of what a case has are events, most of them early; the rest repeats."""
    case_id, start = row["case_id"], row["first_event_ts"]
    times = [start, *(start + int(dice.expovariate(1 / (5 * MINUTE))) for _ in range(row["event_count"] // 4))]
    return [
        (DEFAULT, case_id, f"evt_{case_id[5:]}{place}", at, "entity", row["entity"], 0.8, "same service", row["seq"])
        for place, at in enumerate(times)
    ]


def _row(case_id: str, number: int, at: int, seq: int, dice: random.Random) -> dict[str, Any]:
    service, symptom = f"service:shop-{dice.randrange(SERVICES)}", dice.choice(_SYMPTOMS)
    severity = dice.choices(SEVERITIES, [_SEVERITIES[name] for name in SEVERITIES])[0]
    state = dice.choices(STATES, [_STATES[name] for name in STATES])[0]
    title = f"{symptom} on {service.partition(':')[2]}"
    row = blank_row(
        DEFAULT, case_id, kind="incident", number=f"{PREFIXES['incident']}-{number}", title=title, severity=severity,
        entity=service, now=at,
    )  # fmt: skip
    row |= {"first_event_ts": at, "last_event_ts": at + MINUTE, "event_count": dice.randrange(1, 40), "seq": seq}
    row |= {"source": dice.choice(("alertmanager", "alertmanager", "k8s.events", "rootward"))}
    row |= {"state": state, "updated_at": at + dice.randrange(600) * MINUTE}
    if state not in ("open", "investigating"):
        cause = dice.choice(_CAUSES)
        row |= {"confidence": dice.uniform(0.4, 0.95), "cause_kind": cause, "affected": dice.randrange(1, 9)}
        row |= {"cause": f"A change of {cause} on {service.partition(':')[2]} brought it about"}
    if dice.random() < 0.4:
        row |= {"assigned_to": f"person-{dice.randrange(12)}"}
    return row


async def _api(figures: Figures, served: Served, count: int, db: str) -> None:
    rounds = 20 if figures.quick else 200
    http = Http(served.port)
    try:
        deep = await _cursor_at(http, LIST, count // 5)
        severe = await _cursor_at(http, f"{LIST}&sort=severity", count // 5)
        asked = {
            "first": f"{LIST}&limit=50",
            "facets": f"{LIST}&limit=1&facets=true",
            "deep": f"{LIST}&limit=200&cursor={quote(deep)}",
            "deep_by_severity": f"{LIST}&limit=200&sort=severity&cursor={quote(severe)}",
            "rare": f"{LIST}&limit=50&state=verifying&severity=critical",
            "words": f"{LIST}&limit=50&text=shop-17",
            "team": f"{LIST}&limit=50&team=group:team-3",
            "source": f"{LIST}&limit=50&source=k8s.events",
            "lines": await _lines(http),
            "closed": "/api/v1/cases?state=closed&limit=50",
        }
        for name, path in asked.items():
            took = sorted([await _timed(http, path) for _ in range(rounds)])
            p95 = took[int(0.95 * (len(took) - 1))]
            goal = {"first": "<= 50", "facets": "<= 250", "deep": "<= 100", "lines": "<= 50"}.get(name)
            figures.add(f"caselist.{name}_ms_p50", statistics.median(took), "ms", n=rounds, db=db, cases=count)
            figures.add(f"caselist.{name}_ms_p95", p95, "ms", n=rounds, goal=goal, db=db, cases=count)
        await _bulk(figures, http, count, db)
    finally:
        await http.close()


async def _lines(http: Http) -> str:
    """The path that asks for the lines of the rows on a screen, some way down the list."""
    cursor = await _cursor_at(http, LIST, 1_000)
    _, body = await http.get(f"{LIST}&limit={ON_SCREEN}&cursor={quote(cursor)}")
    return "/api/v1/case-pulses?" + "&".join(f"case={item['case_id']}" for item in json.loads(body)["items"])


async def _timed(http: Http, path: str) -> float:
    began = time.perf_counter()
    status, body = await http.get(path)
    if status != 200:
        raise CannotRun(f"GET {path} answered {status}: {body[:200]!r}")
    return 1000 * (time.perf_counter() - began)


async def _cursor_at(http: Http, path: str, depth: int) -> str:
    """Page on until so many cases lie before."""
    cursor, seen = "", 0
    while seen < depth:
        _, body = await http.get(f"{path}&limit=200&cursor={quote(cursor)}")
        page = json.loads(body)
        if page["next"] is None:
            break
        cursor, seen = page["next"], seen + len(page["items"])
    return cursor


async def _bulk(figures: Figures, http: Http, count: int, db: str) -> None:
    """A hundred cases acknowledged in one call."""
    _, page = await http.get(f"{LIST}&limit=100")
    numbers = [item["number"] for item in json.loads(page)["items"]]
    body = {"verb": "acknowledge", "cases": numbers}
    began = time.perf_counter()
    status, answer = await http.post("/api/v1/cases/bulk", json.dumps(body).encode())
    took = time.perf_counter() - began
    if status != 200 or json.loads(answer)["counts"]["changed"] != len(numbers):
        raise CannotRun(f"the bulk call answered {status}: {answer[:200]!r}")
    figures.add("caselist.bulk_s", took, "s", n=len(numbers), db=db, cases=count)


def _browser(figures: Figures, served: Served, count: int, db: str) -> None:
    node = shutil.which("node")
    if node is None or not (BROWSER.parent.parent / "node_modules" / "playwright-core").is_dir():
        raise CannotRun("the browser part needs Node and `make browser`; --no-browser leaves it out")
    rows = 500 if figures.quick else figures.options.rows
    progress(f"{db}: Chromium scrolls through {rows} rows")
    done = subprocess.run(
        [node, str(BROWSER), served.url, str(rows)], capture_output=True, text=True, check=False, timeout=1800
    )
    if done.returncode != 0:
        raise CannotRun(f"the browser ended with {done.returncode}: {(done.stderr or done.stdout)[-400:]}")
    said = json.loads(done.stdout.strip().splitlines()[-1])
    paints = said["paints_s"]
    figures.add("caselist.paint_s", statistics.median(paints), "s", n=len(paints), goal="<= 1.5", db=db, cases=count)
    figures.add(
        "caselist.blank_frames", said["blank"], "frames", n=said["frames"], goal="<= 0", db=db, rows=said["rows"]
    )
    figures.add("caselist.frame_ms_p95", said["frame_ms_p95"], "ms", n=said["frames"], db=db, rows=said["rows"])


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--databases", default="sqlite", help="sqlite, postgresql or both")
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--rows", type=int, default=5_000, help="how many rows the browser scrolls through")
    parser.add_argument("--no-browser", action="store_true")


if __name__ == "__main__":
    main("caselist", run, _options)
