"""`rootward topology`."""

from __future__ import annotations

from typing import Annotated

import typer

from rootward.cli import options, output
from rootward.cli.client import connected, run
from rootward.cli.output import when, word

cli = options.group()
_COLUMNS = (word("FROM"), word("RELATION"), word("TO"), word("KNOWN FROM", 2), word("LAST SEEN", 1))


@cli.command()
def topology(
    context: typer.Context, entity: Annotated[str, typer.Argument(help="only its edges: service:checkout")] = ""
) -> None:
    """Show what calls, owns and runs on what, where that is known from and when it was last seen."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            body = await client.get("/api/v1/topology", entity=entity)
            rows = [
                (e["src"], e["relation"], e["dst"], e["origin"], when(e["last_seen"]) or "declared")
                for e in body["edges"]
            ]
            empty = "No edges. They are learned from spans and Kubernetes objects, or declared in a pack."
            output.show(given, body, rows, _COLUMNS, empty)

    run(work)
