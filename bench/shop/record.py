"""Record one incident: run the shop, let it be well for a while, break it, and write down what was seen."""

from __future__ import annotations

import http.client
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from bench.shop import clock
from bench.shop.alerts import RESTART_WINDOW_S, Tail, Watch
from bench.shop.bundle import Recording
from bench.shop.changes import ChangeLog
from bench.shop.fleet import Fleet
from bench.shop.incidents import RATE, Fault, Incident, Stage
from bench.shop.load import Crowd

WARM_UP_S = 20.0
LOOK_S = 5.0
# One trace in five is kept, which keeps a bundle small enough for the repository; metrics and logs are whole.
SAMPLE = 0.2
QUICK = 0.15

Say = Callable[[str], None]


class Alerting:
    """The alert evaluator's thread: looks every five seconds, keeps the notifications."""

    def __init__(self, metrics: Path, changes: ChangeLog) -> None:
        self.sent: list[dict[str, object]] = []
        self._tail = Tail(metrics)
        self._changes = changes
        self._watch = Watch()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Alerting:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(LOOK_S):
            at = clock.now()
            for body in self._watch.look(at, self._tail.new(), self._killed(clock.text(at - _RESTARTS_SEEN))):
                self.sent.append({"received_at": clock.text(at), "body": body})

    def _killed(self, since: str) -> dict[str, int]:
        times: dict[str, int] = {}
        for event in self._changes.of_type("ProcessKilled", "ProcessExited"):
            entity = event["entity"]
            if isinstance(entity, dict) and str(event["ts"]) > since:
                times[entity["service"]] = times.get(entity["service"], 0) + 1
        return times


_RESTARTS_SEEN = timedelta(seconds=RESTART_WINDOW_S)


def record(incident: Incident, say: Say, *, quick: bool, finish: Callable[[Recording], None]) -> None:
    """Runs for minutes; `finish` is called with the recording while its files still exist."""
    pace = QUICK if quick else 1.0
    work = Path(tempfile.mkdtemp(prefix="shop-"))
    try:
        changes = ChangeLog(work / "events.jsonl")
        credentials = {name: seconds * pace + (10 if quick else 0) for name, seconds in incident.credentials.items()}
        fleet = Fleet(work, changes, sample=SAMPLE, seed=incident.seed, credentials=credentials)
        with fleet:
            say(f"{incident.name}: the shop is up")
            recording = _run(incident, fleet, changes, say, pace)
        # Ending the fleet sends what the processes still held, so the files are whole only now.
        finish(recording)
        if fleet.problems:
            raise RuntimeError(f"{incident.name}: {fleet.problems}")
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _run(incident: Incident, fleet: Fleet, changes: ChangeLog, say: Say, pace: float) -> Recording:
    with Crowd(lambda: fleet.address("web"), rate=RATE, seed=incident.seed) as crowd:
        time.sleep(WARM_UP_S * pace)
        changes.restart()
        _restart_recorder(fleet.recorder())
        start = clock.now()
        stage = Stage(fleet=fleet, changes=changes, crowd=crowd)
        with Alerting(fleet.work / "recorded" / "metrics.otlp.jsonl", changes) as alerting:
            fault = _play(incident, stage, say, pace)
            _sleep_until(start.timestamp() + (incident.before_s + incident.after_s) * pace, say, crowd)
        end = clock.now()
    return Recording(
        incident=incident,
        start=start,
        end=end,
        fault=fault,
        events=list(changes.envelopes),
        alerts=alerting.sent,
        recorded=fleet.work / "recorded",
    )


def _play(incident: Incident, stage: Stage, say: Say, pace: float) -> Fault:
    start = time.time()
    for at, innocent in incident.noise:
        _sleep_until(start + at * pace, say, stage.crowd)
        innocent(stage)
    _sleep_until(start + incident.before_s * pace, say, stage.crowd)
    say(f"{incident.name}: breaking it; so far {dict(stage.crowd.seen)}")
    stage.crowd.seen.clear()
    return incident.break_it(stage)


def _sleep_until(at: float, say: Say, crowd: Crowd) -> None:
    while (left := at - time.time()) > 0:
        time.sleep(min(left, 30.0))
        say(f"answers so far {dict(crowd.seen)}")


def _restart_recorder(address: str) -> None:
    host, _, port = address.partition(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=5)
    connection.request("POST", "/control/restart", b"")
    connection.getresponse().read()
    connection.close()
