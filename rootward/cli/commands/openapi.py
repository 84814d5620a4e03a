"""`rootward openapi`."""

from __future__ import annotations

import typer

from rootward.cli import options, output
from rootward.cli.client import connected, run

cli = typer.Typer()


@cli.command()
def openapi(context: typer.Context) -> None:
    """Print the OpenAPI description of the HTTP interface."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            output.show_json(await client.get("/openapi.json"))

    run(work)
