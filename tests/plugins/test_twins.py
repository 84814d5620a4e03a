"""Twins: they speak over the same client as the service, keep what was done, and are one tenant's each."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from rootward.errors import Unavailable
from rootward.kit.egress import Target
from rootward.plugins.twins import github, jira, slack, webhook
from rootward.plugins.twins.shelf import Shelf
from rootward.plugins.twins.speak import Asked, Route, Said, Twin, line_to, url_of


def _count(_asked: Asked, state: dict[str, Any]) -> Said:
    state["count"] = state.get("count", 0) + 1
    return 200, {"count": state["count"]}


def _echo(asked: Asked, _state: dict[str, Any]) -> Said:
    return 201, {"found": dict(asked.found), "query": dict(asked.query), "body": asked.body, "raw": asked.raw.decode()}


TWIN = Twin("t", (Route("POST", "/count", _count), Route("PUT", "/a/{b}/c", _echo)), (404, {"message": "no"}))


async def _ask(folder: Path, method: str, path: str, **how: Any) -> Any:
    async with line_to(TWIN, folder)(Target(name="t", url=url_of(TWIN))) as line:
        answer = await line.once(method, path, **how)
    return answer.status, answer.json("t")


async def test_a_route_gets_the_parts_of_its_path_unescaped(tmp_path: Path) -> None:
    status, body = await _ask(tmp_path, "PUT", "/a/x%2Fy/c?q=1", body={"n": 1})
    assert (status, body) == (201, {"found": {"b": "x/y"}, "query": {"q": "1"}, "body": {"n": 1}, "raw": '{"n":1}'})
    assert (await _ask(tmp_path, "PUT", "/a/x/c", content=b"{"))[1]["body"] is None
    for method, path in (("GET", "/a/x/c"), ("PUT", "/a/x/y/c"), ("PUT", "/b")):
        assert await _ask(tmp_path, method, path) == (404, {"message": "no"})


async def test_what_was_done_is_there_after_a_restart_and_for_this_tenant_only(tmp_path: Path) -> None:
    for count in (1, 2):
        assert await _ask(tmp_path / "acme", "POST", "/count") == (200, {"count": count})
    assert await _ask(tmp_path / "other", "POST", "/count") == (200, {"count": 1})
    assert json.loads((tmp_path / "acme" / "t.json").read_text()) == {"count": 2}


async def test_nothing_is_lost_when_many_ask_at_once(tmp_path: Path) -> None:
    await asyncio.gather(*(_ask(tmp_path, "POST", "/count") for _ in range(20)))
    assert Shelf(tmp_path, "t").path.read_text() == '{\n "count": 20\n}'


def test_a_change_that_fails_is_not_kept(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, "x")
    with pytest.raises(KeyError), shelf.changing() as state:
        state["a"] = 1
        raise KeyError("stop")
    with shelf.changing() as state:
        assert state == {}


def test_a_file_that_is_damaged_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{")
    with pytest.raises(Unavailable, match="damaged: remove"), Shelf(tmp_path, "x").changing():
        raise AssertionError("opened")
    with pytest.raises(Unavailable, match="cannot be kept"), Shelf(tmp_path / "x.json", "y").changing():
        raise AssertionError("opened")


@pytest.mark.parametrize(
    ("twin", "method", "path", "body", "status", "word"),
    [
        (github.TWIN, "POST", "/repos/a/b/issues", {}, 422, "Validation Failed"),
        (github.TWIN, "GET", "/repos/a/b/issues/1", None, 404, "Not Found"),
        (github.TWIN, "PATCH", "/repos/a/b/issues/1", {"state": "closed"}, 404, "Not Found"),
        (github.TWIN, "POST", "/repos/a/b/actions/workflows/x.yml/dispatches", {}, 422, "ref"),
        (github.TWIN, "POST", "/graphql", {"query": "{viewer{login}}"}, 200, "Could not resolve"),
        (jira.TWIN, "POST", "/rest/api/3/issue", {"fields": {}}, 400, "project is required"),
        (jira.TWIN, "POST", "/rest/api/3/issue",
         {"fields": {"project": {"key": "A"}, "summary": "x", "issuetype": {"name": "Bug"}, "description": "plain"}},
         400, "Atlassian Document"),
        (jira.TWIN, "POST", "/rest/api/3/issue/A-1/transitions", {"transition": {"id": "31"}}, 404, "does not exist"),
        (jira.TWIN, "POST", "/rest/api/3/search", {}, 404, "does not exist"),
        (slack.TWIN, "POST", "/chat.postMessage", {"text": "x"}, 200, "channel_not_found"),
        (slack.TWIN, "POST", "/chat.postMessage", {"channel": "C1"}, 200, "no_text"),
        (slack.TWIN, "POST", "/conversations.list", {}, 200, "unknown_method"),
        (webhook.TWIN, "POST", "/hook", {"a": 1}, 401, "does not fit"),
    ],
)  # fmt: skip
async def test_a_twin_refuses_what_the_service_refuses(
    tmp_path: Path, twin: Twin, method: str, path: str, body: Any, status: int, word: str
) -> None:
    async with line_to(twin, tmp_path)(Target(name="t", url=url_of(twin))) as line:
        answer = await line.once(method, path, body=body)
    assert answer.status == status and word in answer.body.decode()
