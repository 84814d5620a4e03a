"""`rootward db`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rootward import settings as deployment
from rootward.app import prepare_folder
from rootward.cli import options, output
from rootward.cli.exit import Quit
from rootward.kit import backup as copies
from rootward.kit import migrate
from rootward.kit.db import Database
from rootward.schema import metadata
from rootward.settings import Settings

cli = options.group("Upgrade, check, back up and restore the database.")


@cli.command()
def upgrade(context: typer.Context) -> None:
    """Bring the database to this version's schema."""
    database = _database(context)
    before, after = migrate.upgrade(database.write_engine)
    print(f"schema {before or 'empty'} -> {after}" if before != after else f"schema {after}: nothing to do")


@cli.command()
def check(context: typer.Context) -> None:
    """Compare the database with what this version expects. Ends with 10 when they differ."""
    database = _database(context)
    differences = migrate.check(database.write_engine, metadata)
    for difference in differences:
        print(difference)
    if differences:
        raise Quit(10, f"{len(differences)} differences", hint="rootward db upgrade")
    output.hint("The schema is as expected.")


@cli.command()
def backup(context: typer.Context, target: Annotated[Path, typer.Argument(help="file to write")]) -> None:
    """Write a consistent copy while the database is in use."""
    size = copies.backup(_settings(context).resolved_database_url, target)
    print(f"{target}  {size / 1e6:.1f} MB")


@cli.command()
def restore(
    context: typer.Context,
    source: Annotated[Path, typer.Argument(help="a backup")],
    overwrite: Annotated[bool, typer.Option(help="replace the database that is there")] = False,
) -> None:
    """Put a backup in place. Stop the server first."""
    copies.restore(_settings(context).resolved_database_url, source, overwrite=overwrite)
    print(f"restored from {source}")


def _settings(context: typer.Context) -> Settings:
    given = options.of(context)
    if given.server:
        raise Quit(2, "db works on the database itself, not through a server", hint="leave out --server")
    return deployment.from_environment(data_dir=given.data_dir, database_url=given.database_url)


def _database(context: typer.Context) -> Database:
    settings = _settings(context)
    prepare_folder(settings)
    return Database(settings.resolved_database_url)
