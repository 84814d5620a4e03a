"""`rootward sources`."""

from __future__ import annotations

import typer

from rootward.cli import options, output
from rootward.cli.client import connected, run

cli = typer.Typer()


@cli.command()
def sources(context: typer.Context) -> None:
    """List the sources that were heard, when last, and which are unusually silent."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            body = await client.get("/api/v1/sources")
            rows = [
                (item["source"], f"silent since {item['silent_since']}" if item["silent_since"] else "heard",
                 item["last_seen"], item["items"])
                for item in body["items"]
            ]  # fmt: skip
            empty = f"Nothing was heard yet. Sources that can be read: {', '.join(body['known'])}"
            output.show(given, body, rows, ("SOURCE", "STATE", "LAST HEARD", "ITEMS"), empty)

    run(work)
