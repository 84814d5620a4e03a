"""The shop's processes: started, rolled over to new settings, watched, restarted, and ended without a trace."""

from __future__ import annotations

import hashlib
import json
import random
import re
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil

from bench.shop import tokens
from bench.shop.changes import ChangeLog, keys_changed, unified
from bench.shop.databases import create
from bench.shop.site import read_settings

ROOT = Path(__file__).resolve().parents[2]
CONFIGS = Path(__file__).parent / "configs"
SERVICES = ("auth", "catalog", "inventory", "payments", "orders", "checkout", "web")
MEMORY_LIMIT = 160 * 1024 * 1024
READY_S = 30.0
CREDENTIAL_DAYS = 30


class NotReady(Exception):
    """A process did not come up in time."""


@dataclass(slots=True)
class Running:
    name: str
    instance: str
    process: subprocess.Popen[bytes]
    restarts: int = 0


@dataclass(slots=True, frozen=True, kw_only=True)
class Rollout:
    """One change of a service's settings file: exact text to replace, and what its author says about it."""

    service: str
    replace: tuple[tuple[str, str], ...]
    author: str
    message: str


class Fleet:
    """Everything runs under `work`; use it as a context manager, and all of it is gone afterwards."""

    def __init__(
        self, work: Path, changes: ChangeLog, *, sample: float, seed: int, credentials: Mapping[str, float],
        collector: str = "",
    ) -> None:  # fmt: skip
        """`credentials`: how many seconds those services' credentials last that do not get the usual month;
        `collector`: `host:port` that takes OTLP over HTTP, instead of a recorder of our own."""
        self.work = work
        self._collector = collector
        self._credentials = credentials
        self._changes = changes
        self._sample = sample
        self._draw = random.Random(seed)
        self._running: dict[str, Running] = {}
        self._earlier: dict[str, list[str]] = {}
        self._recorder: subprocess.Popen[bytes] | None = None
        self._lock = threading.RLock()
        self._stop = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self.problems: list[str] = []

    def __enter__(self) -> Fleet:
        try:
            self._prepare()
            self._start_recorder()
            for name in ("cardnet", *SERVICES):
                self._running[name] = self._launch(name)
            self._watcher.start()
        except BaseException:
            self._end_all()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._end_all()

    def address(self, name: str) -> str:
        return (self.work / "peers" / name).read_text()

    def recorder(self) -> str:
        return (self.work / "ready" / "recorder").read_text()

    def roll_out(self, rollout: Rollout) -> str:
        """Change the settings file and bring the new version to run; returns the ingest id."""
        new = self.settings_text(rollout.service)
        for was, becomes in rollout.replace:
            if was not in new:
                raise ValueError(f"settings of {rollout.service} do not contain {was!r}")
            new = new.replace(was, becomes)
        return self.release(rollout.service, new, author=rollout.author, message=rollout.message)

    def settings_text(self, name: str) -> str:
        return (self.work / "deploy" / f"{name}.toml").read_text()

    def release(self, name: str, text: str, *, author: str, message: str) -> str:
        """Start a version with these settings beside the old, switch, drain; returns the ingest id of the deploy."""
        path = self.work / "deploy" / f"{name}.toml"
        old = path.read_text()
        self._earlier.setdefault(name, []).append(old)
        before = read_settings(path).text("version")
        new = _with_next_version(text, before)
        path.write_text(new)
        after = read_settings(path).text("version")
        instance = self.restart(name)
        diff = unified(f"deploy/{name}.toml", old, new)
        commit = hashlib.sha1(f"{message}\n{diff}{time.time()}".encode(), usedforsecurity=False).hexdigest()
        return self._changes.add(
            "deploy",
            "DeployFinished",
            name,
            {
                "version": after,
                "previous_version": before,
                "commit": commit,
                "author": author,
                "message": message,
                "diff": diff,
                "changed_keys": keys_changed(diff),
                "instance": instance,
            },
            correlation={"commit": commit},
        )

    def earlier(self, name: str) -> str | None:
        """The settings before the last release that was not rolled back."""
        kept = self._earlier.get(name)
        return kept[-1] if kept else None

    def roll_back(self, name: str, *, author: str) -> str:
        """The settings before the last release, as a new release. Raises ValueError when there was none."""
        text = self.earlier(name)
        if text is None:
            raise ValueError(f"{name} runs what it started with")
        told = self.release(name, text, author=author, message=f"{name}: roll the last release back")
        del self._earlier[name][-2:]
        return told

    def restart(self, name: str) -> str:
        """A new process beside the old one, which leaves when the new one answers; returns the new instance."""
        with self._lock:
            leaving = self._running[name]
            self._running[name] = self._launch(name)
            instance = self._running[name].instance
        time.sleep(0.5)
        _end(leaving.process)
        return instance

    def renew_credential(self, name: str) -> str:
        """A credential that lasts the usual month, and a process that uses it; returns the new instance."""
        self._provision(name, CREDENTIAL_DAYS * 86_400.0)
        return self.restart(name)

    def instances(self) -> dict[str, dict[str, object]]:
        """What runs now, by service."""
        with self._lock:
            found = {name: self._running[name] for name in SERVICES if name in self._running}
        return {
            name: {
                "instance": running.instance, "pid": running.process.pid, "restarts": running.restarts,
                "version": read_settings(self.work / "deploy" / f"{name}.toml").text("version"),
            }
            for name, running in found.items()
        }  # fmt: skip

    def flip(self, service: str, flag: str, value: bool, by: str) -> str:
        path = self.work / "flags.json"
        flags = json.loads(path.read_text())
        old = flags.get(flag, False)
        path.with_suffix(".tmp").write_text(json.dumps({**flags, flag: value}))
        path.with_suffix(".tmp").replace(path)
        return self._changes.add("flags", "FlagChanged", service, {"flag": flag, "old": old, "new": value, "by": by})

    def quota(self, per_second: float) -> None:
        aside = self.work / "cardnet.tmp"
        aside.write_text(str(per_second))
        aside.replace(self.work / "cardnet.quota")

    def credential_ends(self, name: str) -> datetime:
        return datetime.fromtimestamp(tokens.expiry((self.work / "credentials" / name).read_text()), UTC)

    def run_job(self, module: str, *options: str) -> None:
        """Start a process that is not a service; it ends with the rest."""
        process = self._spawn(module, module, *options)
        with self._lock:
            self._running[f"job-{process.pid}"] = Running(f"job-{process.pid}", module, process)

    def _prepare(self) -> None:
        for folder in ("deploy", "peers", "ready", "credentials", "data", "recorded", "output"):
            (self.work / folder).mkdir(parents=True)
        self._key = secrets.token_bytes(32)
        (self.work / "signing.key").write_bytes(self._key)
        (self.work / "flags.json").write_text(json.dumps({"show_new_badge": False}))
        self.quota(100.0)
        for path in CONFIGS.glob("*.toml"):
            (self.work / "deploy" / path.name).write_text(path.read_text())
        for name in SERVICES:
            self._provision(name, self._credentials.get(name, CREDENTIAL_DAYS * 86_400.0))
        create(self.work / "data")

    def _provision(self, name: str, seconds: float) -> None:
        text = tokens.mint(self._key, subject=name, kind="credential", expires=time.time() + seconds)
        (self.work / "credentials" / name).write_text(text)

    def _start_recorder(self) -> None:
        ready = self.work / "ready" / "recorder"
        if self._collector:
            ready.write_text(self._collector)
            return
        self._recorder = self._spawn(
            "recorder", "bench.shop.recorder", "--folder", str(self.work / "recorded"), "--port-file", str(ready)
        )
        _wait_for(ready, self._recorder, "recorder")

    def _launch(self, name: str) -> Running:
        instance = f"{name}-{self._draw.randrange(16**8):08x}"
        process = self._spawn(
            instance,
            *("bench.shop.services", name, "--work", str(self.work)),
            *("--instance", instance, "--sample", str(self._sample)),
        )
        ready = self.work / "ready" / instance
        try:
            _wait_for(ready, process, instance)
        except NotReady:
            _end(process)
            raise
        aside = self.work / "peers" / f"{name}.tmp"
        aside.write_text(ready.read_text())
        aside.replace(self.work / "peers" / name)
        if name != "cardnet":
            facts: dict[str, object] = {"instance": instance, "pid": process.pid}
            self._changes.add("supervisor", "ProcessStarted", name, facts, entity={"instance": instance})
        return Running(name, instance, process)

    def _spawn(self, output: str, module: str, *options: str) -> subprocess.Popen[bytes]:
        with (self.work / "output" / output).open("wb") as out:
            return subprocess.Popen([sys.executable, "-m", module, *options], cwd=ROOT, stdout=out, stderr=out)

    def _watch(self) -> None:
        while not self._stop.wait(0.5):
            with self._lock:
                watched = [running for running in self._running.values() if running.name in SERVICES]
            for running in watched:
                try:
                    self._look_after(running)
                except (NotReady, OSError) as error:
                    self.problems.append(str(error))

    def _look_after(self, running: Running) -> None:
        ended = running.process.poll()
        if ended is None:
            used = _memory(running.process.pid)
            if used <= MEMORY_LIMIT:
                return
            running.process.send_signal(signal.SIGKILL)
            running.process.wait()
            self._report_end(running, "ProcessKilled", {"reason": "memory limit", "rss": used, "limit": MEMORY_LIMIT})
        else:
            self._report_end(running, "ProcessExited", {"exit_code": ended})
        if self._stop.wait(min(4.0 + 2.0 * running.restarts, 12.0)):
            return
        with self._lock:
            if self._running.get(running.name) is running:
                self._running[running.name] = self._launch(running.name)
                self._running[running.name].restarts = running.restarts + 1

    def _report_end(self, running: Running, event_type: str, facts: dict[str, object]) -> None:
        payload = {**facts, "instance": running.instance, "pid": running.process.pid, "restarts": running.restarts}
        entity = {"instance": running.instance}
        self._changes.add("supervisor", event_type, running.name, payload, severity="error", entity=entity)

    def _end_all(self) -> None:
        with self._lock:
            ending = [running.process for running in self._running.values()]
            self._running.clear()
        for process in ending:
            process.terminate()
        for process in (*ending, *([self._recorder] if self._recorder else [])):
            _end(process)


def _with_next_version(text: str, before: str) -> str:
    head, _, last = before.rpartition(".")
    return re.sub(r'^version = ".*"$', f'version = "{head}.{int(last) + 1}"', text, count=1, flags=re.MULTILINE)


def _memory(pid: int) -> int:
    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0


def _wait_for(ready: Path, process: subprocess.Popen[bytes], name: str) -> None:
    until = time.monotonic() + READY_S
    while not ready.exists():
        if process.poll() is not None:
            raise NotReady(f"{name} ended with {process.returncode} before it was ready")
        if time.monotonic() > until:
            raise NotReady(f"{name} was not ready within {READY_S:g} s")
        time.sleep(0.05)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask, wait, insist."""
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(timeout=12)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
