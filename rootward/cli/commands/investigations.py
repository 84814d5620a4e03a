"""`rootward investigations`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from rootward.cli import options, output
from rootward.cli.client import connected, run
from rootward.cli.output import number, text, when, word

cli = options.group("List the attempts to explain a case, show one.")
_COLUMNS = (
    word("ID"), number("TRY"), word("STATUS"), word("STARTED", 3), word("BY", 2), text("SAYS"),
)  # fmt: skip
_STEPS = (number("STEP"), word("NAME"), word("STATUS"), number("MS"), number("TRIES", 1), text("SAYS", 2))


@cli.command("list")
def list_(
    context: typer.Context, case: Annotated[str, typer.Argument(help="only those of this case")] = "",
    limit: Annotated[int, typer.Option(min=1, max=200)] = 50,
) -> None:  # fmt: skip
    """The newest first."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            case_id = (await client.get(f"/api/v1/cases/{case}"))["case_id"] if case else ""
            body = await client.get("/api/v1/investigations", case_id=case_id, limit=limit)
            rows = [
                (item["investigation_id"], item["attempt"], item["status"], when(item["started_at"]),
                 item["requested_by"], item["error_message"] or item["message"])
                for item in body["items"]
            ]  # fmt: skip
            output.show(given, body, rows, _COLUMNS, "None yet. Next: rootward investigate CASE")

    run(work)


@cli.command()
def show(
    context: typer.Context, investigation_id: Annotated[str, typer.Argument(help="the id, or the beginning of it")]
) -> None:
    """Its plan and its recorded steps."""
    given = options.of(context)

    async def work() -> None:
        async with connected(given) as client:
            item = await client.get(f"/api/v1/investigations/{investigation_id}")
            if given.form == "table":
                _head(item)
            rows = [
                (step["seq"], step["name"], step["status"], step["latency_ms"], step["retries"] + 1,
                 step["error_message"] or step["output_summary"])
                for step in item["steps"]
            ]  # fmt: skip
            output.show(given, item, rows, _STEPS, "No step has begun.", after=_next(item))

    run(work)


def _head(item: dict[str, Any]) -> None:
    scope = item["scope"]
    print(f"{item['investigation_id']}  {item['status']} {item['pct']} %  {item['error_message'] or item['message']}")
    print(f"  attempt {item['attempt']} for {item['case_id']}, asked by {item['requested_by']}")
    about = f"  about {scope['service']}" if scope["service"] else ""
    print(f"  as of change {item['pins']['as_of']}{about}")
    for agent, reason in item["plan"].get("agents", {}).items():
        print(f"  {agent:<10} {reason}")


def _next(item: dict[str, Any]) -> str:
    return f"Next: rootward report {item['report_id']}" if item["report_id"] else ""
