"""`rootward sources`."""

from __future__ import annotations

import typer

from rootward.cli import options, output
from rootward.cli.client import connected, run
from rootward.cli.output import number, when, word

cli = options.group()
_COLUMNS = (word("SOURCE"), number("ITEMS", 1), word("LAST HEARD"), word("STATE"))


@cli.command()
def sources(context: typer.Context) -> None:
    """List the sources that were heard, when last, and which are unusually silent."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            body = await client.get("/api/v1/sources")
            rows = [
                (item["source"], f"{item['items']:,}", when(item["last_seen"]),
                 f"silent since {when(item['silent_since'])}" if item["silent_since"] else "heard")
                for item in body["items"]
            ]  # fmt: skip
            known = ", ".join(body["known"])
            empty = f"Nothing was heard yet. What can be read: {known}.\nNext: rootward ingest FILE, or rootward serve"
            output.show(given, body, rows, _COLUMNS, empty)

    run(work)
