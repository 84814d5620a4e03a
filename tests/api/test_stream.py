"""The stream of an investigation, over a real socket: snapshot, progress, end, and what a reconnect missed."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import httpx
import uvicorn

from rootward.api.application import create_api
from rootward.app import App, open_app
from rootward.investigations import outcome, progress
from rootward.kit import clock
from rootward.settings import Settings

T = TypeVar("T")
WINDOW = {"start": clock.format_ns(clock.now_ns() - 3600 * 10**9), "end": clock.format_ns(clock.now_ns())}
Frame = tuple[int, str, dict[str, Any]]


class Running:
    """A server in a thread with an event loop of its own."""

    def __init__(self, settings: Settings, *, stages: bool) -> None:
        self._settings, self._stages = settings, stages
        self._ready, self._stop = threading.Event(), asyncio.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        async with open_app(self._settings) as self.app:
            api = create_api(self.app, stages=self._stages)
            self._server = uvicorn.Server(
                uvicorn.Config(api, host="127.0.0.1", port=0, log_config=None, timeout_graceful_shutdown=1)
            )
            task = asyncio.create_task(self._server.serve())
            while not self._server.started and not task.done():  # noqa: ASYNC110 - the server has no event to wait for
                await asyncio.sleep(0.01)
            self.port = int(self._server.servers[0].sockets[0].getsockname()[1])
            self.url = f"http://127.0.0.1:{self.port}"
            self._ready.set()
            await task

    def __enter__(self) -> Running:
        self._thread.start()
        assert self._ready.wait(100)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(100)

    def do(self, work: Callable[[App], Awaitable[T]]) -> T:
        """Something inside the server's own loop."""

        async def go() -> T:
            return await work(self.app)

        return asyncio.run_coroutine_threadsafe(go(), self._loop).result(30)

    def tell(self, investigation_id: str, pct: int, *, done: bool = False) -> None:
        status = "done" if done else "running"
        unit = partial(
            progress.tell, tenant="default", investigation_id=investigation_id, status=status, step="x", pct=pct,
            text=f"at {pct}",
        )  # fmt: skip
        self.do(lambda app: app.db.run(unit, tenant="default"))


@contextmanager
def frames(http: httpx.Client, investigation_id: str, last_id: int | str | None = None) -> Iterator[Iterator[Frame]]:
    headers = {} if last_id is None else {"Last-Event-ID": str(last_id)}
    path = f"/api/v1/investigations/{investigation_id}/stream"
    with http.stream("GET", path, headers=headers) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        assert response.headers["cache-control"] == "no-store"
        yield read_frames(response)


def read_frames(response: httpx.Response) -> Iterator[Frame]:
    fields: dict[str, str] = {}
    for line in response.iter_lines():
        if line:
            name, _, value = line.partition(": ")
            fields[name] = value
        elif "event" in fields:  # else it was a comment that keeps the line open
            yield int(fields["id"]), fields["event"], json.loads(fields["data"])
            fields = {}


def _asked(http: httpx.Client) -> str:
    answer = http.post("/api/v1/investigate", json={"time_window": WINDOW}).json()
    return str(answer["investigation_id"])


def test_who_comes_back_gets_exactly_what_was_missed(tmp_path: Path) -> None:
    with Running(Settings(data_dir=tmp_path), stages=False) as server, httpx.Client(base_url=server.url) as http:
        one, other = _asked(http), _asked(http)
        with frames(http, one) as coming:
            _, event, body = next(coming)
            assert (event, body["status"], body["pct"]) == ("snapshot", "queued", 0)
            server.tell(other, 1)
            server.tell(one, 20)
            last_id, event, body = next(coming)
            assert (event, body["pct"], body["message"]) == ("progress", 20, "at 20")
        server.tell(one, 40)
        server.tell(other, 2)
        server.tell(one, 60)
        with frames(http, one, last_id) as coming:
            missed = [next(coming), next(coming)]
            assert [(event, body["pct"]) for _, event, body in missed] == [("progress", 40), ("progress", 60)]
            assert missed[0][0] > last_id
            server.tell(one, 100, done=True)
            rest = list(coming)
        assert [(event, body.get("pct")) for _, event, body in rest] == [("progress", 100), ("end", None)]
        assert rest[-1][2]["status"] == "done"
        with frames(http, one, rest[-1][0]) as coming:
            assert [event for _, event, _ in coming] == ["end"]
        with frames(http, one) as coming:
            assert [event for _, event, _ in coming] == ["snapshot", "end"]
        with frames(http, one, 10**12) as coming:  # an id of another database
            assert next(coming)[1] == "snapshot"


def test_an_investigation_that_failed_ends_its_stream_with_the_reason(tmp_path: Path) -> None:
    with Running(Settings(data_dir=tmp_path), stages=False) as server, httpx.Client(base_url=server.url) as http:
        one = _asked(http)
        unit = partial(outcome.fail, tenant="default", investigation_id=one, reason="it broke")
        server.do(lambda app: app.db.run(unit, tenant="default"))
        with frames(http, one) as coming:
            *_, (_, event, body) = coming
        assert (event, body) == ("end", {"status": "error", "report_id": None, "error_message": "it broke"})


def test_a_whole_investigation_is_followed_from_its_beginning_to_its_report(tmp_path: Path) -> None:
    with Running(Settings(data_dir=tmp_path), stages=True) as server, httpx.Client(base_url=server.url) as http:
        one = _asked(http)
        with frames(http, one, 0) as coming:
            seen = list(coming)
        steps = [body["step"] for _, event, body in seen if event == "progress"]
        assert steps[:3] == ["queued", "plan", "onset"] and steps[-1] == "done"
        assert [name for name, _, _ in seen] == sorted(name for name, _, _ in seen)
        percents = [body["pct"] for _, event, body in seen if event == "progress"]
        assert percents == sorted(percents)
        assert http.get(f"/api/v1/reports/{seen[-1][2]['report_id']}").status_code == 200


def test_what_is_no_event_id_is_refused(tmp_path: Path) -> None:
    with Running(Settings(data_dir=tmp_path), stages=False) as server, httpx.Client(base_url=server.url) as http:
        path = f"/api/v1/investigations/{_asked(http)}/stream"
        refused = http.get(path, headers={"Last-Event-ID": "abc"})
        assert (refused.status_code, refused.headers["content-type"]) == (422, "application/problem+json")


def test_a_raw_socket_gets_a_clear_answer_to_nonsense(tmp_path: Path) -> None:
    with Running(Settings(data_dir=tmp_path), stages=False) as server, httpx.Client(base_url=server.url) as http:
        for path in (b"/api/v1/cases/\xff\xfe", b"/api/v1/cases/%ff%fe", b"/api/v1/cases?text=%ff", b"/%2e%2e/%2e%2e"):
            with socket.create_connection(("127.0.0.1", server.port), timeout=100) as raw:
                raw.sendall(b"GET " + path + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                status = raw.recv(4096).split(b" ")[1]
            assert status in (b"200", b"400", b"404"), path
        assert http.request("FROBNICATE", "/api/v1/cases").status_code in (400, 405)
        chunks = (b" " * 1_000_000 for _ in range(70))
        assert http.post("/api/v1/events", content=chunks).status_code == 413
