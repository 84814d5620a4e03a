"""Live: the shop beside somebody who watches it; telemetry and events go out as they happen, repairs come in.

It says on its standard output, a line each in JSON, where its control desk listens and when it broke, and ends when its
standard input does.
"""

from __future__ import annotations

import http.client
import json
import queue
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from bench.shop.changes import ChangeLog, Envelope
from bench.shop.control import Desk, Repairs
from bench.shop.fleet import Fleet
from bench.shop.incidents import INCIDENTS, RATE, Stage
from bench.shop.load import Crowd

TRACES = 1.0
POST_S = 5.0


def live(name: str, to: str, *, after_s: float, seed: int) -> int:
    """Run the shop with everything sent to the server at `to`, and break it with the incident after `after_s`."""
    incident, address = INCIDENTS[name], urlsplit(to).netloc
    with tempfile.TemporaryDirectory(prefix="shop-") as folder:
        work = Path(folder)
        courier = Courier(address)
        changes = ChangeLog(work / "events.jsonl", tell=courier.send)
        credentials = dict.fromkeys(incident.credentials, after_s)
        fleet = Fleet(work, changes, sample=TRACES, seed=seed, credentials=credentials, collector=address)
        with courier, fleet, Crowd(lambda: fleet.address("web"), rate=RATE, seed=seed) as crowd:
            repairs = Repairs(fleet, lambda: crowd.seen, work / "repairs.json")
            with Desk(repairs) as desk:
                say("up", control=desk.url, incident=incident.title)
                told = threading.Event()
                threading.Thread(target=_until_told, args=(told,), daemon=True).start()
                if not told.wait(after_s):
                    incident.break_it(Stage(fleet=fleet, changes=changes, crowd=crowd))
                    say("broken", incident=incident.name)
                    told.wait()
    return 0


def _until_told(told: threading.Event) -> None:
    """Whoever started us says that it is over by closing our standard input, also when it dies."""
    while sys.stdin.readline():
        pass
    told.set()


def say(what: str, **facts: object) -> None:
    print(json.dumps({"shop": what, "at": time.time(), **facts}), flush=True)


class Courier:
    """Posts envelopes in the order in which they happen, from a thread of its own; nobody waits for it."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._waiting: queue.Queue[Envelope | None] = queue.Queue()
        self._thread = threading.Thread(target=self._carry, daemon=True)

    def __enter__(self) -> Courier:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._waiting.put(None)
        self._thread.join(POST_S)

    def send(self, envelope: Envelope) -> None:
        self._waiting.put(envelope)

    def _carry(self) -> None:
        while (envelope := self._waiting.get()) is not None:
            try:
                self._post(envelope)
            except OSError as error:
                say("not sent", error=str(error), event=str(envelope["event_type"]))

    def _post(self, body: Mapping[str, object]) -> None:
        connection = http.client.HTTPConnection(self._address, timeout=POST_S)
        connection.request("POST", "/api/v1/events", json.dumps(body), {"Content-Type": "application/json"})
        connection.getresponse().read()
        connection.close()
