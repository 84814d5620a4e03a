"""`rootward report`."""

from __future__ import annotations

from typing import Annotated

import typer

from rootward.cli import options
from rootward.cli.client import connected, run
from rootward.cli.commands.reports import report_id_of

cli = options.group()


@cli.command()
def report(
    context: typer.Context,
    ref: Annotated[str, typer.Argument(help="case number or id, report id or investigation id")],
) -> None:
    """Show the newest report of a case, or any report: as Markdown, or with -o json as the bytes that were hashed."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            form = "md" if given.as_table else "json"
            path = f"/api/v1/reports/{await report_id_of(client, ref)}?format={form}"
            print((await client.raw("GET", path)).text, end="" if given.as_table else "\n")

    run(work)
