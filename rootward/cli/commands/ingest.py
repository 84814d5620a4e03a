"""`rootward ingest`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from rootward.cli import options, output
from rootward.cli.client import connected, run
from rootward.cli.exit import Quit
from rootward.cli.options import Options
from rootward.cli.send import Sent, existing, send
from rootward.events.stream import Piece
from rootward.kit import log
from rootward.plugins.sources import bundle, files

cli = typer.Typer()


@cli.command()
def ingest(
    context: typer.Context,
    path: Annotated[str, typer.Argument(help="a file (also .gz, .xz), a recorded incident's folder, or -")],
    form: Annotated[str, typer.Option("--format", help="auto, or the name of a source")] = "auto",
    wait: Annotated[bool, typer.Option(help="wait until cases are opened and investigated")] = True,
) -> None:
    """Read events and telemetry: NDJSON, OTLP, Alertmanager, Kubernetes, GitHub, or a source declared in a pack."""
    given = options.of(context)
    log.configure("error", "text")
    sent = run(lambda: _ingest(given, _pieces(path, form), wait))
    _say(given, sent)


async def _ingest(given: Options, pieces: Iterator[Piece], wait: bool) -> Sent:
    async with connected(given, stages=wait) as client:
        sent = await send(client, pieces, total=None, quiet=given.quiet, console=Console(stderr=True))
        if wait and client.app is not None:
            await client.app.settle()
        return sent


def _pieces(path: str, form: str) -> Iterator[Piece]:
    if path == "-":
        return files.pieces_of_stream(sys.stdin.buffer, form)
    found = existing(Path(path))
    return bundle.pieces(found) if found.is_dir() else files.pieces(found, form)


def _say(given: Options, sent: Sent) -> None:
    if given.form == "json":
        output.show_json({"pieces": sent.pieces, "bytes": sent.bytes, "counts": dict(sent.counts), "refused": sent.refused})
    else:
        words = ", ".join(f"{number} {name}" for name, number in sorted(sent.counts.items())) or "nothing"
        print(f"{sent.bytes / 1e6:.1f} MB in {sent.pieces} pieces: {words}")
    if sent.counts["rejected"]:
        output.hint(f"{sent.counts['rejected']} items could not be read: rootward dead-letters list")
    if sent.refused:
        raise Quit(2, sent.refused[0], hint=f"{len(sent.refused)} pieces were refused; rootward dead-letters list")
