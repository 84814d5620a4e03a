"""Sending: each piece to the path of its kind; what is refused is counted, and the rest goes on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from rich.console import Console

from rootward.cli.client import Client
from rootward.cli.exit import Quit
from rootward.cli.send import Sent, existing, send
from rootward.events.source import Piece

Answer = Callable[[httpx.Request], httpx.Response]


def _accepts(_: httpx.Request) -> httpx.Response:
    return httpx.Response(202, json={"counts": {"accepted": 2, "duplicate": 0}})


async def _send(answer: Answer, *pieces: Piece) -> Sent:
    async with httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url="http://localhost") as http:
        return await send(Client(http, None), iter(pieces), total=None, quiet=True, console=Console(quiet=True))


async def test_each_kind_goes_to_its_path() -> None:
    asked = list[str]()

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return _accepts(request)

    kinds = ("envelope", "otlp.traces", "otlp.metrics", "otlp.logs", "kubernetes")
    for kind in kinds:
        await _send(answer, Piece(kind=kind, body=b"{}"))
    assert asked == ["/api/v1/events", "/v1/traces", "/v1/metrics", "/v1/logs", "/api/v1/ingest/kubernetes"]


async def test_what_was_sent_is_counted() -> None:
    sent = await _send(_accepts, Piece(kind="envelope", body=b"12345"), Piece(kind="kubernetes", body=b"678"))
    assert (sent.pieces, sent.bytes, dict(sent.counts)) == (2, 8, {"accepted": 4})


async def test_a_piece_that_is_refused_does_not_stop_the_rest() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(422, json={"detail": "wrong"}) if request.content == b"bad" else _accepts(request)

    sent = await _send(answer, Piece(kind="envelope", body=b"bad"), Piece(kind="envelope", body=b"good"))
    assert sent.counts == {"refused": 1, "accepted": 2} and len(sent.refused) == 1


async def test_a_server_that_is_gone_ends_it() -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("gone")

    with pytest.raises(Quit, match="gone") as refused:
        await _send(answer, Piece(kind="otlp.logs", body=b"x"))
    assert refused.value.code == 9


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert existing(tmp_path) == tmp_path
    with pytest.raises(Quit, match=r"nothing\.json") as refused:
        existing(tmp_path / "nothing.json")
    assert refused.value.code == 3
