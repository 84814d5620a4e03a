"""`rootward evidence`."""

from __future__ import annotations

from typing import Annotated

import typer

from rootward.cli import options, output
from rootward.cli.client import connected, run
from rootward.cli.commands.reports import report_id_of

cli = typer.Typer(no_args_is_help=True, help="List and show the evidence of a report.")


@cli.command("list")
def list_(context: typer.Context, ref: Annotated[str, typer.Argument(help="case number or id, report id")]) -> None:
    """The evidence that a report cites, the strongest first."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            report = await client.get(f"/api/v1/reports/{await report_id_of(client, ref)}")
            items = sorted(report["evidence"], key=lambda item: (-item["score"], item["evidence_id"]))
            rows = [
                (item["evidence_id"], item["kind"], item["entity"], f"{item['score']:.2f}", item["text"])
                for item in items
            ]
            output.show(given, items, rows, ("ID", "KIND", "ENTITY", "SCORE", "WHAT"), "The report cites nothing.")

    run(work)


@cli.command()
def show(context: typer.Context, evidence_id: str) -> None:
    """One observation in full, with the query that makes it again."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            item = await client.get(f"/api/v1/evidence/{evidence_id}")
            if given.form == "json":
                output.show_json(item)
                return
            print(item["text"])
            rows = [(name, item[name]) for name in ("kind", "entity", "presence", "direction", "magnitude", "score")]
            rows += [("value", item["value"]), ("query", f"{item['query']['tool']} {item['query']['arguments']}")]
            output.table(rows, ("FIELD", "VALUE"))

    run(work)
