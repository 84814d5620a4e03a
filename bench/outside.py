"""An outside system for playbooks: tools that call it, and the server that notes down every request it gets.

The tools are a plugin (`register`), loaded by the platform's own process through an entry point in a folder on its
path. The server runs in the benchmark's process, so that it can kill the platform at the very instant that is tried.
"""

from __future__ import annotations

import asyncio
import json
import os
import threading
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from rootward.errors import Unavailable
from rootward.kit.canonical import JSON
from rootward.kit.registry import Registry
from rootward.tools.contract import Effect, ToolContext, ToolResult, ToolSpec

__all__ = ["Call", "Outside", "plugin_folder", "register"]

ADDRESS = "BENCH_OUTSIDE_URL"
_TOOLS: tuple[tuple[str, Effect], ...] = (
    ("outside.look", "read"), ("outside.set", "idempotent"), ("outside.add", "non_idempotent"),
    ("outside.add_held", "non_idempotent"),
)  # fmt: skip
_TEXT: dict[str, JSON] = {"type": "string", "minLength": 1, "maxLength": 100}


@dataclass(frozen=True)
class Post:
    """One request to the outside, with the action's key."""

    name: str
    effect: Effect

    @property
    def spec(self) -> ToolSpec:
        return ToolSpec(
            name=self.name, description=f"{self.effect} outside", effect=self.effect, risk="low", timeout_s=5.0,
            schema={"type": "object", "properties": {"trial": _TEXT, "step": _TEXT}, "required": ["trial", "step"],
                    "additionalProperties": False},
            targets=("trial:{trial}",), rollback="" if self.effect == "read" else "outside.set",
        )  # fmt: skip

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        body = json.dumps(arguments).encode()
        headers = {"Content-Type": "application/json", "Idempotency-Key": context.idempotency_key, "X-Tool": self.name}
        request = urllib.request.Request(os.environ[ADDRESS], body, headers)
        try:
            answer = await asyncio.to_thread(_send, request)
        except OSError as error:
            raise Unavailable(f"the outside did not answer: {error}", who="outside") from error
        return ToolResult(value=answer, summary=f"{self.name} answered")


def register(registry: Registry) -> None:
    for name, effect in _TOOLS:
        registry.add("tool", Post(name, effect))


def plugin_folder(folder: Path) -> Path:
    """What an installed plugin leaves beside its code: an entry point."""
    about = folder / "bench_outside-1.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: bench-outside\nVersion: 1\n")
    (about / "entry_points.txt").write_text("[rootward.plugins]\noutside = bench.outside:register\n")
    return folder


@dataclass(frozen=True)
class Call:
    """A request as it arrived; `intent` says whether its intent was durable by then."""

    key: str
    tool: str
    trial: str
    step: str
    at: float
    intent: bool


@dataclass
class Outside:
    """`arrived` and `answered` are called with every request of a tool with an effect, at these instants."""

    has_intent: Callable[[str], bool]
    calls: list[Call] = field(default_factory=list)
    arrived: Callable[[Call], bool] = lambda _call: True
    before_reply: Callable[[Call], bool] = lambda _call: True
    answered: Callable[[Call], object] = lambda _call: None

    def __enter__(self) -> Outside:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/"

    def calm(self) -> None:
        """Nothing happens at any instant any more."""
        self.arrived = self.before_reply = lambda _call: True
        self.answered = lambda _call: None


def _handler(outside: Outside) -> type[BaseHTTPRequestHandler]:
    class Asked(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            key, tool = self.headers.get("Idempotency-Key", ""), self.headers.get("X-Tool", "")
            body: dict[str, Any] = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
            intent = outside.has_intent(key) if tool != "outside.look" else True
            call = Call(key, tool, str(body["trial"]), str(body["step"]), time.time(), intent)
            outside.calls.append(call)
            if not outside.arrived(call) or not outside.before_reply(call):
                self.close_connection = True
                return
            answer = json.dumps({"done": True, "step": call.step}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)
            self.wfile.flush()
            outside.answered(call)

        def log_message(self, *_: object) -> None:
            """Every request is in `calls`."""

    return Asked


def _send(request: urllib.request.Request) -> dict[str, JSON]:
    with urllib.request.urlopen(request, timeout=4) as answer:
        found: dict[str, JSON] = json.loads(answer.read())
        return found
