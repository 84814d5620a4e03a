"""Kill the platform at every phase of a playbook: no effect twice, no effect without its intent, no run left behind.

One playbook with a step that reads, one that may be repeated, one that may not and (in one phase) one that people must
agree to first, against a server in another process that notes down every request. The platform is killed with SIGKILL
at the phase that is tried, started again on the same data, and has to bring the run to its end. An action of which
nobody can know whether it was done waits as `unknown`; the benchmark then says how it ended, as a person would.

    on_receive      the request has arrived outside, nothing was answered
    before_reply    what was asked for is done, nothing was answered
    after_reply     the answer is on its way
    at_gate         the action was asked for and is being decided
    at_consumption  people have just agreed to it
    between_steps   its outcome is written, the next step has not begun
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from bench.harness import CannotRun, Figures, main, progress
from bench.outside import ADDRESS, Call, Outside, plugin_folder
from bench.servers import Served, start

PHASES = ("on_receive", "before_reply", "after_reply", "at_gate", "at_consumption", "between_steps")
_ENDED = ("succeeded", "failed", "stopped")
_PATIENCE_S = 120.0
_STARTS = 3
_ONCE = ("outside.add", "outside.add_held")


def run(figures: Figures) -> None:
    trials = 1 if figures.quick else figures.options.trials
    with tempfile.TemporaryDirectory(prefix="playbooks-") as folder:
        trying = Trying(Path(folder))
        with Outside(trying.has_intent) as outside:
            trying.prepare(outside)
            try:
                for phase in PHASES:
                    for number in range(trials):
                        trying.trial(phase, f"{phase}-{number}")
                    progress(f"{phase}: {trials} kills, {len(outside.calls)} requests outside so far")
            finally:
                trying.stop()
        _figures(figures, trying, outside, trials)


def _figures(figures: Figures, trying: Trying, outside: Outside, trials: int) -> None:
    once = Counter(call.key for call in outside.calls if call.tool in _ONCE)
    steps = Counter((call.trial, call.step) for call in outside.calls if call.tool in _ONCE)
    points = len(trying.killed)
    over_one = sum(1 for count in once.values() if count > 1) + sum(1 for count in steps.values() if count > 1)
    figures.add("crash.points", points, "kills", n=points, goal=f">= {len(PHASES) * 25}")
    figures.add("crash.effects_over_one", over_one, "actions", n=len(once), goal="<= 0")
    figures.add(
        "crash.intent_missing", sum(1 for call in outside.calls if not call.intent), "requests",
        n=len(outside.calls), goal="<= 0",
    )  # fmt: skip
    figures.add("crash.runs_stuck", len(trying.stuck), "runs", n=points, goal="<= 0")
    figures.add("crash.unknown", trying.unknown, "actions", n=points)
    figures.add("crash.missed", trying.missed, "kills", n=points)
    repeated = Counter(call.key for call in outside.calls if call.tool == "outside.set")
    figures.add("crash.repeated", sum(1 for count in repeated.values() if count > 1), "actions", n=len(repeated))
    for phase in PHASES:
        figures.add("crash.points", sum(1 for name in trying.killed if name.startswith(phase)), "kills", n=trials,
                    phase=phase)  # fmt: skip
    if trying.stuck:
        progress(f"stuck: {', '.join(trying.stuck[:10])}")


class Trying:
    """The platform, killed and started again on one folder of data."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.killed: list[str] = []
        self.stuck: list[str] = []
        self.unknown = self.missed = 0
        self._lock = threading.Lock()

    def prepare(self, outside: Outside) -> None:
        self._outside = outside
        os.environ[ADDRESS] = outside.url
        paths = [str(plugin_folder(self._root / "plugin")), str(Path.cwd()), os.environ.get("PYTHONPATH", "")]
        os.environ["PYTHONPATH"] = os.pathsep.join(path for path in paths if path)
        self._served = self._start()
        with self._http() as http:
            _good(http.post("/api/v1/packs", content=json.dumps(_pack())))
            _good(http.post("/api/v1/packs/crash/activate?version=1"))
            made = _good(http.post("/api/v1/tokens", json={"name": "approver", "kind": "human", "role": "approver"}))
        self._approver = {"Authorization": f"Bearer {made['secret']}"}

    def stop(self) -> None:
        with suppress(ProcessLookupError):
            self._served.stop()

    def has_intent(self, key: str) -> bool:
        """Whether the intent of the action with this key is durable, as another process sees it."""
        query = "SELECT intent IS NOT NULL FROM actions WHERE tenant = 'default' AND idempotency_key = ?"
        found = self._ask(query, key)
        entries = "SELECT count(*) FROM audit_entries WHERE tenant = 'default' AND instr(entry, ?) > 0"
        stated = self._ask(f"{entries} AND action = 'tool.call.intent'", key.encode())
        return bool(found and found[0][0]) and bool(stated and stated[0][0])

    def trial(self, phase: str, name: str) -> None:
        """One playbook, killed once, then brought to its end."""
        with self._http() as http:
            case = self._case(http, name)
            playbook = "held" if phase == "at_consumption" else "plain"
            died = self._arm(phase, name)
            started = _good(http.post("/api/v1/playbook-runs", json={"case": case, "playbook": playbook}))
        run_id = str(started["playbook_run_id"])
        self._until_dead(phase, name, run_id, died)
        self._outside.calm()
        self._served = self._start()
        self._to_its_end(name, run_id)

    def _start(self) -> Served:
        """On a busy machine a start may take longer than anybody waits; that is not what is tried here."""
        for _ in range(_STARTS - 1):
            with suppress(CannotRun):
                return start(self._root, log=self._root / "log", lease_s="2", poll_s="0.1")
        return start(self._root, log=self._root / "log", lease_s="2", poll_s="0.1")

    def _http(self) -> httpx.Client:
        return httpx.Client(base_url=self._served.url, timeout=30)

    def _case(self, http: httpx.Client, name: str) -> str:
        """A case of its own for the trial."""
        now = datetime.now(UTC).isoformat().replace("+00:00", "Z")
        _good(http.post("/api/v1/events", json={
            "tenant_id": "default", "source": "bench", "event_type": "Broken", "ts": now,
            "entity": {"service": name}, "severity": "high", "payload": {}, "correlation_ids": {}, "ingest_id": name,
            "schema_version": "v1",
        }))  # fmt: skip
        deadline = time.monotonic() + _PATIENCE_S
        while time.monotonic() < deadline:
            found = _good(http.get("/api/v1/cases", params={"entity": f"service:{name}"}))["items"]
            if found and found[0]["state"] == "diagnosed":
                return str(found[0]["number"])
            time.sleep(0.02)
        raise CannotRun(f"no case was opened for {name}")

    def _arm(self, phase: str, name: str) -> threading.Event:
        """Have the server outside kill the platform at its instant; the event is set when it has."""
        died = threading.Event()

        def kill(call: Call) -> bool:
            if call.trial != name or call.tool not in _ONCE or died.is_set():
                return True
            self._kill(name, died)
            return False

        if phase == "on_receive":
            self._outside.arrived = kill
        elif phase == "before_reply":
            self._outside.before_reply = kill
        elif phase == "after_reply":
            self._outside.answered = kill
        return died

    def _until_dead(self, phase: str, name: str, run_id: str, died: threading.Event) -> None:
        """In the phases that no request tells of, look at the rows and kill at what they say."""
        seen: dict[str, Callable[[], bool]] = {
            "at_gate": lambda: self._state(run_id, "outside.add") is not None,
            "at_consumption": lambda: self._agreed(run_id),
            "between_steps": lambda: self._state(run_id, "outside.add") == "succeeded",
        }
        deadline = time.monotonic() + _PATIENCE_S
        while not died.is_set() and time.monotonic() < deadline:
            if phase in seen and seen[phase]():
                self._kill(name, died)
            elif self._is_over(run_id):
                self.missed += 1
                self._kill(name, died)
            else:
                died.wait(0.0005)
        if not died.is_set():
            raise CannotRun(f"{name}: the instant to kill at never came")

    def _kill(self, name: str, died: threading.Event) -> None:
        with self._lock:
            if died.is_set():
                return
            self._served.kill()
            self.killed.append(name)
            died.set()

    def _agreed(self, run_id: str) -> bool:
        """Say yes as soon as people are asked; true right after."""
        if self._state(run_id, "outside.add_held") != "held":
            return False
        with self._http() as http:
            waiting = _good(http.get("/api/v1/approvals", headers=self._approver))["items"]
            if not waiting:
                return False
            one = waiting[0]
            _good(http.post(
                f"/api/v1/approvals/{one['approval_id']}/approve", json={"digest": one["digest"]},
                headers=self._approver,
            ))  # fmt: skip
        return True

    def _to_its_end(self, name: str, run_id: str) -> None:
        """Wait for it, saying of what is unknown how it ended, and agreeing to what waits for people."""
        deadline = time.monotonic() + _PATIENCE_S
        with self._http() as http:
            while time.monotonic() < deadline:
                run = _good(http.get(f"/api/v1/playbook-runs/{run_id}"))
                if run["state"] in _ENDED:
                    return
                self._resolve(http, run_id, name)
                if self._state(run_id, "outside.add_held") == "held":
                    self._agreed(run_id)
                time.sleep(0.05)
        self.stuck.append(f"{name} ({run['state']}, {run['waits_for']})")

    def _resolve(self, http: httpx.Client, run_id: str, name: str) -> None:
        """As a person who has looked outside."""
        for action in _good(http.get("/api/v1/actions", params={"state": "unknown", "run_id": run_id}))["items"]:
            arrived = any(call.key == action["idempotency_key"] for call in self._outside.calls)
            said = {"outcome": "succeeded" if arrived else "failed", "note": "looked outside"}
            _good(http.post(f"/api/v1/actions/{action['action_id']}/resolve", json=said))
            self.unknown += 1

    def _is_over(self, run_id: str) -> bool:
        query = "SELECT state FROM playbook_runs WHERE tenant = 'default' AND playbook_run_id = ?"
        found = self._ask(query, run_id)
        return bool(found) and found[0][0] in _ENDED

    def _state(self, run_id: str, tool: str) -> str | None:
        query = "SELECT state FROM actions WHERE tenant = 'default' AND run_id = ? AND tool = ?"
        found = self._ask(query, run_id, tool)
        return str(found[0][0]) if found else None

    def _ask(self, query: str, *given: object) -> list[Any]:
        try:
            path = f"file:{self._root / 'rootward.db'}?mode=ro"
            with closing(sqlite3.connect(path, uri=True, timeout=2)) as connection:
                return connection.execute(query, given).fetchall()
        except sqlite3.OperationalError:
            return []


def _pack() -> dict[str, Any]:
    """The playbooks, what opens a case, and rules that let the tools through; one of them asks people first."""

    def steps(*tools: str) -> list[dict[str, Any]]:
        return [
            {"name": f"step {number}", "action": "call_tool",
             "params": {"tool_id": tool, "payload": {"trial": "{case.entity_name}", "step": str(number)}}}
            for number, tool in enumerate(tools, 1)
        ]  # fmt: skip

    rule = {"effect": "allow", "message": "the benchmark may"}
    return {
        "name": "crash", "version": "1", "requires": ["sre"],
        "cases": {"opens": [{"name": "broken", "events": ["Broken"], "title": "{entity.service}", "join_by": []}]},
        "playbooks": [
            {"name": "plain", "steps": steps("outside.look", "outside.set", "outside.add", "outside.set")},
            {"name": "held", "steps": steps("outside.look", "outside.add_held", "outside.set")},
        ],
        "repair": {"confidence": 1.0},
        "policies": {"rules": [
            {"id": "bench", "tools": ["outside.look", "outside.set", "outside.add"], **rule},
            {"id": "held", "tools": ["outside.add_held"], "effect": "hold", "message": "people first"},
        ]},
    }  # fmt: skip


def _good(answer: httpx.Response) -> Any:
    if answer.status_code >= 400:
        raise CannotRun(f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text[:300]}")
    return answer.json()


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--trials", type=int, default=25, help="kills in each phase")


if __name__ == "__main__":
    main("playbooks", run, _options)
