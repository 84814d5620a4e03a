"""`rootward evidence`."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from rootward.cli import options, output
from rootward.cli.client import connected, run
from rootward.cli.commands.reports import report_id_of
from rootward.cli.output import number, text, word
from rootward.kit import clock

cli = options.group("List and show the evidence of a report.")
_COLUMNS = (word("ID"), number("SCORE", 2), word("ENTITY", 1), word("KIND", 3), text("WHAT"))
_FIELDS = (word("FIELD"), text("VALUE"))


@cli.command("list")
def list_(
    context: typer.Context,
    ref: Annotated[str, typer.Argument(help="case number or id, report id, or the beginning of an id")],
) -> None:
    """The evidence that a report cites, the strongest first."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            report = await client.get(f"/api/v1/reports/{await report_id_of(client, ref)}")
            items = sorted(report["evidence"], key=lambda item: (-item["score"], item["evidence_id"]))
            rows = [
                (name, f"{item['score']:.1f}", item["entity"], item["kind"], item["text"])
                for name, item in zip(output.shortened([item["evidence_id"] for item in items]), items, strict=True)
            ]
            empty = "The report cites nothing: there was not enough to see. rootward report says what was missing"
            after = f"Next: rootward evidence show {rows[0][0]}" if items else ""
            output.show(given, {"items": items}, rows, _COLUMNS, empty, after=after)

    run(work)


@cli.command()
def show(
    context: typer.Context, evidence_id: Annotated[str, typer.Argument(help="the id, or the beginning of it")]
) -> None:
    """One observation in full, with the query that makes it again."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            item = await client.get(f"/api/v1/evidence/{evidence_id}")
            rows = [("what", item["text"])]
            rows += [(name, item[name]) for name in ("kind", "entity", "presence", "direction")]
            rows += [(name, f"{item[name]:.4g}") for name in ("magnitude", "score")]
            rows += [
                ("onset", clock.format_ns(item["onset"]) if item["onset"] is not None else "unknown"),
                ("window", " to ".join(clock.format_ns(moment) for moment in item["window"])),
                ("value", json.dumps(item["value"], ensure_ascii=False)),
                ("query", f"{item['query']['tool']} {json.dumps(item['query']['arguments'], ensure_ascii=False)}"),
            ]
            output.show(given, item, rows, _FIELDS)

    run(work)
