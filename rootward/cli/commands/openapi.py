"""`rootward openapi`."""

from __future__ import annotations

import json

import typer

from rootward.cli import options
from rootward.cli.client import connected, run

cli = options.group()


@cli.command()
def openapi(context: typer.Context) -> None:
    """Print the OpenAPI description of the HTTP interface."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            print(json.dumps(await client.get("/openapi.json"), indent=2, ensure_ascii=False))

    run(work)
