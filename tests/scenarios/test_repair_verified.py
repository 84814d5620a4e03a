"""The verification of a repair on recorded incidents: while it lasts it is seen, and quiet time is told as quiet."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import cast

import pytest
from rich.console import Console

from rootward.app import App
from rootward.cli.client import connected
from rootward.cli.options import Options
from rootward.cli.send import send
from rootward.demo import incidents
from rootward.investigations.read import report_of_case
from rootward.investigations.request import data_watermark
from rootward.playbooks.verify import TOOLS, Verification, measure, symptoms_of
from rootward.plugins.sources import bundle
from rootward.tenancy.principal import DEFAULT
from rootward.tools.gateway import RecordedToolbox

SECOND = 10**9


@pytest.mark.parametrize("name", ["amber", "birch", "fjord"])
async def test_an_incident_that_lasts_is_not_held_and_quiet_time_is(name: str, tmp_path: Path) -> None:
    with incidents.folder(name) as path:
        async with connected(Options(data_dir=tmp_path / "data"), stages=True) as client:
            await send(client, bundle.pieces(path), total=None, quiet=True, console=Console(quiet=True))
            app = cast(App, client.app)
            await app.settle()
            case = next(one for one in (await client.get("/api/v1/cases"))["items"] if one["report_id"])
            during, quiet = await _measured(app, case["case_id"])
    assert during.outcome == "not_held"
    assert quiet.outcome == "held"
    assert any(one["verdict"] == "over" for one in quiet.measures)


async def _measured(app: App, case_id: str) -> tuple[Verification, Verification]:
    """As if it had been repaired when it began, and as if it had been repaired before."""
    report = await app.db.read(partial(report_of_case, tenant=DEFAULT, case_id=case_id), tenant=DEFAULT)
    assert report is not None
    symptoms = symptoms_of(report.content)
    window = symptoms[0].arguments["after"]
    assert isinstance(window, list)
    began, ended = int(str(window[0])), int(str(window[1]))
    as_of = await app.db.read(partial(data_watermark, tenant=DEFAULT), tenant=DEFAULT)
    toolbox = RecordedToolbox(app.gateway, DEFAULT, TOOLS, [])
    ask = partial(measure, symptoms, (), toolbox, as_of=as_of)
    during = await ask(since=began, now=ended)
    return during, await ask(since=began - 150 * SECOND, now=began - 20 * SECOND)
