"""`rootward detect`."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from rootward.app import open_app
from rootward.cases.detect import FALSE_A_DAY, measure
from rootward.causality.detect import Turn, advance, blank
from rootward.causality.detect_parameters import DETECT
from rootward.causality.detect_words import said, title
from rootward.cli import options, output
from rootward.cli.client import connected, run
from rootward.cli.exit import Quit
from rootward.cli.options import Options
from rootward.cli.output import text, when, word
from rootward.demo import incidents
from rootward.kit import clock
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.plugins.sources import bundle
from rootward.settings import Settings
from rootward.tenancy import changes
from rootward.tenancy.principal import DEFAULT

cli = options.group()
_ACTIVE = (word("ENTITY"), word("SINCE"), word("FOUND"))
_TURNS = (word("AT"), word("WHAT"), word("ENTITY"), text("SYMPTOMS"))


@cli.command()
def detect(
    context: typer.Context,
    replay: Annotated[str, typer.Option(help="a recorded incident or its folder: what would have been found")] = "",
    sensitivity: Annotated[str, typer.Option(help="of a replay: low, normal or high")] = "normal",
) -> None:
    """Show what is watched and unusual now, or what detection would have found in a recording."""
    given = options.of(context)
    if replay:
        if sensitivity not in FALSE_A_DAY:
            raise Quit(2, f"sensitivity is low, normal or high, not {sensitivity!r}")
        with _folder(replay) as path, tempfile.TemporaryDirectory(prefix="rootward-detect-") as scratch:
            run(lambda: _replay(given, path, sensitivity, Path(scratch)))
    else:
        run(lambda: _status(given))


async def _status(given: Options) -> None:
    async with connected(given) as client:
        body = await client.get("/api/v1/detection")
        rows = [(one["entity"], when(one["since"]), when(one["found"])) for one in body["active"]]
        about = (
            f"{body['series']} series of {body['entities']} entities, evaluated until "
            f"{when(body['evaluated_until']) or 'never'}; sensitivity {body['sensitivity']}: noise may open "
            f"{body['false_cases_a_day']:.2g} cases a day (a pack's cases.detection)"
        )
        output.show(given, body, rows, _ACTIVE, f"Nothing is unusual.\n{about}", after=about)


async def _replay(given: Options, path: Path, sensitivity: str, scratch: Path) -> None:
    async with open_app(Settings(data_dir=scratch)) as app:
        for piece in bundle.pieces(path):
            if piece.kind.startswith("otlp.") and not piece.rejects:
                await app.receive(DEFAULT, piece.kind, piece.body, piece.headers)
        found = await app.db.read(partial(_found, path=path, sensitivity=sensitivity), tenant=DEFAULT)
    rows = [(when(one["at"]), one["what"], one["entity"], one["text"]) for one in found]
    shown: list[JSON] = [*found]
    output.show(given, shown, rows, _TURNS, "Nothing would have been found.")


def _found(connection: Connection, path: Path, sensitivity: str) -> list[dict[str, Any]]:
    facts = bundle.manifest(path)
    step = DETECT.bucket_ns
    start, end = (clock.parse_ns(facts[name]) // step * step for name in ("start", "end"))
    seq = changes.current(connection, DEFAULT)
    measured = measure(connection, DEFAULT, start=start, end=end, as_of=seq)
    _, turns = advance(blank(start), measured, false_a_day=FALSE_A_DAY[sensitivity])
    return [_shown(turn) for turn in turns if turn.verb != "goes_on"]


def _shown(turn: Turn) -> dict[str, Any]:
    told = [title(turn.entity, turn.signs), *map(said, turn.signs)] if turn.signs else ["back to normal"]
    return {
        "at": clock.format_ns(turn.at), "what": turn.verb, "entity": turn.entity,
        "since": clock.format_ns(turn.since), "text": "; ".join(told[:4]),
    }  # fmt: skip


@contextmanager
def _folder(name: str) -> Iterator[Path]:
    """The folder of a recorded incident by name, or the one that is named."""
    if name in incidents.available():
        with incidents.folder(name) as path:
            yield path
    elif bundle.is_bundle(Path(name)):
        yield Path(name)
    else:
        raise Quit(3, f"{name!r} is neither a recorded incident nor a folder of one", hint="rootward demo --list")
