"""`rootward investigate`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from rootward.cli import options, output
from rootward.cli.card import print_card
from rootward.cli.client import Client, connected, run
from rootward.cli.exit import Quit
from rootward.cli.follow import until_done
from rootward.cli.options import Options
from rootward.cli.output import word

cli = options.group()
_COLUMNS = (word("INVESTIGATION"), word("CASE"))


@cli.command()
def investigate(
    context: typer.Context,
    case: Annotated[str, typer.Argument(help="case number or id; or give --start and --end")] = "",
    query: Annotated[str, typer.Option(help="the question in words")] = "",
    service: Annotated[str, typer.Option(help="the service it is about")] = "",
    start: Annotated[str, typer.Option(help="RFC 3339 time")] = "",
    end: Annotated[str, typer.Option(help="RFC 3339 time")] = "",
    pivot: Annotated[str, typer.Option(help="id of the event to start from")] = "",
    correlation: Annotated[list[str] | None, typer.Option(help="a trace, commit or deployment id")] = None,
    as_of: Annotated[int | None, typer.Option(help="read only what was stored up to this change number", min=0)] = None,
    onset: Annotated[str, typer.Option(help="RFC 3339 time at which it began; nothing is estimated then")] = "",
    detected: Annotated[str, typer.Option(help="RFC 3339 time at which it was noticed")] = "",
    baseline: Annotated[list[str] | None, typer.Option(help="START..END of normal operation to compare with")] = None,
    exclude: Annotated[
        list[str] | None, typer.Option(help="START..END of another incident, which is not normal")
    ] = None,
    detach: Annotated[bool, typer.Option(help="do not wait for the report")] = False,
    fail_on: Annotated[float, typer.Option(help="end with 10 when the confidence is below this", min=0, max=1)] = 0,
) -> None:
    """Find the cause of a case, or of what happened in a time window. Again gives the same report on the same data."""
    given = options.of(context)
    if bool(start) != bool(end):
        raise Quit(
            2, "--start and --end belong together", hint="--start 2026-11-20T12:00:00Z --end 2026-11-20T13:00:00Z"
        )
    if not case and not start:
        raise Quit(2, "give a case, or --start and --end", hint="rootward cases list")
    body: dict[str, Any] = {"query": query, "service": service, "pivot_event_id": pivot, "case_id": case}
    body |= {"correlation_ids": correlation or [], "as_of": as_of, "onset": onset or None}
    body |= {"detected_at": detected or None, "baseline": _windows(baseline), "exclude": _windows(exclude)}
    if start:
        body["time_window"] = {"start": start, "end": end}

    async def work() -> None:
        async with connected(given, stages=not detach) as client:
            await _investigate(client, given, body, detach, fail_on)

    run(work)


def _windows(given: list[str] | None) -> list[dict[str, str]]:
    """`START..END` of each. Raises Quit."""
    found = []
    for text in given or []:
        start, dots, end = text.partition("..")
        if not (start and dots and end):
            raise Quit(2, f"{text!r} is no time window", hint="2026-11-20T12:00:00Z..2026-11-20T13:00:00Z")
        found.append({"start": start, "end": end})
    return found


async def _investigate(client: Client, given: Options, body: dict[str, Any], detach: bool, fail_on: float) -> None:
    asked = await client.post("/api/v1/investigate", body)
    if detach:
        after = f"Next: rootward investigations show {asked['investigation_id']}"
        output.show(given, asked, [(asked["investigation_id"], asked["case_id"])], _COLUMNS, after=after)
        return
    row = await until_done(client, asked["investigation_id"], quiet=given.quiet, seconds=max(given.timeout, 120))
    report = await client.get(f"/api/v1/reports/{row['report_id']}")
    case = await client.get(f"/api/v1/cases/{asked['case_id']}")
    if given.as_table:
        print_card(output.console(), case, report)
        if not given.quiet:
            await _what_changed(client, row)
    else:
        output.show_json({"investigation": row, "case": case, "report": report})
    if report["verdict"]["confidence"] < fail_on:
        raise Quit(10, f"the confidence is {report['verdict']['confidence']:.2f}, below {fail_on:g}")


async def _what_changed(client: Client, row: dict[str, Any]) -> None:
    """Compare with the attempt before, where there was one."""
    attempts = (await client.get("/api/v1/investigations", case_id=row["case_id"]))["items"]
    older = [item["report_id"] for item in attempts if item["attempt"] < row["attempt"] and item["report_id"]]
    if not older:
        return
    changed = await client.get(f"/api/v1/reports/{row['report_id']}/changes", since=older[0])
    added, removed = len(changed["evidence_added"]), len(changed["evidence_removed"])
    if changed["verdict_changed"]:
        output.hint(f"\nThe verdict changed. Before: {changed['before']['summary']}")
    else:
        output.hint(f"\nThe verdict is the same as in the attempt before; evidence: {added} new, {removed} gone.")
