"""`rootward version`."""

from __future__ import annotations

import platform

import typer

import rootward
from rootward.cli import options, output

cli = options.group()


@cli.command()
def version(context: typer.Context) -> None:
    """Show the version."""
    facts = {"version": rootward.__version__, "python": platform.python_version()}
    if options.of(context).as_table:
        print(f"rootward {facts['version']} (Python {facts['python']})")
    else:
        output.show_json(facts)
