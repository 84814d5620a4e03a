"""`rootward verify`."""

from __future__ import annotations

from typing import Annotated

import typer

from rootward.cli import options, output
from rootward.cli.client import connected, run
from rootward.cli.commands.reports import report_id_of
from rootward.cli.exit import Quit
from rootward.cli.output import text, word

cli = options.group()
_COLUMNS = (word("VERDICT"), word("ID"), text("WHAT"))


@cli.command()
def verify(
    context: typer.Context, ref: Annotated[str, typer.Argument(help="case number or id, report or investigation id")]
) -> None:
    """Run every citation of a report again and say which still hold. Ends with 8 when one does not."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            result = await client.post(f"/api/v1/reports/{await report_id_of(client, ref)}/verify")
            broken = [item for item in result["checks"] if item["verdict"] != "holds"]
            rows = [(item["verdict"], item["evidence_id"][:11], f"{item['text']} {item['detail']}") for item in broken]
            rows += [("missing", name[:11], "the evidence itself is no longer kept") for name in result["missing"]]
            output.show(given, result, rows, _COLUMNS)
            if given.as_table:
                print(f"{result['holding']} of {result['citations']} citations hold   report {result['digest'][:12]}")
            if not result["all_hold"]:
                raise Quit(8, f"{result['citations'] - result['holding']} citations do not hold any more")

    run(work)
