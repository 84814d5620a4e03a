"""`rootward report`."""

from __future__ import annotations

from typing import Annotated

import typer

from rootward.cli import options, output
from rootward.cli.client import connected, run
from rootward.cli.commands.reports import report_id_of

cli = typer.Typer()


@cli.command()
def report(
    context: typer.Context,
    ref: Annotated[str, typer.Argument(help="case number or id, report id or investigation id")],
    form: Annotated[str, typer.Option("-o", "--output", help="md or json")] = "md",
) -> None:
    """Show the newest report of a case, or any report."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            report_id = await report_id_of(client, ref)
            if form == "json" or given.form == "json":
                output.show_json(await client.get(f"/api/v1/reports/{report_id}"))
            else:
                print((await client.raw("GET", f"/api/v1/reports/{report_id}?format={form}")).text, end="")

    run(work)
