"""Killed in the middle of its work: what was acknowledged is there afterwards, unchanged, and what had begun is ended.

`python -m bench.kill` does the same a hundred times, on both databases.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import httpx

from bench.servers import Served, start
from tests.api.conftest import alert, envelope

KILLS = 3
SENDERS = 4


class Sender(threading.Thread):
    """Sends events until nobody answers any more; `kept` is what it was told is kept."""

    def __init__(self, url: str, name: str) -> None:
        super().__init__()
        self._url, self._name = url, name
        self.kept: dict[str, dict[str, Any]] = {}

    def run(self) -> None:
        number = 0
        with httpx.Client(base_url=self._url, timeout=60) as http:
            while True:
                number += 1
                sent = envelope(f"{self._name}-{number}", payload={"number": number, "of": self._name})
                try:
                    response = http.post("/api/v1/events", json=sent)
                except httpx.TransportError:
                    return
                if response.status_code == 202:
                    self.kept[response.json()["id"]] = sent


def _killed_while_sending(served: Served, trial: int) -> dict[str, dict[str, Any]]:
    senders = [Sender(served.url, f"{trial}-{n}") for n in range(SENDERS)]
    for sender in senders:
        sender.start()
    with httpx.Client(base_url=served.url, timeout=60) as http:
        http.post("/api/v1/ingest/alertmanager", json=alert(f"Trial{trial}", f"service-{trial}"))
        while sum(len(sender.kept) for sender in senders) < 20:
            http.get("/health")
    served.kill()
    for sender in senders:
        sender.join(100)
    return {event_id: sent for sender in senders for event_id, sent in sender.kept.items()}


def test_a_killed_server_has_lost_nothing_that_it_acknowledged(tmp_path: Path) -> None:
    kept: dict[str, dict[str, Any]] = {}
    for trial in range(KILLS):
        kept |= _killed_while_sending(start(tmp_path, lease_s="2"), trial)
    assert len(kept) >= 20 * KILLS
    served = start(tmp_path, lease_s="2")
    try:
        with httpx.Client(base_url=served.url, timeout=60) as http:
            for event_id, sent in kept.items():
                found = http.get(f"/api/v1/events/{event_id}").json()
                assert (found["ingest_id"], found["payload"]) == (sent["ingest_id"], sent["payload"])
            again = [http.post("/api/v1/events", json=sent).json() for sent in list(kept.values())[:20]]
            assert {answer["status"] for answer in again} == {"duplicate"}
            _nothing_is_left_undone(http)
    finally:
        served.stop()


def _nothing_is_left_undone(http: httpx.Client) -> None:
    """Every alert is a case, and every investigation that was under way has ended, each step of it once."""
    while not http.get("/api/v1/pipeline").json()["idle"]:
        pass
    rows = http.get("/api/v1/investigations").json()["items"]
    assert len(rows) >= KILLS
    assert {row["status"] for row in rows} == {"done"}
    for row in rows:
        steps = http.get(f"/api/v1/investigations/{row['investigation_id']}").json()["steps"]
        assert len({step["name"] for step in steps}) == len(steps)
    assert http.get("/api/v1/audit/verify").json()["status"] == "unwitnessed"
