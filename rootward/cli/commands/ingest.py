"""`rootward ingest`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from rootward import settings as deployment
from rootward.cli import options, output
from rootward.cli.client import Client, connected, run
from rootward.cli.exit import Quit
from rootward.cli.options import Options
from rootward.cli.send import Sent, existing, send
from rootward.cli.tables import TableOptions, is_table, table_options, table_pieces
from rootward.errors import BadInput
from rootward.events.source import Piece, Source, split_stream
from rootward.packs.model import SourceMapping
from rootward.plugins import builtin
from rootward.plugins.sources import backstage, bundle
from rootward.plugins.sources.mapped import MappedSource
from rootward.plugins.sources.tables import KINDS

cli = options.group()
_KEPT = 64 * 1024  # bytes of a file that nobody reads


@cli.command()
def ingest(
    context: typer.Context,
    path: Annotated[str, typer.Argument(help="a file (also .gz, .xz), a recorded incident's folder, or - for stdin")],
    form: Annotated[str, typer.Option("--format", help="auto, or the name of a source")] = "auto",
    wait: Annotated[bool, typer.Option(help="wait until cases are opened and investigated")] = True,
    table: Annotated[str, typer.Option(help=f"what a table holds: {', '.join(KINDS)}; told from its columns")] = "",
    column: Annotated[list[str] | None, typer.Option(help="ROLE=NAME: which column is the time, value, …")] = None,
    columns_file: Annotated[Path | None, typer.Option(help="YAML with table, columns, wide, service, unit")] = None,
    wide: Annotated[str, typer.Option(help="how a wide table's columns are named, such as {service}_{metric}")] = "",
    service: Annotated[str, typer.Option(help="whose table it is, where no column says so")] = "",
    unit: Annotated[str, typer.Option(help="unit of the values, where nothing else says it")] = "",
    time_unit: Annotated[str, typer.Option(help="s, ms, us or ns; told from the size of the numbers")] = "",
) -> None:
    """Read events and telemetry: NDJSON, OTLP, Alertmanager, Kubernetes, GitHub, tables (CSV, Parquet), or a source
    declared in a pack."""
    given = options.of(context)
    if path != "-":
        existing(Path(path))
    said = table_options(
        columns_file, column or [], table=table, wide=wide, service=service, unit=unit, time_unit=time_unit
    )
    sent = run(lambda: _ingest(given, path, form, wait, said))
    _say(given, sent)


async def _ingest(given: Options, path: str, form: str, wait: bool, said: TableOptions) -> Sent:
    secret = deployment.from_environment().webhook_secret_github
    async with connected(given, stages=wait) as client:
        readers = [] if is_table(path, form) else await _readers(client, form)
        with ExitStack() as stack:
            pieces, total = _pieces(path, form, readers, said, stack)
            screen = Console(stderr=True)
            try:
                sent = await send(
                    client, pieces, total=total, quiet=given.quiet, console=screen, secret=secret, whole=path != "-"
                )  # what is piped in may never end
            except BadInput as error:
                if not readers:
                    raise
                kind = "envelope" if form == "auto" else readers[0].name
                raise await _unrecognised(client, path, form, kind, error) from error
        if wait and client.app is not None:
            await client.app.settle()
        return sent


async def _readers(client: Client, form: str) -> list[Source]:
    """The built-in sources and those that the active packs declare; only the named one, where one is named."""
    pack = (await client.get("/api/v1/packs/effective"))["body"]
    declared = [MappedSource(SourceMapping.model_validate_json(json.dumps(item))) for item in pack.get("sources", ())]
    known: list[Source] = [*builtin.SOURCES, *declared]
    if form == "auto":
        return known
    chosen = [source for source in known if source.name == form or source.name.startswith(f"{form}.")]
    if not chosen:
        raise Quit(2, f"there is no source {form!r}", hint=f"there are {', '.join(source.name for source in known)}")
    return chosen


async def _unrecognised(client: Client, path: str, form: str, kind: str, error: BadInput) -> Quit:
    """Nobody reads it, so its beginning goes to the dead letters, where it can be looked at."""
    hints = ["--format NAME reads it as that source"] if form == "auto" else []
    head = _head(path)
    if head:
        json_type = {"content-type": "application/json"}
        answer = (await client.http.post(f"/api/v1/ingest/{kind}", content=head, headers=json_type)).json()
        kept = next((item for item in (*answer.get("rejected", ()), answer) if item.get("dead_letter")), None)
        if kept is not None:
            hints.insert(0, f"its beginning is kept: rootward dead-letters show {kept['dead_letter']}")
    return Quit(2, error.message, hint="\n".join(hints))


def _head(path: str) -> bytes:
    """The beginning of a file; nothing of what came through a pipe, which cannot be read again."""
    if path == "-" or Path(path).is_dir():
        return b""
    with Path(path).open("rb") as file:
        return file.read(_KEPT)


def _pieces(
    path: str, form: str, readers: list[Source], said: TableOptions, stack: ExitStack
) -> tuple[Iterator[Piece], int | None]:
    """The pieces, and how many bytes they come from where that is known."""
    if path == "-":
        piped = sys.stdin.buffer
        return split_stream(piped, readers) if readers else table_pieces(path, form, said, piped), None
    found = Path(path)
    if form in ("auto", "backstage") and backstage.is_catalog(found):
        return backstage.pieces(found), None
    if found.is_dir():
        return bundle.pieces(found), None
    file = stack.enter_context(found.open("rb"))
    pieces = split_stream(file, readers) if readers else table_pieces(path, form, said, file)
    return pieces, found.stat().st_size


def _say(given: Options, sent: Sent) -> None:
    counts, reasons = dict(sorted(sent.counts.items())), [refused.message for refused in sent.refused]
    if given.as_table:
        words = ", ".join(f"{count} {name}" for name, count in counts.items()) or "nothing"
        print(f"{sent.bytes / 1e6:.1f} MB in {sent.pieces} pieces: {words}")
    else:
        output.show_json({"pieces": sent.pieces, "bytes": sent.bytes, "counts": counts, "refused": reasons})
    if sent.refused:
        first = sent.refused[0]
        raise Quit(2, f"{len(reasons)} pieces were refused; the first: {first.message}", hint=first.hint)
    if sent.counts["rejected"] and not given.quiet:
        output.hint(f"{sent.counts['rejected']} items could not be read and are kept: rootward dead-letters list")
    elif given.as_table and not given.quiet:
        topology = "No events in it. What it says of calls and dependencies: rootward topology"
        nothing = topology if sent.bytes else "There was nothing in it."
        output.hint("Next: rootward cases list" if counts else nothing)
