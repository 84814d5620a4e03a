"""Sending: a file, a recorded incident or standard input to the ingest paths, piece by piece, with progress."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from rootward.cli.client import Client
from rootward.cli.exit import Quit
from rootward.events.source import Piece

__all__ = ["Sent", "existing", "send"]

_AT_ONCE = 16
_PATHS = {
    "envelope": "/api/v1/events",
    "otlp.traces": "/v1/traces",
    "otlp.metrics": "/v1/metrics",
    "otlp.logs": "/v1/logs",
}


@dataclass(slots=True)
class Sent:
    """What became of everything that was sent."""

    pieces: int = 0
    bytes: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    refused: list[Quit] = field(default_factory=list)


async def send(
    client: Client, pieces: Iterator[Piece], *, total: int | None, quiet: bool, console: Console, secret: str = "",
    whole: bool = True,
) -> Sent:  # fmt: skip
    """Post each piece to the path of its kind; `total` bytes of a file make the progress a share of it.

    A piece that is refused is counted, and the rest goes on. Telemetry goes several pieces at a time, because their
    order means nothing and they can share a commit; everything else goes one after the other, after the telemetry
    before it. GitHub's deliveries are signed with `secret`, where there is one. Of a `whole`, embedded, nothing has an
    effect before all of it is stored: what is made of it does not depend on how fast it was sent.
    """
    sent, flying = Sent(), set[asyncio.Task[None]]()
    columns = (
        TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TextColumn("{task.fields[size]}"),
        TimeElapsedColumn(),
    )  # fmt: skip
    held = client.app.holding() if whole and client.app is not None else nullcontext()
    shown = Progress(*columns, console=console, disable=quiet or not console.is_terminal, transient=True)
    with held, shown as progress:
        task = progress.add_task("reading", total=total, size="")
        for piece in pieces:
            most = _AT_ONCE if piece.kind.startswith("otlp.") else 1
            while len(flying) >= most:
                await _land(flying)
            flying.add(asyncio.create_task(_send_one(client, piece, sent, secret)))
            if most == 1:
                await _land(flying)
            size = f"{sent.bytes / 1e6:.1f} MB, {sent.pieces} pieces"
            progress.update(task, completed=piece.done, description=piece.kind, size=size)
        while flying:
            await _land(flying)
    return sent


def existing(path: Path) -> Path:
    """Raises Quit when there is nothing there that can be read."""
    if not path.exists():
        raise Quit(3, f"there is no file or folder {str(path)!r}")
    return path


async def _land(flying: set[asyncio.Task[None]]) -> None:
    """Wait until at least one of them is done; raises what it raised."""
    done, _ = await asyncio.wait(flying, return_when=asyncio.FIRST_COMPLETED)
    flying -= done
    for task in done:
        task.result()


async def _send_one(client: Client, piece: Piece, sent: Sent, secret: str) -> None:
    path = _PATHS.get(piece.kind, f"/api/v1/ingest/{piece.kind}")
    sent.pieces += 1
    sent.bytes += len(piece.body)
    for reject in piece.rejects:
        await _post(client, path, reject.raw, piece.headers, sent, refusal="rejected")
    if piece.body:
        headers = dict(piece.headers)
        if piece.kind == "github" and secret:
            digest = hmac.new(secret.encode(), piece.body, hashlib.sha256).hexdigest()
            headers["x-hub-signature-256"] = f"sha256={digest}"
        rows = piece.items if piece.kind == "csv" else 0
        await _post(client, path, piece.body, headers, sent, refusal="refused", rows=rows)


async def _post(
    client: Client, path: str, body: bytes, headers: Mapping[str, str], sent: Sent, *, refusal: str, rows: int = 0
) -> None:
    """`refusal` is how a body that is refused counts: what a file could not even hold together is expected to be. Of
    the `rows` of a table those are counted that nothing else is said of."""
    try:
        response = await client.raw("POST", path, content=body, headers=dict(headers))
    except Quit as refused:
        if refused.code in (4, 6, 9):  # no right, no time, no server: the next piece would fare no better
            raise
        sent.counts[refusal] += 1
        if refusal == "refused":
            sent.refused.append(refused)
        return
    answer = response.json() if "json" in response.headers.get("content-type", "") else {}
    if "counts" in answer:
        sent.counts.update({name: number for name, number in answer["counts"].items() if number})
        if rows > sum(answer["counts"].values()):
            sent.counts["rows"] += rows - sum(answer["counts"].values())
    elif answer.get("status"):
        sent.counts[str(answer["status"])] += 1
    else:
        sent.counts["telemetry"] += 1
