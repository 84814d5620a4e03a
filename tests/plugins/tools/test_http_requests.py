"""`http.get` and `http.request`: to the hosts on the tenant's list and to no other, with nobody else's credentials."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rootward.errors import BadInput, Denied, NotFound
from rootward.kit.json_schema import misfit
from rootward.plugins.tools.http_requests import TOOLS, HttpGet, HttpRequest
from tests.plugins.tools.exchange import KEY, TOKEN, context_of


def _allowing(outside: Any, folder: Path, *connections: dict[str, Any], **how: Any) -> Any:
    return context_of(folder, *connections, egress={"hosts": [outside.url.removeprefix("http://")]}, **how)


async def test_a_listed_host_is_read(outside: Any, tmp_path: Path) -> None:
    outside.answer = lambda m, p, q, h, b: (
        200, {"content-type": "application/json; charset=utf-8"}, json.dumps([m, p, q, h["x-a"]]).encode()
    )  # fmt: skip
    arguments = {"url": f"{outside.url}/a?b=c", "headers": {"X-A": "1"}}
    result = await HttpGet().call(arguments, _allowing(outside, tmp_path, key=""))
    assert result.value == {
        "status": 200, "content_type": "application/json", "body": ["GET", "/a", {"b": ["c"]}, "1"],
    }  # fmt: skip


async def test_without_a_list_nothing_is_reached(outside: Any, tmp_path: Path) -> None:
    for tool, more in ((HttpGet(), {}), (HttpRequest(), {"method": "POST"})):
        with pytest.raises(Denied, match="not among the hosts"):
            await tool.call({"url": f"{outside.url}/a", **more}, context_of(tmp_path))
    assert outside.asked == []


async def test_a_request_is_sent_with_its_body_and_key(outside: Any, tmp_path: Path) -> None:
    seen: list[tuple[str, dict[str, str], bytes]] = []

    def answer(method: str, _p: str, _q: Any, headers: dict[str, str], body: bytes) -> Any:
        seen.append((method, headers, body))
        return 201, {}, b"made"

    outside.answer = answer
    arguments = {"url": f"{outside.url}/a", "method": "PUT", "body": {"n": 1}}
    result = await HttpRequest().call(arguments, _allowing(outside, tmp_path))
    await HttpRequest().call(arguments | {"body": "plain"}, _allowing(outside, tmp_path))
    assert (seen[0][0], seen[0][1]["idempotency-key"], seen[0][2]) == ("PUT", KEY, b'{"n":1}')
    assert (seen[1][1]["content-type"], seen[1][2]) == ("text/plain", b"plain")
    assert result.value["body"] == "made" and result.value["status"] == 201


async def test_a_preview_sends_nothing(outside: Any, tmp_path: Path) -> None:
    arguments = {"url": f"{outside.url}/a", "method": "DELETE"}
    shown = await HttpRequest().preview(arguments, _allowing(outside, tmp_path))
    assert shown.value["method"] == "DELETE" and outside.asked == []


async def test_credentials_are_a_connections_and_go_to_its_server_only(outside: Any, tmp_path: Path) -> None:
    connection = {"name": "svc", "kind": "http", "url": outside.url, "token": "env:T"}
    outside.answer = lambda m, p, q, h, b: (200, {}, h.get("authorization", "none").encode())
    context = context_of(tmp_path, connection, egress={"hosts": ["other.example.com"]})
    arguments = {"url": f"{outside.url}/a", "connection": "svc"}
    result = await HttpGet().call(arguments, context)
    assert result.value["body"] == "Bearer [redacted:secret]" and TOKEN not in repr(result)
    with pytest.raises(BadInput, match="not on the server"):
        await HttpGet().call(arguments | {"url": "https://other.example.com/"}, context)
    with pytest.raises(NotFound):
        await HttpGet().call(arguments | {"connection": "nothing"}, context)


@pytest.mark.parametrize("name", ["Authorization", "Cookie", "X-Api-Key", "Host", "Idempotency-Key", "Connection"])
async def test_some_headers_are_not_the_callers_to_say(outside: Any, tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match="not said here"):
        await HttpGet().call({"url": f"{outside.url}/a", "headers": {name: "x"}}, _allowing(outside, tmp_path))
    assert outside.asked == []


@pytest.mark.parametrize(
    "change",
    [
        {"url": "file:///etc/passwd"}, {"headers": {"A B": "x"}}, {"headers": {"A": "x\r\nB: y"}}, {"more": 1},
        {"method": "TRACE"}, {"url": "https://x/" + "y" * 3000},
    ],
)  # fmt: skip
def test_what_does_not_fit_the_schema_never_arrives(change: dict[str, Any]) -> None:
    schema, good = HttpRequest().spec.schema, {"method": "POST", "url": "https://x/"}
    assert misfit(schema, good) is None
    assert misfit(schema, good | change) is not None


def test_reading_and_sending_are_two_tools() -> None:
    assert [(tool.spec.name, tool.spec.effect) for tool in TOOLS] == [
        ("http.get", "read"), ("http.request", "non_idempotent"), ("http.check", "read"),
    ]  # fmt: skip
