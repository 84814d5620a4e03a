"""What the audit log costs: a durable commit with one entry beside the same commit without, and entries a second.

The pairs alternate in one process, so that both meet the same disk; the ratio is of their medians. The rate is of eight
writers of one tenant, each waiting for its own durable commit, until every entry has its number and its hash.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from bench.harness import Figures, main, progress
from bench.servers import postgres
from rootward.audit import log
from rootward.audit.entry import Actor, AuditEntry
from rootward.audit.sequencer import keep_sequencing
from rootward.kit import migrate
from rootward.kit.db import Connection, Database
from rootward.schema import audit_heads, idempotency_keys
from rootward.tenancy import tenants
from rootward.tenancy.tenants import DEFAULT

WRITERS = 8


def run(figures: Figures) -> None:
    for name in figures.options.databases.split(","):
        with tempfile.TemporaryDirectory() as folder, postgres() if name == "postgresql" else nullcontext("") as url:
            asyncio.run(_measured(figures, name, url or f"sqlite:///{Path(folder) / 'audit.db'}"))


async def _measured(figures: Figures, name: str, url: str) -> None:
    pairs, seconds = (200, 1.0) if figures.quick else (figures.options.pairs, figures.options.seconds)
    database = Database(url)
    try:
        migrate.upgrade(database.write_engine)
        await database.run(tenants.ensure_default, tenant=DEFAULT)
        progress(f"{name}: {pairs} pairs of commits")
        without, with_entry = await _pairs(database, pairs)
        progress(f"{name}: {WRITERS} writers for {seconds:g} s")
        entries, rate = await _rate(database, seconds)
    finally:
        await database.close()
    goal = "<= 1.1" if name == "sqlite" else None
    ratio = statistics.median(with_entry) / statistics.median(without)
    figures.add("audit.commit_us", 1e6 * statistics.median(without), "us", n=pairs, db=name)
    figures.add("audit.append_us", 1e6 * statistics.median(with_entry), "us", n=pairs, db=name)
    figures.add("audit.append_ratio", ratio, "x", n=pairs, goal=goal, peer="the commit without", ratio=ratio, db=name)
    figures.add("audit.rate", rate, "entries/s", n=entries, goal=">= 2000", db=name)


async def _pairs(database: Database, pairs: int) -> tuple[list[float], list[float]]:
    """Seconds of each commit without and with an entry, alternating."""
    took: tuple[list[float], list[float]] = ([], [])
    for number in range(2 * pairs):
        audited = bool(number % 2)
        unit = partial(_act, number=number, audited=audited)
        began = time.perf_counter()
        await database.run(unit, tenant=DEFAULT)
        took[audited].append(time.perf_counter() - began)
    return took[0][pairs // 10 :], took[1][pairs // 10 :]


def _act(connection: Connection, *, number: int, audited: bool) -> None:
    """A row of about 600 bytes, as an act leaves one."""
    row = {"tenant": DEFAULT, "key": f"k{number}", "digest": "d" * 64, "response": {"body": "x" * 500}}
    connection.execute(idempotency_keys.insert(), row | {"created_at": number})
    if audited:
        log.append(connection, DEFAULT, _entry(number))


def _entry(number: int) -> AuditEntry:
    return AuditEntry(
        actor=Actor(id=f"tok_{number % 7}", kind="service", auth="token"), action="tool.call.intent",
        resource=f"case:{number}", reason="what the plan asks for", args_sha256="a" * 64,
        facts={"tool": "metrics.series", "window": 3600, "service": f"svc-{number % 50}"},
    )  # fmt: skip


async def _rate(database: Database, seconds: float) -> tuple[int, float]:
    """How many entries were numbered, and how many a second."""
    before, began = await database.read(_size, tenant=DEFAULT), time.perf_counter()
    numbering = asyncio.create_task(keep_sequencing(database))
    wrote = sum(await asyncio.gather(*(_writer(database, began + seconds) for _ in range(WRITERS))))
    while await database.read(_size, tenant=DEFAULT) < before + wrote:  # noqa: ASYNC110 the database rings no bell
        await asyncio.sleep(0.005)
    took = time.perf_counter() - began
    numbering.cancel()
    await asyncio.gather(numbering, return_exceptions=True)
    return wrote, wrote / took


async def _writer(database: Database, until: float) -> int:
    wrote = 0
    append: Callable[[Connection], object]
    while time.perf_counter() < until:
        append = partial(log.append, tenant=DEFAULT, entry=_entry(wrote))
        await database.run(append, tenant=DEFAULT)
        wrote += 1
    return wrote


def _size(connection: Connection) -> int:
    query = sa.select(audit_heads.c.size).where(audit_heads.c.tenant == DEFAULT)
    return int(connection.execute(query).scalar() or 0)


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--databases", default="sqlite,postgresql", help="sqlite, postgresql or both")
    parser.add_argument("--pairs", type=int, default=2000)
    parser.add_argument("--seconds", type=float, default=10)


if __name__ == "__main__":
    main("audit", run, _options)
