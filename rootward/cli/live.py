"""Live: the shop of the repository runs, breaks and is repaired, before one's eyes and by one's own yes.

Nothing is told to Rootward but what any system sends it: telemetry, and what was deployed.
"""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import uvicorn
from rich.console import Console

from rootward import settings as deployment
from rootward.api.application import create_api
from rootward.app import App, open_app
from rootward.cli.approval_card import print_approval
from rootward.cli.card import print_card
from rootward.cli.client import Client, connected
from rootward.cli.exit import Quit
from rootward.cli.options import Options
from rootward.kit import clock, log

__all__ = ["Live", "live"]

_LOOK_S = 0.5
_PATIENCE_S = 240.0
_BEGUN = ("running", "waiting", "paused", "succeeded", "failed")
_OVER = ("succeeded", "failed")
_VERDICTS = {
    "witnessed": "whole, signed, and seen by a witness",
    "unwitnessed": "whole and signed; no witness outside has seen it (unwitnessed)",
}
Agreed = Callable[[dict[str, Any]], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Live:
    """`incident` is what is done to the shop after `after_s` of health; `agreed` asks the person at the terminal, None
    leaves it to other doors. `shop` is the package that is run."""

    incident: str
    after_s: float
    folder: Path
    agreed: Agreed | None
    shop: str = "bench.shop"


async def live(given: Options, wanted: Live, console: Console) -> dict[str, Any]:
    """From a healthy shop to a verified repair. Raises Quit where a part of it is not there, or does not come."""
    shop, began = _found(wanted.shop), clock.monotonic()
    plugin = importlib.import_module(f"{wanted.shop}.plugin")
    folder = Path(str(shop.__file__)).parent
    chosen = replace(
        deployment.from_environment(data_dir=wanted.folder), port=0, host="127.0.0.1", require_login=False,
        database_url="",
    )  # fmt: skip
    log.configure("critical", "text")
    async with (
        open_app(chosen, plugins=[plugin.register]) as app,
        _served(app) as url,
        connected(replace(given, server=url, token=""), stages=False) as client,
        _opened(wanted, url) as told,
    ):
        scene = _Scene(client, console, began)
        await scene.prepare(folder, await told("up"))
        broken = await told("broken", _PATIENCE_S)
        scene.say(f"The shop has just been broken ({broken['incident']}); Rootward is not told.")
        return await scene.watch(wanted.agreed, broken_at=float(broken["at"]))


@dataclass(frozen=True, slots=True)
class _Scene:
    client: Client
    console: Console
    began: float

    def say(self, text: str) -> None:
        self.console.print(f"{clock.monotonic() - self.began:5.0f} s  {text}", soft_wrap=True, markup=False)

    async def prepare(self, folder: Path, up: dict[str, Any]) -> None:
        """The pack with the repairs, and the connection to the shop's control desk."""
        desk = {"kind": "http", "url": up["control"]}
        await self.client.request("PUT", "/api/v1/connections/shop", json=desk)
        pack = (folder / "pack.yaml").read_bytes()
        kept = await self.client.request("POST", "/api/v1/packs", content=pack)
        await self.client.post(f"/api/v1/packs/{kept['name']}/activate", version=str(kept["version"]))
        self.say("Seven services run and are asked ten times a second; their telemetry comes in over OTLP.")

    async def watch(self, agreed: Agreed | None, *, broken_at: float) -> dict[str, Any]:
        case = await self._until("a case", self._case)
        noticed = clock.parse_ns(case["opened_at"]) / 1e9 - broken_at
        self.say(f"{case['number']} is open, {noticed:.0f} s after it broke: {case['title']}")
        report = await self._until("a cause", self._report)
        self.console.print()
        print_card(self.console, await self.client.get(f"/api/v1/cases/{case['case_id']}"), report)
        self.console.print()
        begun = await self._until("a playbook", self._run)
        approval = await self._until("what waits for a person", self._approval)
        await self._asked(approval, agreed)
        run = await self._until("the end of the repair", self._ended)
        return await self._closing(await self.client.get(f"/api/v1/cases/{begun['case_id']}"), run)

    async def _asked(self, approval: dict[str, Any], agreed: Agreed | None) -> None:
        card = await self.client.get(f"/api/v1/approvals/{approval['approval_id']}")
        print_approval(self.console, card)
        self.console.print()
        name = card["approval_id"]
        if agreed is None:
            server = f"--server {self.client.http.base_url}"
            self.say(f"Waits for you: rootward {server} approvals approve {name} --hash {card['digest'][:12]}")
            return
        verb = "approve" if await agreed(card) else "deny"
        body = {"digest": card["digest"], "comment": "in the live demonstration"}
        await self.client.post(f"/api/v1/approvals/{name}/{verb}", body)
        self.say("You agreed to exactly this; it is done once." if verb == "approve" else "You refused.")

    async def _closing(self, case: dict[str, Any], run: dict[str, Any]) -> dict[str, Any]:
        for step in run["steps"]:
            self.say(f"{step['name']}: {step['state']}")
            self.console.print(_indented(step["detail"]), soft_wrap=True, markup=False)
        found = await self.client.get(f"/api/v1/cases/{case['case_id']}")
        self.say(f"{found['number']} is {found['state']}.")
        audit = await self._audited()
        return {
            "case": found, "playbook_run": run, "audit": audit, "seconds": round(clock.monotonic() - self.began, 1),
        }  # fmt: skip

    async def _audited(self) -> dict[str, Any]:
        """Signed once more, and verified: what stands at the end."""
        await self.client.raw("POST", "/api/v1/audit/checkpoint")
        audit: dict[str, Any] = await self.client.get("/api/v1/audit/verify")
        self.say(f"Audit log: {audit['size']} entries, {_VERDICTS.get(audit['status'], audit['status'])}")
        return audit

    async def _case(self) -> dict[str, Any] | None:
        return _first(await self.client.get("/api/v1/cases"))

    async def _report(self) -> dict[str, Any] | None:
        case = await self._case()
        if case is None or not case.get("report_id"):
            return None
        report: dict[str, Any] = await self.client.get(f"/api/v1/reports/{case['report_id']}")
        return report if report["verdict"].get("cause") else None

    async def _run(self) -> dict[str, Any] | None:
        """The newest that was begun: a proposal may give way to a better one, as more is known."""
        found = (await self.client.get("/api/v1/playbook-runs"))["items"]
        return next((run for run in found if run["state"] in _BEGUN), None)

    async def _approval(self) -> dict[str, Any] | None:
        run = await self._run()
        if run is not None and run["state"] in _OVER:
            raise Quit(10, f"the playbook {run['playbook']} ended as {run['state']} before anybody was asked")
        return _first(await self.client.get("/api/v1/approvals", state="pending"))

    async def _ended(self) -> dict[str, Any] | None:
        run = await self._run()
        return run if run is not None and run["state"] in _OVER else None

    async def _until(self, what: str, look: Callable[[], Awaitable[dict[str, Any] | None]]) -> dict[str, Any]:
        deadline = clock.monotonic() + _PATIENCE_S
        while (found := await look()) is None:
            if clock.monotonic() > deadline:
                raise Quit(6, f"there is still no sign of {what} after {_PATIENCE_S:g} s")
            await asyncio.sleep(_LOOK_S)
        return found


def _indented(text: str) -> str:
    return "\n".join(f"         {line}" for line in text.splitlines())


def _first(page: dict[str, Any]) -> dict[str, Any] | None:
    items: list[dict[str, Any]] = page["items"]
    return items[-1] if items else None


def _found(shop: str) -> ModuleType:
    """It is no part of what is installed, but of the repository."""
    try:
        found = importlib.util.find_spec(f"{shop}.fleet")
    except ModuleNotFoundError:
        found = None
    if found is None or importlib.util.find_spec("opentelemetry.sdk") is None:
        raise Quit(
            3, "the live demonstration runs the small shop of the repository",
            hint="git clone the repository, then: make live",
        )  # fmt: skip
    return importlib.import_module(shop)


@asynccontextmanager
async def _served(app: App) -> AsyncIterator[str]:
    """The server of this process on a free port of loopback, and its pipeline."""
    config = uvicorn.Config(
        create_api(app, stages=True), host="127.0.0.1", port=0, log_config=None, access_log=False,
        timeout_keep_alive=int(_PATIENCE_S),  # on a busy machine the terminal may be silent for long
    )  # fmt: skip
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    try:
        while not server.started and not serving.done():  # noqa: ASYNC110 - the server has no event to wait for
            await asyncio.sleep(0.01)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving


@asynccontextmanager
async def _opened(wanted: Live, url: str) -> AsyncIterator[Callable[..., Awaitable[dict[str, Any]]]]:
    """The shop in a process of its own; what is yielded waits for what it tells. It ends when we do."""
    told_shop = ("--incident", wanted.incident, "--to", url, "--after", f"{wanted.after_s:g}")
    arguments = ["-m", wanted.shop, "live", *told_shop]
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdin is not None and process.stdout is not None
    lines = process.stdout

    async def told(what: str, patience_s: float = 60.0) -> dict[str, Any]:
        async with asyncio.timeout(patience_s):
            while line := await lines.readline():
                said: dict[str, Any] = json.loads(line)
                if said["shop"] == what:
                    return said
        raise Quit(10, f"the shop ended before it was {what}")

    try:
        yield told
    finally:
        process.stdin.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(30):
                await process.wait()
        if process.returncode is None:
            process.kill()
            await process.wait()
