"""`rootward runbooks`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rootward.cli import options, output
from rootward.cli.client import connected, run
from rootward.cli.exit import Quit
from rootward.cli.output import number, text, when, word

cli = options.group("Add, list, search and remove runbooks.")
_LISTED = (word("PATH"), text("TITLE"), word("ADDED", 1), word("BY", 2))
_FOUND = (number("SCORE", 1), word("PATH"), text("HEADING"), text("TEXT"))
_EMPTY = "No runbooks. Add a Markdown file or a folder of them: rootward runbooks add docs/runbooks"


@cli.command()
def add(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Markdown files, or folders of them")],
) -> None:
    """Keep Markdown files; reports cite their sections beside the next step."""
    given = options.of(context)
    files = [found for path in paths for found in _files(path)]
    if not files:
        raise Quit(2, f"there is no Markdown file in {', '.join(map(str, paths))}")

    async def work() -> None:
        async with connected(given) as client:
            kept = []
            for name, file in files:
                kept.append(await client.post("/api/v1/runbooks", {"path": name, "text": _text(file)}))
            rows = [(one["path"], one["title"], "added" if one["added"] else "was there", "") for one in kept]
            output.show(given, kept, rows, _LISTED, "")

    run(work)


@cli.command("list")
def list_(context: typer.Context) -> None:
    """List the runbooks there are."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            body = await client.get("/api/v1/runbooks")
            rows = [(one["path"], one["title"], when(one["added_at"]), one["added_by"]) for one in body["items"]]
            output.show(given, body, rows, _LISTED, _EMPTY)

    run(work)


@cli.command()
def search(
    context: typer.Context, words: Annotated[list[str], typer.Argument(help="what to look for")],
    limit: Annotated[int, typer.Option(min=1, max=50)] = 10,
) -> None:  # fmt: skip
    """Find the sections that answer best to some words."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            body = await client.get("/api/v1/runbooks/search", words=" ".join(words), limit=limit)
            rows = [
                (f"{one['score']:.1f}", one["path"], one["heading"], " ".join(one["text"].split())[:120])
                for one in body["items"]
            ]
            output.show(given, body, rows, _FOUND, "No section has these words.")

    run(work)


@cli.command()
def remove(context: typer.Context, path: Annotated[str, typer.Argument(help="as `runbooks list` shows it")]) -> None:
    """Take a runbook away; reports that cite it keep their citation."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            body = await client.request("DELETE", "/api/v1/runbooks", params={"path": path})
            output.show(given, body, [], _LISTED, f"Removed {path}.")

    run(work)


def _files(path: Path) -> list[tuple[str, Path]]:
    """Names by which files are kept: their place inside the folder that was named, or their own name."""
    if path.is_dir():
        found = sorted(one for one in path.rglob("*") if one.suffix.lower() in (".md", ".markdown") and one.is_file())
        return [(one.relative_to(path.parent).as_posix(), one) for one in found]
    if not path.is_file():
        raise Quit(3, f"there is no file {path}")
    return [(path.name, path)]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise Quit(2, f"{path} is not UTF-8 text") from error
