"""Following an investigation: each step is told once, and an end is an end."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from rootward.cli.client import Client
from rootward.cli.exit import Quit
from rootward.cli.follow import until_done


def _row(status: str, *steps: tuple[str, str], **more: Any) -> dict[str, Any]:
    told = [{"step_id": name, "name": name, "status": state, "latency_ms": 12} for name, state in steps]
    known = {"status": status, "steps": told, "step": "agents", "pct": 50, "message": "", "error_message": ""}
    return known | more


async def _follow(*rows: dict[str, Any], seconds: float = 30, quiet: bool = False) -> dict[str, Any]:
    left = list(rows)

    def answer(request: httpx.Request) -> httpx.Response:
        assert request.url.path == "/api/v1/investigations/inv_1"
        return httpx.Response(200, content=json.dumps(left.pop(0) if len(left) > 1 else left[0]))

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url="http://localhost") as http:
        return await until_done(Client(http, None), "inv_1", quiet=quiet, seconds=seconds)


async def test_each_step_is_told_once_when_it_ended(capsys: pytest.CaptureFixture[str]) -> None:
    end = _row("done", ("scope", "done"), ("metrics", "error"), report_id="rep_1")
    row = await _follow(_row("running", ("scope", "running")), _row("running", ("scope", "done")), end)
    said = capsys.readouterr()
    assert row["report_id"] == "rep_1" and said.out == ""
    assert [line.split()[:2] for line in said.err.splitlines()] == [["scope", "done"], ["metrics", "error"]]


async def test_quiet_tells_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    await _follow(_row("done", ("scope", "done")), quiet=True)
    assert capsys.readouterr().err == ""


async def test_a_failure_is_told_with_its_reason() -> None:
    with pytest.raises(Quit, match="no data folder") as refused:
        await _follow(_row("error", error_message="no data folder"))
    assert refused.value.code == 1


async def test_what_takes_too_long_ends_with_6_and_goes_on_without_us() -> None:
    with pytest.raises(Quit, match="it goes on") as refused:
        await _follow(_row("running"), seconds=-1)
    assert refused.value.code == 6
