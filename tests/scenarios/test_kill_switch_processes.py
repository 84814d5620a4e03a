"""Two processes on one database: what one of them stops has no effect in the other, and takes two people to lift.

Nothing here waits for a time to pass. Effects are noted where they arrive, and what is measured is how long after the
stop was written the last one came.
"""

from __future__ import annotations

import asyncio
import http.server
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from bench.servers import start
from rootward.governance import kill_switch
from rootward.kit import clock
from rootward.kit.db import DISPATCHER, Database
from rootward.settings import Settings
from rootward.tenancy.principal import LOCAL

PROMISED_S = 2.0
PATIENCE_S = 120.0
"""For a machine that is very busy; nothing waits so long elsewhere."""
DENIALS = 5
ALLOW = {"id": "ledger", "tools": ["ledger.write"], "effect": "allow", "message": "it is only a test"}


@dataclass
class Ledger:
    """The outside: when each effect arrived, by this process's clock."""

    arrived: list[float] = field(default_factory=list)

    @contextmanager
    def listening(self) -> Iterator[str]:
        arrived = self.arrived

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                arrived.append(time.monotonic())
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *_: object) -> None:
                """Nobody reads it."""

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/write"
        finally:
            server.shutdown()
            server.server_close()


@dataclass
class Worker:
    """The process that carries actions, as its clients see it."""

    http: httpx.Client
    asked: int = 0

    def post(self, path: str, body: Any = None, token: str = "") -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return self.http.post(path, json=body, headers=headers)

    def ask(self) -> str:
        """One more action, and how it ends: its state, or the guard that denied it."""
        self.asked += 1
        body = {"tool": "ledger.write", "arguments": {"number": self.asked}, "reason": "to see whether it happens"}
        action_id = _good(self.post("/api/v1/actions", body))["action_id"]
        found = _until(lambda: self._ended(action_id))
        return str(found["decision"]["guard"] if found["state"] == "denied" else found["state"])

    def person(self, name: str) -> str:
        made = _good(self.post("/api/v1/tokens", {"name": name, "kind": "human", "role": "governance_officer"}))
        return str(made["secret"])

    def _ended(self, action_id: str) -> dict[str, Any] | None:
        found: dict[str, Any] = _good(self.http.get(f"/api/v1/actions/{action_id}"))
        return found if found["state"] in ("succeeded", "failed", "denied", "unknown") else None


def _good(response: httpx.Response) -> Any:
    assert response.status_code < 300, response.text
    return response.json()


def _until(look: Any) -> Any:
    deadline = time.monotonic() + PATIENCE_S
    while (found := look()) is None:
        assert time.monotonic() < deadline, "it does not come"
    return found


def _pack(url: str) -> dict[str, Any]:
    tool = {
        "name": "ledger.write", "description": "Writes one line.", "url": url, "effect": "idempotent", "risk": "low",
        "arguments": {"type": "object", "required": ["number"], "properties": {"number": {"type": "integer"}}},
        "targets": ["line:{number}"],
    }  # fmt: skip
    return {"name": "ledger", "version": "1", "requires": ["sre"], "tools": [tool], "policies": {"rules": [ALLOW]}}


class Asking(threading.Thread):
    """Somebody who asks for one action after the other, until so many were stopped one after the other."""

    def __init__(self, worker: Worker) -> None:
        super().__init__()
        self._worker = worker
        self.ends: list[str] = []

    def run(self) -> None:
        while self.ends[-DENIALS:] != ["kill_switch"] * DENIALS:
            self.ends.append(self._worker.ask())


def _stop(folder: Path, scope: str) -> float:
    """What another process does with the same database: it knows nothing of the first. When it was written."""
    db = Database(Settings(data_dir=folder).resolved_database_url)

    async def go() -> None:
        unit = partial(kill_switch.engage, scope=scope, by=LOCAL, reason="it runs wild", now=clock.now_ns())
        await db.run(unit, tenant=DISPATCHER)
        await db.close()

    asyncio.run(go())
    return time.monotonic()


@pytest.mark.parametrize("scope", ["global", "tool:ledger.write"])
def test_what_one_process_stops_has_no_effect_in_another_and_two_people_lift_it(tmp_path: Path, scope: str) -> None:
    ledger = Ledger()
    with ledger.listening() as url:
        served = start(tmp_path, poll_s="0.05")
        try:
            with httpx.Client(base_url=served.url, timeout=PATIENCE_S) as http:
                worker = Worker(http)
                _good(http.post("/api/v1/packs", content=json.dumps(_pack(url))))
                _good(worker.post("/api/v1/packs/ledger/activate?version=1"))
                _stopped_in_time(worker, ledger, tmp_path, scope)
                _lifted_by_two(worker, ledger, scope)
        finally:
            served.stop()


def _stopped_in_time(worker: Worker, ledger: Ledger, folder: Path, scope: str) -> None:
    asking = Asking(worker)
    asking.start()
    _until(lambda: ledger.arrived[2:] or None)
    stopped = _stop(folder, scope)
    asking.join(PATIENCE_S)
    assert not asking.is_alive(), asking.ends
    assert {*asking.ends} == {"succeeded", "kill_switch"}
    assert len(ledger.arrived) == asking.ends.count("succeeded")
    assert ledger.arrived[-1] - stopped <= PROMISED_S


def _lifted_by_two(worker: Worker, ledger: Ledger, scope: str) -> None:
    before, place = len(ledger.arrived), f"/api/v1/kill-switches/{scope}"
    ana, bea = worker.person("Ana"), worker.person("Bea")
    assert worker.post(f"{place}/confirm-lift", token=ana).status_code == 409  # nobody has asked
    _good(worker.post(f"{place}/lift", {"reason": "it is mended"}, token=ana))
    assert worker.post(f"{place}/confirm-lift", token=ana).status_code == 403
    assert worker.ask() == "kill_switch"
    _good(worker.post(f"{place}/confirm-lift", token=bea))
    assert (worker.ask(), len(ledger.arrived)) == ("succeeded", before + 1)
