"""`rootward packs`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from rootward.cli import options, output
from rootward.cli.client import connected, run
from rootward.cli.options import Options
from rootward.cli.output import when, word
from rootward.cli.send import existing
from rootward.packs.builtin import shipped
from rootward.packs.load import load
from rootward.packs.model import Pack
from rootward.packs.warnings import warnings
from rootward.plugins.sources.mapped import check_mapping

cli = options.group("Check, keep, compare and activate packs.")
_COLUMNS = (word("NAME"), word("VERSION"), word("DIGEST"), word("STATE"), word("KEPT", 1))
_ALONE = "The shipped rules, routes and signatures no longer decide. To add to them: requires: [sre] in the pack"
Name = Annotated[str, typer.Argument(help="the pack's name")]
Version = Annotated[str, typer.Argument(help="a version, or the beginning of its digest")]
Folder = Annotated[Path, typer.Argument(help="a pack's folder, or one YAML or JSON file")]


@cli.command("list")
def list_(context: typer.Context) -> None:
    """Versions that are kept, and which are active."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            _show(given, await client.get("/api/v1/packs"))

    run(work)


@cli.command()
def lint(path: Folder) -> None:
    """Check a pack; faults name file and line, warnings say what is worth knowing."""
    pack = _load(path)
    print(f"{pack.name} {pack.version}: fine   digest {pack.digest[:12]}")
    _warn(pack)


@cli.command()
def add(
    context: typer.Context, path: Folder, activate: Annotated[bool, typer.Option(help="activate it at once")] = False
) -> None:
    """Check a pack and keep it as a version."""
    given, pack = options.of(context), _load(path)

    async def work() -> None:
        async with connected(given) as client:
            kept = await client.request("POST", "/api/v1/packs", content=yaml.safe_dump(pack.body).encode())
            if activate:
                await client.post(f"/api/v1/packs/{pack.name}/activate", version=kept["digest"])
            _warn(pack)
            _show(given, await client.get("/api/v1/packs"), activated=activate)

    run(work)


@cli.command()
def activate(context: typer.Context, name: Name, version: Version) -> None:
    """Make a version (or the beginning of a digest) the active one."""
    _verb(options.of(context), f"/api/v1/packs/{name}/activate?version={version}", activated=True)


@cli.command("roll-back")
def roll_back(context: typer.Context, name: Name) -> None:
    """Go back to the version that was active before."""
    _verb(options.of(context), f"/api/v1/packs/{name}/roll-back")


@cli.command()
def deactivate(context: typer.Context, name: Name) -> None:
    """Take a pack out of force; its versions stay."""
    _verb(options.of(context), f"/api/v1/packs/{name}/deactivate")


@cli.command()
def diff(context: typer.Context, name: Name, before: Version, after: Version) -> None:
    """What differs between two versions."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            output.show_json(await client.get(f"/api/v1/packs/{name}/diff", before=before, after=after))

    run(work)


def _load(path: Path) -> Pack:
    return load(existing(path), check_source=check_mapping)


def _warn(pack: Pack) -> None:
    for warning in warnings(pack):
        print(f"warning: {warning}", file=sys.stderr)


def _verb(given: Options, path: str, *, activated: bool = False) -> None:
    async def work() -> None:
        async with connected(given) as client:
            _show(given, await client.post(path), activated=activated)

    run(work)


def _show(given: Options, body: dict[str, Any], *, activated: bool = False) -> None:
    active = {(item["name"], item["digest"]): f"active, layer {item['position']}" for item in body["active"]}
    rows = [
        (item["name"], item["version"], item["digest"][:12], active.get((item["name"], item["digest"]), "kept"),
         when(item["loaded_at"]))
        for item in body["versions"]
    ]  # fmt: skip
    empty = "Only the built-in pack is in force. Next: rootward packs lint FOLDER, then packs add FOLDER --activate"
    alone = activated and not {item["name"] for item in body["active"]} & set(shipped())
    output.show(given, body, rows, _COLUMNS, empty, after=_ALONE if alone else "")
