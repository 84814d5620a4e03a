"""Fetching a URL that somebody gave: no redirect, spelling or name leads past the list of hosts and the addresses."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from rootward.errors import BadInput, Denied, Unavailable
from rootward.kit.addresses import Private
from rootward.kit.egress import Answer, Egress, Line, Target
from rootward.kit.egress_fetch import Ask, fetch, parts_of
from rootward.kit.hosts import Hosts


def _hosts(url: str, *more: str) -> Hosts:
    return Hosts.of([url.removeprefix("http://"), *more])


async def _fetch(outside: Any, path: str = "/x", *, method: str = "GET", **how: Any) -> Answer:
    hosts = how.pop("hosts", None) or _hosts(outside.url)
    egress = how.pop("egress", None) or Egress(Private(everywhere=True))
    return await fetch(egress.line, Ask(method=method, url=outside.url + path, hosts=hosts, **how))


async def test_an_allowed_host_is_asked_with_its_query(outside: Any) -> None:
    outside.answer = lambda m, p, q, h, b: (200, {}, f"{m} {p} {q['a'][0]} {b.decode()}".encode())
    answer = await _fetch(outside, "/x?a=b%20c", method="POST", content=b"body")
    assert answer.body == b"POST /x b c body"


async def test_a_host_that_is_not_listed_is_never_resolved(outside: Any) -> None:
    asked: list[str] = []

    async def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    with pytest.raises(Denied, match="not among the hosts"):
        await _fetch(outside, hosts=Hosts.of(["api.example.com"]), egress=Egress(Private(), resolve=resolve))
    assert asked == []


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest", "http://127.0.0.1:1/", "//example.com/y", "https://example.com/",
        "file:///etc/passwd", "http://[::ffff:169.254.169.254]/", "http://2852039166/", "http://0xa9fea9fe/",
        "http://user@127.0.0.1/", "http://127.0.0.1\\@example.com/", "gopher://x/",
    ],
)  # fmt: skip
async def test_every_redirect_is_checked_again(outside: Any, location: str) -> None:
    outside.answer = lambda m, p, q, h, b: (302, {"location": location}, b"")
    with pytest.raises((Denied, BadInput)):
        await _fetch(outside)
    assert len(outside.asked) == 1


async def test_a_listed_name_at_a_bad_address_is_refused_after_a_redirect_too(outside: Any) -> None:
    port = outside.url.rpartition(":")[2]

    async def resolve(host: str, _port: int) -> list[str]:
        return ["169.254.169.254"] if host == "rebound.example" else ["127.0.0.1"]

    hosts = _hosts(outside.url, f"rebound.example:{port}")
    outside.answer = lambda m, p, q, h, b: (302, {"location": f"http://rebound.example:{port}/"}, b"")
    with pytest.raises(Denied, match="never connected"):
        await _fetch(outside, hosts=hosts, egress=Egress(Private(everywhere=True), resolve=resolve))


async def test_a_name_that_changes_its_address_between_two_looks_is_pinned(outside: Any) -> None:
    port = outside.url.rpartition(":")[2]
    answers = [["127.0.0.1"], ["169.254.169.254"]]

    async def resolve(_host: str, _port: int) -> list[str]:
        return answers.pop(0)

    outside.answer = lambda m, p, q, h, b: (200, {}, h["host"].encode())
    egress = Egress(Private(everywhere=True), resolve=resolve)
    ask = Ask(method="GET", url=f"http://moving.example:{port}/x", hosts=Hosts.of([f"moving.example:{port}"]))
    assert (await fetch(egress.line, ask)).body == f"moving.example:{port}".encode()
    with pytest.raises(Denied):
        await fetch(egress.line, ask)


async def test_credentials_stay_with_the_first_host(outside: Any) -> None:
    port = outside.url.rpartition(":")[2]
    seen: list[tuple[str, str]] = []

    def answer(_m: str, path: str, _q: Any, headers: dict[str, str], _b: bytes) -> Any:
        seen.append((headers["host"].partition(":")[0], headers.get("authorization", "")))
        return (307, {"location": f"http://other.example:{port}/y"}, b"") if path == "/x" else (200, {}, b"")

    async def resolve(_host: str, _port: int) -> list[str]:
        return ["127.0.0.1"]

    outside.answer = answer
    await _fetch(
        outside, hosts=_hosts(outside.url, f"other.example:{port}"), headers={"authorization": "Bearer s3cret-token"},
        egress=Egress(Private(everywhere=True), resolve=resolve),
    )  # fmt: skip
    assert seen == [("127.0.0.1", "Bearer s3cret-token"), ("other.example", "")]


async def test_only_a_question_is_redirected(outside: Any) -> None:
    outside.answer = lambda m, p, q, h, b: (307, {"location": "/y"}, b"")
    with pytest.raises(Denied, match="redirects a POST"):
        await _fetch(outside, method="POST", content=b"x")
    with pytest.raises(Unavailable, match="more than 5 times"):
        await _fetch(outside)


async def test_encryption_is_not_given_up_by_a_redirect() -> None:
    class Moved:
        async def once(self, *_: Any, **__: Any) -> Answer:
            return Answer(302, {"location": "http://api.example.com/"}, b"")

    @asynccontextmanager
    async def line(_target: Target) -> AsyncIterator[Line]:
        yield Moved()  # type: ignore[misc]

    hosts = Hosts.of(["api.example.com", "http://api.example.com"])
    with pytest.raises(Denied, match="without encryption"):
        await fetch(line, Ask(method="GET", url="https://api.example.com/", hosts=hosts))


async def test_a_server_that_repeats_the_credentials_does_not_give_them_away(outside: Any) -> None:
    secret = 's3cret"quoted'
    outside.answer = lambda m, p, q, h, b: (
        200, {"x-echo": h["x-key"]}, f'{{"sent": {{"x-key": "s3cret\\"quoted"}}}} {h["x-key"]}'.encode()
    )  # fmt: skip
    answer = await _fetch(outside, headers={"x-key": secret}, secrets=(secret,))
    assert b"s3cret" not in answer.body and answer.body.count(b"[redacted:secret]") == 2
    assert answer.headers["x-echo"] == "[redacted:secret]"


@pytest.mark.parametrize(
    "url",
    [
        "http://a@b/", "http://a:b@c/", "ftp://x/", "http://x/\r\nHost: y", "http://x /", "http://x\\y", "http://x/#f",
        "http://ex%61mple.com/", "http://b\u00fccher.example/", "http://x:99999/", "//x/y", "http:///x", "x",
    ],
)  # fmt: skip
def test_a_url_that_could_be_read_in_two_ways_is_refused(url: str) -> None:
    with pytest.raises(BadInput):
        parts_of(url)


def test_a_url_is_its_server_and_its_path() -> None:
    assert parts_of("https://X.example?a=1") == ("https://x.example:443", "/?a=1")
    assert parts_of("http://[::1]:8/a/b") == ("http://[::1]:8", "/a/b")
