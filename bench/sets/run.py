"""One case through the product: ingest what the adapter gives, ask, and read the report that was stored.

Nothing of causality is called here: the application is opened as a command would, its stages do the work, and all that
comes back is the report's body and how long it took from the request until it was stored.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import rootward
from bench.sets.contract import Adapter, Body, Question
from bench.stored import until_stored
from rootward.agents.contract import Scope
from rootward.app import App, open_app
from rootward.cases import read as cases
from rootward.events.model import Received
from rootward.investigations.ask import ask
from rootward.investigations.read import read_investigation, read_report
from rootward.kit import log
from rootward.kit.collector import calm
from rootward.settings import Settings

__all__ = ["Outcome", "investigate", "stored"]

TENANT = "default"
_STORAGE = (
    "schema", "migrations", "plugins/sources", "events/chunks.py", "events/ids.py", "events/model.py",
    "events/points.py", "events/templates.py",
)  # fmt: skip
"""What decides how a piece of telemetry is kept; another of these makes the stores anew."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    report: dict[str, Any] | None
    seconds: float
    ingest_s: float


def stored(adapter: Adapter, data: Path, case: str, stores: Path) -> Path:
    """The folder with the case's data ingested; made when it is not there yet."""
    target = stores / adapter.name / f"{case}-{_digest(adapter)}"
    if target.is_dir():
        return target
    with tempfile.TemporaryDirectory() as given:
        adapter.copy(data, case, Path(given))
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=target.parent, prefix=".making-"))
        try:
            asyncio.run(_ingest(adapter, Path(given), fresh))
            if not target.is_dir():  # another run may have been first
                with suppress(OSError):
                    fresh.rename(target)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    return target


def investigate(adapter: Adapter, data: Path, case: str, stores: Path, onset: int | None) -> Outcome:
    """In a fresh copy of the stored data, so that no case knows of another or of an earlier run."""
    began = time.perf_counter()
    kept = stored(adapter, data, case, stores)
    ingest_s = time.perf_counter() - began
    with tempfile.TemporaryDirectory() as given, tempfile.TemporaryDirectory() as folder:
        adapter.copy(data, case, Path(given))
        question = adapter.question(Path(given), onset)
        shutil.copytree(kept, folder, dirs_exist_ok=True)
        os.sync()  # or the investigation would wait at its first commit until all of the copy is on the disk
        report, seconds = asyncio.run(_ask(Path(folder), question))
    return Outcome(report=report, seconds=seconds, ingest_s=ingest_s)


async def _ingest(adapter: Adapter, given: Path, folder: Path) -> None:
    log.configure("error", "text")
    async with open_app(Settings(data_dir=folder)) as app:
        stages = asyncio.create_task(app.run_stages())
        for number, piece in enumerate(adapter.pieces(given)):
            if isinstance(piece, Body):
                answers = await app.receive(TENANT, piece.source, piece.body, piece.headers)
                refused = [one.reason for one in answers if one.status in ("rejected", "conflict")]
                if refused:
                    raise ValueError(f"{piece.source}: {len(refused)} of {len(answers)} refused: {refused[0]}")
            else:
                received = Received(telemetry=piece)
                await app.ingestor.accept(TENANT, received, source="bench", body=str(number).encode())
        await app.settle()
        stages.cancel()


async def _ask(folder: Path, question: Question | None) -> tuple[dict[str, Any] | None, float]:
    log.configure("error", "text")
    async with open_app(Settings(data_dir=folder)) as app:
        calm()  # as the server does when it has started
        stages = asyncio.create_task(app.run_stages())
        try:
            case = await _case(app)
            if question is None and not case:
                return None, 0.0
            began = time.perf_counter()
            report = await _answer(app, folder, _scope(question) if question else None, case)
            return report, time.perf_counter() - began
        finally:
            stages.cancel()


async def _case(app: App) -> str:
    """The case that the events opened (the newest), '' when they opened none."""
    found = await app.db.read(partial(cases.find, tenant=TENANT), tenant=TENANT)
    return found.items[0].case_id if found.items else ""


async def _answer(app: App, folder: Path, scope: Scope | None, case: str) -> dict[str, Any] | None:
    pack = await app.pack_of(TENANT)
    unit = partial(ask, tenant=TENANT, case_ref=case, scope=scope, by="bench", pins=app.pins_of(pack), bus=app.bus)
    investigation_id, _ = await app.db.run(unit, tenant=TENANT)
    await until_stored(folder, TENANT, investigation_id)
    row = await app.db.read(
        partial(read_investigation, tenant=TENANT, investigation_id=investigation_id), tenant=TENANT
    )
    if row["status"] != "done":
        return None
    found = await app.db.read(partial(read_report, tenant=TENANT, report_id=row["report_id"]), tenant=TENANT)
    return found.content


def _scope(question: Question) -> Scope:
    return Scope(
        tenant=TENANT, start=question.start, end=question.end, service=question.service, query=question.query,
        onset=question.onset, detected=question.detected, baseline=question.baseline, exclude=question.exclude,
    )  # fmt: skip


def _digest(adapter: Adapter) -> str:
    """Of the adapter's version and of the code that stores."""
    root = Path(rootward.__file__).parent
    summed = hashlib.sha256(f"{adapter.name} {adapter.version}".encode())
    for part in _STORAGE:
        paths = [root / part] if part.endswith(".py") else sorted((root / part).rglob("*.py"))
        for path in paths:
            summed.update(path.read_bytes())
    return summed.hexdigest()[:16]
