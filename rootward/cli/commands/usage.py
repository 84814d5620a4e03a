"""`rootward usage`."""

from __future__ import annotations

from typing import Annotated

import typer

from rootward.cli import options, output
from rootward.cli.client import connected, run
from rootward.cli.output import number, word

cli = typer.Typer(add_completion=False, rich_markup_mode=None)
_SUMS = (number("CALLS"), number("FAILED", 2), number("SECONDS", 1), number("TOKENS", 3), number("USD"))


@cli.command()
def usage(
    context: typer.Context,
    since: Annotated[str, typer.Option("--from", help="the first day, as 2026-11-01; else 30 days")] = "",
    to: Annotated[str, typer.Option(help="the last day, included; else today")] = "",
    by: Annotated[str, typer.Option(help="day, month, agent, tool, case or total")] = "day",
) -> None:
    """What was used: calls, seconds, tokens and dollars."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            body = await client.get("/api/v1/usage", **{"from": since, "to": to, "by": by})
            items = [*body["items"], body["total"] | {"name": "total"}] if by != "total" else body["items"]
            rows = [
                (one["name"] or "-", one["calls"], one["failures"], f"{one['seconds']:.1f}", one["tokens"],
                 f"{one['usd']:.4f}")
                for one in items
            ]  # fmt: skip
            output.show(given, body, rows if body["items"] else [], (word(by.upper()), *_SUMS), "Nothing was used.")

    run(work)
