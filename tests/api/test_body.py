"""Bodies are read with a limit, packed or not. Through the routes: test_events, test_boundary."""

from __future__ import annotations

import gzip

import pytest
from fastapi import Request

from rootward.api.body import plain, read_body, read_raw
from rootward.errors import BadSyntax, TooLarge

MIB = 1024 * 1024


def _request(body: bytes, encoding: str = "") -> Request:
    parts = iter([body[:100], body[100:]])

    async def receive() -> dict[str, object]:
        part = next(parts, None)
        return {"type": "http.request", "body": part or b"", "more_body": part is not None}

    headers = [(b"content-encoding", encoding.encode())] if encoding else []
    return Request({"type": "http", "method": "POST", "headers": headers}, receive)


async def test_bytes_come_as_they_were_sent_and_inflated() -> None:
    packed = gzip.compress(b"hello" * 100)
    assert await read_raw(_request(packed, "gzip"), 1) == packed
    assert await read_body(_request(packed, "gzip"), 1) == b"hello" * 100
    assert await read_body(_request(b"plain"), 1) == b"plain"


async def test_the_limit_holds_before_and_after_inflating() -> None:
    with pytest.raises(TooLarge):
        await read_raw(_request(b" " * (MIB + 1)), 1)
    bomb = gzip.compress(b" " * (MIB + 1))
    with pytest.raises(TooLarge):
        plain(bomb, _request(b"", "gzip"), 1)
    assert len(await read_body(_request(b" " * MIB), 1)) == MIB


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip"])
def test_an_unknown_encoding_is_refused(encoding: str) -> None:
    with pytest.raises(BadSyntax):
        plain(b"x", _request(b"", encoding), 1)
