"""The live demonstration says what it lacks; that it repairs is tried by `make live`, which .ci/run calls."""

from __future__ import annotations

import io
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from rich.console import Console

from rootward.cli.client import Client
from rootward.cli.exit import Quit
from rootward.cli.live import Live, _Scene, live
from rootward.cli.options import Options
from tests.api.conftest import Face, Open, alert

CONSOLE = Console(quiet=True)


def _wanted(folder: Path, shop: str) -> Live:
    return Live(incident="bad_deploy_pool", after_s=30, folder=folder, agreed=None, shop=shop)


async def test_without_the_repository_it_says_where_the_shop_is(tmp_path: Path) -> None:
    with pytest.raises(Quit, match="of the repository"):
        await live(Options(data_dir=tmp_path), _wanted(tmp_path, "no_such.shop"), CONSOLE)


async def test_a_shop_that_ends_before_it_is_up_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "broken_shop"
    package.mkdir()
    for name in ("__init__", "fleet", "__main__"):
        (package / f"{name}.py").write_text("")
    (package / "plugin.py").write_text("def register(registry):\n    pass\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(Quit, match="ended before it was up"):
        await live(Options(data_dir=tmp_path), _wanted(tmp_path / "data", "broken_shop"), CONSOLE)


def _scene(face: Face) -> tuple[_Scene, io.StringIO]:
    said = io.StringIO()
    return _Scene(Client(face.http, None), Console(file=said, width=200), 0.0), said


async def test_at_the_end_stands_what_the_audit_log_is_worth(embedded: Open) -> None:
    async with embedded() as face:
        scene, said = _scene(face)
        await face.post("/api/v1/ingest/alertmanager", alert())
        await face.post("/api/v1/tokens", {"name": "Bea", "role": "viewer", "kind": "human"})
        case = {"case_id": "no", "state": "open"}
        run = {"steps": [{"name": "roll back", "state": "succeeded", "detail": "done"}]}
        with suppress(Quit):  # there is no such case; what is said before is
            await scene._closing(case, run)
        found = await scene._audited()
        assert found["status"] == "unwitnessed"
    assert "roll back: succeeded" in said.getvalue()
    assert "Audit log: 1 entries, whole and signed" in said.getvalue()


async def test_a_proposal_that_gave_way_is_not_what_is_followed() -> None:
    found = [{"state": state, "playbook_run_id": state} for state in ("proposed", "running", "stopped")]
    transport = httpx.MockTransport(lambda _request: httpx.Response(200, json={"items": found}))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
        run = await _Scene(Client(http, None), CONSOLE, 0.0)._run()
    assert run is not None and run["state"] == "running"
