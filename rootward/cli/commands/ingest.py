"""`rootward ingest`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from rootward.cli import options, output
from rootward.cli.client import Client, connected, run
from rootward.cli.exit import Quit
from rootward.cli.options import Options
from rootward.cli.send import Sent, existing, send
from rootward.events.source import Piece, Source, split_stream
from rootward.kit import log
from rootward.packs.model import SourceMapping
from rootward.plugins import builtin
from rootward.plugins.sources import bundle
from rootward.plugins.sources.mapped import MappedSource

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
    sent = run(lambda: _ingest(given, path, form, wait))
    _say(given, sent)


async def _ingest(given: Options, path: str, form: str, wait: bool) -> Sent:
    async with connected(given, stages=wait) as client:
        readers = await _readers(client, form)
        with ExitStack() as stack:
            pieces = _pieces(path, readers, stack)
            sent = await send(client, pieces, total=None, quiet=given.quiet, console=Console(stderr=True))
        if wait and client.app is not None:
            await client.app.settle()
        return sent


async def _readers(client: Client, form: str) -> list[Source]:
    """The built-in sources and those that the active packs declare; only the named one, where one is named."""
    pack = (await client.get("/api/v1/packs/effective"))["body"]
    declared = [MappedSource(SourceMapping.model_validate(item)) for item in pack.get("sources", ())]
    known: list[Source] = [*builtin.SOURCES, *declared]
    if form == "auto":
        return known
    chosen = [source for source in known if source.name == form or source.name.startswith(f"{form}.")]
    if not chosen:
        raise Quit(2, f"there is no source {form!r}; there are {', '.join(source.name for source in known)}")
    return chosen


def _pieces(path: str, readers: list[Source], stack: ExitStack) -> Iterator[Piece]:
    if path == "-":
        return split_stream(sys.stdin.buffer, readers)
    found = existing(Path(path))
    if found.is_dir():
        return bundle.pieces(found)
    return split_stream(stack.enter_context(found.open("rb")), readers)


def _say(given: Options, sent: Sent) -> None:
    if given.form == "json":
        output.show_json(
            {"pieces": sent.pieces, "bytes": sent.bytes, "counts": dict(sent.counts), "refused": sent.refused}
        )
    else:
        words = ", ".join(f"{number} {name}" for name, number in sorted(sent.counts.items())) or "nothing"
        print(f"{sent.bytes / 1e6:.1f} MB in {sent.pieces} pieces: {words}")
    if sent.counts["rejected"]:
        output.hint(f"{sent.counts['rejected']} items could not be read: rootward dead-letters list")
    if sent.refused:
        raise Quit(2, sent.refused[0], hint=f"{len(sent.refused)} pieces were refused; rootward dead-letters list")
