"""Every recorded incident through the whole way: events in, a case, a cited cause; and the quiet day stays quiet.

The truth is opened only after the report is written.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from rootward.cli.client import Client, connected
from rootward.cli.options import Options
from rootward.cli.send import send
from rootward.demo import incidents
from rootward.plugins.sources import bundle

TRUTH = Path(__file__).parents[2] / "bench" / "shop" / "truth"
NAMES = sorted(path.stem for path in TRUTH.glob("*.json"))


@dataclass(frozen=True)
class Outcome:
    cases: list[dict[str, Any]]
    report: dict[str, Any] | None
    raw: bytes
    again: bytes
    verified: dict[str, Any] | None
    blamed: str  # ingest id of the change the report blames


@asynccontextmanager
async def _replayed(name: str, folder: Path) -> AsyncIterator[Client]:
    with incidents.folder(name) as path:
        async with connected(Options(data_dir=folder), stages=True) as client:
            await send(client, bundle.pieces(path), total=None, quiet=True, console=Console(quiet=True))
            assert client.app is not None
            await client.app.settle()
            yield client


async def _outcome(name: str, folder: Path) -> Outcome:
    async with _replayed(name, folder) as client:
        cases = (await client.get("/api/v1/cases"))["items"]
        reported = [case for case in cases if case["report_id"]]
        if not reported:
            return Outcome(cases, None, b"", b"", None, "")
        case = reported[-1]
        raw = (await client.raw("GET", f"/api/v1/reports/{case['report_id']}")).content
        verified = await client.post(f"/api/v1/reports/{case['report_id']}/verify")
        asked = await client.post("/api/v1/investigate", {"case_id": case["number"]}, wait=60)
        again = (await client.raw("GET", f"/api/v1/reports/{asked['report_id']}")).content
        report = json.loads(raw)
        cause = report["verdict"]["cause"]
        blamed = cause["change"] if cause and cause["change"] else ""
        return Outcome(cases, report, raw, again, verified, blamed)


@pytest.fixture(scope="module", params=NAMES)
def replay(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Outcome]:
    folder = tmp_path_factory.mktemp(request.param)
    outcome = asyncio.run(_outcome(request.param, folder))
    return json.loads((TRUTH / f"{request.param}.json").read_text()), outcome


def test_the_cause_is_found_where_it_was(replay: tuple[dict[str, Any], Outcome]) -> None:
    truth, outcome = replay
    if truth["cause"] is None:
        assert outcome.cases == []
        return
    assert outcome.report is not None
    cause = outcome.report["verdict"]["cause"]
    assert cause is not None, outcome.report["verdict"]["summary"]
    found = {cause["entity"], cause["component"]}
    assert truth["cause"]["entity"] in found
    assert cause["kind"] == truth["cause"]["kind"]


def test_the_change_to_blame_is_the_guilty_one_or_none(replay: tuple[dict[str, Any], Outcome]) -> None:
    truth, outcome = replay
    if truth["cause"] is None:
        return
    assert outcome.blamed not in truth["not_to_blame"]
    assert outcome.blamed == (truth["cause"]["change"] or "")


def test_one_incident_is_one_case(replay: tuple[dict[str, Any], Outcome]) -> None:
    truth, outcome = replay
    assert len(outcome.cases) == (0 if truth["cause"] is None else 1)


def test_the_same_data_give_the_same_bytes_again(replay: tuple[dict[str, Any], Outcome]) -> None:
    _, outcome = replay
    assert outcome.raw == outcome.again


def test_every_citation_holds_when_it_is_run_again(replay: tuple[dict[str, Any], Outcome]) -> None:
    truth, outcome = replay
    if truth["cause"] is None:
        return
    assert outcome.verified is not None
    assert outcome.verified["all_hold"], [c for c in outcome.verified["checks"] if c["verdict"] != "holds"][:3]
    assert outcome.verified["citations"] >= 3
