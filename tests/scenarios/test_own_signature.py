"""A tenant's pack brings a signature with a kind of its own: the report of an investigation names that kind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.console import Console

from rootward.cli.client import connected
from rootward.cli.options import Options
from rootward.cli.send import send
from rootward.demo import incidents
from rootward.plugins.sources import bundle

OWN = b"""
name: acme
version: '1'
requires: [sre]
signatures:
  - name: orders-starved
    fault: orders.starved
    meaning: orders says that it gets no connection
    found_in: [log, span]
    patterns: ['NO CONNECTION to orders']
    weight: 10
"""


async def _reports(folder: Path) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """The report by the shipped pack, by the tenant's on top of it, and after going back."""
    async with connected(Options(data_dir=folder), stages=True) as client:
        with incidents.folder("amber") as path:
            await send(client, bundle.pieces(path), total=None, quiet=True, console=Console(quiet=True))
        assert client.app is not None
        await client.app.settle()
        case = (await client.get("/api/v1/cases"))["items"][0]
        before = await client.get(f"/api/v1/reports/{case['report_id']}")
        kept = await client.request("POST", "/api/v1/packs", content=OWN)
        await client.post("/api/v1/packs/acme/activate", version=kept["digest"])
        asked = await client.post("/api/v1/investigate", {"case_id": case["number"]}, wait=60)
        mine = await client.get(f"/api/v1/reports/{asked['report_id']}")
        await client.post("/api/v1/packs/acme/deactivate")
        asked = await client.post("/api/v1/investigate", {"case_id": case["number"]}, wait=60)
        return before, mine, await client.get(f"/api/v1/reports/{asked['report_id']}")


async def test_the_report_names_the_tenant_s_own_kind_as_long_as_its_pack_is_active(tmp_path: Path) -> None:
    before, mine, after = await _reports(tmp_path)
    assert before["verdict"]["cause"]["kind"] == after["verdict"]["cause"]["kind"] == "config.pool_size"
    assert mine["verdict"]["cause"]["kind"] == "orders.starved"
    assert mine["verdict"]["cause"]["entity"] == before["verdict"]["cause"]["entity"]
    assert mine["verdict"]["summary"].startswith("orders shows the fault orders.starved")
    assert mine["verdict"]["next_step"]
