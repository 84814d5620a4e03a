"""Speak: a twin as an HTTP server inside this process, asked over the same client as the service itself."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote

import httpx
from starlette.types import Receive, Scope, Send

from rootward.kit.addresses import Private
from rootward.kit.egress import Egress, Line, Target
from rootward.plugins.twins.shelf import Shelf

__all__ = ["Asked", "Route", "Said", "Twin", "line_to", "url_of"]

Said = tuple[int, Any]
"""Status and JSON body; None for no body."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """`found` are the parts of the path that the route names; `body` is JSON, or the bytes where it is none."""

    found: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any
    raw: bytes


Answer = Callable[[Asked, dict[str, Any]], Said]


@dataclass(frozen=True, slots=True)
class Route:
    """`POST /repos/{owner}/{repo}/issues`."""

    method: str
    path: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Twin:
    """`missing` is what the service says when nothing is at a path."""

    name: str
    routes: tuple[Route, ...]
    missing: Said

    def asked(
        self, method: str, path: str, query: str, headers: Mapping[str, str], raw: bytes, state: dict[str, Any]
    ) -> Said:
        for route in self.routes:
            match = _pattern(route.path).fullmatch(path)
            if match is not None and method == route.method:
                found = {name: unquote(value) for name, value in match.groupdict().items()}
                asked = Asked(
                    found=found, query={name: values[0] for name, values in parse_qs(query).items()}, headers=headers,
                    body=_json(raw), raw=raw,
                )  # fmt: skip
                return route.answer(asked, state)
        return self.missing


def url_of(twin: Twin) -> str:
    return f"http://{twin.name}.sandbox"


def line_to(twin: Twin, folder: Path) -> Callable[[Target], AbstractAsyncContextManager[Line]]:
    """Lines that lead to the twin, whatever server a target names."""
    app = _Server(twin, Shelf(folder, twin.name))
    return Egress(Private(everywhere=True), resolve=_nowhere, transport=httpx.ASGITransport(app)).line


@dataclass(frozen=True, slots=True)
class _Server:
    twin: Twin
    shelf: Shelf

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        raw = b""
        while True:
            message = await receive()
            raw += message.get("body", b"")
            if not message.get("more_body"):
                break
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        path = scope.get("raw_path", b"").decode() or scope["path"]
        with self.shelf.changing() as state:
            query = scope["query_string"].decode()
            status, body = self.twin.asked(scope["method"], path.partition("?")[0], query, headers, raw, state)
        content = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        start = [(b"content-type", b"application/json"), (b"content-length", str(len(content)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": start})
        await send({"type": "http.response.body", "body": content})


async def _nowhere(_host: str, _port: int) -> list[str]:
    return ["127.0.0.1"]


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(path)))


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        return None
