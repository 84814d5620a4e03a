"""Exchanges: what a service's documentation says it is asked and answers, and the same call against its twin."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rootward.kit.addresses import Private
from rootward.kit.egress import Egress
from rootward.kit.secrets import Secrets
from rootward.packs.load import load_body
from rootward.tools.contract import Tool, ToolContext, ToolResult
from rootward.tools.outside import WayOut

KEY = "act_5f0c9a"
TOKEN = "tok-90be1c7712ffab34"


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """One request that must come, and its answer. `headers` are some that must be there."""

    method: str
    path: str
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    query: dict[str, list[str]] = field(default_factory=dict)
    status: int = 200
    answer: Any = None


def play(outside: Any, *exchanges: Exchange) -> None:
    """The server answers these, in this order, and says what was wrong with a request by failing it."""
    waiting: Iterator[Exchange] = iter(exchanges)

    def answer(method: str, path: str, query: Any, headers: dict[str, str], content: bytes) -> Any:
        wanted = next(waiting, None)
        if wanted is None:
            return 599, {}, json.dumps({"message": f"nobody expected {method} {path}"}).encode()
        came = (method, path, query, json.loads(content) if content else None)
        expected = (wanted.method, wanted.path, wanted.query, wanted.body)
        kept = {name: headers.get(name) for name in wanted.headers}
        if came != expected or kept != wanted.headers:
            said = f"came {came} {kept}, expected {expected} {wanted.headers}"
            return 599, {}, json.dumps({"message": said}).encode()
        content = b"" if wanted.answer is None else json.dumps(wanted.answer).encode()
        return wanted.status, {"content-type": "application/json"}, content

    outside.answer = answer


def context_of(folder: Path, *connections: dict[str, Any], key: str = KEY, **sections: Any) -> ToolContext:
    """A tenant with these connections, whose token is TOKEN."""
    pack = load_body({"name": "p", "version": "1", "connections": list(connections), **sections})

    async def read(unit: Any) -> Any:
        return _asked_for(unit, pack)

    secrets = Secrets({"ROOTWARD_SECRET_T": TOKEN}, folder)
    out = WayOut(Egress(Private(everywhere=True)), secrets, folder / "sandbox")
    return ToolContext(tenant="default", read=read, outside=out.of("default"), idempotency_key=key)


def _asked_for(unit: Any, pack: Any) -> Any:
    """Which part of the active pack a unit reads is told by its module: it needs no database for that."""
    return pack.egress.hosts if unit.__module__.endswith("http_requests") else pack.connections


def kept(folder: Path, twin: str) -> Any:
    """What a twin knows, read from the disk."""
    return json.loads((folder / "sandbox" / "default" / f"{twin}.json").read_text())


async def both(
    tool: Tool, arguments: dict[str, Any], outside: Any, folder: Path, connection: dict[str, Any],
    *exchanges: Exchange, **changed: Any,
) -> tuple[ToolResult, ToolResult]:  # fmt: skip
    """The call against the recorded exchange and against the twin (there with `changed` arguments)."""
    play(outside, *exchanges)
    real = await tool.call(arguments, context_of(folder, connection | {"url": outside.url}))
    assert real.value["sandbox"] is False and TOKEN not in repr(real)
    twin = await tool.call(arguments | changed, context_of(folder))
    assert twin.value["sandbox"] is True and "sandbox" in twin.summary
    assert twin.value.keys() == real.value.keys()
    assert [type(value) for value in twin.value.values()] == [type(value) for value in real.value.values()]
    return real, twin
