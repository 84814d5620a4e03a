"""The stream of everything that changes, over a real socket: said once, resumed where it broke off, never too much."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from rootward.api import live
from rootward.kit.db import Connection
from rootward.settings import Settings
from rootward.tenancy import changes
from tests.api.test_stream import Frame, Running, _asked, read_frames


@contextmanager
def frames(http: httpx.Client, last_id: int | None = None, **params: Any) -> Iterator[Iterator[Frame]]:
    headers = {} if last_id is None else {"Last-Event-ID": str(last_id)}
    with http.stream("GET", "/api/v1/stream", headers=headers, params=params) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        assert response.headers["cache-control"] == "no-store"
        yield read_frames(response)


def _note(server: Running, kind: str, ref: str, times: int = 1) -> None:
    def unit(connection: Connection) -> None:
        for _ in range(times):
            changes.append(connection, "default", kind, ref, {"secret": "what only its own route shows"})

    server.do(lambda app: app.db.run(unit, tenant="default"))


def test_what_changes_is_told_and_who_comes_back_gets_what_was_missed(tmp_path: Path) -> None:
    with Running(Settings(data_dir=tmp_path), stages=False) as server, httpx.Client(base_url=server.url) as http:
        with frames(http) as coming:
            first, event, body = next(coming)
            assert (event, body) == ("hello", {})
            _note(server, "approval", "apr_1")
            seen, event, body = next(coming)
            assert (event, body["kind"], body["ref"]) == ("change", "approval", "apr_1")
            assert seen > first and "secret" not in str(body)
        _note(server, "ingest", "")
        _note(server, "case", "case_1")
        with frames(http, seen) as coming:
            missed, event, body = next(coming)
            assert (event, body["kind"], body["ref"]) == ("change", "case", "case_1")
            assert missed > seen


def test_the_progress_of_an_investigation_comes_with_the_change(tmp_path: Path) -> None:
    with Running(Settings(data_dir=tmp_path), stages=False) as server, httpx.Client(base_url=server.url) as http:
        one = _asked(http)
        with frames(http, kind="investigation") as coming:
            next(coming)
            _note(server, "approval", "apr_1")
            server.tell(one, 20)
            _, event, body = next(coming)
            assert (event, body["ref"], body["progress"]["pct"]) == ("change", one, 20)


def test_who_was_away_too_long_or_was_elsewhere_is_told_to_read_again(tmp_path: Path) -> None:
    with Running(Settings(data_dir=tmp_path), stages=False) as server, httpx.Client(base_url=server.url) as http:
        _note(server, "tool", "x", live._MOST_MISSED + 5)
        current = partial(changes.current, tenant="default")
        now = server.do(lambda app: app.db.read(current, tenant="default"))
        for last_id in (1, now + 1000):
            with frames(http, last_id) as coming:
                assert next(coming)[:2] == (now, "reset")
                _note(server, "tool", "y")
                now, event, body = next(coming)
                assert (event, body["ref"]) == ("change", "y")
