"""The way out, over real HTTP on loopback: pinned, bounded in size and time, and to no other host."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from rootward.errors import BadInput, Denied, Misconfigured, TimedOut, TooLarge, Unavailable
from rootward.kit.addresses import Private
from rootward.kit.egress import Answer, Egress, Target, origin_of, tls_context

ANYWHERE = Private(everywhere=True)


async def _get(url: str, path: str = "/x", egress: Egress | None = None, **how: Any) -> Answer:
    target = Target(name="src", url=url, **how)
    async with (egress or Egress(ANYWHERE)).line(target) as line:
        return await line.get(path, {"q": "a b"})


async def test_headers_and_query_arrive_and_the_answer_comes_back(outside: Any) -> None:
    outside.answer = lambda m, p, q, h, b: (200, {}, f"{m} {p} {q['q'][0]} {h['authorization']}".encode())
    answer = await _get(outside.url + "/base/", headers={"authorization": "Bearer t"})
    assert answer.body == b"GET /base/x a b Bearer t"


async def test_the_connection_goes_to_the_address_that_was_checked_under_the_name_asked_for(outside: Any) -> None:
    port = outside.url.rpartition(":")[2]
    outside.answer = lambda m, p, q, h, b: (200, {}, h["host"].encode())
    asked: list[str] = []

    async def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    answer = await _get(f"http://prometheus.invalid:{port}", egress=Egress(ANYWHERE, resolve=resolve))
    assert answer.body == f"prometheus.invalid:{port}".encode()
    assert asked == ["prometheus.invalid"]


async def test_one_bad_address_of_a_name_refuses_the_name(outside: Any) -> None:
    async def resolve(_host: str, _port: int) -> list[str]:
        return ["127.0.0.1", "169.254.169.254"]

    with pytest.raises(Denied, match="never connected"):
        await _get(outside.url, egress=Egress(ANYWHERE, resolve=resolve))
    assert outside.asked == []


async def test_a_private_address_is_refused_where_it_is_not_permitted(outside: Any) -> None:
    with pytest.raises(Denied, match="ROOTWARD_EGRESS_PRIVATE"):
        await _get(outside.url, egress=Egress(Private()))
    assert outside.asked == []


async def test_a_redirect_is_followed_on_the_same_origin_and_nowhere_else(outside: Any) -> None:
    outside.answer = lambda m, p, q, h, b: (302, {"location": "/y?z=1"}, b"") if p == "/x" else (200, {}, p.encode())
    assert (await _get(outside.url)).body == b"/y"
    for location in ("http://169.254.169.254/", "http://127.0.0.1:1/", "https://example.com/", "//example.com/y", ""):
        outside.asked.clear()
        outside.answer = lambda m, p, q, h, b, location=location: (302, {"location": location}, b"")
        with pytest.raises((Denied, Unavailable)):
            await _get(outside.url)
        assert {path for _, path, _ in outside.asked} == {"/x"}


async def test_an_answer_that_is_too_large_is_cut_off(outside: Any) -> None:
    outside.answer = lambda *_: (200, {}, b"x" * 200_000)
    with pytest.raises(TooLarge):
        await _get(outside.url, max_bytes=100_000)


async def test_a_slow_answer_is_a_timeout_that_says_who(outside: Any) -> None:
    given_up = threading.Event()

    def slow(*_: Any) -> Any:
        given_up.wait(60)
        return 200, {}, b""

    outside.answer = slow
    with pytest.raises(TimedOut, match=r"src did not answer within 0\.2 s"):
        await _get(outside.url, timeout_s=0.2)
    given_up.set()


async def test_nobody_there_is_unavailable() -> None:
    with pytest.raises(Unavailable, match="src cannot be reached"):
        await _get("http://127.0.0.1:9")


async def test_an_unknown_name_is_unavailable() -> None:
    async def resolve(_host: str, _port: int) -> list[str]:
        raise OSError("no such name")

    with pytest.raises(Unavailable, match="not known"):
        await _get("http://prometheus.invalid", egress=Egress(ANYWHERE, resolve=resolve))


async def test_proxies_of_the_environment_are_not_used(outside: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    outside.answer = lambda *_: (200, {}, b"direct")
    assert (await _get(outside.url)).body == b"direct"


async def test_what_is_not_json_is_no_answer_of_the_server(outside: Any) -> None:
    outside.answer = lambda *_: (200, {}, b"<html>")
    with pytest.raises(Unavailable, match="not JSON"):
        (await _get(outside.url)).json("src")


async def test_a_long_question_is_posted_as_a_form(outside: Any) -> None:
    outside.answer = lambda m, p, q, h, b: (200, {}, m.encode() + b" " + b)
    async with Egress(ANYWHERE).line(Target(name="src", url=outside.url)) as line:
        assert (await line.post_form("/q", {"query": "up"})).body == b"POST query=up"
        outside.answer = lambda *_: (302, {"location": "/y"}, b"")
        with pytest.raises(Denied, match="redirects a POST"):
            await line.post_form("/q", {"query": "up"})


@pytest.mark.parametrize(
    "url", ["ftp://x", "file:///etc/passwd", "x", "http://", "http://a:b@c", "http://x/?q=1", "http://x:99999"]
)
def test_what_is_no_plain_url_is_refused(url: str) -> None:
    with pytest.raises(BadInput) as caught:
        origin_of(url)
    assert caught.value.facts["field"] == "url"


def test_credentials_are_not_shown_with_a_target() -> None:
    assert "s3cret" not in repr(Target(name="a", url="http://x", headers={"authorization": "Bearer s3cret"}))


def test_certificates_that_are_none_are_misconfigured() -> None:
    with pytest.raises(Misconfigured, match="cannot be used"):
        tls_context(authority="-----BEGIN CERTIFICATE-----\nno\n-----END CERTIFICATE-----")
    with pytest.raises(Misconfigured, match="cannot be used"):
        tls_context(certificate="no", key="no")


async def test_one_request_has_its_method_body_and_headers(outside: Any) -> None:
    outside.answer = lambda m, p, q, h, b: (201, {}, f"{m} {p} {h['content-type']} {h['x-a']} {b.decode()}".encode())
    async with Egress(ANYWHERE).line(Target(name="src", url=outside.url)) as line:
        answer = await line.once("PUT", "/a b", body={"z": 1, "a": "é"}, headers={"x-a": "1"}, query={"q": "1"})
    assert (answer.status, answer.body.decode()) == (201, 'PUT /a%20b application/json 1 {"a":"é","z":1}')


async def test_an_error_says_whether_the_server_can_have_had_something_of_the_request(outside: Any) -> None:
    outside.answer = lambda *_: (200, {"content-length": "10"}, b"short")
    for url, reached in (("http://127.0.0.1:9", False), (outside.url, True)):
        async with Egress(ANYWHERE).line(Target(name="src", url=url, timeout_s=0.5)) as line:
            with pytest.raises(Unavailable) as caught:
                await line.once("POST", "/x", body={})
        assert caught.value.facts["reached"] is reached
